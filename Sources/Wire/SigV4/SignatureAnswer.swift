import Core

/// How S3 says it. Other services have codes of their own; each service reads the cases.
extension SignatureError {
    /// The code of S3's answer.
    package var code: String {
        switch self {
        case .unsupportedSignatureVersion, .missingPayloadHash, .unsignedChunks, .payloadNotTaken: "InvalidRequest"
        case .unsupportedAuthorizationType, .severalMechanisms, .malformedForm, .malformedArgument, .invalidPayloadHash: "InvalidArgument"
        case .malformedHeader: "AuthorizationHeaderMalformed"
        case .malformedQuery: "AuthorizationQueryParametersError"
        case .wrongService(_, _, .header): "AuthorizationHeaderMalformed"
        case .wrongService(_, _, .query), .wrongService(_, _, .form): "AuthorizationQueryParametersError"
        case .unsupportedPayload: "NotImplemented"
        case .invalidURI: "InvalidURI"
        case .missingDate, .expired, .notYetValid, .headersNotSigned, .incompleteQuery, .invalidExpiry: "AccessDenied"
        case .tooSkewed: "RequestTimeTooSkewed"
        case .mismatch: "SignatureDoesNotMatch"
        }
    }

    package var status: Int {
        switch self {
        case .missingDate, .expired, .notYetValid, .headersNotSigned, .incompleteQuery, .invalidExpiry, .tooSkewed, .mismatch: 403
        case .unsupportedPayload: 501
        case .unsupportedSignatureVersion, .missingPayloadHash, .unsupportedAuthorizationType, .severalMechanisms, .malformedForm,
            .malformedArgument, .unsignedChunks, .payloadNotTaken, .invalidPayloadHash, .malformedHeader, .malformedQuery, .wrongService,
            .invalidURI:
            400
        }
    }

    package var message: String {
        switch self {
        case .unsupportedSignatureVersion:
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
        case .unsupportedAuthorizationType: "Unsupported Authorization Type"
        case .severalMechanisms:
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the "
                + "Authorization header should be specified"
        case .malformedHeader(let reason): "The authorization header is malformed; \(reason)"
        case .malformedQuery(let reason): reason
        case .malformedForm(_, _, let reason), .malformedArgument(_, let reason): reason
        case .incompleteQuery: "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"
        case .invalidExpiry(let text): "Invalid date (should be seconds since epoch): \(text)"
        case .wrongService(let service, let expected, let source): Self.wrongService(service, expected, source)
        case .missingPayloadHash: "Missing required header for this request: x-amz-content-sha256"
        case .invalidPayloadHash:
            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, "
                + "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, "
                + "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value."
        case .unsignedChunks:
            "Anonymous requests don't support this x-amz-content-sha256 value. Please use UNSIGNED-PAYLOAD or "
                + "STREAMING-UNSIGNED-PAYLOAD-TRAILER."
        case .payloadNotTaken: PayloadMode.notTaken
        case .unsupportedPayload: "A header you provided implies functionality that is not implemented"
        case .invalidURI: "Couldn't parse the specified URI."
        case .missingDate: "AWS authentication requires a valid Date or x-amz-date header"
        case .tooSkewed: "The difference between the request time and the current time is too large."
        case .expired: "Request has expired"
        case .notYetValid: "Request is not yet valid"
        case .headersNotSigned: "There were headers present in the request which were not signed"
        case .mismatch:
            "The request signature we calculated does not match the signature you provided. Check your key and signing method."
        }
    }

