package import PeltonCore

/// What a browser's form says about its signature, which covers the policy in its fields and nothing else.
/// Source: S3 API Reference, "Authenticating Requests in Browser-Based Uploads Using POST".
package struct FormClaim: Sendable {
    package let scope: CredentialScope
    package let date: Timestamp
    /// Hexadecimal.
    package let signature: String
    /// The policy as the form has it: Base64.
    package let policy: String
    package let sessionToken: String?

    /// Proves the claim. Its time is the policy's business.
    /// - Throws: `.wrongService`, `.mismatch`.
    package func verify(
        secret: String, expectedService: String? = "s3", cache: SigningKeyCache? = nil
    ) throws(SignatureError) -> VerifiedSignature {
        if let expectedService, !isSame(expectedService, scope.service) {
            throw .wrongService(scope.service, expected: expectedService, source: .form)
        }
        let key = cache?.key(secret: secret, scope) ?? SigningKey(secret: secret, scope)
        guard isSameInConstantTime(key.signature(of: Array(policy.utf8)), signature) else {
            throw .mismatch(.init(accessKeyID: scope.accessKeyID, stringToSign: policy, signatureProvided: signature))
        }
        return VerifiedSignature(
            scope: scope, source: .form, payload: .unsigned, signingKey: key, seedSignature: signature, date: date, signedHeaders: [],
            sessionToken: sessionToken)
    }
}

extension SignatureClaim {
    /// Reads the claim of a browser's form from its fields, whose names may have any case.
    /// - Returns: nil if the form carries neither a policy nor a part of a signature: it is anonymous.
    package static func parse(form fields: [(String, String)]) throws(SignatureError) -> FormClaim? {
        func value(_ name: String) -> String? { fields.first { isSame(asciiLowercased($0.0), name) }?.1 }
        func required(_ name: String, _ shown: String) throws(SignatureError) -> String {
            if let value = value(name) { return value }
            throw .malformedForm(
                field: shown, value: "",
                reason: "Bucket POST must contain a field named '\(shown)'.  If it is specified, please check the order of the fields.")
        }
        let isVersion4 = ["x-amz-algorithm", "x-amz-credential", "x-amz-signature"].contains { value($0) != nil }
        if !isVersion4 {
            guard value("awsaccesskeyid") == nil, value("signature") == nil else { throw .unsupportedSignatureVersion }
            guard value("policy") != nil else { return nil }
        }
        let algorithm = try required("x-amz-algorithm", "X-Amz-Algorithm")
        guard isSame(algorithm, Self.algorithm) else {
            throw .malformedForm(
                field: "X-Amz-Algorithm", value: algorithm, reason: "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"")
        }
        let credential = try required("x-amz-credential", "X-Amz-Credential")
        let scope: CredentialScope
        do { scope = try CredentialScope(credential: credential) } catch {
            throw .malformedQuery("Error parsing the X-Amz-Credential parameter; \(error.reason)")
        }
        let date = try formDate(try required("x-amz-date", "X-Amz-Date"), scope)
        return FormClaim(
            scope: scope, date: date, signature: try required("x-amz-signature", "X-Amz-Signature"),
            policy: try required("policy", "policy"),
            sessionToken: value("x-amz-security-token"))
    }

    private static func formDate(_ text: String, _ scope: CredentialScope) throws(SignatureError) -> Timestamp {
        guard let date = Timestamp(basic: text) else {
            throw .malformedForm(
                field: "X-Amz-Date", value: text, reason: "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
        }
        guard isSame(date.basicDate, scope.date) else {
            throw .malformedQuery(
                "Invalid credential date \"\(scope.date)\". This date is not the same as X-Amz-Date: \"\(date.basicDate)\".")
        }
        return date
    }
}
