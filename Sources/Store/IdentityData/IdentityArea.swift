package import Store

/// Accounts with their keys, roles with their policies, and KMS keys: who somebody is, and what opens what.
package enum IdentityArea: StoreArea {
    package static let schema = [
        SchemaStep(format: 1, first),
        SchemaStep(format: 3, kmsKeys),
        SchemaStep(format: 5, lookUps),
    ]

    private static let first = """
        CREATE TABLE accounts (
            account_id TEXT PRIMARY KEY, canonical_id TEXT NOT NULL UNIQUE, display_name TEXT NOT NULL, email TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE access_keys (
            access_key_id TEXT PRIMARY KEY, account_id TEXT NOT NULL, user_name TEXT, sealed_secret BLOB NOT NULL,
            is_active INTEGER NOT NULL, created_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE roles (
            account_id TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL, role_id TEXT NOT NULL UNIQUE, trust_policy TEXT NOT NULL,
            description TEXT, max_session_s INTEGER NOT NULL, tags TEXT NOT NULL, created_ms INTEGER NOT NULL,
            PRIMARY KEY (account_id, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE role_policies (
            account_id TEXT NOT NULL, role_name TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL,
            PRIMARY KEY (account_id, role_name, name)
        ) STRICT, WITHOUT ROWID;
        """

    /// Keys of the KMS service.
    private static let kmsKeys = """
        CREATE TABLE kms_keys (
            account_id TEXT NOT NULL, region TEXT NOT NULL, key_id TEXT NOT NULL, sealed_material BLOB NOT NULL, description TEXT NOT NULL,
            is_aws_managed INTEGER NOT NULL, state TEXT NOT NULL, created_ms INTEGER NOT NULL, PRIMARY KEY (account_id, region, key_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE kms_aliases (
            account_id TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, key_id TEXT NOT NULL, created_ms INTEGER NOT NULL,
            PRIMARY KEY (account_id, region, name)
        ) STRICT, WITHOUT ROWID;
        """

    /// What was found by going through all rows has an index.
    private static let lookUps = """
        CREATE INDEX access_keys_by_account ON access_keys (account_id);
        CREATE INDEX accounts_by_email ON accounts (email) WHERE email <> '';
        CREATE INDEX roles_by_name ON roles (account_id, name COLLATE NOCASE);
        CREATE INDEX roles_by_path ON roles (account_id, path, name);
        CREATE INDEX kms_keys_by_state ON kms_keys (state);
        CREATE INDEX kms_aliases_by_key ON kms_aliases (account_id, region, key_id, name);
        """
}
