internal import Database

/// The steps from each earlier format to this one, of all areas in one order. The database's `user_version` names the number.
package struct Migrations: Sendable {
    /// Of format 1, 2 …; each runs once and in its own transaction.
    private let scripts: [String]
    package var current: Int { scripts.count }

    /// The store's own: what it knows of itself by name.
    private static let settings = SchemaStep(
        format: 1, "CREATE TABLE settings (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;")

    /// - Parameter areas: each behind those whose tables its steps name.
    package init(_ areas: [any StoreArea.Type]) {
        let steps = [Self.settings] + areas.flatMap { $0.schema }
        let formats = Dictionary(grouping: steps, by: \.format)
        // As far as they go without a gap: one behind it could not be told from one that was never there.
        let count = (1...).prefix { formats[$0] != nil }.count
        scripts = (1...max(count, 1)).map { format in formats[format, default: []].map(\.script).joined(separator: "\n") }
    }

    func run(_ connection: Connection) throws(StoreFailure) {
        do {
            let format = try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
            guard format <= current else {
                throw StoreFailure.storage("The database has format \(format), of a newer Pelton; this one knows formats up to \(current).")
            }
            for (number, script) in scripts.enumerated().dropFirst(format) {
                try connection.execute(script: "BEGIN IMMEDIATE; \(script) PRAGMA user_version = \(number + 1); COMMIT;")
            }
            // What steps made and later ones dropped again is nothing that a new store should have room in.
            if format == 0 { try connection.execute(script: "VACUUM") }
        } catch let error as DatabaseError { throw StoreFailure(error) } catch let error as StoreFailure { throw error } catch {
            throw .storage("\(error)")
        }
    }
}
