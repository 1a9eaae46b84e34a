import CSQLite
import Synchronization

/// Counts what SQLite does for the statements of one store: steps of its virtual machine, the same on every machine, and more of them the
/// more rows are visited; and the rows that one transaction writes. So that a test of cost needs no clock.
final class StatementSteps: Sendable {
    /// What the store does by itself when time has gone by, whoever commits or reads then: it writes down its time, and asks how many pages are
    /// free.
    private static func isOfTheStore(_ sql: String) -> Bool {
        sql.contains("INTO settings") || ["PRAGMA", "BEGIN", "COMMIT"].contains { sql.hasPrefix($0) }
    }

    private let count = Mutex(0)
    private let rows = Mutex(0)

    /// One connection, and how many rows it had written when it last committed.
    private final class Writer: Sendable {
        private let steps: StatementSteps
        private nonisolated(unsafe) let connection: OpaquePointer
        private let before = Mutex<Int64>(0)

        init(_ steps: StatementSteps, _ connection: OpaquePointer) { (self.steps, self.connection) = (steps, connection) }

        func committed() {
            let now = sqlite3_total_changes64(connection)
            let written = before.withLock { before in
                defer { before = now }
                return now - before
            }
            steps.rows.withLock { $0 = max($0, Int(written)) }
        }
    }

    /// Counters by the folders whose databases they watch.
    private static let watched = Mutex<[String: StatementSteps]>([:])
    /// SQLite calls it for each connection that this process opens.
    private static let isHooked: Bool = {
        let hook: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> CInt = { connection, _, _ in
            guard let path = sqlite3_db_filename(connection, "main").map({ String(cString: $0) }) else { return SQLITE_OK }
            StatementSteps.watcher(of: path)?.attach(to: connection)
            return SQLITE_OK
        }
        return sqlite3_auto_extension(unsafeBitCast(hook, to: (@convention(c) () -> Void).self)) == SQLITE_OK
    }()

    /// - Parameter folder: a data directory that nobody has opened yet.
    static func watch(_ folder: String) -> StatementSteps {
        let steps = StatementSteps()
        watched.withLock { $0[folder] = steps }
        precondition(isHooked, "SQLite takes the hook")
        return steps
    }

    private static func watcher(of path: String) -> StatementSteps? {
        watched.withLock { watched in watched.first { path.contains($0.key + "/") }?.value }
    }

    private func attach(to connection: OpaquePointer?) {
        if let connection {
            // Lives as long as the process, as connections do that a test leaves to its end.
            let writer = Unmanaged.passRetained(Writer(self, connection)).toOpaque()
            sqlite3_commit_hook(
                connection,
                { writer in
                    if let writer { Unmanaged<Writer>.fromOpaque(writer).takeUnretainedValue().committed() }
                    return 0
                }, writer)
        }
        // `watched` keeps it for as long as the process lives.
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_trace_v2(
            connection, UInt32(SQLITE_TRACE_PROFILE),
            { _, context, statement, _ in
                guard let context, let statement else { return 0 }
                let steps = sqlite3_stmt_status(OpaquePointer(statement), SQLITE_STMTSTATUS_VM_STEP, 1)
                if let sql = sqlite3_sql(OpaquePointer(statement)), StatementSteps.isOfTheStore(String(cString: sql)) { return 0 }
                Unmanaged<StatementSteps>.fromOpaque(context).takeUnretainedValue().add(Int(steps))
                return 0
            }, context)
    }

    private func add(_ steps: Int) { count.withLock { $0 += steps } }

    /// The rows of the transaction that wrote most, while `work` was done.
    func largestTransaction(_ work: () async throws -> Void) async throws -> Int {
        rows.withLock { $0 = 0 }
        try await work()
        return rows.withLock { $0 }
    }

    /// The steps that `work` took.
    func of(_ work: () async throws -> Void) async throws -> Int {
        let before = count.withLock { $0 }
        try await work()
        return count.withLock { $0 } - before
    }
}
