import Core

extension SigV4Claim {
    /// Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.
    /// - Parameter rest: what follows the scheme.
    init(authorization: String, _ scheme: String, _ rest: String?, _ input: SigningInput) throws(SignatureError) {
        guard isSame(scheme, Self.algorithm) else {
            if scheme.utf8.starts(with: "AWS4-".utf8) { throw .unsupportedSignatureVersion }
            throw .unsupportedAuthorizationType(authorization)
        }
        let parts = try Self.components(rest ?? "")
        guard let credential = parts.credential, let signedHeaders = parts.signedHeaders, let signature = parts.signature else {
            throw .malformedHeader("the authorization header requires three components: Credential, SignedHeaders, and Signature.")
        }
        let scope: CredentialScope
        do { scope = try CredentialScope(credential: credential) } catch { throw .malformedHeader(error.reason) }
        let date = try Self.date(of: input)
        guard isSame(date.basicDate, scope.date) else {
            throw .malformedHeader(
                "Invalid credential date \"\(scope.date)\". This date is not the same as X-Amz-Date: \"\(date.basicDate)\".")
        }
        guard let signedHeaders = Self.headerNames(signedHeaders) else { throw .malformedHeader(Self.repeatedHeader) }
        self.init(
            source: .header, scope: scope, signedHeaders: signedHeaders, signature: signature, date: date, expiresSeconds: nil,
            sessionToken: input.header("x-amz-security-token"), payload: try Self.payload(of: input, scope))
    }

    private static func components(_ text: String) throws(SignatureError) -> (
        credential: String?, signedHeaders: String?, signature: String?
    ) {
        var found: (credential: String?, signedHeaders: String?, signature: String?)
        for component in pieces(of: text, at: UInt8(ascii: ",")).map(trimmed) {
            let (name, value) = split(component, at: UInt8(ascii: "="))
            guard let value else { throw .malformedHeader("the authorization component \"\(component)\" is malformed.") }
            switch name {
            case "Credential": found.credential = value
            case "SignedHeaders": found.signedHeaders = value
            case "Signature": found.signature = value
            default: throw .malformedHeader("the authorization component \"\(component)\" is malformed.")
            }
        }
        return found
    }

    /// - Returns: nil if one of many is there twice: it would be written out once more each time, a long one by the thousand.
    static func headerNames(_ text: String) -> [String]? {
        let names = pieces(of: text.asciiLowercased, at: UInt8(ascii: ";"))
        return NameSet(names).hasRepetition ? nil : names
    }

    static let repeatedHeader = "SignedHeaders must not name a header twice."

    /// `x-amz-date`, else `Date`; either may be spelled as ISO 8601 or as HTTP does.
    private static func date(of input: SigningInput) throws(SignatureError) -> Timestamp {
        guard let text = input.header("x-amz-date") ?? input.header("date") else { throw .missingDate }
        let value = trimmed(text)
        guard let date = Timestamp(basic: value) ?? Timestamp(http: value) else { throw .missingDate }
        return date
    }

    private static func payload(of input: SigningInput, _ scope: CredentialScope) throws(SignatureError) -> PayloadMode? {
        guard scope.service == "s3" else { return nil }
        guard let value = input.header("x-amz-content-sha256") else { throw .missingPayloadHash }
        return try PayloadMode(headerValue: trimmed(value))
    }
}
