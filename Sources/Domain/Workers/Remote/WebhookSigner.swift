private import Crypto
internal import Core

/// Signs events for those who have the same secret. Source: Standard Webhooks, "Signature scheme": HMAC-SHA256 over `ID.TIMESTAMP.BODY`.
struct WebhookSigner: Sendable {
    private static let prefix = "whsec_"
    private let secret: [UInt8]

    /// - Returns: nil for what is no secret of that form, which has 24 to 64 bytes.
    init?(secret text: String) {
        guard text.hasPrefix(Self.prefix), let bytes = Base64.decode(text.dropFirst(Self.prefix.count)), (24...64).contains(bytes.count)
        else { return nil }
        secret = bytes
    }

    /// - Parameters:
    ///   - id: the same for all attempts, so that a receiver can know what it has had before.
    ///   - now: of this attempt: a receiver refuses what is old, as somebody may have kept it.
    /// - Returns: the headers to add.
    func sign(id: String, body: [UInt8], now: Timestamp) -> [(name: String, value: String)] {
        var hmac = HMAC<SHA256>(key: SymmetricKey(data: secret))
        hmac.update(data: Array("\(id).\(now.seconds).".utf8))
        hmac.update(data: body)
        return [
            ("webhook-id", id), ("webhook-timestamp", String(now.seconds)),
            ("webhook-signature", "v1,\(Base64.encode(Array(hmac.finalize())))"),
        ]
    }
}
