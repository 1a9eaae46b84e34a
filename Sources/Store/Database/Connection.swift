private import CSQLite

#if canImport(Glibc)
    private import Glibc
#endif

/// One SQLite connection with its prepared statements. It belongs to one thread at a time and is never shared.
///
/// SQL is a `StaticString`, so that no value of a request can ever become part of a statement, and so that a statement is found in
/// the cache by its address.
package final class Connection {
    private let handle: OpaquePointer
    private var statements: [UnsafePointer<UInt8>: OpaquePointer] = [:]
    private let arena = BindingArena()
    /// Written by SQLite's hook after each commit of this connection.
    private let wal: UnsafeMutablePointer<WAL> = .allocate(capacity: 1)
    /// When SQLite is to give up what it does, by the monotonic clock; read while statements run.
    private let deadline: UnsafeMutablePointer<Int64> = .allocate(capacity: 1)
    /// The first error of this connection that leaves unknown what the disk has, or has nothing that can be relied on.
    package private(set) var failure: DatabaseError?

    private struct WAL {
        var pages: CInt = 0
        var isMoved = true
    }

    /// Before the first connection: SQLite takes it no more when there is one, and goes on counting.
    private static let countsNoMemory: Void = { _ = pelton_disable_memory_statistics() }()

    package enum Access: Sendable { case readWrite, readOnly }

    /// - Throws: `DatabaseError` if the file cannot be opened or is no database.
    package init(path: String, access: Access) throws(DatabaseError) {
        Self.countsNoMemory
        wal.initialize(to: WAL())
        deadline.initialize(to: .max)
        var opened: OpaquePointer?
        let flags =
            switch access {
            case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
            case .readOnly: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
            }
        let status = sqlite3_open_v2(path, &opened, flags, nil)
        guard status == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            wal.deallocate()
            deadline.deallocate()
            throw DatabaseError(code: status, message: "cannot open \(path)", statement: "", systemError: 0)
        }
        handle = opened
        // In the place of SQLite's own checkpoints: that pragma would put the hook out of its place again.
        sqlite3_wal_hook(
            handle,
            { box, _, _, pages in
                box?.assumingMemoryBound(to: WAL.self).pointee = WAL(pages: pages, isMoved: false)
                return SQLITE_OK
            }, wal)
        sqlite3_busy_timeout(handle, Self.busyMilliseconds)
        pelton_disable_checkpoint_on_close(handle)
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
        wal.deallocate()
        deadline.deallocate()
    }

    private static let busyMilliseconds: CInt = 10_000

    /// Pages in the WAL, as long as a checkpoint of this connection has not moved all of them.
    package var walPages: Int { wal.pointee.isMoved ? 0 : walLength }

    /// Pages that the WAL has, moved or not, until a writer begins it anew.
    package var walLength: Int { Int(wal.pointee.pages) }

    package var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Rows that were inserted, updated or deleted since the connection was opened, undone or not.
    package var totalChanges: Int64 { sqlite3_total_changes64(handle) }

    /// Rows that the last `run` inserted, updated or deleted.
    package var changes: Int { Int(sqlite3_changes64(handle)) }

    /// Runs several statements without values: schema, pragmas, transactions.
    package func execute(_ sql: StaticString) throws(DatabaseError) { try execute(script: sql.description) }

    /// Runs a script that stands in the program as text, a migration say.
    package func execute(script: String) throws(DatabaseError) {
        let status = sqlite3_exec(handle, script, nil, nil, nil)
        guard status == SQLITE_OK else { throw error(status, script) }
    }

    package func run(_ sql: StaticString, _ values: Value...) throws(DatabaseError) {
        let used = arena.used
        defer { arena.used = used }
        let statement = try prepared(sql, values)
        defer { sqlite3_reset(statement) }
        let status = sqlite3_step(statement)
        guard status == SQLITE_DONE || status == SQLITE_ROW else { throw error(status, sql.description) }
    }

    /// The rows in order, each read by `read`.
    package func rows<T>(
        _ sql: StaticString, _ values: Value..., read: (Row) throws(DatabaseError) -> T
    ) throws(DatabaseError) -> [T] {
        var out: [T] = []
        try scan(sql, values) { row throws(DatabaseError) in
            out.append(try read(row))
            return true
        }
        return out
    }

    /// The first row, or nil.
    package func first<T>(
        _ sql: StaticString, _ values: Value..., read: (Row) throws(DatabaseError) -> T
    ) throws(DatabaseError) -> T? {
        let used = arena.used
        defer { arena.used = used }
        let statement = try prepared(sql, values)
        defer { sqlite3_reset(statement) }
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return try read(Row(statement))
        case SQLITE_DONE: return nil
        case let status: throw error(status, sql.description)
        }
    }

    /// Steps through the rows until `visit` returns false.
    package func each(
        _ sql: StaticString, _ values: Value..., visit: (Row) throws(DatabaseError) -> Bool
    ) throws(DatabaseError) {
        try scan(sql, values, visit)
    }

    // MARK: Time

    /// How many steps of SQLite's machine lie between two looks at the clock.
    private static let stepsPerLook: CInt = 1000

    /// Makes `limitTime` work. Costs a look at the clock now and then.
    package func watchTime() {
        sqlite3_progress_handler(
            handle, Self.stepsPerLook,
            { box in
                let deadline = box?.assumingMemoryBound(to: Int64.self).pointee ?? .max
                return Connection.now >= deadline ? 1 : 0
            }, deadline)
    }

    /// From now on statements may take `milliseconds` together; then they end with `.interrupted`.
    package func limitTime(milliseconds: Int64) { deadline.pointee = Self.now + milliseconds * 1_000_000 }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    // MARK: Running

    private func scan(
        _ sql: StaticString, _ values: [Value], _ visit: (Row) throws(DatabaseError) -> Bool
    ) throws(DatabaseError) {
        let used = arena.used
        defer { arena.used = used }
        let statement = try prepared(sql, values)
        defer { sqlite3_reset(statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: if try !visit(Row(statement)) { return }
            case SQLITE_DONE: return
            case let status: throw error(status, sql.description)
            }
        }
    }

    /// Moves pages from the WAL into the database file as far as no reader needs them.
    ///
    /// The next writer begins the WAL anew if all of it was moved and no reader has a snapshot from before that. Where readers overlap
    /// without end there always is one: only a moment in which nothing is written, so that new snapshots need nothing of the WAL, lets
    /// the older ones end.
    /// - Parameter milliseconds: how long that moment may be; 0 for none.
    /// - Returns: true if the whole WAL was moved and, where readers were waited for, is begun anew for certain.
    @discardableResult
    package func checkpoint(waiting milliseconds: Int = 0) throws(DatabaseError) -> Bool {
        var walFrames: CInt = 0
        var moved: CInt = 0
        let waits = milliseconds > 0
        if waits { sqlite3_busy_timeout(handle, CInt(milliseconds)) }
        let status = sqlite3_wal_checkpoint_v2(
            handle, nil, waits ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, &walFrames, &moved)
        if waits { sqlite3_busy_timeout(handle, Self.busyMilliseconds) }
        guard status == SQLITE_OK || status == SQLITE_BUSY else { throw error(status, "checkpoint") }
        let isWhole = status == SQLITE_OK && walFrames == moved
        if isWhole { wal.pointee.isMoved = true }
        if isWhole, waits { wal.pointee.pages = 0 }
        return isWhole
    }

    private func prepared(_ sql: StaticString, _ values: [Value]) throws(DatabaseError) -> OpaquePointer {
        let statement = try cached(sql)
        for i in values.indices {
            let status = values[i].bind(to: statement, at: CInt(i + 1), arena)
            guard status == SQLITE_OK else { throw error(status, sql.description) }
        }
        return statement
    }

    private func cached(_ sql: StaticString) throws(DatabaseError) -> OpaquePointer {
        if let found = statements[sql.utf8Start] { return found }
        var statement: OpaquePointer?
        let text = UnsafeRawPointer(sql.utf8Start).assumingMemoryBound(to: CChar.self)
        let status = sqlite3_prepare_v3(
            handle, text, CInt(sql.utf8CodeUnitCount), UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard status == SQLITE_OK, let statement else { throw error(status, sql.description) }
        statements[sql.utf8Start] = statement
        return statement
    }

    private func error(_ status: CInt, _ sql: String) -> DatabaseError {
        let error = DatabaseError(
            code: status, message: String(cString: sqlite3_errmsg(handle)), statement: sql, systemError: sqlite3_system_errno(handle))
        if failure == nil, error.kind.isFatal { failure = error }
        return error
    }
}
