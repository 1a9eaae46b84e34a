private import Core

/// How a request's head says its body comes. Only one reading is let in: a proxy in front may have gone by another.
/// Source: RFC 9112, sections 3.2, 6.1 and 6.3.
package enum BodyFraming: Hashable, Sendable {
    /// In bytes; 0 for none.
    case length(Int64)
    case chunked

    /// - Parameter isHTTP10: whether the request is of a version that knows neither chunks nor hosts.
    /// - Throws: `.malformed`, `.unsupportedCoding`.
    package init(_ headers: HTTPHeaders, isHTTP10: Bool) throws(Refusal.Reason) {
        var hosts = 0
        var length, coding: String?
        for (name, value) in headers.pairs {
            switch name.utf8.count {
            case 4 where HTTPHeaders.isSameName(name, "host"):
                hosts += 1
                guard value.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw .malformed }
            case 14 where HTTPHeaders.isSameName(name, "content-length"):
                guard length == nil else { throw .malformed }
                length = value
            case 17 where HTTPHeaders.isSameName(name, "transfer-encoding"):
                guard coding == nil else { throw .malformed }
                coding = value
            default: break
            }
        }
        guard hosts == 1 || hosts == 0 && isHTTP10 else { throw .malformed }
        if let coding {
            guard length == nil, !isHTTP10 else { throw .malformed }
            guard HTTPHeaders.isSameName(coding, "chunked") else { throw .unsupportedCoding }
            self = .chunked
        } else {
            guard let bytes = length.map({ Int64(digits: $0) }) ?? 0 else { throw .malformed }
            self = .length(bytes)
        }
    }
}
