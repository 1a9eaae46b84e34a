package import Blobs
package import Database
package import Logging
package import Core

/// The database of one store: one writer that commits in groups, a few readers with snapshots of their own.
///
/// Callers see whole operations only: a `Mutation` that is committed, a `Query` that is answered from one snapshot. What tables there are,
/// its areas know.
package final class MetadataStore: Sendable {
    private let committer: Committer
    private let readers: BlockingPool<Connection?>
    private let areas: [any AreaMemory]
    private let trims: [any TrimStep.Type]
    private let limits: Limits
    private let logger: Logger

    package let clock: StoreClock

    /// The number of this start of the server, committed before anything is written under it.
    package let boot: UInt32

    /// The files of small blobs.
    package let segments: SegmentStore

    /// What may still be written, for all who write to this store's disk.
    package let quota: DiskQuota

    /// Opens or makes the database in `folder`, migrates it, and commits the number of this boot.
    /// - Parameter areas: each behind those that it builds on.
    /// - Throws: `.storage` with the reason in plain words; a store that would not be durable is refused.
    package init(
        areas: [any StoreArea.Type], folder: String, limits: Limits, clock: any PeltonClock, random: any RandomSource, region: Region,
        logger: Logger
    ) throws(StoreFailure) {
        (self.limits, self.logger) = (limits, logger)
        trims = areas.flatMap { $0.trims }
        let path = folder + "/pelton.sqlite3"
        let writer = try Self.openWriter(path)
        try Migrations(areas).run(writer)
        (segments, quota) = try Self.openFiles(folder, limits)
        let storeClock: StoreClock
        do {
            storeClock = StoreClock(clock, last: try writer.setting(StoreClock.setting).map { Timestamp(milliseconds: $0) })
            boot = try Self.nextBoot(writer, storeClock)
            var memories: [any AreaMemory] = []
            for area in areas { if let memory = try area.open(writer, limits) { memories.append(memory) } }
            self.areas = memories
            quota.setFreeInDatabase(try writer.freeBytes())
        } catch { throw StoreFailure(error) }
        self.clock = storeClock
        let last = self.areas.compactMap(\.lastRecord).max { ($0.segment, $0.start) < ($1.segment, $1.start) }
        committer = Committer(
            connection: writer, segment: SegmentWriter(store: segments, behind: last, capacity: limits.segmentBytes), quota: quota,
            areas: self.areas, limits: limits,
            context: WriteContext(wall: clock, clock: storeClock, random: random, region: region, boot: boot),
            logger: logger)
        readers = BlockingPool(name: "pelton-read", threads: limits.readThreads, capacity: limits.readQueue) {
            Self.openReader(path, logger)
        }
    }

    /// What an area keeps in memory. The store must have been opened with the area.
    package func memory<Memory: AreaMemory>(_ type: Memory.Type) -> Memory {
        for area in areas where Swift.type(of: area) == type { return unsafeDowncast(area, to: type) }
        preconditionFailure("The store was opened without the area of \(type).")
    }

    /// Commits `mutation`; returns when it is on disk. One sync serves every mutation that waits at that moment.
    /// - Parameter isBooked: the caller holds a booking of the room that it takes.
    /// - Throws: what `mutation` found wrong (then only it is undone), `.busy` when the queue is full, or why the group failed; `.diskFull`
    ///   before anything is written, if what grows would touch the reserve.
    @inlinable
    package func commit<M: Mutation>(_ mutation: M, isBooked: Bool = false) async throws(StoreError<M.Refusal>) -> M.Result {
        try await book(mutation, isBooked: isBooked)
    }

    /// Of what refuses nothing.
    @inlinable
    package func commit<M: Mutation>(_ mutation: M, isBooked: Bool = false) async throws(StoreFailure) -> M.Result
    where M.Refusal == Never {
        do throws(StoreError<Never>) { return try await book(mutation, isBooked: isBooked) } catch { throw error.failure }
    }

    @inlinable
    func book<M: Mutation>(_ mutation: M, isBooked: Bool) async throws(StoreError<M.Refusal>) -> M.Result {
        if isBooked || mutation.usesReserve { return try await submit(mutation) }
        let booking: DiskReservation
        do throws(BlobError) { booking = try await quota.book(rows: Int64(mutation.rowBytes)) } catch { throw .failed(.diskFull) }
        defer { withExtendedLifetime(booking) {} }
        return try await submit(mutation)
    }

    @inlinable
    func submit<M: Mutation>(_ mutation: M) async throws(StoreError<M.Refusal>) -> M.Result {
        let outcome = await withCheckedContinuation { (done: CheckedContinuation<PendingMutation<M>.Outcome, Never>) in
            enqueue(PendingMutation(mutation, done))
        }
        return try outcome.get()
    }

    @usableFromInline
    func enqueue(_ work: any PendingWork) { committer.submit(work) }

    /// Lets go of what its areas have kept for long enough. What fails in one keeps no other from it.
    /// - Throws: the first failure, when all were tried.
    package func trim(at now: Timestamp) async throws(StoreFailure) {
        var failure: StoreFailure?
        for step in trims {
            do throws(StoreFailure) { try await trim(step, at: now) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
    }

    private func trim<Step: TrimStep>(_ step: Step.Type, at now: Timestamp) async throws(StoreFailure) {
        var from: Int64? = 0
        while let after = from {
            from = try await commit(Step(before: now.adding(seconds: -Step.keptSeconds), after: after, limit: Step.rows))
        }
    }

    /// Answers `query` from one snapshot on a reader thread.
    /// - Throws: what `query` throws; `.busy` if too many wait, or if it took longer than a snapshot may be held.
    package func read<Q: Query>(_ query: Q) async throws(StoreError<Q.Refusal>) -> Q.Result {
        try await read(query) { found throws(StoreError<Q.Refusal>) in found }
    }

    /// Of what refuses nothing.
    package func read<Q: Query>(_ query: Q) async throws(StoreFailure) -> Q.Result where Q.Refusal == Never {
        do throws(StoreError<Never>) {
            return try await read(query) { found throws(StoreError<Never>) in found }
        } catch { throw error.failure }
    }

    /// The same, and makes on that thread of what was found what is needed: so no loop ever reads a stored policy.
    package func read<Q: Query, T: Sendable>(
        _ query: Q, _ make: @escaping @Sendable (Q.Result) throws(StoreError<Q.Refusal>) -> T
    ) async throws(StoreError<Q.Refusal>) -> T {
        let (milliseconds, logger) = (limits.snapshotMilliseconds, logger)
        do {
            return try await readers.run { connection throws(StoreError<Q.Refusal>) in
                guard let open = connection else { throw .failed(.storage("A reader could not open the database.")) }
                let found: Q.Result
                do throws(StoreError<Q.Refusal>) {
                    found = try ReadSnapshot.take(open, milliseconds: milliseconds) { snapshot throws(StoreError<Q.Refusal>) in
                        try query.run(snapshot)
                    }
                } catch {
                    switch error {
                    case .failed(.busy): logger.warning("a read took too long and was ended", metadata: ["query": "\(Q.self)"])
                    // Here, as not every protocol has words for it.
                    case .failed(.storage(let why)):
                        logger.error("what is stored cannot be read", metadata: ["query": "\(Q.self)", "error": "\(why)"])
                    default: break
                    }
                    throw error
                }
                return try make(found)
            }
        } catch let error as StoreError<Q.Refusal> {
            throw error
        } catch {
            throw .failed(.busy)
        }
    }

    /// How many checkpoints were tried since the start.
    package var checkpoints: Int { committer.checkpoints }

    /// Groups of mutations that were taken up since the start: a transaction each.
    package var groups: Int { committer.groups }

    /// What commits have changed; published before the mutations' callers go on.
    package var signals: SignalHub { committer.signals }

    /// A sync of a blob failed: nobody knows what the disk has, so nothing is written any more until a restart.
    package func refuseWrites(_ reason: String) { committer.refuseWrites(reason) }

    /// Whether writes are off until a restart.
    package var isReadOnly: Bool { committer.isReadOnly }

    /// Commits what is queued, then closes the database. Blocks until then.
    package func close() {
        committer.stop()
        readers.stop()
        quota.stop()
    }
}

extension MetadataStore {
    private static func openWriter(_ path: String) throws(StoreFailure) -> Connection {
        do {
            let connection = try Connection(path: path, access: .readWrite)
            try connection.execute(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY;")
            // What readers made it grow is given back when it is begun anew.
            try connection.execute("PRAGMA journal_size_limit=67108864;")
            if let why = try connection.whyNotDurable() { throw StoreFailure.storage(why) }
            return connection
        } catch let error as DatabaseError { throw StoreFailure(error) } catch let error as StoreFailure { throw error } catch {
            throw .storage("\(error)")
        }
    }

    private static func openReader(_ path: String, _ logger: Logger) -> Connection? {
        do {
            let connection = try Connection(path: path, access: .readOnly)
            try connection.execute("PRAGMA cache_size=-2048; PRAGMA query_only=1;")
            connection.watchTime()
            return connection
        } catch {
            logger.error("a reader could not open the database", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private static func openFiles(_ folder: String, _ limits: Limits) throws(StoreFailure) -> (SegmentStore, DiskQuota) {
        do throws(BlobError) {
            return (
                try SegmentStore(path: folder + "/segments"), try DiskQuota(path: folder, reserveBytes: limits.diskReserveBytes)
            )
        } catch { throw .storage(error.description) }
    }

    private static func nextBoot(_ connection: Connection, _ clock: StoreClock) throws(DatabaseError) -> UInt32 {
        let next = (try connection.setting("boot") ?? 0) &+ 1
        try connection.run("BEGIN IMMEDIATE")
        try connection.set("boot", to: next)
        try connection.set(StoreClock.setting, to: clock.now.milliseconds)
        try connection.run("COMMIT")
        return UInt32(truncatingIfNeeded: next)
    }
}

extension Connection {
    /// A number that the store knows by name.
    package func setting(_ name: String) throws(DatabaseError) -> Int64? {
        try first("SELECT value FROM settings WHERE name = ?", .text(name)) { $0.integer(0) }
    }

    package func set(_ name: String, to value: Int64) throws(DatabaseError) {
        try run("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", .text(name), .integer(value))
    }

    /// In pages that the database has and does not use: deleted rows leave them, later rows take them. Reads one number of its header.
    func freeBytes() throws(DatabaseError) -> Int64 { (try first("PRAGMA freelist_count") { $0.integer(0) } ?? 0) * 4096 }

    /// A pragma can be refused without an error, and a store that only looks durable is worse than none.
    fileprivate func whyNotDurable() throws(DatabaseError) -> String? {
        let mode = try first("PRAGMA journal_mode") { $0.text(0) }
        guard mode == "wal" else { return "SQLite would not switch to WAL (journal_mode is \(mode ?? "unknown"))." }
        let level = try first("PRAGMA synchronous") { $0.int(0) }
        guard level == 2 else { return "SQLite would not sync each commit (synchronous is \(level ?? -1), not FULL)." }
        return nil
    }
}
