internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Core
internal import XML

extension BucketConfiguration {
    /// Source: API_PutBucketWebsite.
    static let website = BucketConfiguration(
        kind: DocumentKind("website"),
        shape: .group(
            "WebsiteConfiguration",
            [
                .group("RedirectAllRequestsTo", Shape.maybe, [.text("HostName"), .text("Protocol", Shape.maybe)]),
                .group("IndexDocument", Shape.maybe, [.text("Suffix")]), .group("ErrorDocument", Shape.maybe, [.text("Key")]),
                .group(
                    "RoutingRules", Shape.maybe,
                    [
                        .group(
                            "RoutingRule", Shape.many,
                            [
                                .group(
                                    "Condition", Shape.maybe,
                                    [
                                        .text("KeyPrefixEquals", Shape.maybe), .number("HttpErrorCodeReturnedEquals", Shape.maybe),
                                    ]),
                                .group(
                                    "Redirect",
                                    [
                                        .text("Protocol", Shape.maybe), .text("HostName", Shape.maybe),
                                        .text("ReplaceKeyPrefixWith", Shape.maybe),
                                        .text("ReplaceKeyWith", Shape.maybe), .number("HttpRedirectCode", Shape.maybe),
                                    ]),
                            ])
                    ]),
            ]),
        readAction: "s3:GetBucketWebsite", writeAction: "s3:PutBucketWebsite", requiresDigest: false,
        whenMissing: .missing(
            code: "NoSuchWebsiteConfiguration", message: "The specified bucket does not have a website configuration"),
        rules: { element throws(ServiceError) in try WebsiteChecks.check(element) })
}

/// Rules that the schema cannot say, with S3's messages.
private enum WebsiteChecks {
    static func check(_ site: XMLElement) throws(ServiceError) {
        if let target = site.child("RedirectAllRequestsTo") {
            guard site.children.count == 1 else {
                throw .invalidArgument(
                    "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.", "RedirectAllRequestsTo", "not null"
                )
            }
            try check(hostName: target.trimmedText("HostName"))
            return try check(protocolName: target.trimmedText("Protocol"))
        }
        guard let suffix = site.child("IndexDocument")?.text("Suffix") else {
            throw .invalidArgument(
                "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty", "IndexDocument", "null")
        }
        guard !suffix.isEmpty, !suffix.utf8.contains(UInt8(ascii: "/")) else {
            throw .invalidArgument("The IndexDocument Suffix is not well formed", "IndexDocument", suffix)
        }
        if let key = site.child("ErrorDocument")?.text("Key"), key.isEmpty { throw .malformedXML }
        let rules = site.child("RoutingRules")?.children ?? []
        guard rules.count <= 50 else {
            throw .invalidRequest(
                "\(rules.count) routing rules provided, the number of routing rules in a website configuration is limited to 50.")
        }
        for rule in rules { try check(rule: rule) }
    }

    private static func check(rule: XMLElement) throws(ServiceError) {
        if let condition = rule.child("Condition") {
            guard !condition.children.isEmpty else {
                throw .invalidRequest(
                    "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.")
            }
            if let text = condition.trimmedText("HttpErrorCodeReturnedEquals"), !(400...599).contains(Int(digits: text) ?? 0) {
                throw .invalidRequest("The provided HTTP error code (\(text)) is not valid. Valid codes are 4XX or 5XX.")
            }
        }
        guard let redirect = rule.child("Redirect"), !redirect.children.isEmpty else { throw .malformedXML }
        guard redirect.child("ReplaceKeyWith") == nil || redirect.child("ReplaceKeyPrefixWith") == nil else {
            throw .invalidRequest("You can only define ReplaceKeyPrefix or ReplaceKey but not both.")
        }
        if let text = redirect.trimmedText("HttpRedirectCode"), !(301...399).contains(Int(digits: text) ?? 0) {
            throw .invalidRequest("The provided HTTP redirect code (\(text)) is not valid. Valid codes are 3XX except 300.")
        }
        try check(protocolName: redirect.trimmedText("Protocol"))
        if let name = redirect.trimmedText("HostName") { try check(hostName: name) }
    }

    private static func check(protocolName name: String?) throws(ServiceError) {
        guard name.map({ ["http", "https"].contains($0) }) ?? true else {
            throw .invalidRequest(
                "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.")
        }
    }

    /// It goes into a header.
    private static func check(hostName name: String?) throws(ServiceError) {
        guard let name, !name.isEmpty else {
            throw .invalidRequest("HostName cannot be blank. To redirect within the same domain, the element should not be present.")
        }
        guard name.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .invalidRequest("HostName \(name) is no name of a host.") }
    }
}
