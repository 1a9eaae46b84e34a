private import CChecksums
private import Crypto

/// Takes something of bytes that come in pieces.
package protocol ByteHasher: Sendable {
    mutating func update(_ bytes: UnsafeRawBufferPointer)
}

/// Takes one of S3's checksums of bytes that come in pieces.
package struct ChecksumHasher: ByteHasher {
    private enum State: Sendable {
        case crc32(UInt32)
        case crc32c(UInt32)
        case crc64nvme(UInt64)
        case sha1(Insecure.SHA1)
        case sha256(SHA256)
        case sha512(SHA512)
        case md5(Insecure.MD5)
        case xxhash(XXHash)
    }

    private var state: State

    package init(_ algorithm: ChecksumAlgorithm) {
        state =
            switch algorithm {
            case .crc32: .crc32(0)
            case .crc32c: .crc32c(0)
            case .crc64nvme: .crc64nvme(0)
            case .sha1: .sha1(Insecure.SHA1())
            case .sha256: .sha256(SHA256())
            case .sha512: .sha512(SHA512())
            case .md5: .md5(Insecure.MD5())
            case .xxhash64: .xxhash(XXHash(.xxh64))
            case .xxhash3: .xxhash(XXHash(.xxh3))
            case .xxhash128: .xxhash(XXHash(.xxh128))
            }
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch state {
        case .crc32(let crc): state = .crc32(pelton_crc32(crc, bytes.baseAddress, bytes.count))
        case .crc32c(let crc): state = .crc32c(pelton_crc32c(crc, bytes.baseAddress, bytes.count))
        case .crc64nvme(let crc): state = .crc64nvme(pelton_crc64nvme(crc, bytes.baseAddress, bytes.count))
        case .sha1(var hash):
            release()
            hash.update(bufferPointer: bytes)
            state = .sha1(hash)
        case .sha256(var hash):
            release()
            hash.update(bufferPointer: bytes)
            state = .sha256(hash)
        case .sha512(var hash):
            release()
            hash.update(bufferPointer: bytes)
            state = .sha512(hash)
        case .md5(var hash):
            release()
            hash.update(bufferPointer: bytes)
            state = .md5(hash)
        case .xxhash(var hash):
            release()
            hash.update(bytes)
            state = .xxhash(hash)
        }
    }

    /// Hashes copy their memory where two refer to it: what is about to be updated must be the only one.
    private mutating func release() { state = .crc32(0) }

    /// - Returns: `digestLength` bytes; CRCs and xxHash's with their highest byte first, as S3 sends them. More bytes may still follow.
    package func finalize() -> [UInt8] {
        switch state {
        case .crc32(let crc), .crc32c(let crc): bigEndian(crc)
        case .crc64nvme(let crc): bigEndian(crc)
        case .sha1(let hash): Array(hash.finalize())
        case .sha256(let hash): Array(hash.finalize())
        case .sha512(let hash): Array(hash.finalize())
        case .md5(let hash): Array(hash.finalize())
        case .xxhash(let hash): hash.finalize()
        }
    }
}

/// Takes the MD5 of bytes that come in pieces: ETags and `Content-MD5`. It protects nothing.
package struct MD5Hasher: ByteHasher {
    private var hash = Insecure.MD5()
    package init() {}
    package mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    /// - Returns: 16 bytes.
    package func finalize() -> [UInt8] { Array(hash.finalize()) }
}

/// Takes the SHA-256 of bytes that come in pieces.
package struct SHA256Hasher: ByteHasher {
    private var hash = SHA256()
    package init() {}
    package mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    /// - Returns: 32 bytes.
    package func finalize() -> [UInt8] { Array(hash.finalize()) }
}

/// The CRC32C of `bytes`, or of everything up to and with them if `seed` is the CRC of what came before.
package func crc32c(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
    pelton_crc32c(seed, bytes.baseAddress, bytes.count)
}

func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
