/// How sealed bytes lie: plain bytes in chunks of 64 KiB, each encrypted on its own with a tag of 16 bytes behind it. So the stored size
/// is a function of the plain one, and any range can be read without what lies before it. Nothing sealed is nothing stored.
package enum EncryptedFormat {
    package static let chunkBytes = 64 << 10
    package static let tagBytes = 16

    package static func storedSize(of plain: Int64) -> Int64 {
        plain + (plain + Int64(chunkBytes) - 1) / Int64(chunkBytes) * Int64(tagBytes)
    }

    /// The plain bytes of the whole chunks that hold `range`.
    /// - Parameter size: of the whole content, plain.
    package static func chunks(of range: Range<Int64>, size: Int64) -> Range<Int64> {
        let chunk = Int64(chunkBytes)
        return range.lowerBound / chunk * chunk..<min((range.upperBound + chunk - 1) / chunk * chunk, size)
    }

    /// Where the chunks with the plain bytes `range` lie, tags included. `range` begins and ends where chunks do.
    package static func stored(_ range: Range<Int64>) -> Range<Int64> {
        storedSize(of: range.lowerBound)..<storedSize(of: range.upperBound)
    }
}

/// Why bytes could not be sealed or opened. It never carries any of them.
package enum ContentEncryptionError: Error, Sendable, Hashable {
    /// They are not what was sealed with this key at this place.
    case forged
    case failed
}
