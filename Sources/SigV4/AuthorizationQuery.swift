import PeltonCore

/// The parameters of a presigned URL. Source: S3 API Reference, "Authenticating Requests: Using Query Parameters".
struct AuthorizationQuery {
    private(set) var algorithm, credential, date, expires, signedHeaders, signature, securityToken, payloadHash: String?
    private(set) var isVersion2 = false

    /// Whether the query means to carry a signature, of whatever version.
    var mentionsSignature: Bool { isVersion2 || algorithm != nil || credential != nil || signature != nil }

    init(rawQuery: String) throws(SignatureError) {
        for part in rawQuery.utf8.split(separator: UInt8(ascii: "&")) {
            let name = part.prefix { $0 != UInt8(ascii: "=") }
            // All others are left alone: nearly every request has none of these.
            guard name.count > 5, name.first == UInt8(ascii: "X") || name.first == UInt8(ascii: "A") || name.first == UInt8(ascii: "S")
            else {
                continue
            }
            let raw = String(decoding: part.dropFirst(name.count + 1), as: UTF8.self)
            guard let bytes = PercentCoding.decode(raw, plusIsSpace: true) else { throw .invalidURI(rawQuery) }
            set(String(decoding: name, as: UTF8.self), String(decoding: bytes, as: UTF8.self))
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
        case "AWSAccessKeyId", "Signature": isVersion2 = true
        default: break
        }
    }
}

extension SignatureClaim {
    static func parse(query: AuthorizationQuery, _ input: SigningInput) throws(SignatureError) -> SignatureClaim {
        guard !query.isVersion2 else { throw .unsupportedSignatureVersion }
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
        let payloadHash = query.payloadHash ?? input.header("x-amz-content-sha256").map { trimmed($0) }
        guard let signedHeaders = headerNames(signedHeaders) else { throw .malformedQuery(repeatedHeader) }
        return SignatureClaim(
            source: .query, scope: scope, signedHeaders: signedHeaders, signature: signature, date: date,
            expiresSeconds: expires ?? Int(allowedSkewSeconds), sessionToken: query.securityToken,
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
