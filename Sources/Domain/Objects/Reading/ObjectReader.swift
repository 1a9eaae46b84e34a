internal import Blobs
package import ObjectData
internal import Core
package import ContentEncryption

/// A stretch of an object's bytes, ready to be sent.
package enum Piece: Sendable {
    case bytes([UInt8])
    /// From a file whose blocks were checked. The descriptor is good until the next call of `next` or `close`.
    case file(descriptor: CInt, offset: Int64, length: Int64)
}

/// One version being read. What it names is pinned: whatever is written or deleted meanwhile, these are its bytes.
///
/// One task uses a reader, one call at a time.
package final class ObjectReader {
    package let object: FoundObject
    private let source: ReadSource
    private let pinned: [BlobPlace]
    private var extents: [ContentPlace.Extent]
    private var position: Int64
    private var end: Int64
    private var current: OpenFile?
    /// What was made ready of `current`.
    private var ready: Range<Int64> = 0..<0
    private var pieces: PieceSize
    private var steps: PieceSize
    private var wrap: KeyEncryptionKey?
    /// Of the content whose bytes were read last.
    private var lastKey: (sealed: [UInt8], key: DataKey)?
    /// What comes next of a sealed file, opened while the step before it leaves.
    private var ahead: (id: BlobID, range: Range<Int64>, job: DiskJob<(OpenFile, [UInt8])>)?

    init(object: FoundObject, source: ReadSource, pinned: [BlobPlace]) {
        self.object = object
        self.source = source
        self.pinned = pinned
        pieces = PieceSize(clock: source.clock)
        steps = PieceSize(first: PieceSize.ofSlow, most: Self.openedBytes, clock: source.clock)
        extents = object.place.flat(size: object.version.size)
        position = 0
        end = object.version.size
    }

    deinit { source.pins.unpin(pinned) }

    /// Reads `range` of the object from now on, in bytes; the whole of it before the first call.
    package func seek(_ range: Range<Int64>) {
        position = range.lowerBound
        end = min(range.upperBound, object.version.size)
    }

    /// Brings the key that sealed the object's bytes; one that has none needs it not.
    /// - Throws: `.wrongKey` if it is another's.
    package func unlock(_ wrap: KeyEncryptionKey) throws(EngineError) {
        self.wrap = wrap
        if case .sealed(_, let key)? = extents.first?.place { _ = try dataKey(key) }
    }

    /// - Throws: `.wrongKey` where nothing that opens it was brought; `.storage` if the key cannot be made ready.
    private func dataKey(_ sealed: [UInt8]) throws(EngineError) -> DataKey {
        if let lastKey, lastKey.sealed == sealed { return lastKey.key }
        let opened: DataKey?
        do throws(ContentEncryptionError) { opened = try wrap?.open(sealed) } catch {
            throw .storage("A data key could not be made ready.")
        }
        guard let key = opened else { throw .wrongKey }
        lastKey = (sealed, key)
        return key
    }

    /// - Returns: the next piece, nil at the end.
    /// - Throws: `.damaged` rather than bytes that are not what was written; `.wrongKey` for sealed ones that were not unlocked.
    package func next() async throws(EngineError) -> Piece? {
        guard position < end else { return nil }
        guard let extent = extent(at: position) else {
            source.reportLater(object, "Some of its bytes are nowhere.")
            throw .damaged(object.version.key)
        }
        let stop = min(end, extent.start + extent.length)
        let shift = extent.sourceStart - extent.start
        let local = (position + shift)..<(stop + shift)
        switch extent.place {
        case .inline(let bytes, let crcs):
            try check(bytes, crcs, extent.sourceSize)
            position = stop
            return .bytes(Self.part(bytes, local))
        case .record(let range, let crcs):
            let bytes = try await load(range)
            try check(bytes, crcs, extent.sourceSize)
            position = stop
            return .bytes(Self.part(bytes, local))
        case .file(let id, let crcs):
            return try await piece(of: id, local, size: extent.sourceSize, crcs)
        case .sealed(let place, let key):
            return .bytes(try await opened(place, key, local, size: extent.sourceSize))
        case .extents:
            throw .storage("An extent names a list of extents.")
        }
    }

    /// Plain bytes of a step of a sealed file, of which a reader holds two while its client is quick: it begins with a chunk.
    private static let openedBytes: Int64 = 128 << 10

    /// Sealed bytes are opened in steps, so that memory stays bounded; those of files on a thread for disks.
    private func opened(
        _ place: ContentPlace, _ sealedKey: [UInt8], _ range: Range<Int64>, size: Int64
    ) async throws(EngineError) -> [UInt8] {
        let opener = ContentDecryptor(key: try dataKey(sealedKey), size: size)
        let stored = EncryptedFormat.storedSize(of: size)
        let bytes: [UInt8]
        switch place {
        case .inline(let sealed, let crcs):
            try check(sealed, crcs, stored)
            bytes = try opened(sealed, opener, range)
        case .record(let record, let crcs):
            let sealed = try await load(record)
            try check(sealed, crcs, stored)
            bytes = try opened(sealed, opener, range)
        case .file(let id, let crcs):
            bytes = try await step(of: id, opener, range, stored, crcs)
        case .sealed, .extents: throw .storage("A sealed content is no blob.")
        }
        position += Int64(bytes.count)
        return bytes
    }

    /// The next step of a file. The one behind it is begun at once if the client is quick.
    private func step(
        of id: BlobID, _ opener: ContentDecryptor, _ range: Range<Int64>, _ stored: Int64, _ crcs: [UInt32]
    ) async throws(EngineError) -> [UInt8] {
        let size = steps.next()
        func step(at start: Int64) -> Range<Int64> {
            start..<min(range.upperBound, start / Int64(EncryptedFormat.chunkBytes) * Int64(EncryptedFormat.chunkBytes) + size)
        }
        let file = takeCurrent(id)
        let own: Range<Int64>
        let job: DiskJob<(OpenFile, [UInt8])>?
        if let ahead, ahead.id == id, ahead.range.lowerBound == range.lowerBound {
            (own, job) = (ahead.range, ahead.job)
        } else {
            own = step(at: range.lowerBound)
            job = source.open(id, file, opener, own, stored, crcs)
        }
        ahead = nil
        guard let job else { throw .busy }
        let bytes = try await settle(await job.outcome)
        if size > PieceSize.ofSlow, own.upperBound < range.upperBound {
            let next = step(at: own.upperBound)
            ahead = source.open(id, current, opener, next, stored, crcs).map { (id, next, $0) }
        }
        return bytes
    }

    private func opened(_ sealed: [UInt8], _ opener: ContentDecryptor, _ range: Range<Int64>) throws(EngineError) -> [UInt8] {
        do throws(ContentEncryptionError) { return try opener.open(sealed, range: range) } catch {
            source.reportLater(object, "Its bytes cannot be decrypted.")
            throw .damaged(object.version.key)
        }
    }

    private static func part(_ bytes: [UInt8], _ range: Range<Int64>) -> [UInt8] {
        range == 0..<Int64(bytes.count) ? bytes : Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    /// Files are made ready in windows by a thread for disks and sent in pieces, each of which is in memory when it is given: who sends it
    /// must not wait for the disk.
    private func piece(of id: BlobID, _ range: Range<Int64>, size: Int64, _ crcs: [UInt32]) async throws(EngineError) -> Piece {
        let lower = range.lowerBound
        let piece = lower..<min(range.upperBound, lower + pieces.next())
        let opened = takeCurrent(id)
        if let opened, ready.lowerBound <= lower, piece.upperBound <= ready.upperBound, source.isReady(opened, piece) {
            current = opened
        } else {
            let window =
                lower..<max(
                    piece.upperBound, min(range.upperBound, (lower / Blocks.size + source.windowBlocks) * Blocks.size))
            ready = 0..<0
            try await settle(await source.warmed(id, opened, window, size, crcs).map { ($0, ()) })
            ready = window
        }
        guard let current else { throw .storage("A file that was made ready is not open.") }
        position += Int64(piece.count)
        return .file(descriptor: current.descriptor, offset: lower, length: Int64(piece.count))
    }

    /// - Returns: the open file if it is the blob's.
    private func takeCurrent(_ id: BlobID) -> OpenFile? {
        defer { current = nil }
        return current?.id == id ? current : nil
    }

    /// Keeps the file that was read for the next piece.
    private func settle<T>(_ outcome: Result<(OpenFile, T), BlobError>) async throws(EngineError) -> T {
        switch outcome {
        case .success((let file, let value)):
            current = file
            return value
        case .failure(let error):
            switch error {
            case .missing, .damaged: throw await source.report(object, error.description)
            case .diskFull, .failed, .syncFailed, .busy: throw EngineError(error)
            }
        }
    }

    private func load(_ range: SegmentRange) async throws(EngineError) -> [UInt8] {
        switch try await source.read(range) {
        case .success(let bytes): return bytes
        case .failure(.missing(let name)): throw await source.report(object, BlobError.missing(name).description)
        case .failure(let error): throw EngineError(error)
        }
    }

    private func check(_ bytes: [UInt8], _ crcs: [UInt32], _ length: Int64) throws(EngineError) {
        let actual = bytes.withUnsafeBytes { Blocks.checksums($0) }
        // The rows of version and content can disagree on a disk that lies.
        guard actual == crcs, bytes.count == length else {
            source.reportLater(object, "Its bytes do not have their length and checksum.")
            throw .damaged(object.version.key)
        }
    }

    /// By bisection: a list may have ten thousand.
    private func extent(at position: Int64) -> ContentPlace.Extent? {
        var low = 0
        var high = extents.count
        while low < high {
            let middle = (low + high) / 2
            if extents[middle].start + extents[middle].length <= position { low = middle + 1 } else { high = middle }
        }
        return low < extents.count && extents[low].start <= position ? extents[low] : nil
    }
}

extension ContentPlace {
    /// Any place as a list of extents in order.
    func flat(size: Int64) -> [Extent] {
        if case .extents(let list) = self { return list }
        return size == 0 ? [] : [Extent(of: self, size: size)]
    }

    /// What holds its bytes outside the database.
    var blobs: [BlobPlace] {
        switch self {
        case .inline: []
        case .file(let id, _): [.file(id)]
        case .record(let range, _): [.record(range)]
        case .sealed(let place, _): place.blobs
        case .extents(let list): list.flatMap(\.place.blobs)
        }
    }
}

/// How much of a file is given to be sent at once. While a client takes it, the system may need its memory for something else, and sending
/// the rest would wait for the disk: so who is slow gets little at a time.
struct PieceSize {
    static let ofSlow: Int64 = 64 << 10
    private static let slowMilliseconds: Int64 = 250

    private let most: Int64
    private let clock: any PeltonClock
    private var bytes: Int64
    private var given: Int64?

    init(first: Int64 = 1 << 20, most: Int64 = 1 << 20, clock: any PeltonClock) {
        self.most = most
        self.clock = clock
        bytes = first
    }

    /// Of the next piece, which is asked for when the one before has left.
    mutating func next() -> Int64 {
        let now = clock.monotonicMilliseconds
        if let given { bytes = now - given >= Self.slowMilliseconds ? Self.ofSlow : min(most, 2 * bytes) }
        given = now
        return bytes
    }
}
