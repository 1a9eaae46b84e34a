package import Store
internal import Database
package import Core

/// A delivery as an operator sees it, with what it is about.
package struct DeliveryReport: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        case pending, done, dead
        /// An event that no rule wanted.
        case unmatched
    }

    package let id: Int64
    package let state: State
    /// Empty for an asynchronous invocation.
    package let eventName: String
    package let bucket: String
    package let key: [UInt8]
    package let destination: String
    package let configurationID: String
    package let requestID: String
    package let attempts: Int
    package let lastError: String?
    package let logStream: String?
    package let eventTime: Timestamp?
    package let created: Timestamp
    package let nextAttempt: Timestamp?
    package let started: Timestamp?
    package let finished: Timestamp?
    package let functionMilliseconds: Int64?
}

/// Part of the list, in the order of ids, which is the order in which deliveries were owed.
package struct DeliveryPage: Sendable {
    package let reports: [DeliveryReport]
    /// Where the list goes on: behind this id. nil if nothing follows. A page can be short, or empty, and still have one.
    package let next: Int64?
}

/// Whose a delivery is: that of the bucket's owner; without an event, or when its event was let go of, that of the destination's account.
struct DeliveryOwner {
    private let account: AccountID
    private let canonicalID: String?

    init(_ account: AccountID, _ connection: Connection) throws(DatabaseError) {
        self.account = account
        canonicalID = try connection.first(
            "SELECT canonical_id FROM accounts WHERE account_id = ?", .text(account.description)
        ) { $0.text(0) }
    }

    func owns(bucketOwner: String?, destination: String) -> Bool {
        if let bucketOwner { return bucketOwner == canonicalID }
        return ARN(destination)?.account == account.description
    }
}

