package import Store

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
}
