import Core

/// The parameters of a presigned URL, of both versions. Source: S3 API Reference, "Authenticating Requests: Using Query Parameters" and
/// "Signing and authenticating REST requests (AWS signature version 2)".
struct AuthorizationQuery {
    private(set) var algorithm, credential, date, expires, signedHeaders, signature, securityToken, payloadHash: String?
    /// Of Version 2.
    private(set) var accessKeyID, signature2, expires2: String?

    /// Whether the query means to carry a signature of that version.
    var mentionsVersion4: Bool { algorithm != nil || credential != nil || signature != nil }
    var mentionsVersion2: Bool { accessKeyID != nil || signature2 != nil }

    init(rawQuery: String) throws(SignatureError) {
        for part in rawQuery.utf8.split(separator: UInt8(ascii: "&")) {
            let name = part.prefix { $0 != UInt8(ascii: "=") }
            // All others are left alone: nearly every request has none of these.
            guard name.count > 5, let first = name.first, Self.begins(first) else { continue }
            let raw = String(decoding: part.dropFirst(name.count + 1), as: UTF8.self)
            guard let bytes = PercentCoding.decode(raw, plusIsSpace: true) else { throw .invalidURI(rawQuery) }
            set(String(decoding: name, as: UTF8.self), String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Whether one of the names below begins so.
    private static func begins(_ first: UInt8) -> Bool {
        switch first {
        case UInt8(ascii: "X"), UInt8(ascii: "A"), UInt8(ascii: "S"), UInt8(ascii: "E"): true
        default: false
        }
    }

    private mutating func set(_ name: String, _ value: String) {
        switch name {
        case "X-Amz-Algorithm": algorithm = algorithm ?? value
        case "X-Amz-Credential": credential = credential ?? value
        case "X-Amz-Date": date = date ?? value
        case "X-Amz-Expires": expires = expires ?? value
        case "X-Amz-SignedHeaders": signedHeaders = signedHeaders ?? value
        case "X-Amz-Signature": signature = signature ?? value
        case "X-Amz-Security-Token": securityToken = securityToken ?? value
        case "X-Amz-Content-Sha256", "X-Amz-Content-SHA256": payloadHash = payloadHash ?? value
        case "AWSAccessKeyId": accessKeyID = accessKeyID ?? value
        case "Signature": signature2 = signature2 ?? value
        case "Expires": expires2 = expires2 ?? value
        default: break
        }
    }
}

extension SigV4Claim {
    init(query: AuthorizationQuery, _ input: SigningInput) throws(SignatureError) {
        if let algorithm = query.algorithm, !isSame(algorithm, Self.algorithm) {
            throw isSame(algorithm, "AWS4-ECDSA-P256-SHA256")
                ? .unsupportedSignatureVersion : .malformedQuery("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"")
        }
        let scope = try query.credential.map { text throws(SignatureError) in try Self.scope(text) }
        // Only S3 knows an expiry; STS's and IAM's presigned requests need none and are valid as long as a signed header.
        let isS3 = scope.map { $0.service == "s3" } ?? true
        guard query.algorithm != nil, let scope, let dateText = query.date, let signedHeaders = query.signedHeaders,
            let signature = query.signature, !isS3 || query.expires != nil
        else {
            throw .malformedQuery(
                "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, "
                    + "X-Amz-SignedHeaders, and X-Amz-Expires parameters.")
        }
        guard let date = Timestamp(basic: dateText) else {
            throw .malformedQuery("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
        }
        guard isSame(date.basicDate, scope.date) else {
            throw .malformedQuery(
                "Invalid credential date \"\(scope.date)\". This date is not the same as X-Amz-Date: \"\(date.basicDate)\".")
        }
        let expires = try query.expires.map { text throws(SignatureError) in try Self.expiry(text) }
        guard let signedHeaders = Self.headerNames(signedHeaders) else { throw .malformedQuery(Self.repeatedHeader) }
        // Whoever uses the URL may say what he likes of a body that was not there when it was signed.
        let isHashSigned = signedHeaders.contains { isSame($0, "x-amz-content-sha256") }
        let payloadHash = query.payloadHash ?? (isHashSigned ? input.header("x-amz-content-sha256").map { trimmed($0) } : nil)
        self.init(
            source: .query, scope: scope, signedHeaders: signedHeaders, signature: signature, date: date,
            expiresSeconds: expires ?? Int(Self.allowedSkewSeconds), sessionToken: query.securityToken,
            payload: isS3 ? try payloadHash.map { text throws(SignatureError) in try PayloadMode(headerValue: text) } ?? .unsigned : nil)
    }

    private static func scope(_ credential: String) throws(SignatureError) -> CredentialScope {
        do { return try CredentialScope(credential: credential) } catch {
            throw .malformedQuery("Error parsing the X-Amz-Credential parameter; \(error.reason)")
        }
    }

    private static func expiry(_ text: String) throws(SignatureError) -> Int {
        guard text.utf8.first != UInt8(ascii: "-") || Int(text) == nil else { throw .malformedQuery("X-Amz-Expires must be non-negative") }
        guard let seconds = Int(digits: text) else { throw .malformedQuery("X-Amz-Expires should be a number") }
        guard seconds > 0 else { throw .malformedQuery("X-Amz-Expires must be greater than zero") }
        guard seconds <= longestExpiry else {
            throw .malformedQuery(
                "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds")
        }
        return seconds
    }
}
