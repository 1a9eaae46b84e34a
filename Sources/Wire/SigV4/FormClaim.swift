import Core

/// What a browser's form says about its signature, which covers the policy in its fields and nothing else.
/// Source: S3 API Reference, "Authenticating Requests in Browser-Based Uploads Using POST"; of Version 2, "Browser-based uploads using POST".
package struct FormClaim: Sendable {
    package let accessKeyID: String
    /// Of Version 4; the time in it is the policy's business.
    private let scope: CredentialScope?
    /// Hexadecimal; Base64 in Version 2.
    private let signature: String
    /// The policy as the form has it: Base64.
    package let policy: String
    package let sessionToken: String?

    package var version: SignatureVersion { scope == nil ? .version2 : .version4 }

    /// Proves the claim.
    /// - Throws: `.wrongService`, `.mismatch`.
    package func verify(secret: String, cache: SigningKeyCache? = nil) throws(SignatureError) {
        let expected: String
        if let scope {
            guard isSame(scope.service, "s3") else { throw .wrongService(scope.service, expected: "s3", source: .form) }
            expected = (cache?.key(secret: secret, scope) ?? SigningKey(secret: secret, scope)).signature(of: Array(policy.utf8))
        } else {
            expected = sha1Signature(of: policy, secret: secret)
        }
        guard isSameInConstantTime(expected, signature) else {
            throw .mismatch(.init(accessKeyID: accessKeyID, stringToSign: policy, signatureProvided: signature))
        }
    }
}

extension FormClaim {
    private static let ofVersion4 = ["x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature"]
    private static let ofVersion2 = ["awsaccesskeyid", "signature"]

    /// Reads the claim of a browser's form from its fields, whose names may have any case.
    /// - Returns: nil if the form carries no part of a signature: it is anonymous, whatever policy it has.
    package init?(_ fields: [(String, String)]) throws(SignatureError) {
        func value(_ name: String) -> String? { fields.first { isSame($0.0.asciiLowercased, name) }?.1 }
        func required(_ shown: String) throws(SignatureError) -> String {
            if let value = value(shown.asciiLowercased) { return value }
            throw .malformedForm(
                field: shown, value: "",
                reason: "Bucket POST must contain a field named '\(shown)'.  If it is specified, please check the order of the fields.")
        }
        sessionToken = value("x-amz-security-token")
        guard Self.ofVersion4.contains(where: { value($0) != nil }) else {
            guard Self.ofVersion2.contains(where: { value($0) != nil }) else { return nil }
            scope = nil
            accessKeyID = try required("AWSAccessKeyId")
            signature = try required("Signature")
            policy = try required("policy")
            return
        }
        let algorithm = try required("X-Amz-Algorithm")
        guard isSame(algorithm, SigV4Claim.algorithm) else {
            throw .malformedForm(
                field: "X-Amz-Algorithm", value: algorithm, reason: "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"")
        }
        let credential = try required("X-Amz-Credential")
        let scope: CredentialScope
        do { scope = try CredentialScope(credential: credential) } catch {
            throw .malformedQuery("Error parsing the X-Amz-Credential parameter; \(error.reason)")
        }
        try Self.checkDate(try required("X-Amz-Date"), scope)
        (self.scope, accessKeyID) = (scope, scope.accessKeyID)
        signature = try required("X-Amz-Signature")
        policy = try required("policy")
    }

    private static func checkDate(_ text: String, _ scope: CredentialScope) throws(SignatureError) {
        guard let date = Timestamp(basic: text) else {
            throw .malformedForm(
                field: "X-Amz-Date", value: text, reason: "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
        }
        guard isSame(date.basicDate, scope.date) else {
            throw .malformedQuery(
                "Invalid credential date \"\(scope.date)\". This date is not the same as X-Amz-Date: \"\(date.basicDate)\".")
        }
    }
}
