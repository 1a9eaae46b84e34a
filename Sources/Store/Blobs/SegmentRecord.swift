private import Checksums

/// The head of a record in a segment: what is needed to read the blob behind it without the database.
///
/// 32 bytes, big-endian: magic, blob length, the id of its content row (8 bytes), CRC32C of the blob, zeros (8 bytes), CRC32C of all
/// that.
package struct SegmentRecord: Hashable, Sendable {
    package static let headerBytes = 32
    private static let magic: UInt32 = 0x504C_5347

    /// The row of `contents` that names the record.
    package let content: Int64
    /// Of the blob, in bytes.
    package let length: Int
    package let checksum: UInt32

    package init(content: Int64, length: Int, checksum: UInt32) {
        self.content = content
        self.length = length
        self.checksum = checksum
    }

    /// How much a blob of `size` bytes takes.
    package static func bytes(forBlobOf size: Int64) -> Int64 { Int64(headerBytes) + size }

    package var header: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerBytes)
        Self.append(Self.magic, to: &bytes)
        Self.append(UInt32(length), to: &bytes)
        Self.append(UInt32(truncatingIfNeeded: content >> 32), to: &bytes)
        Self.append(UInt32(truncatingIfNeeded: content), to: &bytes)
        Self.append(checksum, to: &bytes)
        bytes.append(contentsOf: repeatElement(0, count: 8))
        Self.append(bytes.withUnsafeBytes { crc32c($0) }, to: &bytes)
        return bytes
    }

    /// - Returns: nil unless `bytes` are a header whole and undamaged.
    package init?(header bytes: [UInt8]) {
        guard bytes.count == Self.headerBytes, Self.number(bytes, at: 0) == Self.magic else { return nil }
        guard Self.number(bytes, at: 28) == bytes.prefix(28).withUnsafeBytes({ crc32c($0) }) else { return nil }
        self.init(
            content: Int64(Self.number(bytes, at: 8)) << 32 | Int64(Self.number(bytes, at: 12)), length: Int(Self.number(bytes, at: 4)),
            checksum: Self.number(bytes, at: 16))
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        for shift in stride(from: 24, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
    }

    private static func number(_ bytes: [UInt8], at start: Int) -> UInt32 {
        bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
