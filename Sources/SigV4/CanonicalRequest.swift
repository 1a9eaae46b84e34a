private import PeltonCore

/// The text that a signature covers. Source: IAM User Guide, "Create a signed AWS API request"; S3 differs in its path.
enum CanonicalRequest {
    /// - Parameter isS3: the path is encoded once and never normalised; other services normalise it and encode what was sent once more.
    /// - Throws: `.invalidURI` if the target cannot be decoded.
    static func text(
        _ input: SigningInput, signedHeaders: [String], payloadHash: String, isS3: Bool
    ) throws(SignatureError) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(1024)
        out.append(contentsOf: input.method.utf8)
        out.append(UInt8(ascii: "\n"))
        out.append(contentsOf: (isS3 ? try path(s3: input.rawPath) : path(other: input.rawPath)).utf8)
        out.append(UInt8(ascii: "\n"))
        try appendQuery(input.rawQuery, to: &out)
        out.append(UInt8(ascii: "\n"))
        appendHeaders(input.headers, signedHeaders, to: &out)
        out.append(UInt8(ascii: "\n"))
        out.append(contentsOf: signedHeaders.joined(separator: ";").utf8)
        out.append(UInt8(ascii: "\n"))
        out.append(contentsOf: payloadHash.utf8)
        return out
    }

    private static func path(s3 rawPath: String) throws(SignatureError) -> String {
        guard let decoded = PercentCoding.decode(rawPath) else { throw .invalidURI(rawPath) }
        return decoded.isEmpty ? "/" : PercentCoding.encode(decoded, keepingSlash: true)
    }

    private static func path(other rawPath: String) -> String {
        let slash = UInt8(ascii: "/")
        var segments: [Substring.UTF8View] = []
        for segment in rawPath.utf8.split(separator: slash) where !segment.elementsEqual(".".utf8) {
            if segment.elementsEqual("..".utf8) { _ = segments.popLast() } else { segments.append(segment) }
        }
        var normal = [slash] + segments.joined(separator: [slash])
        if rawPath.utf8.last == slash, !segments.isEmpty { normal.append(slash) }
        return PercentCoding.encode(normal, keepingSlash: true)
    }

    /// Names and values are decoded and encoded again, so that each has one spelling, and sorted by their bytes.
    private static func appendQuery(_ rawQuery: String, to out: inout [UInt8]) throws(SignatureError) {
        guard !rawQuery.isEmpty else { return }
        var parameters: [(name: String, value: String)] = []
        for part in rawQuery.utf8.split(separator: UInt8(ascii: "&")) {
            let (name, value) = SignatureClaim.split(String(Substring(part)), at: UInt8(ascii: "="))
            guard let name = PercentCoding.decode(name, plusIsSpace: true), let value = PercentCoding.decode(value ?? "", plusIsSpace: true)
            else { throw .invalidURI(rawQuery) }
            let encoded = PercentCoding.encode(name)
            if isSame(encoded, "X-Amz-Signature") { continue }
            parameters.append((encoded, PercentCoding.encode(value)))
        }
        parameters.sort { a, b in
            isSame(a.name, b.name)
                ? a.value.utf8.lexicographicallyPrecedes(b.value.utf8) : a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
        }
        for (index, parameter) in parameters.enumerated() {
            if index > 0 { out.append(UInt8(ascii: "&")) }
            out.append(contentsOf: parameter.name.utf8)
            out.append(UInt8(ascii: "="))
            out.append(contentsOf: parameter.value.utf8)
        }
    }

    private static func appendHeaders(_ headers: [(name: String, value: String)], _ signed: [String], to out: inout [UInt8]) {
        let lowered = headers.map { (name: asciiLowercased($0.name), value: $0.value) }
        for name in signed {
            out.append(contentsOf: name.utf8)
            out.append(UInt8(ascii: ":"))
            var isFirst = true
            for header in lowered where isSame(header.name, name) {
                if !isFirst { out.append(UInt8(ascii: ",")) }
                isFirst = false
                appendCollapsed(header.value, to: &out)
            }
            out.append(UInt8(ascii: "\n"))
        }
    }

    /// Without the spaces around it, and with one where there are several.
    private static func appendCollapsed(_ value: String, to out: inout [UInt8]) {
        var wasSpace = false
        for byte in trimmed(value).utf8 {
            if byte == 0x20 && wasSpace { continue }
            wasSpace = byte == 0x20
            out.append(byte)
        }
    }
}
