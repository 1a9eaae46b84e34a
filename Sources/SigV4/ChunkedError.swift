/// Why an aws-chunked body is refused. What was already handed on is worth nothing then.
package enum ChunkedError: Error, Sendable, Hashable {
    /// A chunk or the trailer breaks the chain of signatures.
    case signature(SignatureError)
    /// The body ended early, or held more or less than `x-amz-decoded-content-length` announced.
    case incomplete
    /// The framing cannot be read.
    case malformed
    /// The chunk before this one is too small, and not the last. Counted from 1.
    case chunkTooSmall(number: Int, size: Int64)
    case malformedTrailer

    package var code: String {
        switch self {
        case .signature(let error): error.code
        case .incomplete: "IncompleteBody"
        case .malformed: "InvalidRequest"
        case .chunkTooSmall: "InvalidChunkSizeError"
        case .malformedTrailer: "MalformedTrailerError"
        }
    }

    package var status: Int {
        switch self {
        case .signature(let error): error.status
        case .chunkTooSmall: 403
        case .incomplete, .malformed, .malformedTrailer: 400
        }
    }

    package var message: String {
        switch self {
        case .signature(let error): error.message
        case .incomplete: "The request body terminated unexpectedly"
        case .malformed: "The chunked encoding of the request body is not well-formed."
        case .chunkTooSmall: "Only the last chunk is allowed to have a size less than 8192 bytes"
        case .malformedTrailer:
            "The request contained trailing data that was not well-formed or did not conform to our published schema."
        }
    }

    package var fields: [(String, String)] {
        switch self {
        case .signature(let error): error.fields
        case .chunkTooSmall(let number, let size): [("Chunk", String(number)), ("BadChunkSize", String(size))]
        case .incomplete, .malformed, .malformedTrailer: []
        }
    }
}
