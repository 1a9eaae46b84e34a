// The same for bytes in arrays: nothing is copied.

extension ByteHasher {
    package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }
    package mutating func update(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes { update($0) } }
}

extension ChecksumHasher {
    /// The checksum of bytes that are all there.
    package static func hash(_ bytes: [UInt8], _ algorithm: ChecksumAlgorithm) -> [UInt8] {
        var hasher = ChecksumHasher(algorithm)
        hasher.update(bytes)
        return hasher.finalize()
    }
}

extension MD5Hasher {
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hasher = MD5Hasher()
        hasher.update(bytes)
        return hasher.finalize()
    }
}

extension SHA256Hasher {
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hasher = SHA256Hasher()
        hasher.update(bytes)
        return hasher.finalize()
    }
}
