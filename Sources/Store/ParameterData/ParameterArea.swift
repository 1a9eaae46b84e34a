package import Store
package import Database

/// Parameters of Parameter Store, with their versions.
package enum ParameterArea: StoreArea {
    package static let schema = [SchemaStep(format: 11, first)]

    /// The value is a version's last column: what is asked about everything else reads no page of it.
    private static let first = """
        CREATE TABLE parameters (
            id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, region TEXT NOT NULL, path TEXT NOT NULL, parent TEXT NOT NULL,
            name TEXT NOT NULL, version INTEGER NOT NULL, tags TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX parameters_by_path ON parameters (account_id, region, path);
        CREATE INDEX parameters_by_parent ON parameters (account_id, region, parent, path);
        CREATE TABLE parameter_versions (
            parameter_id INTEGER NOT NULL, version INTEGER NOT NULL, type TEXT NOT NULL, tier TEXT NOT NULL, data_type TEXT NOT NULL,
            key_id TEXT, modified_ms INTEGER NOT NULL, modified_by TEXT NOT NULL, description TEXT, allowed_pattern TEXT,
            value BLOB NOT NULL, PRIMARY KEY (parameter_id, version)
        ) STRICT, WITHOUT ROWID;
        """

    package static func contradictions(_ connection: Connection, limit: Int) throws(DatabaseError) -> [String] {
        try connection.rows(
            """
            SELECT p.path FROM parameters p WHERE NOT EXISTS (
                SELECT 1 FROM parameter_versions v WHERE v.parameter_id = p.id AND v.version = p.version) LIMIT ?
            """, .integer(limit)
        ) { "Parameter \($0.text(0)) lacks its newest version." }
            + connection.rows(
                "SELECT parameter_id, version FROM parameter_versions WHERE parameter_id NOT IN (SELECT id FROM parameters) LIMIT ?",
                .integer(limit)
            ) { "Version \($0.integer(1)) belongs to parameter \($0.integer(0)), which is not there." }
    }
}
