package import Core

/// Signs requests as AWS's clients do.
package struct RequestSigner: Sendable {
    private let accessKeyID, secretAccessKey: String
    private let sessionToken: String?
    private let region, service: String
    private let cache = SigningKeyCache(capacity: 4)

    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, region: String, service: String) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.region = region
        self.service = service
    }

    /// SHA-256 in lower-case hexadecimal: a payload hash.
    package static func sha256(_ bytes: [UInt8]) -> String { sha256Hex(bytes) }

    /// Signs a request in its headers.
    /// - Parameter headers: what the request already has, `Host` among it. Those that proxies change are not signed.
    /// - Parameter payloadHash: of the body, or one of S3's words for it.
    /// - Returns: the headers to add.
    package func sign(
        method: String, rawPath: String, rawQuery: String, headers: [(String, String)], payloadHash: String, date: Timestamp
    ) -> [(String, String)] {
        var added = [("x-amz-date", date.basic)]
        if service == "s3" { added.append(("x-amz-content-sha256", payloadHash)) }
        if let sessionToken { added.append(("x-amz-security-token", sessionToken)) }
        let all = (headers + added).map { (name: $0.0, value: $0.1) }
        let signed = Self.signedNames(all)
        let scope = self.scope(date)
        let input = SigningInput(method: method, rawPath: rawPath, rawQuery: rawQuery, headers: all)
        let signature = signature(input, signed, payloadHash, scope, date)
        let authorization =
            "\(SigV4Claim.algorithm) Credential=\(scope.credential), SignedHeaders=\(signed.joined(separator: ";")), Signature=\(signature)"
        return added + [("Authorization", authorization)]
    }

    /// Signs a request and gives all of its headers: `Host`, `extra`, and those of the signature.
    /// - Parameter path: as it goes over the wire, each byte encoded once. `query` likewise.
    package func headers(
        method: String, path: String, query: String, host: String, payloadHash: String, now: Timestamp, extra: [(String, String)] = []
    ) -> [(String, String)] {
        let own = [("Host", host)] + extra
        return own + sign(method: method, rawPath: path, rawQuery: query, headers: own, payloadHash: payloadHash, date: now)
    }

    /// Signs a URL that whoever has it may use.
    /// - Parameter headers: what the request must carry, `Host` among it; all are signed.
    /// - Returns: the whole query, without `?`.
    package func presign(
        method: String, rawPath: String, rawQuery: String, headers: [(String, String)], expiresSeconds: Int, date: Timestamp
    ) -> String {
        let scope = self.scope(date)
        let all = headers.map { (name: $0.0, value: $0.1) }
        let signed = Self.signedNames(all)
        var parameters = [
            ("X-Amz-Algorithm", SigV4Claim.algorithm), ("X-Amz-Credential", scope.credential), ("X-Amz-Date", date.basic),
            ("X-Amz-Expires", String(expiresSeconds)), ("X-Amz-SignedHeaders", signed.joined(separator: ";")),
        ]
        if let sessionToken { parameters.append(("X-Amz-Security-Token", sessionToken)) }
        let own = parameters.map { "\($0.0)=\(PercentCoding.encode($0.1.utf8))" }.joined(separator: "&")
        let query = rawQuery.isEmpty ? own : "\(rawQuery)&\(own)"
        let input = SigningInput(method: method, rawPath: rawPath, rawQuery: query, headers: all)
        let payloadHash = service == "s3" ? PayloadMode.unsigned.headerValue : emptySHA256
        return "\(query)&X-Amz-Signature=\(signature(input, signed, payloadHash, scope, date))"
    }

    private func scope(_ date: Timestamp) -> CredentialScope {
        CredentialScope(accessKeyID: accessKeyID, date: date.basicDate, region: region, service: service)
    }

    /// A target that does not decode is signed as something no server will accept: its answer then says what is wrong with it.
    private func signature(
        _ input: SigningInput, _ signed: [String], _ payloadHash: String, _ scope: CredentialScope, _ date: Timestamp
    ) -> String {
        let canonical = (try? CanonicalRequest.text(input, signedHeaders: signed, payloadHash: payloadHash, isS3: service == "s3")) ?? []
        let stringToSign = "\(SigV4Claim.algorithm)\n\(date.basic)\n\(scope.line)\n\(sha256Hex(canonical))"
        return cache.key(secret: secretAccessKey, scope).signature(of: Array(stringToSign.utf8))
    }

    private static let unsigned: Set<String> = [
        "authorization", "connection", "expect", "transfer-encoding", "accept-encoding", "user-agent", "x-amzn-trace-id",
    ]

    private static func signedNames(_ headers: [(name: String, value: String)]) -> [String] {
        Set(headers.map { $0.name.asciiLowercased }).subtracting(unsigned).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
