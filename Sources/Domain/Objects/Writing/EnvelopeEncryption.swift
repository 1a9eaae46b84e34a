internal import Blobs
internal import ObjectData
internal import Core
package import ContentEncryption

/// How a content is kept from who has the disk: by a fresh data key of its own, which `wrap` seals.
package struct EnvelopeEncryption: Sendable {
    package let wrap: KeyEncryptionKey
    /// With KMS keys and customers' keys an ETag says nothing of the bytes. Source: API_Object, "ETag".
    package let hidesMD5: Bool

    package init(wrap: KeyEncryptionKey, hidesMD5: Bool) {
        self.wrap = wrap
        self.hidesMD5 = hidesMD5
    }
}

/// As long as an MD5, and says nothing.
func opaqueETag(_ random: any RandomSource) -> String { Hex.encode(random.bytes(16)) }

/// One content on its way to the disk.
struct SealedPassage: Sendable {
    /// The ETag where the MD5 is not to be told.
    let etag: String?
    private let key: DataKey
    private let sealedKey: [UInt8]
    private var sealer: ContentEncryptor

    /// - Parameter bytes: the plain ones, at most.
    init(_ seal: EnvelopeEncryption, bytes: Int64, _ random: any RandomSource) throws(EngineError) {
        do { (key, sealedKey) = try seal.wrap.fresh(for: bytes) } catch { throw .storage("A data key could not be sealed.") }
        sealer = ContentEncryptor(key: key)
        etag = seal.hidesMD5 ? opaqueETag(random) : nil
    }

    /// The whole of a content of which nothing was added.
    func whole(_ plain: [UInt8]) throws(BlobError) -> [UInt8] {
        let key = key
        let result = plain.withUnsafeBytes { bytes in
            Result { () throws(ContentEncryptionError) in try ContentEncryptor.seal(whole: bytes, key: key) }
        }
        do { return try result.get() } catch { throw Self.failed }
    }

    mutating func add(_ plain: [UInt8]) throws(BlobError) -> [UInt8] {
        let result = plain.withUnsafeBytes { bytes in Result { () throws(ContentEncryptionError) in try sealer.add(bytes) } }
        do { return try result.get() } catch { throw Self.failed }
    }

    mutating func finish() throws(BlobError) -> [UInt8] {
        do throws(ContentEncryptionError) { return try sealer.finish() } catch { throw Self.failed }
    }

    func content(_ stored: NewContent, plainSize: Int64) -> NewContent { .sealed(stored, key: sealedKey, plainSize: plainSize) }

    private static var failed: BlobError { .failed(call: "encrypt", errno: 0, path: "a body") }
}
