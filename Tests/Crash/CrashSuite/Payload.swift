private import Checksums
private import Core

/// A body made from a number: the same one from the same number, different from all others.
package struct Payload: Sendable {
    package let bytes: [UInt8]

    package init(seed: UInt64, size: Int) {
        var dice = FaultPlan(seed: seed)
        bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            for offset in stride(from: 0, to: size - size % 8, by: 8) {
                raw.storeBytes(of: dice.next(), toByteOffset: offset, as: UInt64.self)
            }
            for offset in (size - size % 8)..<size { raw[offset] = UInt8(truncatingIfNeeded: dice.next()) }
            filled = size
        }
    }

    package var body: Body { Body(md5: Hex.encode(MD5Hasher.hash(bytes)), size: bytes.count) }

    /// The whole of several, and the ETag that a multipart upload of them has.
    package static func joined(_ parts: [Payload]) -> (body: Body, etag: String) {
        var whole = MD5Hasher()
        var digests = MD5Hasher()
        for part in parts {
            whole.update(part.bytes)
            digests.update(MD5Hasher.hash(part.bytes))
        }
        return (
            Body(md5: Hex.encode(whole.finalize()), size: parts.reduce(0) { $0 + $1.bytes.count }),
            Hex.encode(digests.finalize()) + "-\(parts.count)"
        )
    }
}
