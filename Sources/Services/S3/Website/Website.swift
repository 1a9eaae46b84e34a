internal import ServiceKit
internal import ObjectData
internal import Core
internal import XML

/// What a bucket's website is: its documents and where it sends its readers. Source: S3 User Guide, "Hosting a static website".
struct Website: Sendable {
    struct Rule: Sendable {
        let prefix: [UInt8]?
        let errorStatus: Int?
        let redirect: Redirect
    }

    /// Parts that are nil stay as they were asked for.
    struct Redirect: Sendable {
        enum Key: Sendable {
            case same
            case whole(String)
            case prefix(String)
        }
        var scheme: String?
        var host: String?
        var key = Key.same
        var status = 301
    }

    let redirectAll: Redirect?
    let indexSuffix: String
    let errorKey: String?
    let rules: [Rule]

    init(_ element: XMLElement) {
        redirectAll = element.child("RedirectAllRequestsTo").map { Redirect($0) }
        indexSuffix = element.child("IndexDocument")?.text("Suffix") ?? ""
        errorKey = element.child("ErrorDocument")?.text("Key")
        rules = (element.child("RoutingRules")?.children ?? []).map { rule in
            let condition = rule.child("Condition")
            return Rule(
                prefix: condition?.text("KeyPrefixEquals").map { Array($0.utf8) },
                errorStatus: condition?.trimmedText("HttpErrorCodeReturnedEquals").flatMap { Int($0) },
                redirect: rule.child("Redirect").map { Redirect($0) } ?? Redirect())
        }
    }

    /// The first rule that a request for `key` meets.
    /// - Parameter errorStatus: of the answer that it would get; nil before that is known, when rules about errors do not apply.
    func rule(for key: [UInt8], errorStatus: Int? = nil) -> Rule? {
        rules.first { rule in
            (rule.errorStatus == nil || rule.errorStatus == errorStatus) && key.starts(with: rule.prefix ?? [])
        }
    }

    /// The key whose object is shown for a folder.
    func indexKey(_ key: [UInt8]) -> [UInt8]? {
        key.isEmpty || key.last == UInt8(ascii: "/") ? key + Array(indexSuffix.utf8) : nil
    }
}

extension Website.Redirect {
    fileprivate init(_ element: XMLElement) {
        self.init(scheme: element.trimmedText("Protocol"), host: element.trimmedText("HostName"))
        if let text = element.text("ReplaceKeyWith") { key = .whole(text) }
        if let text = element.text("ReplaceKeyPrefixWith") { key = .prefix(text) }
        if let status = element.trimmedText("HttpRedirectCode").flatMap({ Int($0) }) { self.status = status }
    }

    /// - Parameter prefix: what the rule's condition found at the key's beginning.
    func location(host asked: String, key: [UInt8], prefix: [UInt8]) -> String {
        let path =
            switch self.key {
            case .same: PercentCoding.encode(key, keepingSlash: true)
            case .whole(let text): Self.visible(text)
            case .prefix(let text): Self.visible(text) + PercentCoding.encode(key.dropFirst(prefix.count), keepingSlash: true)
            }
        return "\(scheme ?? "http")://\(host ?? asked)/\(path)"
    }

    /// As the owner wrote it, `?` and `#` included; but a header carries no line ends.
    private static func visible(_ text: String) -> String {
        text.utf8.map { (0x21...0x7E).contains($0) ? String(UnicodeScalar($0)) : PercentCoding.encode([$0]) }.joined()
    }
}

extension S3Services {
    func website(of bucket: Bucket) async throws(ServiceError) -> Website? {
        let configuration = BucketConfiguration.website
        return try await value(configuration.kind, of: bucket) { bytes throws(ServiceError) in
            Website(try configuration.shape.parse(stored: bytes))
        }
    }
}

/// An object that sends a website's readers elsewhere. Source: S3 User Guide, "Configuring a webpage redirect".
enum RedirectLocation {
    static func checked(_ text: String?) throws(ServiceError) -> String? {
        guard let text else { return nil }
        guard ["/", "http://", "https://"].contains(where: { text.utf8.starts(with: $0.utf8) }) else {
            throw ServiceError(
                400, "InvalidRedirectLocation", "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.")
        }
        guard text.utf8.count <= 2048 else {
            throw ServiceError(400, "InvalidRedirectLocation", "The length of website redirect location cannot exceed 2,048 characters.")
        }
        return text
    }
}
