internal import Core

/// How a request's body is covered by its signature: `x-amz-content-sha256`.
/// Source: S3 API Reference, "Authenticating Requests: Using the Authorization Header".
package enum PayloadMode: Sendable, Hashable {
    /// `UNSIGNED-PAYLOAD`: not at all.
    case unsigned
    /// The whole body has this SHA-256, lower-case hexadecimal; whoever reads the body compares.
    case signed(sha256Hex: String)
    /// `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`: aws-chunked, each chunk signed.
    case streamingSigned
    /// `STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER`: the same, and signed headers after the last chunk.
    case streamingSignedTrailer
    /// `STREAMING-UNSIGNED-PAYLOAD-TRAILER`: aws-chunked without signatures, headers after the last chunk.
    case streamingUnsignedTrailer

    /// Whether the body is framed as aws-chunked.
    package var isStreaming: Bool {
        switch self {
        case .unsigned, .signed: false
        case .streamingSigned, .streamingSignedTrailer, .streamingUnsignedTrailer: true
        }
    }

    /// The value of `x-amz-content-sha256`.
    package var headerValue: String {
        switch self {
        case .unsigned: "UNSIGNED-PAYLOAD"
        case .signed(let hash): hash
        case .streamingSigned: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        case .streamingSignedTrailer: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
        case .streamingUnsignedTrailer: "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
        }
    }

    /// What S3 says where the value is one that the request cannot have.
    package static let notTaken = "The value of x-amz-content-sha256 header is invalid."

    /// How the body of a request comes that nobody signed: what its sender says of it holds all the same.
    /// - Parameter headerValue: nil if there is no such header.
    package init(ofUnsigned headerValue: String?) throws(SignatureError) {
        try self.init(headerValue, signedChunks: .unsignedChunks)
    }

    /// The same for Version 2, whose signature covers the header as it does any other, and cannot sign chunks.
    init(ofVersion2 headerValue: String?) throws(SignatureError) { try self.init(headerValue, signedChunks: .payloadNotTaken) }

    private init(_ headerValue: String?, signedChunks refusal: SignatureError) throws(SignatureError) {
        guard let headerValue else {
            self = .unsigned
            return
        }
        let mode = try PayloadMode(headerValue: trimmed(headerValue))
        guard mode != .streamingSigned, mode != .streamingSignedTrailer else { throw refusal }
        self = mode
    }

    /// Reads the value of `x-amz-content-sha256`.
    init(headerValue: String) throws(SignatureError) {
        switch headerValue {
        case "UNSIGNED-PAYLOAD": self = .unsigned
        case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD": self = .streamingSigned
        case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": self = .streamingSignedTrailer
        case "STREAMING-UNSIGNED-PAYLOAD-TRAILER": self = .streamingUnsignedTrailer
        case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER":
            throw .unsupportedPayload(headerValue)
        default:
            let isHash =
                headerValue.utf8.count == 64 && headerValue.allBytes { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
            guard isHash else { throw .invalidPayloadHash(headerValue) }
            self = .signed(sha256Hex: headerValue)
        }
    }
}
