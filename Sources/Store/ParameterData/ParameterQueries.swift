package import Store
internal import Database
package import Core

/// What there is of a parameter that a request names.
package enum ParameterLookup: Sendable {
    case found(ParameterRecord)
    /// The parameter is there and has no such version.
    case noSuchVersion(ParameterRecord)
    case none

    package var record: ParameterRecord? {
        switch self {
        case .found(let record), .noSuchVersion(let record): record
        case .none: nil
        }
    }
}

/// Parameters by their names, from one snapshot.
package struct FindParameters: Query {
    /// Nil for the newest version.
    package let wanted: [(key: ParameterKey, version: Int?)]
    package init(_ wanted: [(key: ParameterKey, version: Int?)]) { self.wanted = wanted }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [ParameterLookup] {
        try translating { () throws(DatabaseError) in
            try wanted.map { wanted throws(DatabaseError) in
                guard let newest = try snapshot.connection.parameter(wanted.key) else { return .none }
                guard let version = wanted.version, version != newest.version else { return .found(newest) }
                return try snapshot.connection.parameter(wanted.key, version).map { .found($0) } ?? .noSuchVersion(newest)
            }
        }
    }
}

/// The versions of a parameter, the oldest first.
package struct ListParameterVersions: Query {
    package let key: ParameterKey
    package let after: Int
    package let limit: Int

    package init(_ key: ParameterKey, after: Int, limit: Int) {
        self.key = key
        self.after = after
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [ParameterRecord] {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(
                """
                SELECT p.path, p.name, p.tags, v.version, v.type, v.tier, v.data_type, v.key_id, v.description, v.allowed_pattern,
                    v.modified_ms, v.modified_by, v.value
                FROM parameters p INDEXED BY parameters_by_path CROSS JOIN parameter_versions v ON v.parameter_id = p.id
                WHERE p.account_id = ? AND p.region = ? AND p.path = ? AND v.version > ? ORDER BY v.version LIMIT ?
                """, .text(key.account.description), .text(key.region.description), .text(key.path), .integer(after), .integer(limit)
            ) { row throws(DatabaseError) in
                var record = try ParameterRecord(row, key.account, key.region)
                record.readValue(row)
                return record
            }
        }
    }
}

