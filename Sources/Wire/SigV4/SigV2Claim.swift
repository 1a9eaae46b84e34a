import Core

/// What a request says about its signature of Version 2: read, not verified.
/// Source: S3 API Reference, "Signing and authenticating REST requests (AWS signature version 2)".
package struct SigV2Claim: Sendable {
    let source: SignatureSource
    let accessKeyID: String
    /// Base64.
    private let signature: String
    /// When a header was signed; when a URL ends.
    private let moment: Timestamp
    /// The same as it was sent. The string to sign has it, but for a date among the `x-amz-` headers.
    private let momentSent: String
    private let isDateHeader: Bool
    let sessionToken: String?
    private let payload: PayloadMode

    /// Reads `AWS KEY:SIGNATURE`.
    /// - Parameter credentials: what follows the scheme.
    init(authorization: String, _ credentials: String?, _ input: SigningInput) throws(SignatureError) {
        guard let credentials, credentials.utf8.first != 0x20 else {
            throw .malformedArgument(authorization, reason: "Authorization header is invalid -- one and only one ' ' (space) required")
        }
        let parts = credentials.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else {
            throw .malformedArgument(authorization, reason: "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature")
        }
        let own = input.header("x-amz-date")
        guard let text = (own ?? input.header("date")).map({ trimmed($0) }), let date = Timestamp(http: text) ?? Timestamp(basic: text)
        else {
            throw .missingDate
        }
        source = .header
        accessKeyID = String(Substring(parts[0]))
        signature = String(Substring(parts[1]))
        (moment, momentSent, isDateHeader) = (date, text, own == nil)
        sessionToken = input.header("x-amz-security-token")
        payload = try PayloadMode(ofVersion2: input.header("x-amz-content-sha256"))
    }

    /// The last second that S3 counts to.
    private static let lastExpiry = Int64(Int32.max)

    init(query: AuthorizationQuery, _ input: SigningInput) throws(SignatureError) {
        guard let accessKeyID = query.accessKeyID, let signature = query.signature2, let expires = query.expires2 else {
            throw .incompleteQuery
        }
        guard let seconds = Int64(digits: expires), seconds <= Self.lastExpiry else { throw .invalidExpiry(expires) }
        source = .query
        self.accessKeyID = accessKeyID
        self.signature = signature
        (moment, momentSent, isDateHeader) = (Timestamp(seconds: seconds), expires, true)
        let headers = try Self.headers(of: input, source)
        func value(_ name: String) -> String? { headers.first { isSame($0.name, name) }?.value }
        sessionToken = value("x-amz-security-token")
        payload = try PayloadMode(ofVersion2: value("x-amz-content-sha256"))
    }

    /// Proves the claim.
    /// - Throws: `.tooSkewed`, `.expired`; `.mismatch`.
    func verify(_ input: SigningInput, secret: String, now: Timestamp) throws(SignatureError) -> VerifiedSignature {
        try checkTime(now)
        let head = try head(of: input)
        let query = try Self.subresources(of: input.rawQuery)
        let paths = Self.paths(of: input)
        guard paths.contains(where: { isSameInConstantTime(sha1Signature(of: head + $0 + query, secret: secret), signature) }) else {
            throw .mismatch(.init(accessKeyID: accessKeyID, stringToSign: head + paths[0] + query, signatureProvided: signature))
        }
        return VerifiedSignature(
            version: .version2, source: source, payload: payload, date: source == .header ? moment : nil, sessionToken: sessionToken,
            chunkSigner: nil)
    }

    /// A URL may end whenever it likes, and does not say when it begins.
    func checkTime(_ now: Timestamp) throws(SignatureError) {
        if source == .query {
            guard now <= moment else { throw .expired(expiresSeconds: nil, expires: moment, serverTime: now) }
        } else {
            let skew = (now.milliseconds - moment.milliseconds).magnitude
            guard skew <= UInt64(SigV4Claim.allowedSkewSeconds * 1000) else {
                throw .tooSkewed(moment, shown: momentSent, serverTime: now)
            }
        }
    }
}

