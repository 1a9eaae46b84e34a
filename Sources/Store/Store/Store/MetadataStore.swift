package import Blobs
internal import Database
package import Logging
package import Core

/// The database of one store: one writer that commits in groups, a few readers with snapshots of their own.
///
/// Callers see whole operations only: a `Mutation` that is committed, a `Query` that is answered from one snapshot. An engine on
/// another database can stand in for this one without a change above it.
package final class MetadataStore: Sendable {
    private let committer: Committer
    private let readers: BlockingPool<Connection?>
    private let cache: ReadCache
    private let limits: Limits
    private let logger: Logger

    /// The number of this start of the server, committed before anything is written under it.
    package let boot: UInt32

    /// Whether all version ids that were ever given out have a check number.
    package let checksVersionIDs: Bool

    /// The files of small blobs.
    package let segments: SegmentStore

    /// What may still be written, for all who write to this store's disk.
    package let quota: DiskQuota

    /// Opens or makes the database in `folder`, migrates it, and commits the number of this boot.
    /// - Throws: `.storage` with the reason in plain words; a store that would not be durable is refused.
    package init(
        folder: String, limits: Limits, clock: any PeltonClock, random: any RandomSource, region: Region, logger: Logger
    ) throws(MetadataError) {
        (self.limits, self.logger) = (limits, logger)
        let path = folder + "/pelton.sqlite3"
        let writer = try Self.openWriter(path)
        boot = try Self.nextBoot(writer)
        checksVersionIDs = try translating { () throws(DatabaseError) in
            try writer.first("SELECT 1 FROM settings WHERE name = 'unchecked_version_ids'") { $0.integer(0) } == nil
        }
        (segments, quota) = try Self.openFiles(folder, limits)
        let (last, free) = try translating { () throws(DatabaseError) in (try writer.lastSegmentRange(), try writer.freeBytes()) }
        quota.setFreeInDatabase(free)
        cache = ReadCache(bytes: limits.objectCacheBytes, bucketBytes: limits.bucketCacheBytes)
        committer = Committer(
            connection: writer, segment: SegmentWriter(store: segments, behind: last, capacity: limits.segmentBytes), quota: quota,
            cache: cache, limits: limits, context: WriteContext(clock: clock, random: random, region: region, boot: boot), logger: logger)
        readers = BlockingPool(name: "pelton-read", threads: limits.readThreads, capacity: limits.readQueue) {
            Self.openReader(path, logger)
        }
    }

    /// Commits `mutation`; returns when it is on disk. One sync serves every mutation that waits at that moment.
    /// - Parameter isBooked: the caller holds a booking of the room that it takes.
    /// - Throws: what `mutation` found wrong (then only it is undone), `.busy` when the queue is full, or why the group failed; `.diskFull`
    ///   before anything is written, if what grows would touch the reserve.
    package func commit<M: Mutation>(_ mutation: M, isBooked: Bool = false) async throws(MetadataError) -> M.Result {
        if isBooked || mutation.usesReserve { return try await submit(mutation) }
        let booking: DiskReservation
        do throws(BlobError) { booking = try await quota.book(rows: Int64(mutation.rowBytes)) } catch { throw .diskFull }
        defer { withExtendedLifetime(booking) {} }
        return try await submit(mutation)
    }

    private func submit<M: Mutation>(_ mutation: M) async throws(MetadataError) -> M.Result {
        let outcome = await withCheckedContinuation { (done: CheckedContinuation<Swift.Result<M.Result, MetadataError>, Never>) in
            committer.submit(PendingMutation(mutation, done))
        }
        return try outcome.get()
    }

    /// Answers `query` from one snapshot on a reader thread.
    /// - Throws: what `query` throws; `.busy` if too many wait, or if it took longer than a snapshot may be held.
    package func read<Q: Query>(_ query: Q) async throws(MetadataError) -> Q.Result { try await read(query) { $0 } }

    /// The same, and makes on that thread of what was found what is needed: so no loop ever reads a stored policy.
    package func read<Q: Query, T: Sendable>(
        _ query: Q, _ make: @escaping @Sendable (Q.Result) throws(MetadataError) -> T
    ) async throws(MetadataError) -> T {
        let (milliseconds, logger) = (limits.snapshotMilliseconds, logger)
        do {
            return try await readers.run { connection throws(MetadataError) in
                guard let open = connection else { throw .storage("A reader could not open the database.") }
                let found: Q.Result
                do throws(MetadataError) {
                    found = try ReadSnapshot.take(open, milliseconds: milliseconds) { snapshot throws(MetadataError) in
                        try query.run(snapshot)
                    }
                } catch {
                    switch error {
                    case .busy: logger.warning("a read took too long and was ended", metadata: ["query": "\(Q.self)"])
                    // Here, as not every protocol has words for it.
                    case .storage(let why):
                        logger.error("what is stored cannot be read", metadata: ["query": "\(Q.self)", "error": "\(why)"])
                    default: break
                    }
                    throw error
                }
                return try make(found)
            }
        } catch let error as MetadataError {
            throw error
        } catch {
            throw .busy
        }
    }

    /// Answers at once where the bucket was looked up lately.
    /// - Throws: `.noSuchBucket`.
    package func bucket(_ name: BucketName) async throws(MetadataError) -> Bucket {
        if let found = cache.bucket(name) { return found }
        let generation = cache.bucketGeneration
        let found = try await read(FindBucket(name))
        cache.keep(found, readAt: generation)
        return found
    }

    /// The key's current version; at once where it was looked up lately.
    /// - Throws: as `FindObject`.
    package func currentObject(bucket: BucketName, key: ObjectKey) async throws(MetadataError) -> FoundObject {
        let name = ReadCache.ObjectName(bucket: try await self.bucket(bucket).id, key: key)
        if let found = cache.object(name) { return found }
        let generation = cache.generation(name)
        let found = try await read(FindObject(bucket: bucket, key: key, version: nil))
        // The bucket may have been made anew meanwhile.
        if found.bucket.id == name.bucket { cache.keep(found, as: name, readAt: generation) }
        return found
    }

    /// What the versions kept for readers take in memory, about.
    package var cachedBytes: Int { cache.bytes }
    package var cachedBytesOfBuckets: Int { cache.bytesOfBuckets }

    /// How many checkpoints were tried since the start.
    package var checkpoints: Int { committer.checkpoints }

    /// Groups of mutations that were taken up since the start: a transaction each.
    package var groups: Int { committer.groups }

    /// What commits have changed; published before the mutations' callers go on.
    package var signals: SignalHub { committer.signals }

    /// Called after each commit with the blobs that no row names any more. Their bytes are the caller's to give back; then `forgetGarbage`.
    package func onGarbage(_ collect: @escaping @Sendable ([BlobPlace]) -> Void) { committer.setGarbageCollector(collect) }

    /// Called after each commit that left something to be given back in steps: `ReleaseStep` is one.
    package func onReleases(_ hint: @escaping @Sendable () -> Void) { committer.setReleaseHint(hint) }

    /// The files of these are gone.
    package func forgetGarbage(_ blobs: [BlobID]) { committer.forgetGarbage(blobs) }

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
    private static func openWriter(_ path: String) throws(MetadataError) -> Connection {
        try translating { () throws(DatabaseError) in
            let connection = try Connection(path: path, access: .readWrite)
            try connection.execute(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY;")
            // What readers made it grow is given back when it is begun anew.
            try connection.execute("PRAGMA journal_size_limit=67108864;")
            return connection
        }
        .verified()
        .migrated()
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

    private static func openFiles(_ folder: String, _ limits: Limits) throws(MetadataError) -> (SegmentStore, DiskQuota) {
        do throws(BlobError) {
            return (
                try SegmentStore(path: folder + "/segments"), try DiskQuota(path: folder, reserveBytes: limits.diskReserveBytes)
            )
        } catch { throw .storage(error.description) }
    }

    private static func nextBoot(_ connection: Connection) throws(MetadataError) -> UInt32 {
        try translating { () throws(DatabaseError) in
            let last = try connection.first("SELECT value FROM settings WHERE name = 'boot'") { $0.integer(0) } ?? 0
            let next = last &+ 1
            try connection.run("INSERT OR REPLACE INTO settings (name, value) VALUES ('boot', ?)", .integer(next))
            return UInt32(truncatingIfNeeded: next)
        }
    }
}

extension Connection {
    /// In pages that the database has and does not use: deleted rows leave them, later rows take them. Reads one number of its header.
    func freeBytes() throws(DatabaseError) -> Int64 { (try first("PRAGMA freelist_count") { $0.integer(0) } ?? 0) * 4096 }

    /// A pragma can be refused without an error, and a store that only looks durable is worse than none.
    fileprivate func verified() throws(MetadataError) -> Connection {
        let (mode, level) = try translating { () throws(DatabaseError) in
            (try first("PRAGMA journal_mode") { $0.text(0) }, try first("PRAGMA synchronous") { $0.int(0) })
        }
        guard mode == "wal" else { throw .storage("SQLite would not switch to WAL (journal_mode is \(mode ?? "unknown")).") }
        guard level == 2 else { throw .storage("SQLite would not sync each commit (synchronous is \(level ?? -1), not FULL).") }
        return self
    }

    fileprivate func migrated() throws(MetadataError) -> Connection {
        let format = try translating { () throws(DatabaseError) in try first("PRAGMA user_version") { $0.int(0) } ?? 0 }
        guard format <= Schema.current else {
            throw .storage("The database has format \(format), of a newer Pelton; this one knows formats up to \(Schema.current).")
        }
        try translating { () throws(DatabaseError) in
            for (number, step) in Schema.steps.enumerated().dropFirst(format) {
                try execute(script: "BEGIN IMMEDIATE; \(step) PRAGMA user_version = \(number + 1); COMMIT;")
            }
        }
        return self
    }
}

/// Runs a piece of SQL work and turns SQLite's error into the store's.
/// What a row must have.
/// - Throws: `.unreadable` where it was read as nil: damage is never taken for nothing.
func required<T>(_ value: T?, _ what: @autoclosure () -> String) throws(DatabaseError) -> T {
    guard let value else { throw .unreadable(what()) }
    return value
}

func translating<T>(_ work: () throws(DatabaseError) -> T) throws(MetadataError) -> T {
    do { return try work() } catch { throw MetadataError(error) }
}

extension MetadataError {
    init(_ error: DatabaseError) {
        switch error.kind {
        case .full: self = .diskFull
        case .readOnly: self = .readOnly(error.description)
        case .interrupted: self = .busy
        case .ioFailure, .corrupt, .busy, .constraint, .other: self = .storage(error.description)
        }
    }
}
