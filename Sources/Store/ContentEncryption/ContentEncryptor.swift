/// Takes a content's plain bytes as they come and gives the bytes that are stored. The last chunk is sealed differently from the others,
/// so up to one chunk is held back until it is known what follows.
package struct ContentEncryptor: Sendable {
    private let key: DataKey
    private var number: Int64 = 0
    private var held: [UInt8] = []

    /// - Parameter key: of this content alone.
    package init(key: DataKey) { self.key = key }

    /// The whole of a content that is there at once, in one step.
    package static func seal(whole plain: UnsafeRawBufferPointer, key: DataKey) throws(ContentEncryptionError) -> [UInt8] {
        var sealer = ContentEncryptor(key: key)
        guard plain.count <= EncryptedFormat.chunkBytes else {
            let stored = try sealer.add(plain)
            return stored + (try sealer.finish())
        }
        var stored: [UInt8] = []
        if !plain.isEmpty { try sealer.seal(plain, isLast: true, into: &stored) }
        return stored
    }

    /// - Returns: whole sealed chunks; may be empty.
    package mutating func add(_ plain: UnsafeRawBufferPointer) throws(ContentEncryptionError) -> [UInt8] {
        var (stored, rest): ([UInt8], UnsafeRawBufferPointer) = ([], plain)
        stored.reserveCapacity(Int(EncryptedFormat.storedSize(of: Int64(held.count + plain.count))))
        if !held.isEmpty {
            let taken = rest.prefix(EncryptedFormat.chunkBytes - held.count)
            held.append(contentsOf: taken)
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(taken.count))
            guard !rest.isEmpty else { return stored }
            try sealHeld(isLast: false, into: &stored)
        }
        while rest.count > EncryptedFormat.chunkBytes {
            try seal(UnsafeRawBufferPointer(rebasing: rest.prefix(EncryptedFormat.chunkBytes)), isLast: false, into: &stored)
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(EncryptedFormat.chunkBytes))
        }
        held.append(contentsOf: rest)
        return stored
    }

    /// - Returns: the last chunk; empty if there were no bytes at all.
    package mutating func finish() throws(ContentEncryptionError) -> [UInt8] {
        var stored: [UInt8] = []
        if !held.isEmpty { try sealHeld(isLast: true, into: &stored) }
        return stored
    }

    private mutating func sealHeld(isLast: Bool, into stored: inout [UInt8]) throws(ContentEncryptionError) {
        var chunk: [UInt8] = []
        swap(&chunk, &held)
        let result = chunk.withUnsafeBytes { bytes in
            Result { () throws(ContentEncryptionError) in try seal(bytes, isLast: isLast, into: &stored) }
        }
        try result.get()
    }

    /// Puts the bytes where they are to lie, and encrypts them there.
    private mutating func seal(_ plain: UnsafeRawBufferPointer, isLast: Bool, into stored: inout [UInt8]) throws(ContentEncryptionError) {
        let start = stored.count
        stored.reserveCapacity(start + plain.count + EncryptedFormat.tagBytes)
        stored.append(contentsOf: plain)
        stored.append(contentsOf: repeatElement(0, count: EncryptedFormat.tagBytes))
        let (key, number) = (key, number)
        let result = stored.withUnsafeMutableBytes { bytes in
            let room = UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
            return Result { () throws(ContentEncryptionError) in
                try key.seal(UnsafeRawBufferPointer(rebasing: room[..<plain.count]), number: number, isLast: isLast, into: room)
            }
        }
        try result.get()
        self.number += 1
    }
}

/// Opens any range of a sealed content.
package struct ContentDecryptor: Sendable {
    private let key: DataKey
    private let size: Int64

    /// - Parameter size: of the whole content, plain.
    package init(key: DataKey, size: Int64) {
        self.key = key
        self.size = size
    }

    /// Where the chunks lie that must be read to open `range`.
    package func stored(for range: Range<Int64>) -> Range<Int64> { EncryptedFormat.stored(EncryptedFormat.chunks(of: range, size: size)) }

    /// Opens a range chunk by chunk, so that no more than one of them is in memory sealed.
    /// - Parameters:
    ///   - range: plain bytes, within the content.
    ///   - read: puts what lies at an offset into the room it is given, all of it. What it throws is thrown.
    /// - Throws: `ContentEncryptionError.forged` if a bit of it, or a chunk's place, is not what was sealed.
    package func open(_ range: Range<Int64>, read: (UnsafeMutableRawBufferPointer, Int64) throws -> Void) throws -> [UInt8] {
        let longest = min(EncryptedFormat.chunks(of: range, size: size).count, EncryptedFormat.chunkBytes) + EncryptedFormat.tagBytes
        return try withUnsafeTemporaryAllocation(byteCount: longest, alignment: 16) { room in
            try open(range) { place in
                let chunk = UnsafeMutableRawBufferPointer(rebasing: room[..<place.count])
                try read(chunk, place.lowerBound)
                return UnsafeRawBufferPointer(chunk)
            }
        }
    }

    /// The same of stored bytes that are all there.
    package func open(_ stored: [UInt8], range: Range<Int64>) throws(ContentEncryptionError) -> [UInt8] {
        guard Int64(stored.count) == EncryptedFormat.storedSize(of: size) else { throw .forged }
        do {
            return try stored.withUnsafeBytes { bytes in
                try open(range) { UnsafeRawBufferPointer(rebasing: bytes[Int($0.lowerBound)..<Int($0.upperBound)]) }
            }
        } catch { throw error as? ContentEncryptionError ?? .failed }
    }

    /// - Parameter chunk: what lies there, good until the next call.
    private func open(_ range: Range<Int64>, chunk: (Range<Int64>) throws -> UnsafeRawBufferPointer) throws -> [UInt8] {
        let step = Int64(EncryptedFormat.chunkBytes)
        let chunks = EncryptedFormat.chunks(of: range, size: size)
        return try [UInt8](unsafeUninitializedCapacity: range.count) { plain, filled in
            for start in stride(from: chunks.lowerBound, to: chunks.upperBound, by: Int(step)) {
                let end = min(start + step, size)
                let sealed = try chunk(EncryptedFormat.stored(start..<end))
                let own = range.clamped(to: start..<end)
                let room = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(plain)[filled..<filled + own.count])
                if own == start..<end {
                    try key.open(sealed, number: start / step, isLast: end == size, into: room)
                } else {
                    try withUnsafeTemporaryAllocation(byteCount: Int(end - start), alignment: 16) { whole in
                        try key.open(sealed, number: start / step, isLast: end == size, into: whole)
                        let part = Int(own.lowerBound - start)..<Int(own.upperBound - start)
                        room.copyMemory(from: UnsafeRawBufferPointer(rebasing: whole[part]))
                    }
                }
                filled += own.count
            }
        }
    }
}
