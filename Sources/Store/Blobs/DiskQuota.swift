package import Core
private import Synchronization

#if canImport(Glibc)
    private import Glibc
#endif

/// What may still be written before the reserve is touched, which is for what gives back, the outcomes of deliveries and the database's
/// log. The last quarter of the reserve is for those alone that owe nobody anything: with it, whatever fills the disk can be deleted again.
///
/// Who is let in books what he announced, so that many who would fit alone cannot use up the reserve together. Rows can also go where
/// others were deleted: a database keeps the pages that it has no more use for, and the disk never sees them again.
///
/// The disk is asked by a thread of its own: its answer may take as long as its other work. In between what was written since is taken off
/// the last answer, and nobody is refused by an old one.
package final class DiskQuota: Sendable {
    /// How old an answer may be, and how much may have been written since: others use the disk as well, and the reserve must bear it.
    private static let freshMilliseconds: Int64 = 100
    private static let freshBytes: Int64 = 1 << 20

    /// The pages of a version, its event and its deliveries in all their indexes; generous, since pages split.
    static let rowOverhead: Int64 = 8 << 10

    fileprivate struct Bytes {
        var files: Int64 = 0
        var rows: Int64 = 0
    }

    private struct State {
        var booked = Bytes()
        /// In pages that the database has and does not use.
        var freeInDatabase: Int64 = 0
        /// In the log, beyond what the reserve has room for: the database's file may have to grow by as much.
        var owedToFile: Int64 = 0
        /// As the disk told last, above the reserve; below zero where that is in use.
        var told: Int64
        var toldAt: Int64
        /// Written since, or given back by who may have written it.
        var spent: Int64 = 0
        var timesAsked = 1
        var isAsking = false
        var waiting: [CheckedContinuation<Void, Never>] = []

        func isFresh(_ now: Int64) -> Bool { now - toldAt < DiskQuota.freshMilliseconds && spent < DiskQuota.freshBytes }

        var headroom: Int64 { told - spent - owedToFile }

        func hasRoomOnDisk(for bytes: Int64) -> Bool { bytes < headroom }

        mutating func add(_ more: Bytes) -> Bool {
            let (files, rows) = (booked.files + more.files, booked.rows + more.rows)
            // What does not fit among the database's own pages makes its file grow.
            let growth = max(0, rows - freeInDatabase)
            guard (more.files == 0 && growth == 0) || hasRoomOnDisk(for: files + growth) else { return false }
            booked = Bytes(files: files, rows: rows)
            return true
        }
    }

    private let root: CInt
    private let reserveBytes: Int64
    private let clock: any PeltonClock
    private let state: Mutex<State>
    private let thread = BlockingPool<Void>(name: "pelton-room", threads: 1, capacity: 1) {}

    /// - Parameter path: a folder on the disk.
    package init(path: String, reserveBytes: Int64, clock: any PeltonClock = SystemClock()) throws(BlobError) {
        root = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw BlobError("open", path) }
        self.reserveBytes = reserveBytes
        self.clock = clock
        state = Mutex(State(told: Self.headroom(root, reserveBytes), toldAt: clock.monotonicMilliseconds))
    }

    deinit { close(root) }

    /// Ends the thread; nobody is let in or refused by a new answer any more.
    package func stop() { thread.stop() }

    /// How often the disk was asked.
    package var timesAsked: Int { state.withLock { $0.timesAsked } }

    /// What the database could write without growing, and what its log may make it grow by.
    package func setFreeInDatabase(_ bytes: Int64, owedToFile: Int64 = 0) {
        state.withLock { state in
            state.freeInDatabase = bytes
            state.owedToFile = owedToFile
        }
    }
    package func setOwedToFile(_ bytes: Int64) { state.withLock { $0.owedToFile = bytes } }

    /// Room for a body that goes to a file of its own, and for the rows that name it.
    /// - Throws: `.diskFull`.
    package func book(file bytes: Int64) async throws(BlobError) -> DiskReservation {
        try await book(Bytes(files: bytes, rows: Self.rowOverhead))
    }

    /// The same for who may wait for a disk. Blocks.
    /// - Returns: nil if there is none.
    package func bookWaiting(file bytes: Int64) -> DiskReservation? {
        let bytes = Bytes(files: bytes, rows: Self.rowOverhead)
        if !decide({ $0.add(bytes) }) {
            ask()
            guard state.withLock({ $0.add(bytes) }) else { return nil }
        }
        return DiskReservation(self, bytes)
    }

    /// Room for rows that hold `bytes` besides what every row takes.
    /// - Throws: `.diskFull`.
    package func book(rows bytes: Int64) async throws(BlobError) -> DiskReservation {
        try await book(Bytes(rows: bytes + Self.rowOverhead))
    }

    /// Whether the disk itself has room for `bytes`, whoever booked it. Blocks.
    package func hasRoomOnDisk(for bytes: Int64) -> Bool {
        if decide({ $0.hasRoomOnDisk(for: bytes) }) { return true }
        ask()
        return state.withLock { $0.hasRoomOnDisk(for: bytes) }
    }

    /// What there is for one group of rows, besides what is booked. The disk is asked where little is left by what is known. Blocks.
    package func look() -> DiskSpaceLeft {
        let now = clock.monotonicMilliseconds
        let isKnown = state.withLock { $0.isFresh(now) && $0.headroom - $0.booked.files > Self.freshBytes }
        if !isKnown { ask() }
        return state.withLock { state in
            DiskSpaceLeft(
                onDisk: state.headroom - state.booked.files, inPages: state.freeInDatabase - state.booked.rows,
                isInLastPart: state.headroom < -(reserveBytes - reserveBytes / 4))
        }
    }

    /// Rows that nobody booked are in the database.
    package func add(spent bytes: Int64) { state.withLock { $0.spent += bytes } }

    fileprivate func findRoomOnDisk(for bytes: Int64) async -> Bool { await decideFreshly { $0.hasRoomOnDisk(for: bytes) } }

    private func book(_ bytes: Bytes) async throws(BlobError) -> DiskReservation {
        guard await add(bytes) else { throw .diskFull }
        return DiskReservation(self, bytes)
    }

    fileprivate func add(_ more: Bytes) async -> Bool { await decideFreshly { $0.add(more) } }

    /// - Parameter spent: what of `bytes`, or beside them, is written, or may be.
    fileprivate func giveBack(_ bytes: Bytes, spent: Int64) {
        state.withLock { state in
            state.booked.files -= bytes.files
            state.booked.rows -= bytes.rows
            state.spent += spent
        }
    }

    // MARK: Asking

    /// - Returns: false also where the last answer is too old to tell.
    private func decide(_ body: (inout State) -> Bool) -> Bool {
        let now = clock.monotonicMilliseconds
        return state.withLock { $0.isFresh(now) && body(&$0) }
    }

    private func decideFreshly(_ body: (inout State) -> Bool) async -> Bool {
        if decide(body) { return true }
        await beTold()
        return state.withLock { body(&$0) }
    }

    /// One answer serves all who wait for it.
    private func beTold() async {
        await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
            let isFirst = state.withLock { state in
                state.waiting.append(waiter)
                defer { state.isAsking = true }
                return !state.isAsking
            }
            guard isFirst else { return }
            let isQueued = thread.enqueue(isOwed: true) { [self] _ in
                ask()
                tellWaiting()
            }
            if !isQueued { tellWaiting() }
        }
    }

    private func tellWaiting() {
        let waiting = state.withLock { state in
            state.isAsking = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.resume() }
    }

    /// Blocks.
    private func ask() {
        Threads.assertMayWait()
        let before = state.withLock { $0.spent }
        let told = Self.headroom(root, reserveBytes)
        let now = clock.monotonicMilliseconds
        state.withLock { state in
            state.told = told
            state.toldAt = now
            // What was written while the disk was asked may or may not be in its answer.
            state.spent -= min(before, state.spent)
            state.timesAsked += 1
        }
    }

    /// Below zero where the reserve is in use. A file system that does not tell is taken at its word when it refuses.
    private static func headroom(_ root: CInt, _ reserveBytes: Int64) -> Int64 {
        var status = statvfs()
        guard fstatvfs(root, &status) == 0 else { return .max }
        return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize)) - reserveBytes
    }
}

