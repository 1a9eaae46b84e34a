internal import ServiceKit
internal import Checksums
internal import HTTPServer
internal import Core
internal import ContentEncryption

/// A key that a client brings along with each request (SSE-C). It is used and forgotten: neither stored nor logged.
/// Source: S3 User Guide, "Using server-side encryption with customer-provided keys".
struct CustomerKey: Sendable, Hashable, CustomStringConvertible {
    private let bytes: [UInt8]
    /// In Base64, as answers show it.
    let md5: String

    /// Which headers have it.
    enum Place: String {
        case request = "x-amz-server-side-encryption-customer-"
        case copySource = "x-amz-copy-source-server-side-encryption-customer-"
    }

    /// Never its bytes: it may get into a log.
    var description: String { "a customer's key" }

    var wrap: KeyEncryptionKey { KeyEncryptionKey(key: bytes, name: "SSE-C") }

    /// What a request says of its key, which may not be right.
    struct Claim {
        let key: String
        let md5: String?

        /// - Returns: nil if the request has none.
        init?(_ headers: HTTPHeaders, _ place: Place) throws(ServiceError) {
            let algorithm = headers.first(place.rawValue + "algorithm")
            let (key, md5) = (headers.first(place.rawValue + "key"), headers.first(place.rawValue + "key-md5"))
            guard algorithm != nil || key != nil || md5 != nil else { return nil }
            guard let algorithm else { throw CustomerKey.invalid("must provide a valid encryption algorithm.") }
            guard algorithm == "AES256" else {
                throw ServiceError(
                    400, "InvalidEncryptionAlgorithmError",
                    "The Encryption request you specified is not valid. Supported value: AES256.",
                    [("ArgumentName", EncryptionHeaders.algorithm), ("ArgumentValue", algorithm)])
            }
            guard let key else { throw CustomerKey.invalid("must provide an appropriate secret key.") }
            (self.key, self.md5) = (key, md5)
        }
    }

    /// - Returns: nil if the request has none.
    /// - Throws: `InvalidArgument`, never with the key itself.
    init?(_ headers: HTTPHeaders, _ place: Place) throws(ServiceError) {
        guard let claim = try Claim(headers, place) else { return nil }
        try self.init(claim)
    }

    init(_ claim: Claim) throws(ServiceError) {
        guard let md5 = claim.md5 else { throw Self.invalid("must provide the client calculated MD5 of the secret key.") }
        guard let bytes = Base64.decode(claim.key) else { throw Self.wrong("The secret key was invalid for the specified algorithm.") }
        guard Base64.decode(md5) == MD5Hasher.hash(bytes) else {
            throw Self.wrong("The calculated MD5 hash of the key did not match the hash that was provided.")
        }
        guard bytes.count == 32 else { throw Self.wrong("The secret key was invalid for the specified algorithm.") }
        self.bytes = bytes
        self.md5 = Base64.encode(MD5Hasher.hash(bytes))
    }

    private static func invalid(_ what: String) -> ServiceError {
        wrong("Requests specifying Server Side Encryption with Customer provided keys \(what)")
    }

    /// S3 names this header, whichever is wrong, and shows no value.
    private static func wrong(_ message: String) -> ServiceError { .invalidArgument(message, EncryptionHeaders.algorithm, "null") }
}
