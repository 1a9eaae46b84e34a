private import Checksums

/// The checksums of a blob's blocks as its bytes pass in pieces of any size.
package struct BlockChecksums: Sendable {
    private var whole: [UInt32] = []
    private var current: UInt32 = 0
    private var filled = 0

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(Blocks.size) - filled))
            current = crc32c(piece, seed: current)
            filled += piece.count
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
            if filled == Int(Blocks.size) { close() }
        }
    }

    /// In the order of the blocks, the unfinished last one among them.
    package var all: [UInt32] { filled > 0 ? whole + [current] : whole }

    private mutating func close() {
        whole.append(current)
        (current, filled) = (0, 0)
    }
}
