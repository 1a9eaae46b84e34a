package import Store

/// Queues and their messages.
package enum QueueArea: StoreArea {
    package static let schema = [SchemaStep(format: 14, first)]
    package static var trims: [any TrimStep.Type] { [TrimQueues.self] }

    /// Messages belong to a box, and a queue has one: purging gives it another, and what is in the old one is let go of in steps. What changes with
    /// each receive is a narrow row; a body is written once and read where it is given out.
    private static let first = """
        CREATE TABLE queues (
            id INTEGER PRIMARY KEY AUTOINCREMENT, account_id TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
            box_id INTEGER NOT NULL, created_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL, purged_ms INTEGER,
            attributes TEXT NOT NULL, tags TEXT NOT NULL, dead_letter_arn TEXT, max_receives INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX queues_by_name ON queues (account_id, region, name);
        CREATE INDEX queues_by_dead_letter ON queues (account_id, region, dead_letter_arn, name) WHERE dead_letter_arn IS NOT NULL;
        CREATE TABLE deleted_queues (
            account_id TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, deleted_ms INTEGER NOT NULL,
            PRIMARY KEY (account_id, region, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX deleted_queues_by_age ON deleted_queues (deleted_ms);
        CREATE TABLE message_boxes (
            id INTEGER PRIMARY KEY AUTOINCREMENT, queue_id INTEGER, next INTEGER NOT NULL, turn INTEGER NOT NULL, ready INTEGER NOT NULL,
            delayed INTEGER NOT NULL, in_flight INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX message_boxes_gone ON message_boxes (id) WHERE queue_id IS NULL;
        CREATE TABLE messages (
            box_id INTEGER NOT NULL, number INTEGER NOT NULL, state INTEGER NOT NULL, due_ms INTEGER NOT NULL, sent_ms INTEGER NOT NULL,
            received_ms INTEGER, first_received_ms INTEGER, receive_count INTEGER NOT NULL, message_id TEXT NOT NULL, sender TEXT NOT NULL,
            group_id TEXT, dedup_id TEXT, trace TEXT, source_arn TEXT, content_id INTEGER NOT NULL, PRIMARY KEY (box_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX messages_ready ON messages (box_id, number) WHERE state = 0;
        CREATE INDEX messages_waiting ON messages (box_id, due_ms, number) WHERE state > 0;
        CREATE INDEX messages_by_age ON messages (box_id, sent_ms, number);
        CREATE INDEX messages_by_group ON messages (box_id, group_id, number) WHERE group_id IS NOT NULL;
        CREATE TABLE message_groups (
            box_id INTEGER NOT NULL, group_id TEXT NOT NULL, turn INTEGER NOT NULL, is_ready INTEGER NOT NULL,
            PRIMARY KEY (box_id, group_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX message_groups_ready ON message_groups (box_id, turn) WHERE is_ready = 1;
        CREATE TABLE message_contents (
            id INTEGER PRIMARY KEY, message_id TEXT NOT NULL, size INTEGER NOT NULL, body_bytes INTEGER NOT NULL, sealed_key BLOB,
            bytes BLOB NOT NULL
        ) STRICT;
        CREATE TABLE message_duplicates (
            box_id INTEGER NOT NULL, scope TEXT NOT NULL, dedup_id TEXT NOT NULL, expires_ms INTEGER NOT NULL, message_id TEXT NOT NULL,
            number INTEGER NOT NULL, PRIMARY KEY (box_id, scope, dedup_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX message_duplicates_by_age ON message_duplicates (expires_ms);
        """
}

extension Signal.Kind {
    /// A queue has messages to look for, or is another one; the id is the queue's number.
    package static let queues = Signal.Kind("queues")
}
