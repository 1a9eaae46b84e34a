BEGIN TRANSACTION;
CREATE TABLE access_keys (
    access_key_id TEXT PRIMARY KEY, account_id TEXT NOT NULL, sealed_secret BLOB NOT NULL,
    is_active INTEGER NOT NULL, created_ms INTEGER NOT NULL
, user_id TEXT) STRICT, WITHOUT ROWID;
INSERT INTO "access_keys" VALUES('AKIAALICE','000000000000',X'0102',0,18,'AIDAONE');
CREATE TABLE account_aliases (alias TEXT PRIMARY KEY, account_id TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID;
INSERT INTO "account_aliases" VALUES('fixture-account','000000000000');
CREATE TABLE accounts (
    account_id TEXT PRIMARY KEY, canonical_id TEXT NOT NULL UNIQUE, display_name TEXT NOT NULL, email TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "accounts" VALUES('000000000000','owner','owner','');
CREATE TABLE bucket_documents (
    bucket_id INTEGER NOT NULL, kind TEXT NOT NULL, document BLOB NOT NULL, PRIMARY KEY (bucket_id, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE buckets (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, account_id TEXT NOT NULL, location TEXT,
    created_ms INTEGER NOT NULL, versioning TEXT NOT NULL, object_lock INTEGER NOT NULL, next_sequence INTEGER NOT NULL
) STRICT;
INSERT INTO "buckets" VALUES(1,'fixture','000000000000',NULL,1795551134593,'',0,117673239156686853);
CREATE TABLE contents (
    id INTEGER PRIMARY KEY, refs INTEGER NOT NULL, size INTEGER NOT NULL, place INTEGER NOT NULL, bytes BLOB, blob TEXT,
    block_crcs BLOB
, segment INTEGER, segment_start INTEGER, sealed_key BLOB, parts BLOB) STRICT;
INSERT INTO "contents" VALUES(1,1,10,0,X'8965FBEED190D7123574',NULL,X'F350C342',NULL,NULL,NULL,NULL);
INSERT INTO "contents" VALUES(2,2,100,1,NULL,'000000010000000000000001',X'98316382',NULL,NULL,NULL,NULL);
INSERT INTO "contents" VALUES(3,1,0,0,X'',NULL,X'',NULL,NULL,NULL,NULL);
INSERT INTO "contents" VALUES(4,1,50,1,NULL,'000000010000000000000002',X'DD63C2EC',NULL,NULL,NULL,NULL);
INSERT INTO "contents" VALUES(5,1,5,0,X'E24B8E26A3',NULL,X'8D535D03',NULL,NULL,NULL,NULL);
INSERT INTO "contents" VALUES(6,1,55,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "contents" VALUES(7,1,50,1,NULL,'000000010000000000000003',X'DD63C2EC',NULL,NULL,NULL,NULL);
INSERT INTO "contents" VALUES(8,1,5,0,X'E24B8E26A3',NULL,X'8D535D03',NULL,NULL,NULL,NULL);
CREATE TABLE deleted_keys (
            bucket_id INTEGER NOT NULL, key BLOB NOT NULL, created_ms INTEGER NOT NULL, PRIMARY KEY (bucket_id, key)
        ) STRICT, WITHOUT ROWID;
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY, event_id INTEGER, kind TEXT NOT NULL,
    configuration_id TEXT NOT NULL, request_id TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
    created_ms INTEGER NOT NULL, next_attempt_ms INTEGER NOT NULL, last_error TEXT, log_stream TEXT, started_ms INTEGER,
    finished_ms INTEGER, duration_ms INTEGER, trace_header TEXT, depth INTEGER NOT NULL
, destination_id INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "deliveries" VALUES(1,3,'function','rule','d3e0134a-0eba-4572-be93-9aec31fea5d4','pending',0,1795551134596,1795551134596,NULL,NULL,NULL,NULL,NULL,NULL,0,2);
INSERT INTO "deliveries" VALUES(4,5,'function','r','00000000-0000-4000-8000-000000000004','dead',3,1795551134700,1795551134800,'No.',NULL,NULL,NULL,NULL,NULL,0,1);
CREATE TABLE delivery_log (
    id INTEGER PRIMARY KEY, event_id INTEGER, destination TEXT NOT NULL, kind TEXT NOT NULL, configuration_id TEXT NOT NULL,
    request_id TEXT NOT NULL, attempts INTEGER NOT NULL, created_ms INTEGER NOT NULL, last_error TEXT, log_stream TEXT,
    started_ms INTEGER, finished_ms INTEGER NOT NULL, duration_ms INTEGER
) STRICT;
INSERT INTO "delivery_log" VALUES(3,4,'arn:aws:lambda:us-east-1:000000000000:function:b','function','r','00000000-0000-4000-8000-000000000003',1,1795551134600,NULL,NULL,NULL,1795551134650,NULL);
CREATE TABLE delivery_payloads (delivery_id INTEGER PRIMARY KEY, payload BLOB NOT NULL) STRICT;
CREATE TABLE destinations (
            id INTEGER PRIMARY KEY, arn TEXT NOT NULL, source TEXT NOT NULL DEFAULT '', UNIQUE (arn, source)
        ) STRICT;
INSERT INTO "destinations" VALUES(1,'arn:aws:lambda:us-east-1:000000000000:function:a','');
INSERT INTO "destinations" VALUES(2,'arn:aws:lambda:us-east-1:000000000000:function:f','');
CREATE TABLE events (
    id INTEGER PRIMARY KEY, bucket_id INTEGER NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL,
    key BLOB NOT NULL, version_id TEXT, size INTEGER, etag TEXT, time_ms INTEGER NOT NULL, principal TEXT NOT NULL,
    source_ip TEXT NOT NULL, request_id TEXT NOT NULL, host_id TEXT NOT NULL, trace_header TEXT, bucket_name TEXT NOT NULL,
    bucket_owner TEXT NOT NULL, bucket_region TEXT NOT NULL, content_type TEXT, tags TEXT NOT NULL, user_metadata TEXT NOT NULL,
    revision INTEGER NOT NULL, origin_event_id INTEGER, origin_function TEXT, depth INTEGER NOT NULL,
    key_hash INTEGER NOT NULL
, destination_class TEXT, restored_until_ms INTEGER) STRICT;
INSERT INTO "events" VALUES(1,1,117673239156686848,'ObjectCreated:Put',X'696E6C696E65',NULL,10,'6cb6c7184312dcc5d271402bf7040bdc',1795551134595,'AWS:000000000000','127.0.0.1','REQUEST','HOST',NULL,'fixture','owner','us-east-1',NULL,'','',1,NULL,NULL,0,1027880306282058708,NULL,NULL);
INSERT INTO "events" VALUES(2,1,117673239156686849,'ObjectCreated:Put',X'66696C65',NULL,100,'ea7892535219f13dc2bc73fa6cb83c90',1795551134596,'AWS:000000000000','127.0.0.1','REQUEST','HOST',NULL,'fixture','owner','us-east-1',NULL,'','',1,NULL,NULL,0,-6138387080982926813,NULL,NULL);
INSERT INTO "events" VALUES(3,1,117673239156686850,'ObjectCreated:Put',X'6F7765642F656D707479',NULL,0,'d41d8cd98f00b204e9800998ecf8427e',1795551134596,'AWS:000000000000','127.0.0.1','REQUEST','HOST',NULL,'fixture','owner','us-east-1',NULL,'','',1,NULL,NULL,0,9022757543246628380,NULL,NULL);
INSERT INTO "events" VALUES(4,1,117673239156686851,'ObjectCreated:Copy',X'636F7079',NULL,100,'ea7892535219f13dc2bc73fa6cb83c90',1795551134597,'AWS:000000000000','127.0.0.1','REQUEST','HOST',NULL,'fixture','owner','us-east-1',NULL,'','',1,NULL,NULL,0,862724725351444196,NULL,NULL);
INSERT INTO "events" VALUES(5,1,117673239156686852,'ObjectCreated:CompleteMultipartUpload',X'6D756C746970617274',NULL,55,'1013397732ff64c5ad748f1670578eed-2',1795551134599,'AWS:000000000000','127.0.0.1','REQUEST','HOST',NULL,'fixture','owner','us-east-1',NULL,'','',1,NULL,NULL,0,7008255050481898451,NULL,NULL);
CREATE TABLE extents (
    content_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, source_id INTEGER NOT NULL, start INTEGER NOT NULL,
    length INTEGER NOT NULL, source_start INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (content_id, ordinal)
) STRICT, WITHOUT ROWID;
INSERT INTO "extents" VALUES(6,0,4,0,50,0);
INSERT INTO "extents" VALUES(6,1,5,50,5,0);
CREATE TABLE function_policies (
    account_id TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, qualifier TEXT NOT NULL, statement_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL, statement TEXT NOT NULL, PRIMARY KEY (account_id, region, name, qualifier, statement_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE functions (
    account_id TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, revision_id TEXT NOT NULL, code_sha256 TEXT NOT NULL,
    code_size INTEGER NOT NULL, code_content_id INTEGER NOT NULL, role_arn TEXT NOT NULL, state TEXT NOT NULL,
    update_status TEXT NOT NULL, modified_ms INTEGER NOT NULL, configuration TEXT NOT NULL,
    PRIMARY KEY (account_id, region, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE garbage (blob TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE iam_attachments (
    identity_id TEXT NOT NULL, policy_arn TEXT NOT NULL, account_id TEXT NOT NULL, PRIMARY KEY (identity_id, policy_arn)
) STRICT, WITHOUT ROWID;
INSERT INTO "iam_attachments" VALUES('AIDAONE','arn:aws:iam::000000000000:policy/limits/Bound','000000000000');
INSERT INTO "iam_attachments" VALUES('AROAONE','arn:aws:iam::aws:policy/AmazonS3FullAccess','000000000000');
INSERT INTO "iam_attachments" VALUES('AGPAONE','arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess','000000000000');
CREATE TABLE iam_documents (
    resource_id TEXT NOT NULL, name TEXT NOT NULL, created_ms INTEGER NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (resource_id, name)
) STRICT, WITHOUT ROWID;
INSERT INTO "iam_documents" VALUES('AGPAONE','theirs',17,'{"n":6}');
INSERT INTO "iam_documents" VALUES('AIDAONE','own',16,'{"n":5}');
INSERT INTO "iam_documents" VALUES('ANPAONE','v1',10,'{"n":3}');
INSERT INTO "iam_documents" VALUES('ANPAONE','v2',12,'{"n":4}');
INSERT INTO "iam_documents" VALUES('AROAONE','one',5,'{"n":1}');
INSERT INTO "iam_documents" VALUES('AROAONE','two',5,'{"n":2}');
CREATE TABLE iam_members (
    container_id TEXT NOT NULL, member_id TEXT NOT NULL, PRIMARY KEY (container_id, member_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "iam_members" VALUES('AGPAONE','AIDAONE');
INSERT INTO "iam_members" VALUES('AGPAONE','AIDATWO');
INSERT INTO "iam_members" VALUES('AIPAONE','AROATWO');
CREATE TABLE iam_resources (
    id TEXT PRIMARY KEY, account_id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL,
    created_ms INTEGER NOT NULL, tags TEXT NOT NULL, description TEXT, boundary TEXT, trust_policy TEXT,
    trust_principals TEXT NOT NULL DEFAULT '', max_session_s INTEGER,
    default_version INTEGER, last_version INTEGER, updated_ms INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO "iam_resources" VALUES('AGPAONE','000000000000','group','readers','/',14,'',NULL,NULL,NULL,'',NULL,NULL,NULL,NULL);
INSERT INTO "iam_resources" VALUES('AIDAONE','000000000000','user','Alice','/people/',11,'{"team":"a"}',NULL,'arn:aws:iam::000000000000:policy/limits/Bound',NULL,'',NULL,NULL,NULL,NULL);
INSERT INTO "iam_resources" VALUES('AIDATWO','000000000000','user','bob','/',13,'',NULL,NULL,NULL,'',NULL,NULL,NULL,NULL);
INSERT INTO "iam_resources" VALUES('AIPAONE','000000000000','instance-profile','machines','/',15,'',NULL,NULL,NULL,'',NULL,NULL,NULL,NULL);
INSERT INTO "iam_resources" VALUES('ANPAONE','000000000000','policy','Bound','/limits/',10,'','told',NULL,NULL,'',NULL,2,2,12);
INSERT INTO "iam_resources" VALUES('AROAONE','000000000000','role','R','/p/',5,'{"a":"1"}','told',NULL,'{"Statement":[]}','',7200,NULL,NULL,NULL);
INSERT INTO "iam_resources" VALUES('AROATWO','000000000000','role','plain','/',6,'',NULL,NULL,'{}','',3600,NULL,NULL,NULL);
CREATE TABLE kms_aliases (
    account_id TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, key_id TEXT NOT NULL, created_ms INTEGER NOT NULL,
    PRIMARY KEY (account_id, region, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE kms_keys (
    account_id TEXT NOT NULL, region TEXT NOT NULL, key_id TEXT NOT NULL, sealed_material BLOB NOT NULL, description TEXT NOT NULL,
    is_aws_managed INTEGER NOT NULL, state TEXT NOT NULL, created_ms INTEGER NOT NULL, PRIMARY KEY (account_id, region, key_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE lifecycle_runs (
    bucket_id INTEGER PRIMARY KEY, started_ms INTEGER NOT NULL, finished_ms INTEGER, cursor BLOB
) STRICT;
CREATE TABLE notification_revisions (
    bucket_id INTEGER NOT NULL, revision INTEGER NOT NULL, document BLOB NOT NULL, created_ms INTEGER NOT NULL,
    PRIMARY KEY (bucket_id, revision)
) STRICT, WITHOUT ROWID;
INSERT INTO "notification_revisions" VALUES(1,1,X'7B2276657273696F6E223A312C226576656E74427269646765223A66616C73652C2272756C6573223A5B7B226964223A2272756C65222C226B696E64223A2266756E6374696F6E222C2264657374696E6174696F6E223A2261726E3A6177733A6C616D6264613A75732D656173742D313A3030303030303030303030303A66756E6374696F6E3A66222C226576656E7473223A5B2273333A4F626A656374437265617465643A2A225D2C2266696C746572223A5B7B226E616D65223A22507265666978222C2276616C7565223A226F7765642F227D5D7D5D7D',1795551134594);
CREATE TABLE parameter_versions (
    parameter_id INTEGER NOT NULL, version INTEGER NOT NULL, type TEXT NOT NULL, tier TEXT NOT NULL, data_type TEXT NOT NULL,
    key_id TEXT, modified_ms INTEGER NOT NULL, modified_by TEXT NOT NULL, description TEXT, allowed_pattern TEXT,
    value BLOB NOT NULL, PRIMARY KEY (parameter_id, version)
) STRICT, WITHOUT ROWID;
INSERT INTO "parameter_versions" VALUES(1,1,'String','Standard','text',NULL,1795551134601,'AWS:000000000000',NULL,NULL,X'6F6E65');
INSERT INTO "parameter_versions" VALUES(1,2,'String','Standard','text',NULL,1795551134602,'AWS:000000000000',NULL,NULL,X'74776F');
CREATE TABLE parameters (
    id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, region TEXT NOT NULL, path TEXT NOT NULL, parent TEXT NOT NULL,
    name TEXT NOT NULL, version INTEGER NOT NULL, tags TEXT NOT NULL
) STRICT;
INSERT INTO "parameters" VALUES(1,'000000000000','us-east-1','/kept','/','/kept',2,'');
CREATE TABLE parts (
    upload_id TEXT NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, checksum_algorithm TEXT,
    checksum_value TEXT, content_id INTEGER NOT NULL, modified_ms INTEGER NOT NULL, own_checksum BLOB, PRIMARY KEY (upload_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "parts" VALUES('d6e5af6a14ee65bfcce4bb0a3af8369b31aa28e0d8ccb151f7dd41f5a42fa8b2',1,50,'2a34cd8c9043f08ee77bcfd2faaa9f78',NULL,NULL,7,1795551134601,NULL);
INSERT INTO "parts" VALUES('d6e5af6a14ee65bfcce4bb0a3af8369b31aa28e0d8ccb151f7dd41f5a42fa8b2',2,5,'d1f558071d07f850f4718e39db0247fd',NULL,NULL,8,1795551134601,NULL);
CREATE TABLE releases (kind INTEGER NOT NULL, id ANY NOT NULL, boot INTEGER, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
CREATE TABLE restores (
            until_ms INTEGER NOT NULL, version_row INTEGER NOT NULL, PRIMARY KEY (until_ms, version_row)
        ) STRICT, WITHOUT ROWID;
CREATE TABLE segment_garbage (
            segment INTEGER NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL, PRIMARY KEY (segment, start)
        ) STRICT, WITHOUT ROWID;
CREATE TABLE settings (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "settings" VALUES('boot',2);
INSERT INTO "settings" VALUES('next_delivery_id',10);
INSERT INTO "settings" VALUES('next_event_id',9);
CREATE TABLE uploads (
    upload_id TEXT PRIMARY KEY, bucket_id INTEGER NOT NULL, key BLOB NOT NULL, attributes TEXT NOT NULL, tags TEXT NOT NULL,
    storage_class TEXT, checksum_algorithm TEXT, checksum_is_composite INTEGER NOT NULL, account_id TEXT NOT NULL,
    principal TEXT NOT NULL, created_ms INTEGER NOT NULL, completed_ms INTEGER, result_etag TEXT, result_version TEXT,
    part_list_hash BLOB
, revision INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
INSERT INTO "uploads" VALUES('b221e49fa1f802409af10f67995748cd365d260dfc9b522daa9fa58c1f3135f8',1,X'6D756C746970617274','{}','',NULL,NULL,0,'000000000000','AWS:1',1795551134597,1795551134599,'1013397732ff64c5ad748f1670578eed-2','null',X'D8C838DD1963B872842128C01DDE638E2E31D15D620241531EA03BE26F9CAD7A',0);
INSERT INTO "uploads" VALUES('d6e5af6a14ee65bfcce4bb0a3af8369b31aa28e0d8ccb151f7dd41f5a42fa8b2',1,X'6F70656E','{}','',NULL,NULL,0,'000000000000','AWS:1',1795551134600,NULL,NULL,NULL,NULL,0);
CREATE TABLE versions (
    id INTEGER PRIMARY KEY, bucket_id INTEGER NOT NULL, key BLOB NOT NULL, version_order INTEGER NOT NULL,
    version_id TEXT NOT NULL, is_latest INTEGER NOT NULL, is_marker INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
    checksum_algorithm TEXT, checksum_value TEXT, checksum_is_composite INTEGER NOT NULL, content_id INTEGER,
    part_count INTEGER NOT NULL, modified_ms INTEGER NOT NULL, sequence INTEGER NOT NULL, storage_class TEXT,
    attributes TEXT NOT NULL, tags TEXT NOT NULL, is_damaged INTEGER NOT NULL DEFAULT 0,
    origin_event_id INTEGER, origin_function TEXT, depth INTEGER NOT NULL, source_version TEXT
, owner TEXT) STRICT;
INSERT INTO "versions" VALUES(1,1,X'696E6C696E65',117673239156686848,'null',1,0,10,'6cb6c7184312dcc5d271402bf7040bdc',NULL,NULL,0,1,0,1795551134595,117673239156686848,NULL,'{}','',0,NULL,NULL,0,NULL,NULL);
INSERT INTO "versions" VALUES(2,1,X'66696C65',117673239156686849,'null',1,0,100,'ea7892535219f13dc2bc73fa6cb83c90',NULL,NULL,0,2,0,1795551134596,117673239156686849,NULL,'{}','',0,NULL,NULL,0,NULL,NULL);
INSERT INTO "versions" VALUES(3,1,X'6F7765642F656D707479',117673239156686850,'null',1,0,0,'d41d8cd98f00b204e9800998ecf8427e',NULL,NULL,0,3,0,1795551134596,117673239156686850,NULL,'{}','',0,NULL,NULL,0,NULL,NULL);
INSERT INTO "versions" VALUES(4,1,X'636F7079',117673239156686851,'null',1,0,100,'ea7892535219f13dc2bc73fa6cb83c90',NULL,NULL,0,2,0,1795551134597,117673239156686851,NULL,'{}','',0,NULL,NULL,0,'fixture/file?versionId=null',NULL);
INSERT INTO "versions" VALUES(5,1,X'6D756C746970617274',117673239156686852,'null',1,0,55,'1013397732ff64c5ad748f1670578eed-2',NULL,NULL,0,6,2,1795551134599,117673239156686852,NULL,'{}','',0,NULL,NULL,0,NULL,NULL);
CREATE INDEX buckets_by_owner ON buckets (account_id, name);
CREATE UNIQUE INDEX contents_by_blob ON contents (blob) WHERE blob IS NOT NULL;
CREATE UNIQUE INDEX versions_by_key ON versions (bucket_id, key, version_order DESC);
CREATE INDEX uploads_open ON uploads (bucket_id, key, created_ms, upload_id) WHERE completed_ms IS NULL;
CREATE INDEX uploads_completed ON uploads (completed_ms) WHERE completed_ms IS NOT NULL;
CREATE INDEX deliveries_dead ON deliveries (id) WHERE state = 'dead';
CREATE INDEX deliveries_of_event ON deliveries (event_id);
CREATE INDEX delivery_log_by_time ON delivery_log (finished_ms);
CREATE INDEX delivery_log_of_event ON delivery_log (event_id);
CREATE UNIQUE INDEX contents_by_segment ON contents (segment, segment_start) WHERE segment IS NOT NULL;
CREATE INDEX versions_damaged ON versions (id) WHERE is_damaged = 1;
CREATE UNIQUE INDEX versions_current ON versions (bucket_id, key, size, etag, modified_ms, storage_class, checksum_algorithm,
    checksum_is_composite, owner) WHERE is_latest = 1 AND is_marker = 0;
CREATE INDEX versions_null ON versions (bucket_id, key) WHERE is_latest = 0 AND version_id = 'null';
CREATE INDEX access_keys_by_account ON access_keys (account_id);
CREATE INDEX accounts_by_email ON accounts (email) WHERE email <> '';
CREATE INDEX kms_keys_by_state ON kms_keys (state);
CREATE INDEX kms_aliases_by_key ON kms_aliases (account_id, region, key_id, name);
CREATE INDEX lifecycles ON bucket_documents (bucket_id) WHERE kind = 'lifecycle';
CREATE UNIQUE INDEX parameters_by_path ON parameters (account_id, region, path);
CREATE INDEX parameters_by_parent ON parameters (account_id, region, parent, path);
CREATE INDEX deliveries_due ON deliveries (destination_id, next_attempt_ms, id) WHERE state = 'pending';
CREATE INDEX iam_resources_in_order ON iam_resources (account_id, kind, name);
CREATE UNIQUE INDEX iam_resources_by_name ON iam_resources (account_id, kind, name COLLATE NOCASE);
CREATE INDEX iam_resources_by_path ON iam_resources (account_id, kind, path, name);
CREATE INDEX iam_resources_by_boundary ON iam_resources (boundary, account_id, id) WHERE boundary IS NOT NULL;
CREATE INDEX iam_attachments_by_policy ON iam_attachments (policy_arn, account_id, identity_id);
CREATE INDEX iam_members_by_member ON iam_members (member_id, container_id);
CREATE INDEX access_keys_by_user ON access_keys (user_id) WHERE user_id IS NOT NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('buckets',1);
PRAGMA user_version = 13;
COMMIT;