/// What was left when the disk was looked at.
package struct DiskSpaceLeft: Sendable {
    /// Above the reserve; below zero where that is in use.
    let onDisk: Int64
    /// What the database can take without growing; below zero where more is booked.
    let inPages: Int64
    /// So little of the reserve is left that it is for those alone that give back and owe nobody anything.
    package let isInLastPart: Bool

    /// What one more row is thought to take.
    package static let rowBytes = DiskQuota.rowOverhead

    /// Whether `bytes` of rows fit without the reserve.
    package func fits(rows bytes: Int64) -> Bool {
        let growth = bytes - inPages
        return growth <= 0 || growth < onDisk
    }
}

/// Room that one write has been promised, given back with this value. What it has written is on the disk and counts there.
package final class DiskReservation: Sendable {
    private let room: DiskQuota
    private let left: Mutex<DiskQuota.Bytes>

    fileprivate init(_ room: DiskQuota, _ bytes: DiskQuota.Bytes) {
        self.room = room
        left = Mutex(bytes)
    }

    /// The rows are in the database by now, or will never be.
    deinit {
        let left = left.withLock { $0 }
        room.giveBack(left, spent: left.rows)
    }

    /// Asks before each step to a file: what was not announced needs room of its own, and what was may be gone, since others than this
    /// server use the disk as well.
    /// - Throws: `.diskFull`.
    package func prepare(step bytes: Int64) async throws(BlobError) {
        let missing = bytes - left.withLock { $0.files }
        if missing > 0 {
            guard await room.add(DiskQuota.Bytes(files: missing)) else { throw .diskFull }
            left.withLock { $0.files += missing }
        }
        guard await room.findRoomOnDisk(for: bytes) else { throw .diskFull }
    }

    /// The step is written.
    package func spend(step bytes: Int64) {
        let spent = left.withLock { left in
            let spent = min(bytes, left.files)
            left.files -= spent
            return spent
        }
        room.giveBack(DiskQuota.Bytes(files: spent), spent: bytes)
    }
}