    /// The elements that follow `Code` and `Message` in S3's XML.
    package var fields: [(String, String)] {
        switch self {
        case .unsupportedAuthorizationType(let value), .malformedArgument(let value, _):
            [("ArgumentName", "Authorization"), ("ArgumentValue", value)]
        case .severalMechanisms(let value): [("ArgumentName", "Authorization")] + (value.map { [("ArgumentValue", $0)] } ?? [])
        case .malformedForm(let field, let value, _): [("ArgumentName", field), ("ArgumentValue", value)]
        case .invalidPayloadHash(let value): [("ArgumentName", "x-amz-content-sha256"), ("ArgumentValue", value)]
        case .unsupportedPayload(let value): [("Header", "x-amz-content-sha256"), ("additionalMessage", value)]
        case .invalidURI(let uri): [("URI", uri)]
        case .tooSkewed(_, let shown, let server):
            [
                ("RequestTime", shown), ("ServerTime", server.iso8601Seconds),
                ("MaxAllowedSkewMilliseconds", String(SigV4Claim.allowedSkewSeconds * 1000)),
            ]
        case .expired(let seconds, let expires, let server):
            (seconds.map { [("X-Amz-Expires", String($0))] } ?? [])
                + [("Expires", expires.iso8601Seconds), ("ServerTime", server.iso8601Seconds)]
        case .notYetValid(let request, let server):
            [("X-Amz-Date", request.iso8601Seconds), ("ServerTime", server.iso8601Seconds)]
        case .headersNotSigned(let names): [("HeadersNotSigned", names.joined(separator: ", "))]
        case .mismatch(let mismatch): mismatch.fields
        case .unsupportedSignatureVersion, .malformedHeader, .malformedQuery, .incompleteQuery, .invalidExpiry, .wrongService,
            .missingPayloadHash, .unsignedChunks, .payloadNotTaken, .missingDate:
            []
        }
    }

    /// What is wrong, for logs, in words of our own: where a signature should be, a request may have anything, passwords and tokens that
    /// were meant for others too, and a signature that does not fit here may fit elsewhere.
    package var logText: String {
        switch self {
        case .unsupportedAuthorizationType: "the Authorization header has another scheme"
        case .severalMechanisms: "it is signed in two ways"
        case .malformedHeader, .malformedArgument: "the Authorization header cannot be read"
        case .malformedQuery, .invalidExpiry: "the signature in the query or form cannot be read"
        case .malformedForm(let field, _, _): "the form's \(field) is missing or cannot be read"
        case .wrongService(_, let expected, _): "signed for another service than \(expected)"
        case .invalidPayloadHash, .unsupportedPayload: "x-amz-content-sha256 is nothing that Pelton takes"
        // A presigned URL's query may hold a customer's key.
        case .invalidURI: "the target cannot be decoded"
        case .headersNotSigned(let names): "headers that are not signed: \(names.joined(separator: ", "))"
        case .mismatch(let mismatch): "the signature does not match: \(mismatch)"
        case .unsupportedSignatureVersion, .missingPayloadHash, .unsignedChunks, .payloadNotTaken, .incompleteQuery, .missingDate,
            .tooSkewed, .expired, .notYetValid:
            message
        }
    }

    private static func wrongService(_ service: String, _ expected: String, _ source: SignatureSource) -> String {
        let reason = "incorrect service \"\(service)\". This endpoint belongs to \"\(expected)\"."
        return switch source {
        case .header: "The authorization header is malformed; \(reason)"
        case .query, .form: "Error parsing the X-Amz-Credential parameter; \(reason)"
        }
    }
}

extension SignatureError.Mismatch {
    fileprivate var fields: [(String, String)] {
        var fields = [
            ("AWSAccessKeyId", accessKeyID), ("StringToSign", stringToSign), ("SignatureProvided", signatureProvided),
            ("StringToSignBytes", Self.spaced(stringToSign)),
        ]
        if !canonicalRequest.isEmpty {
            fields += [("CanonicalRequest", canonicalRequest), ("CanonicalRequestBytes", Self.spaced(canonicalRequest))]
        }
        return fields
    }

    /// `41 57 53 …`
    private static func spaced(_ text: String) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count * 3)
        for byte in text.utf8 {
            if !out.isEmpty { out.append(0x20) }
            out.append(contentsOf: Hex.encode(CollectionOfOne(byte)).utf8)
        }
        return String(decoding: out, as: UTF8.self)
    }
}