/// An account's deliveries, a page at a time.
package struct ListDeliveries: Query {
    package let account: AccountID
    package let state: DeliveryReport.State?
    /// nil for every bucket, invocations included.
    package let bucket: String?
    package let after: Int64
    package let limit: Int
    /// Rows that one page looks at: they are found by id, whosever they are, and no page may cost more than that.
    package var scanLimit = 10_000
    /// By how much wall time is ahead of store time: what is shown is wall time.
    package var wallOffset: Int64 = 0

    package init(account: AccountID, state: DeliveryReport.State?, bucket: String?, after: Int64, limit: Int) {
        self.account = account
        self.state = state
        self.bucket = bucket
        self.after = after
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> DeliveryPage {
        try translating { () throws(DatabaseError) in
            let connection = snapshot.connection
            let owner = try DeliveryOwner(account, connection)
            switch state {
            case nil: return try merged(open(connection, owner), done(connection, owner))
            case .pending: return try open(connection, owner)
            case .dead: return try dead(connection, owner)
            case .done: return try done(connection, owner)
            case .unmatched: return try unmatched(connection, owner)
            }
        }
    }

    /// Two lists as one, as far as both were looked at.
    private func merged(_ a: DeliveryPage, _ b: DeliveryPage) -> DeliveryPage {
        let end = min(a.next ?? .max, b.next ?? .max)
        let known = (a.reports + b.reports).filter { $0.id <= end }.sorted { $0.id < $1.id }
        let cut = known.count > limit ? known[limit - 1].id : end
        return DeliveryPage(reports: Array(known.prefix(limit)), next: cut == .max ? nil : cut)
    }

    private func open(_ connection: Connection, _ owner: DeliveryOwner) throws(DatabaseError) -> DeliveryPage {
        var scan = Scan(self, owner)
        try connection.each(
            """
            SELECT d.id, d.state, e.type, e.bucket_name, e.key, n.arn, d.configuration_id, d.request_id, d.attempts, d.last_error,
                d.log_stream, e.time_ms, d.created_ms, d.next_attempt_ms, d.started_ms, d.finished_ms, d.duration_ms, e.bucket_owner
            FROM deliveries d LEFT JOIN destinations n ON n.id = d.destination_id LEFT JOIN events e ON e.id = d.event_id
            WHERE d.id > ? ORDER BY d.id
            """, .integer(after)
        ) { scan.take($0) }
        return scan.page
    }

    private func dead(_ connection: Connection, _ owner: DeliveryOwner) throws(DatabaseError) -> DeliveryPage {
        var scan = Scan(self, owner)
        try connection.each(
            """
            SELECT d.id, d.state, e.type, e.bucket_name, e.key, n.arn, d.configuration_id, d.request_id, d.attempts, d.last_error,
                d.log_stream, e.time_ms, d.created_ms, NULL, d.started_ms, d.finished_ms, d.duration_ms, e.bucket_owner
            FROM deliveries d LEFT JOIN destinations n ON n.id = d.destination_id LEFT JOIN events e ON e.id = d.event_id
            WHERE d.state = 'dead' AND d.id > ? ORDER BY d.id
            """, .integer(after)
        ) { scan.take($0) }
        return scan.page
    }

    private func done(_ connection: Connection, _ owner: DeliveryOwner) throws(DatabaseError) -> DeliveryPage {
        var scan = Scan(self, owner)
        try connection.each(
            """
            SELECT d.id, 'done', e.type, e.bucket_name, e.key, d.destination, d.configuration_id, d.request_id, d.attempts, d.last_error,
                d.log_stream, e.time_ms, d.created_ms, NULL, d.started_ms, d.finished_ms, d.duration_ms, e.bucket_owner
            FROM delivery_log d LEFT JOIN events e ON e.id = d.event_id WHERE d.id > ? ORDER BY d.id
            """, .integer(after)
        ) { scan.take($0) }
        return scan.page
    }

    /// Ids here are those of events.
    private func unmatched(_ connection: Connection, _ owner: DeliveryOwner) throws(DatabaseError) -> DeliveryPage {
        var scan = Scan(self, owner)
        try connection.each(
            """
            SELECT e.id, CASE WHEN EXISTS (SELECT 1 FROM deliveries d WHERE d.event_id = e.id)
                    OR EXISTS (SELECT 1 FROM delivery_log d WHERE d.event_id = e.id) THEN 'matched' ELSE 'unmatched' END,
                e.type, e.bucket_name, e.key, '', '', e.request_id, 0, NULL, NULL, e.time_ms, e.time_ms, NULL, NULL, NULL, NULL,
                e.bucket_owner
            FROM events e WHERE e.id > ? ORDER BY e.id
            """, .integer(after)
        ) { scan.take($0) }
        return scan.page
    }
}

extension ListDeliveries {
    /// A page as it fills.
    private struct Scan {
        private let query: ListDeliveries
        private let owner: DeliveryOwner
        private var reports: [DeliveryReport] = []
        private var scanned = 0
        private var last: Int64 = 0
        private var isCut = false

        init(_ query: ListDeliveries, _ owner: DeliveryOwner) {
            self.query = query
            self.owner = owner
        }

        var page: DeliveryPage { DeliveryPage(reports: reports, next: isCut ? last : nil) }

        /// - Returns: false when the page is full.
        mutating func take(_ row: Row) -> Bool {
            guard reports.count < query.limit, scanned < query.scanLimit else {
                isCut = true
                return false
            }
            scanned += 1
            last = row.integer(0)
            guard let state = DeliveryReport.State(rawValue: row.text(1)), query.state == nil || query.state == state else { return true }
            guard query.bucket == nil || query.bucket == row.text(3) else { return true }
            guard owner.owns(bucketOwner: row.optionalText(17), destination: row.text(5)) else { return true }
            reports.append(report(row, state))
            return true
        }

        private func report(_ row: Row, _ state: DeliveryReport.State) -> DeliveryReport {
            func time(_ column: Int) -> Timestamp? { row.optionalInteger(column).map(Timestamp.init(milliseconds:)) }
            // History was written down in wall time.
            let offset = state == .pending || state == .dead ? query.wallOffset : 0
            return DeliveryReport(
                id: row.integer(0), state: state, eventName: row.text(2), bucket: row.text(3), key: row.blob(4), destination: row.text(5),
                configurationID: row.text(6), requestID: row.text(7), attempts: row.int(8), lastError: row.optionalText(9),
                logStream: row.optionalText(10), eventTime: time(11), created: Timestamp(milliseconds: row.integer(12) + offset),
                nextAttempt: state == .pending ? time(13)?.adding(milliseconds: offset) : nil, started: time(14), finished: time(15),
                functionMilliseconds: row.optionalInteger(16))
        }
    }
}
