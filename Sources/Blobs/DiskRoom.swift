private import Synchronization

#if canImport(Glibc)
    private import Glibc
#endif

/// What may still be written before the reserve is touched, which is for deletes, the outcomes of deliveries and the database's log.
///
/// Who is let in books what he announced, so that many who would fit alone cannot use up the reserve together. Rows can also go where
/// others were deleted: a database keeps the pages that it has no more use for, and the disk never sees them again.
package final class DiskRoom: Sendable {
    /// The pages of a version, its event and its deliveries in all their indexes; generous, since pages split.
    fileprivate static let rowOverhead: Int64 = 8 << 10

    fileprivate struct Bytes {
        var files: Int64 = 0
        var rows: Int64 = 0
    }

    private struct State {
        var booked = Bytes()
        /// In pages that the database has and does not use.
        var freeInDatabase: Int64 = 0
    }

    private let root: CInt
    private let reserveBytes: Int64
    private let state = Mutex(State())

    /// - Parameter path: a folder on the disk.
    package init(path: String, reserveBytes: Int64) throws(BlobError) {
        root = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw BlobError("open", path) }
        self.reserveBytes = reserveBytes
    }

    deinit { close(root) }

    /// What the database could write without growing.
    package func setFreeInDatabase(_ bytes: Int64) { state.withLock { $0.freeInDatabase = bytes } }

    /// Room for a body that goes to a file of its own, and for the rows that name it.
    /// - Throws: `.diskFull`.
    package func book(file bytes: Int64) throws(BlobError) -> RoomBooking { try book(Bytes(files: bytes, rows: Self.rowOverhead)) }

    /// Room for rows that hold `bytes` besides what every row takes.
    /// - Throws: `.diskFull`.
    package func book(rows bytes: Int64) throws(BlobError) -> RoomBooking { try book(Bytes(rows: bytes + Self.rowOverhead)) }

    /// Whether the disk itself has room for `bytes`, whoever booked it.
    package func hasRoomOnDisk(for bytes: Int64) -> Bool { bytes < headroom() }

    private func book(_ bytes: Bytes) throws(BlobError) -> RoomBooking {
        guard add(bytes) else { throw .diskFull }
        return RoomBooking(self, bytes)
    }

    fileprivate func add(_ more: Bytes) -> Bool {
        let headroom = headroom()
        return state.withLock { state in
            let (files, rows) = (state.booked.files + more.files, state.booked.rows + more.rows)
            // What does not fit among the database's own pages makes its file grow.
            let growth = max(0, rows - state.freeInDatabase)
            guard (more.files == 0 && growth == 0) || files + growth < headroom else { return false }
            state.booked = Bytes(files: files, rows: rows)
            return true
        }
    }

    fileprivate func giveBack(_ bytes: Bytes) {
        state.withLock { state in
            state.booked.files -= bytes.files
            state.booked.rows -= bytes.rows
        }
    }

    /// Below zero where the reserve is in use. A file system that does not tell is taken at its word when it refuses.
    private func headroom() -> Int64 {
        var status = statvfs()
        guard fstatvfs(root, &status) == 0 else { return .max }
        return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize)) - reserveBytes
    }
}

/// Room that one write has been promised, given back with this value. What it has written is on the disk and counts there.
package final class RoomBooking: Sendable {
    private let room: DiskRoom
    private let left: Mutex<DiskRoom.Bytes>

    fileprivate init(_ room: DiskRoom, _ bytes: DiskRoom.Bytes) {
        self.room = room
        left = Mutex(bytes)
    }

    deinit { room.giveBack(left.withLock { $0 }) }

    /// Asks before each step to a file: what was not announced needs room of its own, and what was may be gone, since others than this
    /// server use the disk as well.
    /// - Throws: `.diskFull`.
    package func prepare(step bytes: Int64) throws(BlobError) {
        let missing = bytes - left.withLock { $0.files }
        if missing > 0 {
            guard room.add(DiskRoom.Bytes(files: missing)) else { throw .diskFull }
            left.withLock { $0.files += missing }
        }
        guard room.hasRoomOnDisk(for: bytes) else { throw .diskFull }
    }

    /// The step is written.
    package func spend(step bytes: Int64) {
        let spent = left.withLock { left in
            let spent = min(bytes, left.files)
            left.files -= spent
            return spent
        }
        room.giveBack(DiskRoom.Bytes(files: spent))
    }
}
