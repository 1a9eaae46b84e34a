package import Store
internal import Database
package import Core

/// When an access key was last used, and for what. Source: API_AccessKeyLastUsed.
package struct AccessKeyUse: Sendable, Hashable {
    package let time: Timestamp
    /// As signatures name it: `s3`.
    package let service: String
    package let region: Region

    package init(time: Timestamp, service: String, region: Region) {
        self.time = time
        self.service = service
        self.region = region
    }
}

/// Writes down what keys were used for since it was written last. A key that has gone has no use any more.
package struct RecordAccessKeyUses: Mutation {
    /// As many as a step writes.
    package static let most = 256

    package let uses: [(accessKeyID: String, use: AccessKeyUse)]
    package init(_ uses: [(accessKeyID: String, use: AccessKeyUse)]) { self.uses = uses }

    package var weight: Int { max(1, uses.count) }
    package var usesReserve: Bool { true }

    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) {
        try translating { () throws(DatabaseError) in
            for (id, use) in uses {
                try transaction.connection.run(
                    "UPDATE access_keys SET used_ms = ?, used_service = ?, used_region = ? WHERE access_key_id = ?",
                    .integer(use.time.milliseconds), .text(use.service), .text(use.region.description), .text(id))
            }
        }
    }
}

/// What was written down of a key's last use.
package struct FindAccessKeyUse: Query {
    package let accessKeyID: String
    package init(_ accessKeyID: String) { self.accessKeyID = accessKeyID }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> AccessKeyUse? {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.first(
                "SELECT used_ms, used_service, used_region FROM access_keys WHERE access_key_id = ?", .text(accessKeyID)
            ) { row -> AccessKeyUse? in
                guard let time = row.optionalInteger(0), let service = row.optionalText(1), let region = Region(row.text(2)) else {
                    return nil
                }
                return AccessKeyUse(time: Timestamp(milliseconds: time), service: service, region: region)
            } ?? nil
        }
    }
}
