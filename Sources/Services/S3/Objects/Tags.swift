internal import ServiceKit
internal import Core
internal import XML

/// Object tags. Source: S3 User Guide, "Categorizing your objects using tags".
enum Tags {
    /// Reads `a=1&b=2`. Policies ask for it before it is known who may write, so that too many are counted and not read.
    static func parse(query text: String) throws(ServiceError) -> [String: String] {
        var tags: [(String, String)] = []
        var seen: Set<String> = []
        let mark = UInt8(ascii: "&")
        let items = text.utf8.split(separator: mark, maxSplits: most)
        guard items.dropFirst(most).allSatisfy({ $0.allSatisfy { $0 == mark } }) else { throw tooMany }
        for item in items.prefix(most).map({ Substring($0) }) {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = PercentCoding.decode(parts[0], plusIsSpace: true).flatMap({ String(validating: $0, as: UTF8.self) }),
                let value = PercentCoding.decode(parts.count == 2 ? parts[1] : "", plusIsSpace: true).flatMap({
                    String(validating: $0, as: UTF8.self)
                }), !key.isEmpty, isAllowed(key), isAllowed(value), seen.insert(key).inserted
            else {
                throw .invalidArgument(
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
                    "x-amz-tagging", text)
            }
            tags.append((key, value))
        }
        return try checked(tags)
    }

    /// Reads a `Tagging` document, in the order it has. Source: API_Tagging.
    static func parse(_ root: XMLElement) throws(ServiceError) -> [(String, String)] {
        try BucketConfiguration.tagging.shape.check(root)
        return (root.child("TagSet")?.children ?? []).map { ($0.text("Key") ?? "", $0.text("Value") ?? "") }
    }

    static func write(_ tags: [String: String], to xml: inout XMLWriter) {
        xml.element("TagSet") { xml in
            for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
                xml.element("Tag") { xml in
                    xml.element("Key", key)
                    xml.element("Value", value)
                }
            }
        }
    }

    /// A form's `tagging` field as the header of a PUT has it.
    static func query(fromXML text: String) throws(ServiceError) -> String {
        guard let root = try? XMLElement(parsing: Array(text.utf8)) else { throw .malformedXML }
        let tags = try parse(root)
        // Said in the words of a document: as a header it would be refused in others.
        _ = try checked(tags)
        return tags.map { key, value in
            PercentCoding.encode(key.utf8) + "=" + PercentCoding.encode(value.utf8)
        }.joined(separator: "&")
    }

    private static let most = 10
    private static var tooMany: ServiceError { ServiceError(400, "BadRequest", "Object tags cannot be greater than \(most)") }

    static func checked(_ tags: [(String, String)]) throws(ServiceError) -> [String: String] {
        guard tags.count <= most else { throw tooMany }
        var map: [String: String] = [:]
        for (key, value) in tags {
            guard !key.hasPrefix("aws:") else {
                throw ServiceError(400, "InvalidTag", "Your TagKey cannot be prefixed with aws:", [("TagKey", key)])
            }
            guard (1...128).contains(key.unicodeScalars.count), isAllowed(key) else {
                throw ServiceError(400, "InvalidTag", "The TagKey you have provided is invalid", [("TagKey", key)])
            }
            guard value.unicodeScalars.count <= 256, isAllowed(value) else {
                throw ServiceError(400, "InvalidTag", "The TagValue you have provided is invalid", [("TagKey", key), ("TagValue", value)])
            }
            guard map.updateValue(value, forKey: key) == nil else {
                throw ServiceError(400, "InvalidTag", "Cannot provide multiple Tags with the same key", [("TagKey", key)])
            }
        }
        return map
    }
    /// Letters, numbers and spaces of any language, and a few signs.
    static func isAllowed(_ text: String) -> Bool { text.unicodeScalars.allSatisfy { isAllowed($0) } }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", " ", "_", ".", ":", "/", "=", "+", "-", "@": true
            default: false
            }
        }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber,
            .otherNumber, .spaceSeparator, .lineSeparator, .paragraphSeparator:
            true
        default: false
        }
    }
}
