internal import Checksums
internal import HTTPFront
internal import PeltonCore
internal import Sealing

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

    var wrap: KeyWrap { KeyWrap(key: bytes, name: "SSE-C") }

    /// - Returns: nil if the request has none.
    /// - Throws: `InvalidArgument` that names a header, never the key itself.
    init?(_ headers: HTTPHeaders, _ place: Place) throws(S3Error) {
        let algorithm = headers.first(place.rawValue + "algorithm")
        let (key, md5) = (headers.first(place.rawValue + "key"), headers.first(place.rawValue + "key-md5"))
        guard algorithm != nil || key != nil || md5 != nil else { return nil }
        guard let algorithm else {
            throw Self.invalid(
                place, "algorithm",
                "Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.")
        }
        guard algorithm == "AES256" else {
            throw S3Error(
                400, "InvalidEncryptionAlgorithmError",
                "The Encryption request you specified is not valid. Supported value: AES256.",
                [("ArgumentName", place.rawValue + "algorithm"), ("ArgumentValue", algorithm)])
        }
        guard let key else {
            throw Self.invalid(
                place, "key",
                "Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret key.")
        }
        guard let bytes = Base64.decode(key), bytes.count == 32 else {
            throw Self.invalid(place, "key", "The secret key was invalid for the specified algorithm.")
        }
        guard let md5 else {
            throw Self.invalid(
                place, "key-MD5",
                "Requests specifying Server Side Encryption with Customer provided keys must provide the client calculated MD5 of the secret key."
            )
        }
        guard Base64.decode(md5) == MD5Hasher.hash(bytes) else {
            throw Self.invalid(place, "key-MD5", "The calculated MD5 hash of the key did not match the hash that was provided.")
        }
        self.bytes = bytes
        self.md5 = Base64.encode(MD5Hasher.hash(bytes))
    }

    private static func invalid(_ place: Place, _ name: String, _ message: String) -> S3Error {
        S3Error(400, "InvalidArgument", message, [("ArgumentName", place.rawValue + name)])
    }
}
