internal import Blobs
internal import ObjectData
internal import Core

/// What an upload takes of what all uploads share.
struct SinkSupplies {
    let memory: MemoryBudget
    let turns: AsyncSemaphore
    let booking: DiskReservation
}

/// Takes a body as it comes. A small one stays in memory; beyond, it goes to a fresh blob in steps of 1 MiB, each hashed and written on
/// a thread for disks while the next one gathers.
///
/// Where memory is short the steps are smaller. Where there is none at all, what has come waits for a turn and goes to the disk at once:
/// then nothing of this body is in memory while its client is waited for.
///
/// One task uses a sink, one call at a time.
package final class ObjectSink {
    private let store: BlobStore
    private let threads: DiskThreads
    private let limits: Limits
    private let supplies: SinkSupplies
    private let announced: Int64?
    private let hasTrailer: Bool
    private let work: SinkWork
    private let onSyncFailure: @Sendable (String) -> Void
    private var gathered: GatheredBytes
    /// There was no memory for more.
    private var isShort = false
    private var turn: Turn?
    private var pending: DiskJob<Void>?
    private var isFile = false
    package private(set) var bytesWritten: Int64 = 0

    /// - Parameters:
    ///   - passage: seals the bytes; nil for bytes that lie as they come.
    ///   - onSyncFailure: told why, when the disk could not sync what was written.
    init(
        store: BlobStore, threads: DiskThreads, limits: Limits, supplies: SinkSupplies, digests: DigestRequest, announced: Int64?,
        hasTrailer: Bool, passage: SealedPassage? = nil, onSyncFailure: @escaping @Sendable (String) -> Void
    ) {
        self.store = store
        self.threads = threads
        self.limits = limits
        self.supplies = supplies
        self.announced = announced
        self.hasTrailer = hasTrailer
        self.onSyncFailure = onSyncFailure
        work = SinkWork(Digests(digests), passage)
        gathered = GatheredBytes(supplies.memory)
    }

    /// Takes as many of `bytes` as there is room for; once that is not all, `flush` makes room.
    /// - Returns: how many it took.
    package func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        var taken = 0
        while taken < bytes.count, findRoom() {
            let count = min(bytes.count - taken, gathered.room)
            gathered.append(UnsafeRawBufferPointer(rebasing: bytes[taken..<taken + count]))
            bytesWritten += Int64(count)
            taken += count
        }
        return taken
    }

    private func findRoom() -> Bool {
        if gathered.room > 0 { return true }
        guard gathered.count < limits.writeBufferBytes else { return false }
        var size = min(limits.bodyPieceBytes, limits.writeBufferBytes - gathered.count)
        if let announced, announced > bytesWritten { size = Int(min(Int64(size), announced - bytesWritten)) }
        isShort = !gathered.addPiece(of: size, isOwed: turn != nil && gathered.isEmpty)
        return !isShort
    }

    /// Whether what was taken must be handed on before the client is waited for.
    package var isFull: Bool {
        if isShort || gathered.count >= limits.writeBufferBytes { return true }
        // Only a body that is whole may keep what its turn gave it: it waits for nobody but the commit.
        return turn != nil && (hasTrailer || bytesWritten != announced)
    }

    /// - Throws: `.diskFull`, `.busy`, `.storage`; after that the sink is of no more use.
    package func write(_ bytes: [UInt8]) async throws(EngineError) {
        var taken = 0
        while taken < bytes.count {
            taken += bytes.withUnsafeBytes { take(UnsafeRawBufferPointer(rebasing: $0[taken...])) }
            if isFull { try await flush() }
        }
    }

    /// The body is whole: its file, if it has one, is on disk when this returns, and so is the folder that names it.
    package func finish() async throws(EngineError) -> FreshContent {
        if !isFile, gathered.count <= limits.smallBytes {
            let holdings = FreshContent.Holdings(file: nil, booking: supplies.booking, memory: gathered, turn: turn)
            do throws(BlobError) { return try work.small(gathered.joined, holding: holdings) } catch { throw EngineError(error) }
        }
        if !gathered.isEmpty { try await flush() }
        try await settle()
        turn = nil
        return try await seal()
    }

    /// Hands what was taken on to the disk; returns as soon as there is room again.
    /// - Throws: as `write`.
    package func flush() async throws(EngineError) {
        guard !gathered.isEmpty else { return await waitForTurn() }
        // The step before this one: so the disk is at most one step behind the network.
        try await settle()
        try await prepare(gathered.count)
        try await openFile()
        try submit()
        guard turn != nil else { return }
        try await settle()
        turn = nil
    }

    private func settle() async throws(EngineError) {
        guard let job = pending else { return }
        pending = nil
        do throws(BlobError) { try await job.outcome.get() } catch { throw EngineError(error) }
    }

    private func waitForTurn() async {
        if turn == nil { turn = await supplies.turns.next() }
        isShort = false
    }

    private func prepare(_ count: Int) async throws(EngineError) {
        do throws(BlobError) { try await supplies.booking.prepare(step: Int64(count)) } catch { throw EngineError(error) }
    }

    private func submit() throws(EngineError) {
        let (work, bytes, booking) = (work, gathered, supplies.booking)
        gathered = GatheredBytes(supplies.memory)
        isShort = false
        pending = threads.begin { () throws(BlobError) in
            defer { booking.spend(step: Int64(bytes.count)) }
            try work.append(bytes.pieces)
        }
        if pending == nil { throw .busy }
    }

    private func openFile() async throws(EngineError) {
        guard !isFile else { return }
        let (store, threads, work) = (store, threads, work)
        try await threads.run { () throws(BlobError) in work.open(UnnamedFile(try store.create(), threads)) }
        isFile = true
    }

    private func seal() async throws(EngineError) -> FreshContent {
        let (work, size, onSyncFailure) = (work, bytesWritten, onSyncFailure)
        let sealed = try await threads.run { () throws(BlobError) in
            do throws(BlobError) { return try work.seal(size) } catch {
                if case .syncFailed = error { onSyncFailure(error.description) }
                throw error
            }
        }
        return work.fresh(
            sealed.content, size, holding: FreshContent.Holdings(file: sealed.file, booking: supplies.booking, memory: nil, turn: nil))
    }
}
