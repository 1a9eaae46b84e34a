internal import FoundationEssentials

/// Takes a content's plain bytes as they come and gives the bytes that are stored. The last chunk is sealed differently from the others,
/// so up to one chunk is held back until it is known what follows.
package struct ContentSealer: Sendable {
    private let cipher: ChunkCipher
    private var number: Int64 = 0
    private var held: [UInt8] = []

    /// - Parameter key: of this content alone.
    package init(key: DataKey) { cipher = ChunkCipher(key: key) }

    /// The whole of a content that is there at once, in one step.
    package static func seal(whole plain: UnsafeRawBufferPointer, key: DataKey) throws(SealingError) -> [UInt8] {
        guard plain.count <= SealedFormat.chunkBytes else {
            var sealer = ContentSealer(key: key)
            let stored = try sealer.add(plain)
            return stored + (try sealer.finish())
        }
        guard !plain.isEmpty else { return [] }
        var stored: [UInt8] = []
        stored.reserveCapacity(plain.count + SealedFormat.tagBytes)
        try ChunkCipher(key: key).seal(plain, number: 0, isLast: true, into: &stored)
        return stored
    }

    /// - Returns: whole sealed chunks; may be empty.
    package mutating func add(_ plain: UnsafeRawBufferPointer) throws(SealingError) -> [UInt8] {
        var (stored, rest): ([UInt8], UnsafeRawBufferPointer) = ([], plain)
        stored.reserveCapacity(Int(SealedFormat.storedSize(of: Int64(held.count + plain.count))))
        if !held.isEmpty {
            let taken = rest.prefix(SealedFormat.chunkBytes - held.count)
            held.append(contentsOf: taken)
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(taken.count))
            guard !rest.isEmpty else { return stored }
            try sealHeld(isLast: false, into: &stored)
        }
        while rest.count > SealedFormat.chunkBytes {
            try seal(UnsafeRawBufferPointer(rebasing: rest.prefix(SealedFormat.chunkBytes)), isLast: false, into: &stored)
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(SealedFormat.chunkBytes))
        }
        held.append(contentsOf: rest)
        return stored
    }

    /// - Returns: the last chunk; empty if there were no bytes at all.
    package mutating func finish() throws(SealingError) -> [UInt8] {
        var stored: [UInt8] = []
        if !held.isEmpty { try sealHeld(isLast: true, into: &stored) }
        return stored
    }

    private mutating func sealHeld(isLast: Bool, into stored: inout [UInt8]) throws(SealingError) {
        let chunk = held
        held.removeAll(keepingCapacity: true)
        let result = chunk.withUnsafeBytes { bytes in Result { () throws(SealingError) in try seal(bytes, isLast: isLast, into: &stored) } }
        try result.get()
    }

    private mutating func seal(_ plain: UnsafeRawBufferPointer, isLast: Bool, into stored: inout [UInt8]) throws(SealingError) {
        try cipher.seal(plain, number: number, isLast: isLast, into: &stored)
        number += 1
    }
}

/// Opens any range of a sealed content.
package struct ContentOpener: Sendable {
    private let cipher: ChunkCipher
    private let size: Int64

    /// - Parameter size: of the whole content, plain.
    package init(key: DataKey, size: Int64) {
        cipher = ChunkCipher(key: key)
        self.size = size
    }

    /// Where the chunks lie that must be read to open `range`.
    package func stored(for range: Range<Int64>) -> Range<Int64> { SealedFormat.stored(SealedFormat.chunks(of: range, size: size)) }

    /// Opens a range chunk by chunk, so that no more than one of them is in memory sealed.
    /// - Parameters:
    ///   - range: plain bytes, within the content.
    ///   - read: puts what lies at an offset into the room it is given, all of it. What it throws is thrown.
    /// - Throws: `SealingError.forged` if a bit of it, or a chunk's place, is not what was sealed.
    package func open(_ range: Range<Int64>, read: (UnsafeMutableRawBufferPointer, Int64) throws -> Void) throws -> [UInt8] {
        let chunk = Int64(SealedFormat.chunkBytes)
        let chunks = SealedFormat.chunks(of: range, size: size)
        let room = ChunkCipher.nonceBytes + min(chunks.count, SealedFormat.chunkBytes) + SealedFormat.tagBytes
        var plain: [UInt8] = []
        plain.reserveCapacity(range.count)
        try withUnsafeTemporaryAllocation(byteCount: room, alignment: 16) { room in
            for start in stride(from: chunks.lowerBound, to: chunks.upperBound, by: Int(chunk)) {
                let end = min(start + chunk, size)
                let box = UnsafeMutableRawBufferPointer(
                    rebasing: room[..<(ChunkCipher.nonceBytes + Int(end - start) + SealedFormat.tagBytes)])
                try read(
                    UnsafeMutableRawBufferPointer(rebasing: box[ChunkCipher.nonceBytes...]), SealedFormat.stored(start..<end).lowerBound)
                let opened = try cipher.open(box, number: start / chunk, isLast: end == size)
                let own = range.clamped(to: start..<end)
                let part = Int(own.lowerBound - start)..<Int(own.upperBound - start)
                opened.withUnsafeBytes { plain.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[part])) }
            }
        }
        return plain
    }

    /// The same of stored bytes that are all there.
    package func open(_ stored: [UInt8], range: Range<Int64>) throws(SealingError) -> [UInt8] {
        guard Int64(stored.count) == SealedFormat.storedSize(of: size) else { throw .forged }
        do {
            return try stored.withUnsafeBytes { bytes in
                try open(range) { room, offset in
                    room.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[Int(offset)..<Int(offset) + room.count]))
                }
            }
        } catch { throw error as? SealingError ?? .failed }
    }
}
