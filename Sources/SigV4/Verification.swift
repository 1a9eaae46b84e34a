package import PeltonCore

/// A signature that was found to be right.
package struct VerifiedSignature: Sendable {
    package let scope: CredentialScope
    package let source: SignatureSource
    /// How the body is signed. `.signed` is for the reader of the body to compare.
    package let payload: PayloadMode
    /// What the chunks of the body are signed with.
    package let signingKey: SigningKey
    /// The request's own signature, which the first chunk's one continues. Hexadecimal.
    package let seedSignature: String
    package let date: Timestamp
    package let signedHeaders: [String]
    package let sessionToken: String?

    package init(
        scope: CredentialScope, source: SignatureSource, payload: PayloadMode, signingKey: SigningKey, seedSignature: String,
        date: Timestamp, signedHeaders: [String], sessionToken: String?
    ) {
        self.scope = scope
        self.source = source
        self.payload = payload
        self.signingKey = signingKey
        self.seedSignature = seedSignature
        self.date = date
        self.signedHeaders = signedHeaders
        self.sessionToken = sessionToken
    }
}

extension SignatureClaim {
    /// Proves the claim: the time is right, all is signed that must be, and whoever signed knew `secret`.
    /// - Parameter input: the request that the claim was read from.
    /// - Parameter isS3: S3's rules for the path, the headers that must be signed, and the body.
    /// - Parameter expectedService: the only service that answers here; nil if the caller sees to that.
    /// - Parameter bodySHA256: hexadecimal; needed where `payload` is nil, else ignored.
    /// - Throws: in S3's order: time, headers, signature.
    package func verify(
        _ input: SigningInput, secret: String, now: Timestamp, isS3: Bool, expectedService: String? = nil, bodySHA256: String? = nil,
        cache: SigningKeyCache? = nil
    ) throws(SignatureError) -> VerifiedSignature {
        if let expectedService, !isSame(expectedService, scope.service) {
            throw .wrongService(scope.service, expected: expectedService, source: source)
        }
        try check(input, now: now, isS3: isS3)
        let payload = payload ?? .signed(sha256Hex: bodySHA256 ?? emptySHA256)
        let canonical = try CanonicalRequest.text(
            input, signedHeaders: signedHeaders, payloadHash: payload.headerValue, isS3: isS3)
        let stringToSign = "\(Self.algorithm)\n\(date.basic)\n\(scope.line)\n\(sha256Hex(canonical))"
        let key = cache?.key(secret: secret, scope) ?? SigningKey(secret: secret, scope)
        guard isSameInConstantTime(key.signature(of: Array(stringToSign.utf8)), signature) else {
            throw .mismatch(
                .init(
                    accessKeyID: scope.accessKeyID, stringToSign: stringToSign, signatureProvided: signature,
                    canonicalRequest: String(decoding: canonical, as: UTF8.self)))
        }
        return VerifiedSignature(
            scope: scope, source: source, payload: payload, signingKey: key, seedSignature: signature, date: date,
            signedHeaders: signedHeaders, sessionToken: sessionToken)
    }

    /// Checks what needs neither the secret nor the body: the time, and that all is signed that must be.
    package func check(_ input: SigningInput, now: Timestamp, isS3: Bool) throws(SignatureError) {
        try checkTime(now)
        try checkHeaders(input, isS3: isS3)
    }

    private func checkTime(_ now: Timestamp) throws(SignatureError) {
        guard let expiresSeconds else {
            let skew = (now.milliseconds - date.milliseconds).magnitude
            guard skew <= UInt64(Self.allowedSkewSeconds * 1000) else { throw .tooSkewed(requestTime: date, serverTime: now) }
            return
        }
        guard date <= now.adding(seconds: Self.allowedSkewSeconds) else { throw .notYetValid(requestTime: date, serverTime: now) }
        let expires = date.adding(seconds: Int64(expiresSeconds))
        guard now <= expires else { throw .expired(expiresSeconds: expiresSeconds, expires: expires, serverTime: now) }
    }

    /// The host must be signed, and on S3 every `x-amz-` header: whoever stands between could add one.
    private func checkHeaders(_ input: SigningInput, isS3: Bool) throws(SignatureError) {
        let signed = NameSet(signedHeaders)
        var unsigned: [String] = []
        var seen: Set<[UInt8]> = []
        for name in ["host"] + input.headers.map({ asciiLowercased($0.name) }) {
            guard isSame(name, "host") || isS3 && name.utf8.starts(with: "x-amz-".utf8) else { continue }
            if !signed.contains(name), seen.insert(Array(name.utf8)).inserted { unsigned.append(name) }
        }
        guard unsigned.isEmpty else { throw .headersNotSigned(unsigned) }
    }
}
