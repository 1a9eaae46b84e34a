internal import Core

/// User metadata beyond ASCII, as mail has it: `=?UTF-8?B?…?=`. Source: RFC 2047; S3 User Guide, "Working with object metadata".
enum EncodedWords {
    /// - Returns: a text that every header can carry: ASCII as it is, all else as one encoded word.
    static func encode(_ text: String) -> String {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 } ? text : "=?UTF-8?B?\(Base64.encode(Array(text.utf8)))?="
    }

    /// Decodes the words of a text that are encoded; blanks between two of them go. What is no encoded word stays as it is.
    static func decode(_ text: String) -> String {
        guard contains(text) else { return text }
        var out: [UInt8] = []
        var rest = text.utf8[...]
        var followsEncoded = false
        while !rest.isEmpty {
            let blanks = rest.prefix(while: isBlank)
            rest = rest[blanks.endIndex...]
            let word = rest.prefix { !isBlank($0) }
            rest = rest[word.endIndex...]
            let decoded = decode(word: Substring(word))
            if decoded == nil || !followsEncoded { out += blanks }
            if let decoded { out += decoded.utf8 } else { out += word }
            followsEncoded = decoded != nil
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Nearly no text does: it is looked through once.
    private static func contains(_ text: String) -> Bool {
        var last: UInt8 = 0
        return text.utf8.contains { byte in
            defer { last = byte }
            return last == UInt8(ascii: "=") && byte == UInt8(ascii: "?")
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// - Returns: nil for what is no encoded word, or in a charset that is not known.
    private static func decode(word: Substring) -> String? {
        guard word.hasPrefix("=?"), word.hasSuffix("?="), word.utf8.count > 4 else { return nil }
        let parts = word.dropFirst(2).dropLast(2).split(separator: "?", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        let bytes: [UInt8]
        switch parts[1].lowercased() {
        case "b": bytes = base64(parts[2].utf8)
        case "q": bytes = quoted(parts[2].utf8)
        default: return nil
        }
        // Behind an asterisk stands the language: RFC 2231, section 5.
        switch parts[0].prefix(while: { $0 != "*" }).lowercased() {
        case "utf-8", "us-ascii": return String(decoding: bytes, as: UTF8.self)
        case "iso-8859-1": return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        default: return nil
        }
    }

    /// As S3 reads it: what is no digit, such as an equals sign in the middle, counts as six set bits.
    private static func base64(_ text: Substring.UTF8View) -> [UInt8] {
        let padding = text.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
        var out: [UInt8] = []
        var (bits, count): (UInt32, UInt32) = (0, 0)
        for byte in text.dropLast(padding) {
            bits = (bits << 6 | digit(byte)) & 0xFFFF
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            out.append(UInt8(truncatingIfNeeded: bits >> count))
        }
        return out
    }

    private static func digit(_ byte: UInt8) -> UInt32 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a") + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0") + 52)
        case UInt8(ascii: "+"): 62
        default: 63
        }
    }

    private static func quoted(_ text: Substring.UTF8View) -> [UInt8] {
        var out: [UInt8] = []
        var rest = Array(text)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "="), rest.count >= 2, let high = Hex.value(rest[rest.startIndex]),
                let low = Hex.value(rest[rest.startIndex + 1])
            {
                out.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                out.append(byte == UInt8(ascii: "_") ? 0x20 : byte)
            }
        }
        return out
    }
}
