package import Core
internal import OutboundHTTP
internal import SigV4

/// A function that runs elsewhere: where, and how calls prove who sends them. An administrator's setting, and nobody else's: it makes the
/// server call out.
package struct RemoteFunction: Sendable {
    /// What the endpoint speaks.
    enum Interface: Sendable {
        /// Lambda's Invoke, signed with Signature Version 4.
        case lambda(RequestSigner)
        /// A POST of the event, signed as Standard Webhooks has it.
        case http(WebhookSigner)
    }

    /// Unqualified.
    package let arn: ARN
    let interface: Interface
    let url: OutboundURL
    /// Where it may be besides the public Internet.
    let allowed: [AddressRange]
    /// Calls that run at once.
    let concurrency: Int

    /// Of the setting's entry: what does not belong there, in words without secrets.
    package struct Invalid: Error, Hashable {
        package let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    static let standardConcurrency = 16
    /// As many as there may be connections to one host.
    static let mostConcurrency = OutboundLimits().callsPerHost

    /// Where it runs, for the log: a URL's path and query may be secrets.
    package var place: String { "\(kind) \(url.scheme)://\(url.authority)" }
    /// Whether what is sent can be read on its way over a network.
    package var isOpenToOthers: Bool {
        guard !url.isSecure else { return false }
        guard case .address(let address) = url.host else { return true }
        return !Self.loopback.contains { $0.contains(address) }
    }

    private static let loopback = ["127.0.0.0/8", "::1/128"].compactMap { AddressRange($0) }

    var kind: String {
        switch interface {
        case .lambda: "lambda"
        case .http: "http"
        }
    }
}

extension RemoteFunction {
    /// Reads one entry of the setting.
    package init(_ json: JSON) throws(Invalid) {
        try Self.check(json, "the entry", has: ["function", "lambda", "http", "addresses", "concurrency"])
        guard let text = json["function"]?.string, let arn = ARN(text), let name = Self.functionName(arn) else {
            throw Invalid("function must be a function's whole ARN, such as arn:aws:lambda:us-east-1:000000000000:function:NAME.")
        }
        self.arn = arn
        switch (json["lambda"], json["http"]) {
        case (let lambda?, nil): (interface, url) = try Self.lambda(lambda, name, arn.region)
        case (nil, let http?): (interface, url) = try Self.http(http)
        default: throw Invalid("one of lambda and http is needed, and not both.")
        }
        allowed = try Self.named(url) + Self.addresses(json["addresses"])
        concurrency = json["concurrency"]?.integer ?? (json["concurrency"] == nil ? Self.standardConcurrency : 0)
        guard (1...Self.mostConcurrency).contains(concurrency) else {
            throw Invalid("concurrency must be a number from 1 to \(Self.mostConcurrency).")
        }
    }

    private static func functionName(_ arn: ARN) -> String? {
        let parts = arn.resource.split(separator: ":", omittingEmptySubsequences: false)
        guard arn.service == "lambda", parts.count == 2, parts[0] == "function", !parts[1].isEmpty, Region(arn.region) != nil,
            AccountID(arn.account) != nil
        else { return nil }
        return String(parts[1])
    }

    /// - Parameters: the local function's, for what the setting leaves out.
    private static func lambda(_ json: JSON, _ name: String, _ region: String) throws(Invalid) -> (Interface, OutboundURL) {
        try check(json, "lambda", has: ["endpoint", "functionName", "region", "accessKeyId", "secretAccessKey", "sessionToken"])
        let base = try url(json["endpoint"], "lambda.endpoint")
        guard base.rawQuery == nil else { throw Invalid("lambda.endpoint must not have a query.") }
        let prefix = base.rawPath.hasSuffix("/") ? String(base.rawPath.dropLast()) : base.rawPath
        let function = try text(json, "functionName", of: "lambda") ?? name
        let region = try text(json, "region", of: "lambda") ?? region
        guard let key = try text(json, "accessKeyId", of: "lambda"), let secret = try text(json, "secretAccessKey", of: "lambda"),
            Region(region) != nil
        else { throw Invalid("lambda needs endpoint, accessKeyId and secretAccessKey, and a region's name where it has one.") }
        let signer = RequestSigner(
            accessKeyID: key, secretAccessKey: secret, sessionToken: try text(json, "sessionToken", of: "lambda"), region: region,
            service: "lambda")
        let path = "\(prefix)/2015-03-31/functions/\(PercentCoding.encode(function.utf8))/invocations"
        do throws(OutboundError) {
            return (.lambda(signer), try OutboundURL("\(base.scheme)://\(base.authority)\(path)"))
        } catch { throw Invalid("lambda.endpoint: \(error)") }
    }

    private static func http(_ json: JSON) throws(Invalid) -> (Interface, OutboundURL) {
        try check(json, "http", has: ["url", "secret"])
        guard let secret = try text(json, "secret", of: "http"), let signer = WebhookSigner(secret: secret) else {
            throw Invalid("http.secret must be whsec_ and the Base64 of 24 to 64 random bytes.")
        }
        return (.http(signer), try url(json["url"], "http.url"))
    }

    private static func url(_ json: JSON?, _ name: String) throws(Invalid) -> OutboundURL {
        do throws(OutboundError) { return try OutboundURL(json?.string ?? "") } catch { throw Invalid("\(name): \(error)") }
    }

    /// Who writes down an address means it. What a name leads to is said by others.
    private static func named(_ url: OutboundURL) -> [AddressRange] {
        guard case .address(let address) = url.host else { return [] }
        return AddressRange(address.description).map { [$0] } ?? []
    }

    private static func addresses(_ json: JSON?) throws(Invalid) -> [AddressRange] {
        guard let json else { return [] }
        let ranges = json.array?.compactMap { $0.string.flatMap(OutboundPolicy.range) }
        guard let ranges, ranges.count == json.array?.count else {
            throw Invalid("addresses must be a list of CIDR blocks, such as [\"10.20.0.0/16\"].")
        }
        return ranges
    }

    /// What is misspelt would be left out in silence.
    private static func check(_ json: JSON, _ place: String, has names: [String]) throws(Invalid) {
        guard let members = json.members else { throw Invalid("\(place) must be an object.") }
        for member in members {
            guard names.contains(member.name) else {
                throw Invalid("\(place) has a member that is none of \(names.joined(separator: ", ")).")
            }
        }
    }

    /// - Returns: nil where there is none.
    private static func text(_ json: JSON, _ name: String, of place: String) throws(Invalid) -> String? {
        guard let value = json[name] else { return nil }
        guard let text = value.string, !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Invalid("\(place).\(name) must be a text of printable characters without blanks.")
        }
        return text
    }
}
