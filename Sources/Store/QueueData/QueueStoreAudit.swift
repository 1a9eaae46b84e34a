package import Database

extension QueueArea {
    package static func contradictions(_ connection: Connection, limit: Int) throws(DatabaseError) -> [String] {
        try connection.rows(
            "SELECT name FROM queues q WHERE NOT EXISTS (SELECT 1 FROM message_boxes b WHERE b.id = q.box_id AND b.queue_id = q.id) LIMIT ?",
            .integer(limit)
        ) { "Queue \($0.text(0)) has no messages that are its own." }
            + connection.rows(
                """
                SELECT b.id FROM message_boxes b WHERE b.queue_id IS NOT NULL AND (
                    b.ready <> (SELECT COUNT(*) FROM messages m WHERE m.box_id = b.id AND m.state = 0)
                    OR b.delayed <> (SELECT COUNT(*) FROM messages m WHERE m.box_id = b.id AND m.state = 1)
                    OR b.in_flight <> (SELECT COUNT(*) FROM messages m WHERE m.box_id = b.id AND m.state = 2)) LIMIT ?
                """, .integer(limit)
            ) { "The messages of box \($0.integer(0)) are not as many as it counts." }
            + connection.rows(
                """
                SELECT message_id FROM messages m WHERE NOT EXISTS (
                    SELECT 1 FROM message_contents c WHERE c.id = m.content_id AND c.message_id = m.message_id) LIMIT ?
                """, .integer(limit)
            ) { "Message \($0.text(0)) lacks what it says." }
    }
}
