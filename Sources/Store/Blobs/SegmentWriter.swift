package import Core

/// The segment that is being appended to. Lives on the committer's thread.
///
/// Records gather in memory while a group's mutations are applied and go to the disk together before the group's COMMIT. What a mutation
/// added is taken back with it, so that nothing dead is ever written.
package final class SegmentWriter {
    private let store: SegmentStore
    private let capacity: Int64
    private var segment: UInt32
    private var file: SegmentFile?
    /// Behind the last record that a committed row names.
    private var tail: Int64
    private var gathered: [UInt8] = []

    /// - Parameters:
    ///   - last: the last record that a committed row names. What a crash left behind it is cut off at the first write.
    ///   - capacity: bytes after which the next segment is begun.
    package init(store: SegmentStore, behind last: SegmentRange?, capacity: Int64) {
        self.store = store
        segment = last?.segment ?? 1
        tail = last?.end ?? 0
        self.capacity = capacity
    }

    /// How much a group has gathered, for `takeBack`.
    package var mark: Int { gathered.count }

    /// Makes ready for a group.
    package func begin() throws(BlobError) {
        gathered.removeAll(keepingCapacity: true)
        if tail >= capacity {
            segment += 1
            tail = 0
            file = nil
        }
        if file == nil { file = try store.openForAppending(segment, tail: tail) }
    }

    /// Where the next record of a blob of `size` bytes will lie.
    package func place(forBlobOf size: Int64) -> SegmentRange {
        SegmentRange(segment: segment, start: tail + Int64(gathered.count), length: SegmentRecord.bytes(forBlobOf: size))
    }

    package func add(_ record: SegmentRecord, _ blob: [UInt8]) {
        gathered.append(contentsOf: record.header)
        gathered.append(contentsOf: blob)
    }

    package func takeBack(to mark: Int) { gathered.removeLast(gathered.count - mark) }

    /// What was gathered is on disk when this returns; no row may name it before. After a sync that failed nothing may be written any
    /// more: nobody knows what the disk has.
    package func write() throws(BlobError) {
        guard !gathered.isEmpty, let file else { return }
        try file.write(gathered, at: tail)
        try file.sync()
    }

    /// The rows that name what was gathered are committed.
    package func committed() {
        tail += Int64(gathered.count)
        gathered.removeAll(keepingCapacity: true)
    }
}
