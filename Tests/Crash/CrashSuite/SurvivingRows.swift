private import Database
private import Foundation

/// What the database has of events and deliveries, read past the engine: the rows, not what the engine makes of them.
struct SurvivingRows {
    struct Event {
        enum Kind { case created, marked, removed, tagged }

        let id: Int64, bucket, name, key: String
        /// `null` where it has no id.
        let version: String
        let requestID: String, etag: String?, size: Int?, sequence: UInt64, tags: [String: String]

        var kind: Kind {
            if name.hasPrefix("ObjectCreated:") { return .created }
            if name.hasPrefix("ObjectTagging:") { return .tagged }
            return name.hasSuffix(":DeleteMarkerCreated") ? .marked : .removed
        }

        var versionName: VersionName { VersionName(key: key, version: version) }
    }

    struct Delivery {
        let event: Int64?, rule, requestID, state: String, attempts: Int
    }

    /// In the order of their sequence, one bucket's behind another's.
    let events: [Event]
    let deliveries: [Delivery]

    init(database path: String) throws {
        let connection = try Connection(path: path, access: .readOnly)
        events = try connection.rows(
            """
            SELECT id, bucket_name, type, key, version_id, request_id, etag, size, sequence, tags FROM events ORDER BY bucket_id, sequence, id
            """
        ) { row in
            Event(
                id: row.integer(0), bucket: row.text(1), name: row.text(2), key: String(decoding: row.blob(3), as: UTF8.self),
                version: row.optionalText(4) ?? "null", requestID: row.text(5), etag: row.optionalText(6),
                size: row.optionalInteger(7).map { Int($0) }, sequence: UInt64(bitPattern: row.integer(8)), tags: Self.tags(row.text(9)))
        }
        deliveries = try connection.rows(
            """
            SELECT event_id, configuration_id, request_id, state, attempts FROM deliveries
            UNION ALL SELECT event_id, configuration_id, request_id, 'done', attempts FROM delivery_log
            """
        ) { row in
            Delivery(
                event: row.optionalInteger(0), rule: row.text(1), requestID: row.text(2), state: row.text(3), attempts: row.int(4))
        }
    }

    private static func tags(_ text: String) -> [String: String] {
        (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
    }
}
