internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Core

/// What a write asks for in its headers. Source: API_PutObject, "x-amz-server-side-encryption…".
enum RequestedEncryption: Sendable {
    case nothing
    /// SSE-S3.
    case own
    /// SSE-KMS. `keyID` as it was sent; nil for S3's own key of the account. `context` is JSON.
    case kms(keyID: String?, context: String?, usesBucketKey: Bool?)
    case customer(CustomerKey)

    /// - Throws: `InvalidArgument`, `.notImplemented` for two layers of encryption.
    init(_ headers: HTTPHeaders) throws(ServiceError) {
        self = .nothing
        guard EncryptionHeaders.areAny(headers) else { return }
        let algorithm = headers.first(EncryptionHeaders.algorithm)
        let keyID = headers.first(EncryptionHeaders.keyID)
        let usesBucketKey = try Self.bucketKey(headers)
        let context = try Self.context(headers)
        let key = try CustomerKey(headers, .request)
        switch algorithm {
        case nil: break
        case "AES256"?: self = .own
        case "aws:kms"?: self = .kms(keyID: keyID, context: context, usesBucketKey: usesBucketKey)
        case "aws:kms:dsse"?: throw .notImplemented("\(EncryptionHeaders.algorithm): aws:kms:dsse")
        case let algorithm?:
            throw .invalidArgument("The encryption method specified is not supported", EncryptionHeaders.algorithm, algorithm)
        }
        if algorithm != "aws:kms", let foreign = keyID ?? context {
            throw .invalidArgument(
                "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
                EncryptionHeaders.algorithm, keyID == nil ? algorithm ?? "null" : foreign)
        }
        guard let key else { return }
        guard algorithm == nil else {
            throw .invalidArgument(
                "Server Side Encryption with Customer provided key is incompatible with the encryption method specified",
                EncryptionHeaders.algorithm, algorithm ?? "")
        }
        self = .customer(key)
    }

    var isNothing: Bool { if case .nothing = self { true } else { false } }

    private static func bucketKey(_ headers: HTTPHeaders) throws(ServiceError) -> Bool? {
        switch headers.first(EncryptionHeaders.bucketKey)?.lowercased() {
        case nil: return nil
        case "true"?: return true
        case "false"?: return false
        case let text?:
            throw .invalidArgument("The value of the bucket key header must be true or false.", EncryptionHeaders.bucketKey, text)
        }
    }

    /// - Returns: the decoded JSON.
    private static func context(_ headers: HTTPHeaders) throws(ServiceError) -> String? {
        guard let text = headers.first(EncryptionHeaders.context) else { return nil }
        guard let bytes = Base64.decode(text), let json = try? JSON(parsing: bytes), let members = json.members,
            members.allSatisfy({ $0.value.string != nil })
        else {
            throw .invalidArgument(
                "The header '\(EncryptionHeaders.context)' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map",
                EncryptionHeaders.context, text)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The headers of encryption in requests and answers.
enum EncryptionHeaders {
    static let algorithm = "x-amz-server-side-encryption"
    static let keyID = algorithm + "-aws-kms-key-id"
    static let bucketKey = algorithm + "-bucket-key-enabled"
    static let context = algorithm + "-context"

    /// One look at each header: most requests have none.
    static func areAny(_ headers: HTTPHeaders) -> Bool {
        let length = algorithm.utf8.count
        return headers.pairs.contains { $0.name.utf8.count >= length && $0.name.prefix(length).lowercased() == algorithm }
    }

    /// What reads and parts may not ask for: it was said when the object was made. Source: API_GetObject, "Encryption".
    static func refuseChoice(_ headers: HTTPHeaders) throws(ServiceError) {
        for name in [algorithm, keyID, bucketKey, context] {
            if let value = headers.first(name) {
                throw .invalidArgument("\(name) header is not supported for this operation.", name, value)
            }
        }
    }

    /// - Parameter context: whether the answer shows it.
    static func write(_ encryption: ObjectEncryption?, to headers: inout HTTPHeaders, context showsContext: Bool = false) {
        guard let encryption else { return }
        guard encryption.algorithm != .customer else {
            headers.add(CustomerKey.Place.request.rawValue + "algorithm", "AES256")
            headers.add(CustomerKey.Place.request.rawValue + "key-MD5", ifPresent: encryption.customerKeyMD5)
            return
        }
        headers.add(algorithm, encryption.algorithm.rawValue)
        headers.add(keyID, ifPresent: encryption.keyARN)
        if encryption.usesBucketKey { headers.add(bucketKey, "true") }
        if showsContext { headers.add(context, ifPresent: encryption.context.map { Base64.encode(Array($0.utf8)) }) }
    }
}
