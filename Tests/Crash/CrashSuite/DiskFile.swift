/// A file of the model: what is surely on disk, and what was done since its last sync.
final class DiskFile {
    enum Change {
        case write(offset: Int, bytes: ArraySlice<UInt8>)
        case truncate(Int)
        case extend(to: Int)
        case zero(Range<Int>)
    }

    private var durable: [UInt8]
    private var unsynced = Unsynced<Change>()

    init(durable: [UInt8] = []) { self.durable = durable }

    func add(_ change: Change) { unsynced.add(change) }

    /// Undoes the last `add`.
    func takeBack() { unsynced.takeBack() }

    /// How many changes there were until now, for `sync`.
    var changes: Int { unsynced.total }

    /// The first `count` changes of this file are on disk.
    func sync(_ count: Int) {
        for change in unsynced.take(upTo: count) { durable.apply(change) }
    }

    /// What a crash leaves of it.
    func remains(_ loss: inout Loss) -> [UInt8] {
        var bytes = durable
        for change in unsynced.waiting {
            for part in loss.remains(of: change) { bytes.apply(part) }
        }
        return bytes
    }
}

/// Changes in their order, of which a sync makes the first so many durable.
struct Unsynced<Change> {
    private(set) var waiting: [Change] = []
    private var taken = 0

    var total: Int { taken + waiting.count }

    mutating func add(_ change: Change) { waiting.append(change) }

    mutating func takeBack() { waiting.removeLast() }

    /// Another sync that began later may have ended before: then some or all of these are gone already.
    mutating func take(upTo count: Int) -> [Change] {
        guard count > taken else { return [] }
        let first = Array(waiting.prefix(count - taken))
        waiting.removeFirst(first.count)
        taken = count
        return first
    }
}

extension [UInt8] {
    fileprivate mutating func apply(_ change: DiskFile.Change) {
        switch change {
        case .write(let offset, let bytes): overwrite(at: offset, with: bytes)
        case .truncate(let length): resize(to: length)
        case .extend(let length): if length > count { resize(to: length) }
        case .zero(let range):
            let inside = range.clamped(to: 0..<count)
            withUnsafeMutableBytes { raw in
                for i in inside { raw[i] = 0 }
            }
        }
    }

    private mutating func overwrite(at offset: Int, with bytes: ArraySlice<UInt8>) {
        if offset + bytes.count > count { resize(to: offset + bytes.count) }
        withUnsafeMutableBytes { target in
            bytes.withUnsafeBytes { source in
                UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + source.count]).copyMemory(from: source)
            }
        }
    }

    private mutating func resize(to length: Int) {
        if length < count { removeLast(count - length) } else { append(contentsOf: [UInt8](repeating: 0, count: length - count)) }
    }
}
