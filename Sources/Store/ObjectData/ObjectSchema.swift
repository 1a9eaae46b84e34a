internal import Store

/// The tables of buckets, objects, uploads and contents.
enum ObjectSchema {
    static let steps = [
        SchemaStep(format: 1, first),
        SchemaStep(format: 2, segments),
        SchemaStep(format: 3, versionsAndKeys),
        SchemaStep(format: 4, ownChecksums),
        SchemaStep(format: 5, lifecycleIndex),
        SchemaStep(format: 7, releases),
        SchemaStep(format: 8, versionIDs),
        SchemaStep(format: 9, uploads),
        SchemaStep(format: 10, restores),
    ]

    private static let first = """
        CREATE TABLE buckets (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, account_id TEXT NOT NULL, location TEXT,
            created_ms INTEGER NOT NULL, versioning TEXT NOT NULL, object_lock INTEGER NOT NULL, next_sequence INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX buckets_by_owner ON buckets (account_id, name);
        CREATE TABLE bucket_documents (
            bucket_id INTEGER NOT NULL, kind TEXT NOT NULL, document BLOB NOT NULL, PRIMARY KEY (bucket_id, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE notification_revisions (
            bucket_id INTEGER NOT NULL, revision INTEGER NOT NULL, document BLOB NOT NULL, created_ms INTEGER NOT NULL,
            PRIMARY KEY (bucket_id, revision)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE contents (
            id INTEGER PRIMARY KEY, refs INTEGER NOT NULL, size INTEGER NOT NULL, place INTEGER NOT NULL, bytes BLOB, blob TEXT,
            block_crcs BLOB
        ) STRICT;
        CREATE UNIQUE INDEX contents_by_blob ON contents (blob) WHERE blob IS NOT NULL;
        CREATE TABLE extents (
            content_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, source_id INTEGER NOT NULL, start INTEGER NOT NULL,
            length INTEGER NOT NULL, PRIMARY KEY (content_id, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE garbage (blob TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        CREATE TABLE versions (
            id INTEGER PRIMARY KEY, bucket_id INTEGER NOT NULL, key BLOB NOT NULL, version_order INTEGER NOT NULL,
            version_id TEXT NOT NULL, is_latest INTEGER NOT NULL, is_marker INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
            checksum_algorithm TEXT, checksum_value TEXT, checksum_is_composite INTEGER NOT NULL, content_id INTEGER,
            part_count INTEGER NOT NULL, modified_ms INTEGER NOT NULL, sequence INTEGER NOT NULL, storage_class TEXT,
            attributes TEXT NOT NULL, tags TEXT NOT NULL, is_damaged INTEGER NOT NULL DEFAULT 0,
            origin_event_id INTEGER, origin_function TEXT, depth INTEGER NOT NULL, source_version TEXT
        ) STRICT;
        CREATE UNIQUE INDEX versions_by_key ON versions (bucket_id, key, version_order DESC);
        CREATE UNIQUE INDEX versions_current ON versions (bucket_id, key, size, etag, modified_ms, storage_class)
            WHERE is_latest = 1 AND is_marker = 0;
        CREATE TABLE uploads (
            upload_id TEXT PRIMARY KEY, bucket_id INTEGER NOT NULL, key BLOB NOT NULL, attributes TEXT NOT NULL, tags TEXT NOT NULL,
            storage_class TEXT, checksum_algorithm TEXT, checksum_is_composite INTEGER NOT NULL, account_id TEXT NOT NULL,
            principal TEXT NOT NULL, created_ms INTEGER NOT NULL, completed_ms INTEGER, result_etag TEXT, result_version TEXT,
            part_list_hash BLOB
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX uploads_open ON uploads (bucket_id, key, created_ms, upload_id) WHERE completed_ms IS NULL;
        CREATE INDEX uploads_completed ON uploads (completed_ms) WHERE completed_ms IS NOT NULL;
        CREATE TABLE parts (
            upload_id TEXT NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, checksum_algorithm TEXT,
            checksum_value TEXT, content_id INTEGER NOT NULL, modified_ms INTEGER NOT NULL, PRIMARY KEY (upload_id, number)
        ) STRICT, WITHOUT ROWID;
        """

