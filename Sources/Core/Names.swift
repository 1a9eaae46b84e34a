/// A twelve-digit AWS account number, the owner of every resource.
package struct AccountID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// - Returns: nil unless `text` is twelve ASCII digits.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        description = String(text)
    }

    private init(known: String) { description = known }

    /// The account of a server that was given none: twelve zeros.
    package static let none = AccountID(known: "000000000000")
}

/// An AWS region's name, such as `us-east-1`. Any well-formed one is served; the signature's scope names it.
package struct Region: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// - Returns: nil unless `text` is 1 to 64 lower-case letters, digits and hyphens.
    package init?(_ text: some StringProtocol) {
        guard (1...64).contains(text.utf8.count) else { return nil }
        guard text.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }) else { return nil }
        description = String(text)
    }

    private init(known: String) { description = known }

    package static let usEast1 = Region(known: "us-east-1")
}

/// A bucket's name. Source: S3 User Guide, "General purpose bucket naming rules".
package struct BucketName: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let description: String

    /// - Returns: nil where S3 answers `InvalidBucketName`.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard (3...63).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return nil }
        guard let first = bytes.first, let last = bytes.last, Self.isAlphanumeric(first), Self.isAlphanumeric(last) else { return nil }
        let name = String(text)
        guard !zip(bytes, bytes.dropFirst()).contains(where: { $0 == 0x2E && $1 == 0x2E }), !Self.looksLikeIPv4(name) else { return nil }
        guard !Self.reservedPrefixes.contains(where: name.hasPrefix), !Self.reservedSuffixes.contains(where: name.hasSuffix) else {
            return nil
        }
        description = name
    }

    package static func < (a: Self, b: Self) -> Bool { a.description.utf8.lexicographicallyPrecedes(b.description.utf8) }

    private static let reservedPrefixes = ["xn--", "sthree-", "amzn-s3-demo-"]
    private static let reservedSuffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"]

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
    private static func isAllowed(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == 0x2D || byte == 0x2E }

    private static func looksLikeIPv4(_ name: String) -> Bool {
        guard name.allBytes({ (0x30...0x39).contains($0) || $0 == 0x2E }) else { return false }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { (1...3).contains($0.utf8.count) }
    }
}

/// An object key: 1 to 1,024 bytes of UTF-8. Source: S3 User Guide, "Naming Amazon S3 objects".
///
/// Swift compares `String` by canonical equivalence: "é" in its two spellings is one `String` but two keys.
/// Identity, hash and order are therefore those of the bytes, as in S3 listings and SQLite's BINARY.
package struct ObjectKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    package static let maximumBytes = 1024
    package let utf8: [UInt8]

    package enum Invalid: Error { case empty, tooLong, notUTF8 }

    package init(utf8: [UInt8]) throws(Invalid) {
        guard !utf8.isEmpty else { throw .empty }
        guard utf8.count <= Self.maximumBytes else { throw .tooLong }
        guard String(validating: utf8, as: UTF8.self) != nil else { throw .notUTF8 }
        self.utf8 = utf8
    }

    package init(_ text: String) throws(Invalid) { try self.init(utf8: Array(text.utf8)) }

    /// Bytes that a committed row holds: they were checked when they came in.
    package init(stored: [UInt8]) { utf8 = stored }

    package var description: String { String(decoding: utf8, as: UTF8.self) }
    package static func < (a: Self, b: Self) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}

/// A multipart upload's opaque id.
package struct UploadID: Hashable, Sendable, CustomStringConvertible {
    /// Bytes of an id, written in hexadecimal.
    package static let randomBytes = 32

    package let description: String
    package init(_ text: String) { description = text }

    /// Whether there can be, or can have been, an upload with this id.
    package var isPossible: Bool { Hex.decode(description)?.count == Self.randomBytes }
}
