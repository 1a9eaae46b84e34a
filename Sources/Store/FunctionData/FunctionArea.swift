package import Store

/// Functions with their policies. Their code is a content like an object's.
package enum FunctionArea: StoreArea {
    package static let schema = [
        SchemaStep(format: 1, first)
    ]

    private static let first = """
        CREATE TABLE functions (
            account_id TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, revision_id TEXT NOT NULL, code_sha256 TEXT NOT NULL,
            code_size INTEGER NOT NULL, code_content_id INTEGER NOT NULL, role_arn TEXT NOT NULL, state TEXT NOT NULL,
            update_status TEXT NOT NULL, modified_ms INTEGER NOT NULL, configuration TEXT NOT NULL,
            PRIMARY KEY (account_id, region, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE function_policies (
            account_id TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, qualifier TEXT NOT NULL, statement_id TEXT NOT NULL,
            ordinal INTEGER NOT NULL, statement TEXT NOT NULL, PRIMARY KEY (account_id, region, name, qualifier, statement_id)
        ) STRICT, WITHOUT ROWID;
        """
}
