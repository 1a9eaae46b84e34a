private import CLinux
private import Checksums
package import Core
private import Synchronization

#if canImport(Glibc)
    private import Glibc
#endif

/// Blocks of 1 MiB are what checksums are kept for.
package enum Blocks {
    package static let size: Int64 = 1 << 20

    package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 { crc32c(bytes) }

    /// The checksums in order of a blob that is all there.
    package static func checksums(_ bytes: UnsafeRawBufferPointer) -> [UInt32] {
        var checksums = BlockChecksums()
        checksums.update(bytes)
        return checksums.all
    }
}

/// The checksums of a blob's blocks as its bytes come, in pieces of any length: a block's goes on where the last piece ended.
package struct BlockChecksums: Sendable {
    /// Of each block that has a byte, the last of which may not be whole yet.
    package private(set) var all: [UInt32] = []
    /// Bytes in the last block.
    private var filled = Int(Blocks.size)

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var done = 0
        while done < bytes.count {
            if filled == Int(Blocks.size) {
                all.append(0)
                filled = 0
            }
            let count = min(bytes.count - done, Int(Blocks.size) - filled)
            let piece = UnsafeRawBufferPointer(rebasing: bytes[done..<done + count])
            all[all.count - 1] = crc32c(piece, seed: all[all.count - 1])
            filled += count
            done += count
        }
    }
}

/// Brings blocks of files into the page cache and checks each one's checksum the first time since the server started.
package final class BlockReader: Sendable {
    /// Blobs whose blocks are remembered as checked; beyond, a blob is checked again.
    private static let rememberedBlobs = 16_384

    private let checked = Mutex<[BlobID: [UInt64]]>([:])

    package init() {}

    /// Checks the blocks that `range` touches, those that were not yet. Blocks.
    /// - Parameter isLoading: whether those bytes are in memory after it, until the system needs that for others.
    /// - Throws: `.damaged`, `.missing` if the file is shorter than its row says.
    package func warm(
        _ id: BlobID, file: CInt, range: Range<Int64>, size: Int64, checksums: [UInt32], isLoading: Bool = true
    ) throws(BlobError) {
        Threads.assertMayWait()
        guard !range.isEmpty else { return }
        for block in Int(range.lowerBound / Blocks.size)...Int((range.upperBound - 1) / Blocks.size) {
            let start = Int64(block) * Blocks.size
            let length = Int(min(Blocks.size, size - start))
            if isChecked(id, block) {
                guard isLoading, clinux_is_cached(file, start, Int64(length), 1) == 0 else { continue }
                _ = try FileBytes.read(file, id.description, at: start, length)
            } else {
                try check(id, file, start, length, block < checksums.count ? checksums[block] : nil)
                remember(id, block)
            }
        }
    }

    /// Whether bytes that were made ready are still in memory. Waits for nothing.
    package func isReady(file: CInt, range: Range<Int64>) -> Bool {
        clinux_is_cached(file, range.lowerBound, range.upperBound - range.lowerBound, 0) != 0
    }

    /// A range's bytes, from checked blocks. Blocks.
    package func read(_ id: BlobID, file: CInt, range: Range<Int64>, size: Int64, checksums: [UInt32]) throws(BlobError) -> [UInt8] {
        try warm(id, file: file, range: range, size: size, checksums: checksums, isLoading: false)
        return try FileBytes.read(file, id.description, at: range.lowerBound, range.count)
    }

    private func check(_ id: BlobID, _ file: CInt, _ start: Int64, _ length: Int, _ expected: UInt32?) throws(BlobError) {
        let bytes = try FileBytes.read(file, id.description, at: start, length)
        guard let expected, bytes.withUnsafeBytes({ Blocks.checksum($0) }) == expected else { throw .damaged(id.description) }
    }

    private func isChecked(_ id: BlobID, _ block: Int) -> Bool {
        checked.withLock { checked in
            guard let words = checked[id], block / 64 < words.count else { return false }
            return words[block / 64] & (1 << UInt64(block % 64)) != 0
        }
    }

    private func remember(_ id: BlobID, _ block: Int) {
        checked.withLock { checked in
            if checked.count >= Self.rememberedBlobs, checked[id] == nil { checked.removeAll(keepingCapacity: true) }
            var words = checked[id] ?? []
            while words.count <= block / 64 { words.append(0) }
            words[block / 64] |= 1 << UInt64(block % 64)
            checked[id] = words
        }
    }

    package func forget(_ ids: [BlobID]) {
        checked.withLock { checked in
            for id in ids { checked[id] = nil }
        }
    }
}