/// A page of the newest versions of parameters, by path.
package struct ListParameters: Query {
    /// Where they are looked for. Folders end with a slash.
    package enum Place: Sendable {
        case named([String])
        case beginning(String)
        case directlyUnder(String)
    }

    package let account: AccountID
    package let region: Region
    package let place: Place
    /// The path behind which to go on; empty for the first page.
    package let after: String
    package let limit: Int
    /// How many rows are looked at for a page: it may have fewer than its limit, and none, and be followed by others.
    package let mostRows: Int
    package let withValues: Bool
    private let matches: @Sendable (ParameterRecord) -> Bool

    package init(
        account: AccountID, region: Region, place: Place, after: String, limit: Int, mostRows: Int, withValues: Bool,
        matches: @escaping @Sendable (ParameterRecord) -> Bool
    ) {
        self.account = account
        self.region = region
        self.place = place
        self.after = after
        self.limit = limit
        self.mostRows = mostRows
        self.withValues = withValues
        self.matches = matches
    }

    package struct Page: Sendable {
        package fileprivate(set) var records: [ParameterRecord] = []
        /// The path behind which the next page begins; nil at the end.
        package fileprivate(set) var next: String?
        fileprivate var last = ""
        fileprivate var looked = 0
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Page {
        var page = Page()
        let owner: (Value, Value) = (.text(account.description), .text(region.description))
        try translating { () throws(DatabaseError) in
            switch place {
            case .named(let paths):
                for path in paths.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where isBehind(path) {
                    guard let record = try snapshot.connection.parameter(ParameterKey(account: account, region: region, path: path)) else {
                        continue
                    }
                    guard hasRoom(&page) else { return }
                    add(record, &page)
                }
            case .beginning(let prefix):
                let range = TextRange(prefix: prefix)
                let rest = after.isEmpty ? range : range.after(after)
                try snapshot.connection.each(
                    """
                    SELECT p.path, p.name, p.tags, v.version, v.type, v.tier, v.data_type, v.key_id, v.description, v.allowed_pattern,
                        v.modified_ms, v.modified_by, v.value
                    FROM parameters p INDEXED BY parameters_by_path
                    CROSS JOIN parameter_versions v ON v.parameter_id = p.id AND v.version = p.version
                    WHERE p.account_id = ? AND p.region = ? AND p.path >= ? AND p.path < ? ORDER BY p.path
                    """, owner.0, owner.1, rest.lower, rest.upper
                ) { row throws(DatabaseError) in try visit(row, &page) }
            case .directlyUnder(let parent):
                try snapshot.connection.each(
                    """
                    SELECT p.path, p.name, p.tags, v.version, v.type, v.tier, v.data_type, v.key_id, v.description, v.allowed_pattern,
                        v.modified_ms, v.modified_by, v.value
                    FROM parameters p INDEXED BY parameters_by_parent
                    CROSS JOIN parameter_versions v ON v.parameter_id = p.id AND v.version = p.version
                    WHERE p.account_id = ? AND p.region = ? AND p.parent = ? AND p.path > ? ORDER BY p.path
                    """, owner.0, owner.1, .text(parent), .text(after)
                ) { row throws(DatabaseError) in try visit(row, &page) }
            }
        }
        return page
    }

    private func isBehind(_ path: String) -> Bool { after.utf8.lexicographicallyPrecedes(path.utf8) }

    private func visit(_ row: Row, _ page: inout Page) throws(DatabaseError) -> Bool {
        guard hasRoom(&page) else { return false }
        var record = try ParameterRecord(row, account, region)
        // A value that nobody gets is not read.
        if withValues, matches(record) { record.readValue(row) }
        add(record, &page)
        return true
    }

    /// To be asked when there is one more: then there is a next page.
    private func hasRoom(_ page: inout Page) -> Bool {
        if page.records.count < limit, page.looked < mostRows { return true }
        page.next = page.last
        return false
    }

    private func add(_ record: ParameterRecord, _ page: inout Page) {
        page.looked += 1
        page.last = record.key.path
        if matches(record) { page.records.append(record) }
    }
}

extension Connection {
    /// The newest version.
    func parameter(_ key: ParameterKey) throws(DatabaseError) -> ParameterRecord? {
        try first(
            """
            SELECT p.path, p.name, p.tags, v.version, v.type, v.tier, v.data_type, v.key_id, v.description, v.allowed_pattern,
                v.modified_ms, v.modified_by, v.value
            FROM parameters p INDEXED BY parameters_by_path
            CROSS JOIN parameter_versions v ON v.parameter_id = p.id AND v.version = p.version
            WHERE p.account_id = ? AND p.region = ? AND p.path = ?
            """, .text(key.account.description), .text(key.region.description), .text(key.path)
        ) { row throws(DatabaseError) in
            var record = try ParameterRecord(row, key.account, key.region)
            record.readValue(row)
            return record
        }
    }

    fileprivate func parameter(_ key: ParameterKey, _ version: Int) throws(DatabaseError) -> ParameterRecord? {
        try first(
            """
            SELECT p.path, p.name, p.tags, v.version, v.type, v.tier, v.data_type, v.key_id, v.description, v.allowed_pattern,
                v.modified_ms, v.modified_by, v.value
            FROM parameters p INDEXED BY parameters_by_path CROSS JOIN parameter_versions v ON v.parameter_id = p.id
            WHERE p.account_id = ? AND p.region = ? AND p.path = ? AND v.version = ?
            """, .text(key.account.description), .text(key.region.description), .text(key.path), .integer(version)
        ) { row throws(DatabaseError) in
            var record = try ParameterRecord(row, key.account, key.region)
            record.readValue(row)
            return record
        }
    }
}
