/// Why an aws-chunked body is refused. What was already handed on is worth nothing then.
package enum ChunkedError: Error, Sendable, Hashable {
    /// A chunk or the trailer breaks the chain of signatures.
    case signature(SignatureError)
    /// The body ended early, held more or less than `x-amz-decoded-content-length` announced, or has frames that cannot be read: to S3 all
    /// of these are bodies that are not all there.
    case incomplete
    /// A chunk before the last one is too small. The one behind it shows that, and is the one that is named; counted from 1.
    case chunkTooSmall(next: Int, size: Int64)
    case malformedTrailer

    package var code: String {
        switch self {
        case .signature(let error): error.code
        case .incomplete: "IncompleteBody"
        case .chunkTooSmall: "InvalidChunkSizeError"
        case .malformedTrailer: "MalformedTrailerError"
        }
    }

    package var status: Int {
        switch self {
        case .signature(let error): error.status
        case .chunkTooSmall: 403
        case .incomplete, .malformedTrailer: 400
        }
    }

    package var message: String {
        switch self {
        case .signature(let error): error.message
        case .incomplete: "The request body terminated unexpectedly"
        case .chunkTooSmall: "Only the last chunk is allowed to have a size less than 8192 bytes"
        case .malformedTrailer:
            "The request contained trailing data that was not well-formed or did not conform to our published schema."
        }
    }

    package var fields: [(String, String)] {
        switch self {
        case .signature(let error): error.fields
        case .chunkTooSmall(let number, let size): [("Chunk", String(number)), ("BadChunkSize", String(size))]
        case .incomplete, .malformedTrailer: []
        }
    }
}
