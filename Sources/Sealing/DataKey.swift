internal import Crypto

/// 256 bits for one content and nothing else: only so may the number of a chunk be its nonce.
package struct DataKey: Sendable, CustomStringConvertible {
    let key: SymmetricKey

    init(_ key: SymmetricKey) { self.key = key }

    package static func fresh() -> DataKey { DataKey(SymmetricKey(size: .bits256)) }

    /// Never its bits: it may get into a log.
    package var description: String { "a data key" }
}

/// One chunk at a time. AES-256-GCM; the nonce is the chunk's number, and what is authenticated beside the bytes is that number and
/// whether the chunk is the last one, so that none can be moved, swapped or cut off.
struct ChunkCipher: Sendable {
    private static let version: UInt8 = 1
    let key: DataKey

    func seal(_ plain: UnsafeRawBufferPointer, number: Int64, isLast: Bool, into stored: inout [UInt8]) throws(SealingError) {
        do {
            let box = try AES.GCM.seal(
                plain, using: key.key, nonce: Self.nonce(number), authenticating: Self.label(number, isLast: isLast))
            stored.append(contentsOf: box.ciphertext)
            stored.append(contentsOf: box.tag)
        } catch { throw .failed }
    }

    /// - Parameter sealed: the chunk with its tag.
    func open(_ sealed: UnsafeRawBufferPointer, number: Int64, isLast: Bool, into plain: inout [UInt8]) throws(SealingError) {
        guard sealed.count >= SealedFormat.tagBytes else { throw .forged }
        do {
            let box = try AES.GCM.SealedBox(
                nonce: Self.nonce(number), ciphertext: UnsafeRawBufferPointer(rebasing: sealed.dropLast(SealedFormat.tagBytes)),
                tag: UnsafeRawBufferPointer(rebasing: sealed.suffix(SealedFormat.tagBytes)))
            plain.append(contentsOf: try AES.GCM.open(box, using: key.key, authenticating: Self.label(number, isLast: isLast)))
        } catch { throw .forged }
    }

    private static func nonce(_ number: Int64) throws -> AES.GCM.Nonce { try AES.GCM.Nonce(data: [0, 0, 0, 0] + bytes(number)) }
    private static func label(_ number: Int64, isLast: Bool) -> [UInt8] { [version] + bytes(number) + [isLast ? 1 : 0] }
    private static func bytes(_ number: Int64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) }
    }
}
