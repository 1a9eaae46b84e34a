internal import HTTPFront
internal import Metadata
internal import PeltonCore

/// The conditions of a read, in the order of RFC 9110, section 13.2.2.
struct ReadConditions {
    private let ifMatch, ifNoneMatch: String?
    private let ifModifiedSince, ifUnmodifiedSince: Timestamp?

    enum Verdict: Equatable {
        case proceed, notModified
        /// The header that does not hold.
        case failed(String)
    }

    init(_ headers: HTTPHeaders) {
        ifMatch = headers.first("if-match")
        ifNoneMatch = headers.first("if-none-match")
        ifModifiedSince = headers.first("if-modified-since").flatMap { Timestamp(http: $0) }
        ifUnmodifiedSince = headers.first("if-unmodified-since").flatMap { Timestamp(http: $0) }
    }

    func judge(etag: String, modified: Timestamp) -> Verdict {
        if let ifMatch {
            guard Self.names(ifMatch, etag) else { return .failed("If-Match") }
        } else if let ifUnmodifiedSince, modified.seconds > ifUnmodifiedSince.seconds {
            return .failed("If-Unmodified-Since")
        }
        if let ifNoneMatch {
            if Self.names(ifNoneMatch, etag) { return .notModified }
        } else if let ifModifiedSince, modified.seconds <= ifModifiedSince.seconds {
            return .notModified
        }
        return .proceed
    }

    private static func names(_ header: String, _ etag: String) -> Bool {
        header == "*" || header.split(separator: ",").contains { ObjectHeaders.unquoted($0) == etag }
    }
}
