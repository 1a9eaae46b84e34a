internal import Core

/// RFC 4648, section 5, without padding, as tokens and keys have it. Source: RFC 7515, appendix C.
enum Base64URL {
    /// - Returns: nil for anything else: each sequence of bytes has one text.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var standard: [UInt8] = []
        standard.reserveCapacity(text.utf8.count + 3)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: standard.append(byte)
            }
        }
        let rest = standard.count % 4
        guard rest != 1 else { return nil }
        if rest > 0 { standard += [UInt8](repeating: UInt8(ascii: "="), count: 4 - rest) }
        guard let bytes = Base64.decode(standard[...]) else { return nil }
        // The bits behind the last byte are zeros.
        return Base64.encode(bytes).utf8.elementsEqual(standard) ? bytes : nil
    }
}
