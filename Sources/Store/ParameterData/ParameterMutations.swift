package import Store
internal import Database
package import Core

/// Why a parameter is not made or changed.
package enum ParameterRefusal: Error, Sendable, Hashable {
    case notFound
    case alreadyExists
    /// It is not what the new version was made of any more.
    case overtaken
    case tooManyTags
}

package typealias ParameterDataError = StoreError<ParameterRefusal>

/// Makes a parameter, or a new version of one. Source: API_PutParameter.
package struct PutParameter: Mutation {
    /// Of which the oldest goes. Source: Systems Manager User Guide, "Working with parameter versions".
    private static let mostVersions = 100

    package let key: ParameterKey
    package let name: String
    package let attributes: ParameterAttributes
    package let value: [UInt8]
    package let modifiedBy: String
    package let overwrites: Bool
    /// What the newest version was when this one was made of it; nil where there was none.
    package let basis: ParameterAttributes?
    /// Of a new parameter.
    package let tags: [String: String]

    package init(
        key: ParameterKey, name: String, attributes: ParameterAttributes, value: [UInt8], modifiedBy: String, overwrites: Bool,
        basis: ParameterAttributes?, tags: [String: String]
    ) {
        self.key = key
        self.name = name
        self.attributes = attributes
        self.value = value
        self.modifiedBy = modifiedBy
        self.overwrites = overwrites
        self.basis = basis
        self.tags = tags
    }

    package var rowBytes: Int {
        value.count + attributes.bytes + 3 * key.path.utf8.count + modifiedBy.utf8.count
            + tags.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    }

    /// - Returns: the version's number.
    /// - Throws: `.alreadyExists`; `.overtaken` where it is not what this version was made of any more.
    package func apply(_ transaction: WriteTransaction) throws(ParameterDataError) -> Int {
        let connection = transaction.connection
        let old = try ParameterDataError.translating { () throws(DatabaseError) in try connection.parameter(key) }
        if old != nil, !overwrites { throw .refused(.alreadyExists) }
        guard old?.attributes == basis else { throw .refused(.overtaken) }
        return try ParameterDataError.translating { () throws(DatabaseError) in
            let version = (old?.version ?? 0) + 1
            let id = try old == nil ? connection.insert(self) : connection.raise(key, to: version)
            try connection.run(
                """
                INSERT INTO parameter_versions (parameter_id, version, type, tier, data_type, key_id, modified_ms, modified_by,
                    description, allowed_pattern, value)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, .integer(id), .integer(version), .text(attributes.type.rawValue), .text(attributes.tier.rawValue),
                .text(attributes.dataType), .optional(attributes.keyID), .integer(transaction.wallNow.milliseconds), .text(modifiedBy),
                .optional(attributes.description), .optional(attributes.allowedPattern), .blob(value))
            if version > Self.mostVersions {
                try connection.run(
                    "DELETE FROM parameter_versions WHERE parameter_id = ? AND version <= ?", .integer(id),
                    .integer(version - Self.mostVersions))
            }
            return version
        }
    }
}

/// Source: API_DeleteParameters.
package struct DeleteParameters: Mutation {
    package let keys: [ParameterKey]
    package init(_ keys: [ParameterKey]) { self.keys = keys }

    package var usesReserve: Bool { true }
    /// Each may have a hundred versions.
    package var weight: Int { 10 * keys.count }

    /// - Returns: those that were there.
    package func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) -> Set<ParameterKey> {
        let connection = transaction.connection
        return try translating { () throws(DatabaseError) in
            var deleted: Set<ParameterKey> = []
            for key in keys {
                guard let id = try connection.parameterID(key) else { continue }
                try connection.run("DELETE FROM parameter_versions WHERE parameter_id = ?", .integer(id))
                try connection.run("DELETE FROM parameters WHERE id = ?", .integer(id))
                deleted.insert(key)
            }
            return deleted
        }
    }
}

/// Source: API_AddTagsToResource, API_RemoveTagsFromResource (Systems Manager).
package struct ChangeParameterTags: Mutation {
    package let key: ParameterKey
    package let added: [String: String]
    package let removed: [String]
    /// How many a parameter may have.
    package let limit: Int

    package init(_ key: ParameterKey, adding added: [String: String] = [:], removing removed: [String] = [], limit: Int) {
        self.key = key
        self.added = added
        self.removed = removed
        self.limit = limit
    }

    package var usesReserve: Bool { added.isEmpty }
    package var rowBytes: Int { added.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } }

    /// - Throws: `.notFound`; `.tooManyTags` for more tags than there may be.
    package func apply(_ transaction: WriteTransaction) throws(ParameterDataError) {
        let old = try ParameterDataError.translating { () throws(DatabaseError) in try transaction.connection.parameter(key) }
        guard let old else { throw .refused(.notFound) }
        var tags = old.tags
        for name in removed { tags[name] = nil }
        tags.merge(added) { $1 }
        guard tags.count <= limit else { throw .refused(.tooManyTags) }
        try ParameterDataError.translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "UPDATE parameters SET tags = ? WHERE account_id = ? AND region = ? AND path = ?",
                .text(TextMap.encode(tags)), .text(key.account.description), .text(key.region.description), .text(key.path))
        }
    }
}

extension Connection {
    fileprivate func parameterID(_ key: ParameterKey) throws(DatabaseError) -> Int64? {
        try first(
            "SELECT id FROM parameters WHERE account_id = ? AND region = ? AND path = ?", .text(key.account.description),
            .text(key.region.description), .text(key.path)
        ) { $0.integer(0) }
    }

    fileprivate func insert(_ new: PutParameter) throws(DatabaseError) -> Int64 {
        try run(
            "INSERT INTO parameters (account_id, region, path, parent, name, version, tags) VALUES (?, ?, ?, ?, ?, 1, ?)",
            .text(new.key.account.description), .text(new.key.region.description), .text(new.key.path), .text(new.key.parent),
            .text(new.name), .text(TextMap.encode(new.tags)))
        return lastInsertedRowID
    }

    fileprivate func raise(_ key: ParameterKey, to version: Int) throws(DatabaseError) -> Int64 {
        let id = try required(try parameterID(key), "the parameter \(key.path), which was there just now")
        try run("UPDATE parameters SET version = ? WHERE id = ?", .integer(version), .integer(id))
        return id
    }
}
