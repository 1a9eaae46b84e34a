package import Core

/// What a request says about its own signature: read, not verified.
package enum SignatureClaim: Sendable {
    case version4(SigV4Claim)
    case version2(SigV2Claim)

    /// Reads the claim of a request.
    /// - Parameter version2: where Version 2 may sign.
    /// - Returns: nil if the request does not say who sent it.
    /// - Throws: what S3 answers to a claim that cannot be read.
    package static func parse(_ input: SigningInput, version2: SignatureVersion2 = .query) throws(SignatureError) -> SignatureClaim? {
        let authorization = input.header("authorization")
        let query = try AuthorizationQuery(rawQuery: input.rawQuery)
        guard let authorization else {
            switch (query.mentionsVersion4, query.mentionsVersion2) {
            case (true, true): throw .severalMechanisms(nil)
            case (true, false): return .version4(try SigV4Claim(query: query, input))
            case (false, true):
                guard version2 != .off else { throw .unsupportedSignatureVersion }
                return .version2(try SigV2Claim(query: query, input))
            case (false, false): return nil
            }
        }
        guard !query.mentionsVersion4, !query.mentionsVersion2 else { throw .severalMechanisms(authorization) }
        let (scheme, rest) = split(authorization, at: UInt8(ascii: " "))
        guard isSame(scheme, "AWS") else { return .version4(try SigV4Claim(authorization: authorization, scheme, rest, input)) }
        guard version2 == .all else { throw .unsupportedSignatureVersion }
        return .version2(try SigV2Claim(authorization: authorization, rest, input))
    }

    package var version: SignatureVersion {
        switch self {
        case .version4: .version4
        case .version2: .version2
        }
    }

    package var accessKeyID: String {
        switch self {
        case .version4(let claim): claim.scope.accessKeyID
        case .version2(let claim): claim.accessKeyID
        }
    }

    /// The token of temporary credentials.
    package var sessionToken: String? {
        switch self {
        case .version4(let claim): claim.sessionToken
        case .version2(let claim): claim.sessionToken
        }
    }

    package var source: SignatureSource {
        switch self {
        case .version4(let claim): claim.source
        case .version2(let claim): claim.source
        }
    }

    /// Whom the request was signed for. Version 2 does not say: it is S3's alone here.
    package var service: String {
        switch self {
        case .version4(let claim): claim.scope.service
        case .version2: "s3"
        }
    }

    /// As the scope has it, which may be anything; nil in Version 2, which signs none.
    package var region: String? {
        switch self {
        case .version4(let claim): claim.scope.region
        case .version2: nil
        }
    }

    /// Checks what needs neither the secret nor the body: the time, and that all is signed that must be.
    package func check(_ input: SigningInput, now: Timestamp, isS3: Bool) throws(SignatureError) {
        switch self {
        case .version4(let claim): try claim.check(input, now: now, isS3: isS3)
        case .version2(let claim): try claim.checkTime(now)
        }
    }

    /// Proves the claim: the time is right, all is signed that must be, and whoever signed knew `secret`.
    /// - Parameter input: the request that the claim was read from.
    /// - Parameter isS3: S3's rules for the path, the headers that must be signed, and the body.
    /// - Parameter expectedService: the only service that answers here; nil if the caller sees to that.
    /// - Parameter bodySHA256: hexadecimal; needed where the signature covers the body's, else ignored.
    /// - Throws: in S3's order: time, headers, signature.
    package func verify(
        _ input: SigningInput, secret: String, now: Timestamp, isS3: Bool, expectedService: String? = nil, bodySHA256: String? = nil,
        cache: SigningKeyCache? = nil
    ) throws(SignatureError) -> VerifiedSignature {
        if let expectedService, !isSame(expectedService, service) {
            throw .wrongService(service, expected: expectedService, source: source)
        }
        switch self {
        case .version4(let claim):
            return try claim.verify(input, secret: secret, now: now, isS3: isS3, bodySHA256: bodySHA256, cache: cache)
        case .version2(let claim): return try claim.verify(input, secret: secret, now: now)
        }
    }
}

/// How a request is signed. Source: S3 API Reference, "Authenticating Requests".
package enum SignatureVersion: Sendable {
    /// HMAC-SHA1: of one key in all regions for all days.
    case version2
    case version4
}

/// Where a request may be signed with Version 2. AWS's SDK for Python signs URLs and forms so unless told otherwise, requests never.
package enum SignatureVersion2: String, Sendable, CaseIterable {
    case off
    /// In URLs and forms.
    case query
    /// In the `Authorization` header, too.
    case all
}

/// The text before the first `separator`, and the text after it if there is one.
func split(_ text: String, at separator: UInt8) -> (String, String?) {
    guard let index = text.utf8.firstIndex(of: separator) else { return (text, nil) }
    return (String(text[..<index]), String(text[text.utf8.index(after: index)...]))
}
