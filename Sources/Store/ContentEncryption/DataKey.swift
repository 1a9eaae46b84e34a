private import CAEAD
internal import Crypto

/// What one content is encrypted with: a key of its own, or its number under a key that some share. Only so may the number of a chunk be
/// a part of its nonce.
package struct DataKey: Sendable, CustomStringConvertible {
    let cipher: ChunkCipher
    /// nil for a key that is of this content alone.
    let content: UInt64?

    init(_ cipher: ChunkCipher, content: UInt64? = nil) {
        self.cipher = cipher
        self.content = content
    }

    /// 256 bits for one content and nothing else.
    package static func fresh() throws(ContentEncryptionError) -> DataKey { DataKey(try ChunkCipher(SymmetricKey(size: .bits256))) }

    /// Never its bits: it may get into a log.
    package var description: String { "a data key" }

    // One chunk at a time. The nonce is the chunk's number, behind the content's where the key is shared, and what is authenticated beside
    // the bytes is that number and whether the chunk is the last one, so that none can be moved, swapped or cut off.

    /// - Parameter room: for the chunk and its tag; may begin with the chunk itself.
    func seal(
        _ plain: UnsafeRawBufferPointer, number: Int64, isLast: Bool, into room: UnsafeMutableRawBufferPointer
    ) throws(ContentEncryptionError) {
        try cipher.seal(plain, nonce(number), Self.label(number, isLast: isLast), into: room)
    }

    /// - Parameters:
    ///   - sealed: the chunk with its tag.
    ///   - room: for the chunk alone.
    func open(
        _ sealed: UnsafeRawBufferPointer, number: Int64, isLast: Bool, into room: UnsafeMutableRawBufferPointer
    ) throws(ContentEncryptionError) {
        try cipher.open(sealed, nonce(number), Self.label(number, isLast: isLast), into: room)
    }

    private func nonce(_ number: Int64) -> ChunkCipher.Nonce {
        guard let content else {
            return (0, UInt32(truncatingIfNeeded: number >> 32).bigEndian, UInt32(truncatingIfNeeded: number).bigEndian)
        }
        let (high, low) = (UInt32(truncatingIfNeeded: content >> 32), UInt32(truncatingIfNeeded: content))
        return (high.bigEndian, low.bigEndian, UInt32(truncatingIfNeeded: number).bigEndian)
    }

    /// The format's number, the chunk's and the flag: the last ten bytes, highest first.
    private static func label(_ number: Int64, isLast: Bool) -> UInt128 {
        (UInt128(1) << 72 | UInt128(UInt64(bitPattern: number)) << 8 | (isLast ? 1 : 0)).bigEndian
    }
}

/// AES-256-GCM with one key, which is made ready once.
final class ChunkCipher: @unchecked Sendable {
    // Sendable: what it points to is not changed before it is freed, and BoringSSL allows any number of calls at once.
    private let key: OpaquePointer
    private static let labelBytes = 10

    typealias Nonce = (UInt32, UInt32, UInt32)

    init(_ key: SymmetricKey) throws(ContentEncryptionError) {
        let made = key.withUnsafeBytes { bytes in
            bytes.count == 32 ? caead_key_new(bytes.assumingMemoryBound(to: UInt8.self).baseAddress) : nil
        }
        guard let made else { throw .failed }
        self.key = made
    }

    deinit { caead_key_free(key) }

    func seal(
        _ plain: UnsafeRawBufferPointer, _ nonce: Nonce, _ label: UInt128, into room: UnsafeMutableRawBufferPointer
    ) throws(ContentEncryptionError) {
        guard room.count == plain.count + EncryptedFormat.tagBytes, let tag = room.baseAddress?.advanced(by: plain.count) else {
            throw .failed
        }
        let isDone = withUnsafeBytes(of: nonce) { nonce in
            withUnsafeBytes(of: label) { label in
                caead_seal(
                    key, room.baseAddress, tag, nonce.baseAddress, plain.baseAddress, plain.count,
                    label.baseAddress?.advanced(by: label.count - Self.labelBytes), Self.labelBytes)
            }
        }
        guard isDone == 1 else { throw .failed }
    }

    func open(
        _ sealed: UnsafeRawBufferPointer, _ nonce: Nonce, _ label: UInt128, into room: UnsafeMutableRawBufferPointer
    ) throws(ContentEncryptionError) {
        guard sealed.count == room.count + EncryptedFormat.tagBytes, let tag = sealed.baseAddress?.advanced(by: room.count) else {
            throw .forged
        }
        let isRight = withUnsafeBytes(of: nonce) { nonce in
            withUnsafeBytes(of: label) { label in
                caead_open(
                    key, room.baseAddress, tag, nonce.baseAddress, sealed.baseAddress, room.count,
                    label.baseAddress?.advanced(by: label.count - Self.labelBytes), Self.labelBytes)
            }
        }
        guard isRight == 1 else { throw .forged }
    }
}
