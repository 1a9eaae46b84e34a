internal import HTTPServer
internal import Core
internal import XML

/// Which pages of other origins may read a bucket's answers. Source: S3 User Guide, "Elements of a CORS configuration".
struct CORSRules: Sendable {
    struct Rule: Sendable {
        let origins: [WildcardText]
        let methods: [String]
        /// In lower case.
        let headers: [WildcardText]
        let exposed: [String]
        let maxAge: String?
    }

    /// What a browser asks for, or has just done.
    struct Request: Sendable {
        let origin: String
        let method: String
        /// No page has so many; each is compared with all that the rules allow, and nobody has signed.
        static let mostHeaders = 256
        /// Lower-case names of the headers that the browser wants to send.
        let headers: [String]

        init(origin: String, method: String, requestHeaders: String?) {
            self.origin = origin
            self.method = method
            let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
            headers = (requestHeaders ?? "").lowercased().utf8.split(separator: UInt8(ascii: ",")).compactMap { name in
                let trimmed = name.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
                return trimmed.isEmpty ? nil : String(decoding: Array(trimmed), as: UTF8.self)
            }
        }
    }

    private let rules: [Rule]
    /// What all patterns take to be compared once, in bytes.
    private let weight: Int

    init(_ element: XMLElement) {
        rules = element.children("CORSRule").map { rule in
            Rule(
                origins: rule.children("AllowedOrigin").map { WildcardText($0.text) },
                methods: rule.children("AllowedMethod").map(\.trimmedText),
                headers: rule.children("AllowedHeader").map { WildcardText($0.trimmedText.lowercased()) },
                exposed: rule.children("ExposeHeader").map(\.trimmedText), maxAge: rule.trimmedText("MaxAgeSeconds"))
        }
        weight = rules.reduce(0) { sum, rule in (rule.origins + rule.headers).reduce(sum) { $0 + 8 + $1.length } }
    }

    /// As many bytes as a loop may compare between its connections.
    static let briefBytes = 1 << 16

    /// Whether to answer takes so long that a loop should not do it: each of the headers may be compared with all that the rules allow.
    func isLong(_ request: Request) -> Bool { weight * (1 + min(request.headers.count, Request.mostHeaders)) > Self.briefBytes }

    /// The headers that let the page have the answer; nil if no rule does. The first rule that fits decides.
    func headers(for request: Request) -> HTTPHeaders? {
        guard request.headers.count <= Request.mostHeaders else { return nil }
        for rule in rules {
            if let headers = rule.headers(for: request) { return headers }
        }
        return nil
    }
}

extension CORSRules.Rule {
    fileprivate func headers(for request: CORSRules.Request) -> HTTPHeaders? {
        guard let origin = origins.first(where: { $0.matches(request.origin) }), methods.contains(request.method),
            request.headers.allSatisfy({ name in headers.contains { $0.matches(name) } })
        else { return nil }
        var answer: HTTPHeaders = [("Access-Control-Allow-Origin", origin.isAnything ? "*" : request.origin)]
        answer.add("Access-Control-Allow-Methods", methods.joined(separator: ", "))
        if !request.headers.isEmpty { answer.add("Access-Control-Allow-Headers", request.headers.joined(separator: ", ")) }
        if !exposed.isEmpty { answer.add("Access-Control-Expose-Headers", exposed.joined(separator: ", ")) }
        answer.add("Access-Control-Max-Age", ifPresent: maxAge)
        // Browsers send no cookies to an answer for everybody.
        if !origin.isAnything { answer.add("Access-Control-Allow-Credentials", "true") }
        answer.add("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method")
        return answer
    }
}

/// Text with at most one `*`, which stands for any characters.
struct WildcardText: Sendable {
    private let before: [UInt8]
    /// nil if there is no `*`.
    private let after: [UInt8]?

    init(_ text: String) {
        let bytes = Array(text.utf8)
        let star = bytes.firstIndex(of: UInt8(ascii: "*"))
        before = Array(bytes[..<(star ?? bytes.endIndex)])
        after = star.map { Array(bytes[($0 + 1)...]) }
    }

    var length: Int { before.count + (after?.count ?? 0) }
    var isAnything: Bool { before.isEmpty && after?.isEmpty == true }

    func matches(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let after else { return bytes.elementsEqual(before) }
        return bytes.count >= before.count + after.count && bytes.starts(with: before) && bytes.suffix(after.count).elementsEqual(after)
    }
}
