private import Core

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
        out.append(contentsOf: isS3 ? try path(s3: input.rawPath) : path(other: input.rawPath))
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

    private static func path(s3 rawPath: String) throws(SignatureError) -> [UInt8] {
        let path = try canonical(Array(rawPath.utf8)[...], keepingSlash: true, plusIsSpace: false, of: rawPath)
        return path.isEmpty ? [UInt8(ascii: "/")] : Array(path)
    }

    private static func path(other rawPath: String) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        var segments: [Substring.UTF8View] = []
        for segment in rawPath.utf8.split(separator: slash) where !segment.elementsEqual(".".utf8) {
            if segment.elementsEqual("..".utf8) { _ = segments.popLast() } else { segments.append(segment) }
        }
        var normal = [slash] + segments.joined(separator: [slash])
        if rawPath.utf8.last == slash, !segments.isEmpty { normal.append(slash) }
        return Array(PercentCoding.encode(normal, keepingSlash: true).utf8)
    }

    /// Names and values are decoded and encoded again, so that each has one spelling, and sorted by their bytes.
    private static func appendQuery(_ rawQuery: String, to out: inout [UInt8]) throws(SignatureError) {
        guard !rawQuery.isEmpty else { return }
        var parameters: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []
        for part in Array(rawQuery.utf8).split(separator: UInt8(ascii: "&")) {
            let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            let name = try canonical(part[..<equals], keepingSlash: false, plusIsSpace: true, of: rawQuery)
            if name.elementsEqual("X-Amz-Signature".utf8) { continue }
            parameters.append((name, try canonical(part[equals...].dropFirst(), keepingSlash: false, plusIsSpace: true, of: rawQuery)))
        }
        parameters.sort { a, b in
            a.name == b.name ? a.value.lexicographicallyPrecedes(b.value) : a.name.lexicographicallyPrecedes(b.name)
        }
        for (index, parameter) in parameters.enumerated() {
            if index > 0 { out.append(UInt8(ascii: "&")) }
            out.append(contentsOf: parameter.name)
            out.append(UInt8(ascii: "="))
            out.append(contentsOf: parameter.value)
        }
    }

    /// The one spelling of percent-encoded text. Nearly all text comes in it already, and is then left as it is.
    private static func canonical(
        _ text: ArraySlice<UInt8>, keepingSlash: Bool, plusIsSpace: Bool, of whole: String
    ) throws(SignatureError) -> ArraySlice<UInt8> {
        if isCanonical(text, keepingSlash: keepingSlash) { return text }
        guard let decoded = PercentCoding.decode(String(decoding: text, as: UTF8.self), plusIsSpace: plusIsSpace) else {
            throw .invalidURI(whole)
        }
        return Array(PercentCoding.encode(decoded, keepingSlash: keepingSlash).utf8)[...]
    }

    private static func isCanonical(_ text: ArraySlice<UInt8>, keepingSlash: Bool) -> Bool {
        var i = text.startIndex
        while i < text.endIndex {
            if text[i] == UInt8(ascii: "%") {
                guard i + 2 < text.endIndex, let byte = upperHex(text[i + 1], text[i + 2]) else { return false }
                guard !PercentCoding.isUnreserved(byte), !keepingSlash || byte != UInt8(ascii: "/") else { return false }
                i += 3
            } else {
                guard PercentCoding.isUnreserved(text[i]) || keepingSlash && text[i] == UInt8(ascii: "/") else { return false }
                i += 1
            }
        }
        return true
    }

    private static func upperHex(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard high < 0x61, low < 0x61, let high = Hex.value(high), let low = Hex.value(low) else { return nil }
        return high << 4 | low
    }

    private static func appendHeaders(_ headers: [(name: String, value: String)], _ signed: [String], to out: inout [UInt8]) {
        let places =
            signed.count > NameSet.few ? Dictionary(grouping: headers.indices) { Array(headers[$0].name.asciiLowercased.utf8) } : nil
        for name in signed {
            out.append(contentsOf: name.utf8)
            out.append(UInt8(ascii: ":"))
            var isFirst = true
            func append(_ value: String) {
                if !isFirst { out.append(UInt8(ascii: ",")) }
                isFirst = false
                appendCollapsed(value, to: &out)
            }
            if let places {
                for place in places[Array(name.utf8)] ?? [] { append(headers[place].value) }
            } else {
                for header in headers where header.name.isSame(ignoringASCIICase: name) { append(header.value) }
            }
            out.append(UInt8(ascii: "\n"))
        }
    }

    /// Without the spaces around it, and with one where there are several.
    private static func appendCollapsed(_ value: String, to out: inout [UInt8]) {
        let text = trimmed(value).utf8
        let bytes = text.span
        for i in bytes.indices where bytes[i] != 0x20 || bytes[i - 1] != 0x20 { out.append(bytes[i]) }
    }
}
