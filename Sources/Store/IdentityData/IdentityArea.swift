package import Store

/// Accounts with their keys, roles with their policies, and KMS keys: who somebody is, and what opens what.
package enum IdentityArea: StoreArea {
    package static let schema = [
        SchemaStep(format: 1, first),
        SchemaStep(format: 3, kmsKeys),
        SchemaStep(format: 5, lookUps),
        SchemaStep(format: 13, identities),
        SchemaStep(format: 14, accountSide + oidcProviders),
    ]

    package static let trims: [any TrimStep.Type] = [TrimRoleDeletions.self]

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

    /// Who vouches for people and programs that have no keys.
    private static let oidcProviders = """
        CREATE TABLE iam_oidc_providers (
            account_id TEXT NOT NULL, url TEXT NOT NULL, created_ms INTEGER NOT NULL, client_ids TEXT NOT NULL, thumbprints TEXT NOT NULL,
            tags TEXT NOT NULL, PRIMARY KEY (account_id, url)
        ) STRICT, WITHOUT ROWID;
        """

    /// Users, groups and managed policies beside roles, all of them by what nobody else ever has: a unique id. A name may be another's later.
    private static let identities = """
        CREATE TABLE iam_resources (
            id TEXT PRIMARY KEY, account_id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL,
            created_ms INTEGER NOT NULL, tags TEXT NOT NULL, description TEXT, boundary TEXT, trust_policy TEXT,
            trust_principals TEXT NOT NULL DEFAULT '', max_session_s INTEGER,
            default_version INTEGER, last_version INTEGER, updated_ms INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX iam_resources_in_order ON iam_resources (account_id, kind, name);
        CREATE UNIQUE INDEX iam_resources_by_name ON iam_resources (account_id, kind, name COLLATE NOCASE);
        CREATE INDEX iam_resources_by_path ON iam_resources (account_id, kind, path, name);
        CREATE INDEX iam_resources_by_boundary ON iam_resources (boundary, account_id, id) WHERE boundary IS NOT NULL;
        CREATE TABLE iam_documents (
            resource_id TEXT NOT NULL, name TEXT NOT NULL, created_ms INTEGER NOT NULL, document TEXT NOT NULL,
            PRIMARY KEY (resource_id, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE iam_attachments (
            identity_id TEXT NOT NULL, policy_arn TEXT NOT NULL, account_id TEXT NOT NULL, PRIMARY KEY (identity_id, policy_arn)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX iam_attachments_by_policy ON iam_attachments (policy_arn, account_id, identity_id);
        CREATE TABLE iam_members (
            container_id TEXT NOT NULL, member_id TEXT NOT NULL, PRIMARY KEY (container_id, member_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX iam_members_by_member ON iam_members (member_id, container_id);
        CREATE TABLE account_aliases (alias TEXT PRIMARY KEY, account_id TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID;

        INSERT INTO iam_resources (id, account_id, kind, name, path, created_ms, tags, description, trust_policy, max_session_s)
            SELECT role_id, account_id, 'role', name, path, created_ms, CASE tags WHEN '{}' THEN '' ELSE tags END, description,
                trust_policy, max_session_s FROM roles;
        INSERT INTO iam_documents (resource_id, name, created_ms, document)
            SELECT r.role_id, p.name, r.created_ms, p.document FROM role_policies p
            JOIN roles r ON r.account_id = p.account_id AND r.name = p.role_name;
        DROP TABLE role_policies;
        DROP TABLE roles;

        ALTER TABLE access_keys ADD COLUMN user_id TEXT;
        ALTER TABLE access_keys DROP COLUMN user_name;
        CREATE INDEX access_keys_by_user ON access_keys (user_id) WHERE user_id IS NOT NULL;
        """

    /// Passwords and what accounts ask of them, how many there are of each kind, what became of service-linked roles, and when keys were used.
    private static let accountSide = """
        CREATE TABLE login_profiles (
            user_id TEXT PRIMARY KEY, created_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL, must_reset INTEGER NOT NULL,
            scheme INTEGER NOT NULL, salt BLOB NOT NULL, hash BLOB NOT NULL, former BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE password_policies (
            account_id TEXT PRIMARY KEY, minimum_length INTEGER NOT NULL, requires_symbols INTEGER NOT NULL,
            requires_numbers INTEGER NOT NULL, requires_uppercase INTEGER NOT NULL, requires_lowercase INTEGER NOT NULL,
            users_may_change INTEGER NOT NULL, max_age_days INTEGER, reuse_prevention INTEGER, hard_expiry INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE iam_counts (
            account_id TEXT NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (account_id, kind)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO iam_counts (account_id, kind, count) SELECT account_id, kind, COUNT(*) FROM iam_resources GROUP BY account_id, kind;
        INSERT INTO iam_counts (account_id, kind, count)
            SELECT account_id, 'policy-in-use', COUNT(DISTINCT policy_arn) FROM iam_attachments GROUP BY account_id;
        CREATE TABLE role_deletions (
            id INTEGER PRIMARY KEY, task_id TEXT NOT NULL UNIQUE, account_id TEXT NOT NULL, deleted_ms INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX role_deletions_by_time ON role_deletions (deleted_ms);
        ALTER TABLE access_keys ADD COLUMN used_ms INTEGER;
        ALTER TABLE access_keys ADD COLUMN used_service TEXT;
        ALTER TABLE access_keys ADD COLUMN used_region TEXT;
        """
}