    /// Small blobs may lie in segment files: a record of one is named by its segment and where it starts. Damaged versions are listed.
    private static let segments = """
        ALTER TABLE contents ADD COLUMN segment INTEGER;
        ALTER TABLE contents ADD COLUMN segment_start INTEGER;
        CREATE UNIQUE INDEX contents_by_segment ON contents (segment, segment_start) WHERE segment IS NOT NULL;
        CREATE TABLE segment_garbage (
            segment INTEGER NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL, PRIMARY KEY (segment, start)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX versions_damaged ON versions (id) WHERE is_damaged = 1;
        """

    /// Versions beside each other, their owners, keys of encrypted contents, runs of lifecycles. What listings show is in their index. An extent may
    /// be a stretch of its source, so that copies of ranges move no bytes; a list keeps the sizes and checksums of the parts it was made of.
    private static let versionsAndKeys = """
        DROP INDEX versions_current;
        ALTER TABLE versions ADD COLUMN owner TEXT;
        CREATE UNIQUE INDEX versions_current ON versions (bucket_id, key, size, etag, modified_ms, storage_class, checksum_algorithm,
            checksum_is_composite, owner) WHERE is_latest = 1 AND is_marker = 0;
        CREATE INDEX versions_null ON versions (bucket_id, key) WHERE is_latest = 0 AND version_id = 'null';
        ALTER TABLE contents ADD COLUMN sealed_key BLOB;
        ALTER TABLE contents ADD COLUMN parts BLOB;
        ALTER TABLE extents ADD COLUMN source_start INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE lifecycle_runs (
            bucket_id INTEGER PRIMARY KEY, started_ms INTEGER NOT NULL, finished_ms INTEGER, cursor BLOB
        ) STRICT;
        """

    /// A part of an upload that asked for no checksum keeps S3's own, from which the whole's is made.
    private static let ownChecksums = "ALTER TABLE parts ADD COLUMN own_checksum BLOB;"

    /// What was found by going through all documents has an index.
    private static let lifecycleIndex = "CREATE INDEX lifecycles ON bucket_documents (bucket_id) WHERE kind = 'lifecycle';"

    /// What has many rows is given back in steps. An upload counts how often a part of it was replaced.
    private static let releases = """
        CREATE TABLE releases (kind INTEGER NOT NULL, id ANY NOT NULL, boot INTEGER, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
        ALTER TABLE uploads ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
        """

    /// Version ids have a check number. A store that has given out others cannot tell those from what nobody gave out.
    private static let versionIDs = """
        INSERT INTO settings (name, value) SELECT 'unchecked_version_ids', 1 WHERE EXISTS (SELECT 1 FROM buckets WHERE versioning <> '');
        """

    /// Keys whose objects were deleted while uploads of them are open. An upload that asked for no checksum keeps none that clients sent with
    /// its parts.
    private static let uploads = """
        CREATE TABLE deleted_keys (
            bucket_id INTEGER NOT NULL, key BLOB NOT NULL, created_ms INTEGER NOT NULL, PRIMARY KEY (bucket_id, key)
        ) STRICT, WITHOUT ROWID;
        UPDATE parts SET checksum_algorithm = NULL, checksum_value = NULL
            WHERE upload_id IN (SELECT upload_id FROM uploads WHERE completed_ms IS NULL AND checksum_algorithm IS NULL);
        """

    /// When restored objects are to go back into their archive. A row whose version is gone, or has another end by now, says nothing.
    private static let restores = """
        CREATE TABLE restores (
            until_ms INTEGER NOT NULL, version_row INTEGER NOT NULL, PRIMARY KEY (until_ms, version_row)
        ) STRICT, WITHOUT ROWID;
        """
}
