internal import Crypto
internal import FoundationEssentials

/// What one content is encrypted with: a key of its own, or its number under a key that some share. Only so may the number of a chunk be
/// a part of its nonce.
package struct DataKey: Sendable, CustomStringConvertible {
    let key: SymmetricKey
    /// nil for a key that is of this content alone.
    let content: UInt64?

    init(_ key: SymmetricKey, content: UInt64? = nil) {
        self.key = key
        self.content = content
    }

    /// 256 bits for one content and nothing else.
    package static func fresh() -> DataKey { DataKey(SymmetricKey(size: .bits256)) }

    /// Never its bits: it may get into a log.
    package var description: String { "a data key" }
}

/// One chunk at a time. AES-256-GCM; the nonce is the chunk's number, behind the content's where the key is shared, and what is
/// authenticated beside the bytes is that number and whether the chunk is the last one, so that none can be moved, swapped or cut off.
struct ChunkCipher: Sendable {
    private static let version: UInt8 = 1
    static let nonceBytes = 12
    let key: DataKey

    func seal(_ plain: UnsafeRawBufferPointer, number: Int64, isLast: Bool, into stored: inout [UInt8]) throws(SealingError) {
        do {
            let box = try AES.GCM.seal(
                plain, using: key.key, nonce: AES.GCM.Nonce(data: nonce(number)), authenticating: Self.label(number, isLast: isLast))
            guard let combined = box.combined else { throw SealingError.failed }
            combined.withUnsafeBytes { stored.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[Self.nonceBytes...])) }
        } catch { throw .failed }
    }

    /// - Parameter box: room for a nonce, then the chunk with its tag. The caller's, and good until this returns.
    func open(_ box: UnsafeMutableRawBufferPointer, number: Int64, isLast: Bool) throws(SealingError) -> Data {
        guard box.count >= Self.nonceBytes + SealedFormat.tagBytes, let start = box.baseAddress else { throw .forged }
        nonce(number).withUnsafeBytes { box.copyMemory(from: $0) }
        do {
            let combined = Data(bytesNoCopy: start, count: box.count, deallocator: .none)
            return try AES.GCM.open(
                AES.GCM.SealedBox(combined: combined), using: key.key, authenticating: Self.label(number, isLast: isLast))
        } catch { throw .forged }
    }

    private func nonce(_ number: Int64) -> Data {
        guard let content = key.content else {
            return withUnsafeBytes(
                of: (UInt32(0), UInt32(truncatingIfNeeded: number >> 32).bigEndian, UInt32(truncatingIfNeeded: number).bigEndian)
            ) {
                Data($0)
            }
        }
        return withUnsafeBytes(of: (content.bigEndian, UInt32(truncatingIfNeeded: number).bigEndian)) { Data($0) }
    }

    /// The version, the number and the flag, highest bytes first.
    private static func label(_ number: Int64, isLast: Bool) -> Data {
        let label = UInt128(version) << 72 | UInt128(UInt64(bitPattern: number)) << 8 | (isLast ? 1 : 0)
        return withUnsafeBytes(of: label.bigEndian) { Data(UnsafeRawBufferPointer(rebasing: $0[6...])) }
    }
}
