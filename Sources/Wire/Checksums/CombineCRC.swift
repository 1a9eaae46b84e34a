/// The CRC of two stretches of bytes laid end to end, from the CRC of each: full-object checksums of multipart uploads.
///
/// A CRC is linear: that of the whole is the first one pushed ahead by the second stretch's bits, plus the second one. Pushing ahead by n
/// bits is a linear map, one matrix over GF(2); its powers of two are squarings, so 5 TiB cost 46 steps.
/// - Parameter first, second: as `ChecksumHasher` gives them, highest byte first.
/// - Parameter secondLength: in bytes.
package func combineCRC(_ algorithm: ChecksumAlgorithm, _ first: [UInt8], _ second: [UInt8], secondLength: Int64) -> [UInt8] {
    precondition(first.count == algorithm.digestLength && second.count == algorithm.digestLength, "A CRC has the wrong length")
    precondition(secondLength >= 0, "A length is negative")
    switch algorithm {
    case .crc32: return combine(UInt32(0xEDB8_8320), first, second, secondLength)
    case .crc32c: return combine(UInt32(0x82F6_3B78), first, second, secondLength)
    case .crc64nvme: return combine(UInt64(0x9A6C_9329_AC4B_C9B5), first, second, secondLength)
    case .sha1, .sha256, .sha512, .md5, .xxhash64, .xxhash3, .xxhash128: preconditionFailure("Only CRCs can be combined")
    }
}

private func combine<Word: FixedWidthInteger & UnsignedInteger>(
    _ polynomial: Word, _ first: [UInt8], _ second: [UInt8], _ secondLength: Int64
) -> [UInt8] {
    var crc: Word = first.reduce(0) { $0 << 8 | Word($1) }
    var bytesLeft = secondLength
    var step = Matrix.oneZeroBit(polynomial).squared().squared().squared()
    while bytesLeft > 0 {
        if bytesLeft & 1 == 1 { crc = step.applied(to: crc) }
        bytesLeft >>= 1
        if bytesLeft > 0 { step = step.squared() }
    }
    return bigEndian(crc ^ second.reduce(0) { $0 << 8 | Word($1) })
}

/// A square matrix over GF(2): a word for each column, the image of that bit.
private struct Matrix<Word: FixedWidthInteger & UnsignedInteger> {
    var columns: [Word]

    /// What one zero bit does to a reflected CRC.
    static func oneZeroBit(_ polynomial: Word) -> Matrix {
        Matrix(columns: [polynomial] + (1..<Word.bitWidth).map { Word(1) << Word($0 - 1) })
    }

    func applied(to vector: Word) -> Word {
        var sum: Word = 0
        var rest = vector
        while rest != 0 {
            sum ^= columns[rest.trailingZeroBitCount]
            rest &= rest - 1
        }
        return sum
    }

    func squared() -> Matrix { Matrix(columns: columns.map(applied)) }
}
