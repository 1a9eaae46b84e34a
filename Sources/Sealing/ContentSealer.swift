/// Takes a content's plain bytes as they come and gives the bytes that are stored. The last chunk is sealed differently from the others,
/// so up to one chunk is held back until it is known what follows.
package struct ContentSealer: Sendable {
    private let cipher: ChunkCipher
    private var number: Int64 = 0
    private var held: [UInt8] = []

    /// - Parameter key: of this content alone.
    package init(key: DataKey) { cipher = ChunkCipher(key: key) }

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

    /// - Parameters:
    ///   - stored: what lies at `stored(for: range)`.
    ///   - range: plain bytes, within the content.
    /// - Throws: `.forged` if a bit of it, or a chunk's place, is not what was sealed.
    package func open(_ stored: [UInt8], range: Range<Int64>) throws(SealingError) -> [UInt8] {
        let chunks = SealedFormat.chunks(of: range, size: size)
        guard Int64(stored.count) == Int64(SealedFormat.stored(chunks).count) else { throw .forged }
        var plain: [UInt8] = []
        plain.reserveCapacity(chunks.count)
        let result = stored.withUnsafeBytes { bytes in
            Result { () throws(SealingError) in try open(bytes, from: chunks.lowerBound / Int64(SealedFormat.chunkBytes), into: &plain) }
        }
        try result.get()
        guard chunks != range else { return plain }
        return Array(plain[Int(range.lowerBound - chunks.lowerBound)..<Int(range.upperBound - chunks.lowerBound)])
    }

    private func open(_ stored: UnsafeRawBufferPointer, from first: Int64, into plain: inout [UInt8]) throws(SealingError) {
        let step = SealedFormat.chunkBytes + SealedFormat.tagBytes
        let last = (size - 1) / Int64(SealedFormat.chunkBytes)
        for (index, start) in stride(from: 0, to: stored.count, by: step).enumerated() {
            let chunk = UnsafeRawBufferPointer(rebasing: stored[start..<min(start + step, stored.count)])
            let number = first + Int64(index)
            try cipher.open(chunk, number: number, isLast: number == last, into: &plain)
        }
    }
}
