package import Store
internal import Database
package import Core

/// How far a lifecycle's run has come in its bucket: all before it is done.
package enum LifecycleCursor: Sendable, Hashable {
    /// Behind this version of this key.
    case version(key: [UInt8], order: Int64)
    /// Behind this upload; every version is done.
    case upload(key: [UInt8], created: Timestamp, id: String)

    package static let firstUpload = LifecycleCursor.upload(key: [], created: Timestamp(milliseconds: 0), id: "")
}

extension LifecycleCursor {
    fileprivate var document: [UInt8] {
        switch self {
        case .version(let key, let order):
            JSON.members(["key": .string(String(decoding: key, as: UTF8.self)), "order": .integer(order)]).utf8
        case .upload(let key, let created, let id):
            JSON.members([
                "key": .string(String(decoding: key, as: UTF8.self)), "created": .integer(created.milliseconds), "upload": .string(id),
            ]).utf8
        }
    }

    fileprivate init?(document: [UInt8]) {
        guard let json = try? JSON(parsing: document), let key = json["key"]?.string.map({ Array($0.utf8) }) else { return nil }
        if let order = json["order"]?.integer {
            self = .version(key: key, order: Int64(order))
        } else if let created = json["created"]?.integer, let id = json["upload"]?.string {
            self = .upload(key: key, created: Timestamp(milliseconds: Int64(created)), id: id)
        } else {
            return nil
        }
    }
}

/// A bucket whose lifecycle is to be run.
package struct DueLifecycle: Sendable {
    package let bucketID: Int64
    package let name: BucketName
    /// Whether an earlier run was not ended.
    package let isBegun: Bool
    package let cursor: LifecycleCursor?
}

/// The next bucket, in the order of their ids, that has a lifecycle and no run since `midnight`, or one that was not ended.
package struct FindDueLifecycle: Query {
    package let after: Int64
    package let midnight: Timestamp

    package init(after: Int64, midnight: Timestamp) {
        self.after = after
        self.midnight = midnight
    }

    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> DueLifecycle? {
        try translating { () throws(DatabaseError) in
            // The kind stands in the text, so that the index of lifecycles serves: other documents are passed over unread.
            try snapshot.connection.first(
                """
                SELECT b.id, b.name, r.bucket_id IS NOT NULL AND r.finished_ms IS NULL, r.cursor
                FROM bucket_documents d JOIN buckets b ON b.id = d.bucket_id LEFT JOIN lifecycle_runs r ON r.bucket_id = d.bucket_id
                WHERE d.bucket_id > ? AND d.kind = 'lifecycle' AND (r.bucket_id IS NULL OR r.finished_ms IS NULL OR r.started_ms < ?)
                ORDER BY d.bucket_id LIMIT 1
                """, .integer(after), .integer(midnight.milliseconds)
            ) { row throws(DatabaseError) in
                DueLifecycle(
                    bucketID: row.integer(0), name: try required(BucketName(row.text(1)), "the name of bucket \(row.integer(0))"),
                    isBegun: row.flag(2),
                    // A run whose place cannot be read begins anew.
                    cursor: row.isNull(3) ? nil : LifecycleCursor(document: row.blob(3)))
            }
        }
    }
}

/// Writes down what a run does, so that one that is cut off goes on where it was.
package struct RecordLifecycleRun: Mutation {
    package enum Step: Sendable { case begin, reach(LifecycleCursor), end }

    package let bucketID: Int64
    package let step: Step

    package init(bucketID: Int64, step: Step) {
        self.bucketID = bucketID
        self.step = step
    }

    package var usesReserve: Bool { true }

    package func apply(_ transaction: WriteTransaction) throws(ObjectError) {
        let connection = transaction.connection
        try translating { () throws(DatabaseError) in
            switch step {
            case .begin:
                try connection.run(
                    "INSERT OR REPLACE INTO lifecycle_runs (bucket_id, started_ms) SELECT id, ? FROM buckets WHERE id = ?",
                    .integer(transaction.wallNow.milliseconds), .integer(bucketID))
            case .reach(let cursor):
                try connection.run(
                    "UPDATE lifecycle_runs SET cursor = ? WHERE bucket_id = ?", .blob(cursor.document), .integer(bucketID))
            case .end:
                try connection.run(
                    "UPDATE lifecycle_runs SET finished_ms = ?, cursor = NULL WHERE bucket_id = ?",
                    .integer(transaction.wallNow.milliseconds), .integer(bucketID))
            }
        }
    }
}
