package import Core

/// A signature that was found to be right.
package struct VerifiedSignature: Sendable {
    package let version: SignatureVersion
    package let source: SignatureSource
    /// How the body is signed. `.signed` is for the reader of the body to compare.
    package let payload: PayloadMode
    /// When it was made; nil where a URL says only when it ends.
    package let date: Timestamp?
    package let sessionToken: String?
    /// Signs the chunks of the body; nil in Version 2, which cannot.
    package let chunkSigner: ChunkSigner?

    package init(
        version: SignatureVersion, source: SignatureSource, payload: PayloadMode, date: Timestamp?, sessionToken: String?,
        chunkSigner: ChunkSigner?
    ) {
        self.version = version
        self.source = source
        self.payload = payload
        self.date = date
        self.sessionToken = sessionToken
        self.chunkSigner = chunkSigner
    }
}

/// What a request says about its signature of Version 4.
package struct SigV4Claim: Sendable {
    /// How far a client's clock may be off.
    package static let allowedSkewSeconds: Int64 = 900
    /// How long a presigned URL may live: a week.
    package static let longestExpiry = 604_800
    static let algorithm = "AWS4-HMAC-SHA256"

    let source: SignatureSource
    package let scope: CredentialScope
    /// In lower case, in the order of the claim.
    let signedHeaders: [String]
    /// Hexadecimal.
    let signature: String
    package let date: Timestamp
    /// A presigned URL's life; nil on other requests.
    let expiresSeconds: Int?
    let sessionToken: String?
    /// How the body is signed. Nil for services other than S3: there the signature covers the body's SHA-256, whatever the headers say.
    package let payload: PayloadMode?

    func verify(
        _ input: SigningInput, secret: String, now: Timestamp, isS3: Bool, bodySHA256: String?, cache: SigningKeyCache?
    ) throws(SignatureError) -> VerifiedSignature {
        try check(input, now: now, isS3: isS3)
        let payload = payload ?? .signed(sha256Hex: bodySHA256 ?? emptySHA256)
        let canonical = try CanonicalRequest.text(
            input, signedHeaders: signedHeaders, payloadHash: payload.headerValue, isS3: isS3)
        let time = date.basic
        let stringToSign = "\(Self.algorithm)\n\(time)\n\(scope.line)\n\(sha256Hex(canonical))"
        let key = cache?.key(secret: secret, scope) ?? SigningKey(secret: secret, scope)
        guard isSameInConstantTime(key.signature(of: Array(stringToSign.utf8)), signature) else {
            throw .mismatch(
                .init(
                    accessKeyID: scope.accessKeyID, stringToSign: stringToSign, signatureProvided: signature,
                    canonicalRequest: String(decoding: canonical, as: UTF8.self)))
        }
        return VerifiedSignature(
            version: .version4, source: source, payload: payload, date: date, sessionToken: sessionToken,
            chunkSigner: ChunkSigner(key: key, scope: scope, date: time, seed: signature))
    }

    /// Checks what needs neither the secret nor the body: the time, and that all is signed that must be.
    func check(_ input: SigningInput, now: Timestamp, isS3: Bool) throws(SignatureError) {
        try checkTime(now)
        try checkHeaders(input)
    }

    private func checkTime(_ now: Timestamp) throws(SignatureError) {
        guard let expiresSeconds else {
            let skew = (now.milliseconds - date.milliseconds).magnitude
            guard skew <= UInt64(Self.allowedSkewSeconds * 1000) else { throw .tooSkewed(date, shown: date.basic, serverTime: now) }
            return
        }
        guard date <= now.adding(seconds: Self.allowedSkewSeconds) else { throw .notYetValid(requestTime: date, serverTime: now) }
        let expires = date.adding(seconds: Int64(expiresSeconds))
        guard now <= expires else { throw .expired(expiresSeconds: expiresSeconds, expires: expires, serverTime: now) }
    }

    /// The host must be signed, and every `x-amz-` header: whoever stands between could add one, and of many services one names the
    /// operation. A hash that a URL did not sign is nobody's word, and not looked at.
    /// Source: IAM User Guide, "Create a signed API request", "Canonical headers".
    private func checkHeaders(_ input: SigningInput) throws(SignatureError) {
        let signed = NameSet(signedHeaders)
        var unsigned = signed.contains("host") ? [] : ["host"]
        var seen: Set<[UInt8]> = []
        for header in input.headers where Self.isAmazonOwn(header.name) {
            if source == .query, header.name.isSame(ignoringASCIICase: "x-amz-content-sha256") { continue }
            guard !signed.contains(header.name) else { continue }
            let name = header.name.asciiLowercased
            if seen.insert(Array(name.utf8)).inserted { unsigned.append(name) }
        }
        guard unsigned.isEmpty else { throw .headersNotSigned(unsigned) }
    }

    /// Whether a name begins with `x-amz-`, in whatever case.
    private static func isAmazonOwn(_ name: String) -> Bool {
        name.utf8.count > 6 && name.begins(ignoringASCIICase: "x-amz-")
    }
}