// The string to sign.
extension SigV2Claim {
    /// The lines before the resource.
    private func head(of input: SigningInput) throws(SignatureError) -> String {
        let headers = try Self.headers(of: input, source)
        func value(_ name: String) -> String { headers.first { isSame($0.name, name) }.map { trimmed($0.value) } ?? "" }
        let lines = [input.method, value("content-md5"), value("content-type"), isDateHeader ? momentSent : ""]
        return lines.joined(separator: "\n") + "\n" + Self.canonical(headers)
    }

    /// The request's headers, names in lower case, and what counts as such in the query of a URL.
    private static func headers(
        of input: SigningInput, _ source: SignatureSource
    ) throws(SignatureError) -> [(name: String, value: String)] {
        let own = input.headers.map { (name: $0.name.asciiLowercased, value: $0.value) }
        guard source == .query else { return own }
        return own + HeadersInQuery.found(in: try parameters(of: input.rawQuery), beside: own, .version2)
    }

    /// The `x-amz-` headers by their names, values of one name in their order and joined with commas.
    private static func canonical(_ headers: [(name: String, value: String)]) -> String {
        let own = headers.filter { $0.name.utf8.starts(with: "x-amz-".utf8) }.enumerated().sorted { a, b in
            isSame(a.element.name, b.element.name)
                ? a.offset < b.offset : a.element.name.utf8.lexicographicallyPrecedes(b.element.name.utf8)
        }
        var text = ""
        var last: String?
        for (_, header) in own {
            text += last.map { isSame($0, header.name) } == true ? "," : "\(last == nil ? "" : "\n")\(header.name):"
            text += trimmed(header.value)
            last = header.name
        }
        return last == nil ? "" : text + "\n"
    }

    /// As it was sent, behind the bucket that the host names. AWS's SDK for Python signs the URL of a bucket as if its path ended with a
    /// slash, which it does not send.
    private static func paths(of input: SigningInput) -> [String] {
        if let bucket = input.hostBucket { return ["/\(bucket)\(input.rawPath)"] }
        let isBucket = input.rawPath.utf8.count > 1 && !input.rawPath.utf8.dropFirst().contains(UInt8(ascii: "/"))
        return isBucket ? [input.rawPath, input.rawPath + "/"] : [input.rawPath]
    }

    /// The parameters that are part of the resource, by their names, decoded.
    private static func subresources(of rawQuery: String) throws(SignatureError) -> String {
        // Names are compared as the operations read them: one that is encoded is the same parameter.
        let found = try parameters(of: rawQuery).filter { Subresources.signed.contains($0.name) }.enumerated().sorted { a, b in
            isSame(a.element.name, b.element.name)
                ? a.offset < b.offset : a.element.name.utf8.lexicographicallyPrecedes(b.element.name.utf8)
        }
        guard !found.isEmpty else { return "" }
        // Values are signed decoded, so that one with a parameter in it reads as if it were two.
        guard !found.contains(where: { Self.hidesParameter($0.element.value) }) else { throw .invalidURI(rawQuery) }
        return "?"
            + found.map { $0.element.value.isEmpty ? $0.element.name : "\($0.element.name)=\($0.element.value)" }.joined(separator: "&")
    }

    private static func hidesParameter(_ value: String) -> Bool {
        value.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).dropFirst().contains { part in
            Subresources.signed.contains(String(Substring(part.prefix { $0 != UInt8(ascii: "=") })))
        }
    }

    private static func parameters(of rawQuery: String) throws(SignatureError) -> [(name: String, value: String)] {
        try rawQuery.utf8.split(separator: UInt8(ascii: "&")).map { part throws(SignatureError) in
            let (name, value) = split(String(Substring(part)), at: UInt8(ascii: "="))
            guard let name = PercentCoding.decode(name, plusIsSpace: true), let value = PercentCoding.decode(value ?? "", plusIsSpace: true)
            else { throw .invalidURI(rawQuery) }
            return (String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
        }
    }
}
