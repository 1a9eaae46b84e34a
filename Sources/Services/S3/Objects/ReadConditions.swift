internal import HTTPServer
internal import ObjectData
internal import Core

/// The conditions of a read, in the order of RFC 9110, section 13.2.2.
struct ReadConditions {
    private let ifMatch, ifNoneMatch, ifRange: String?
    private let ifModifiedSince, ifUnmodifiedSince: Timestamp?

    enum Outcome: Equatable {
        case proceed, notModified
        /// The header that does not hold.
        case failed(String)
    }

    init(_ headers: HTTPHeaders, now: Timestamp) {
        ifMatch = headers.first("if-match")
        ifNoneMatch = headers.first("if-none-match")
        ifRange = headers.first("if-range")
        // What is no date is as if it were not there: section 13.1.3.
        let modifiedSince = headers.first("if-modified-since").flatMap { Timestamp(anyHTTP: $0) }
        // Nor does S3 take notice of a time that is yet to come.
        ifModifiedSince = modifiedSince.flatMap { $0 > now ? nil : $0 }
        ifUnmodifiedSince = headers.first("if-unmodified-since").flatMap { Timestamp(anyHTTP: $0) }
    }

    func judge(etag: String, modified: Timestamp) -> Outcome {
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

    /// Whether a range may be sent: a client that has the beginning of another object gets the whole of this one. Section 13.1.5.
    func allowsRange(etag: String, modified: Timestamp) -> Bool {
        guard let ifRange else { return true }
        if let date = Timestamp(anyHTTP: ifRange) { return date.seconds == modified.seconds }
        return ObjectHeaders.unquoted(ifRange) == etag
    }

    private static func names(_ header: String, _ etag: String) -> Bool {
        header.split(separator: ",").contains { name in
            let name = ObjectHeaders.unquoted(name)
            return name == "*" || name == etag
        }
    }
}

extension Timestamp {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// Parses an HTTP date in any of its three spellings. Source: RFC 9110, section 5.6.7.
    init?(anyHTTP text: String) {
        if let preferred = Timestamp(http: text) {
            self = preferred
            return
        }
        let words = text.split(separator: " ")
        if words.count == 4, words[3] == "GMT" {
            // Sunday, 06-Nov-94 08:49:37 GMT
            let date = words[1].split(separator: "-", omittingEmptySubsequences: false)
            guard date.count == 3, date[2].utf8.count == 2, let year = Int(digits: date[2]) else { return nil }
            self.init(year: year + (year < 70 ? 2000 : 1900), month: date[1], day: date[0], clock: words[2])
        } else if words.count == 5, let year = Int(digits: words[4]) {
            // Sun Nov  6 08:49:37 1994
            self.init(year: year, month: words[1], day: words[2], clock: words[3])
        } else {
            return nil
        }
    }

    private init?(year: Int, month: Substring, day: Substring, clock: Substring) {
        guard let month = Self.months.firstIndex(of: month.lowercased()), let day = Int(digits: day), (1...31).contains(day),
            (1000...9999).contains(year)
        else { return nil }
        let number = { (value: Int) in value < 10 ? "0\(value)" : String(value) }
        self.init(basic: "\(year)\(number(month + 1))\(number(day))T\(clock.filter { $0 != ":" })Z")
    }
}
