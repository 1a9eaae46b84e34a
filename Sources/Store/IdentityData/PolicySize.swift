/// What a policy counts for against a quota. Source: IAM User Guide, "IAM and AWS STS quotas".
package struct PolicySize: Sendable {
    /// White space aside.
    package private(set) var characters: Int
    package private(set) var bytes: Int

    package init(_ document: String) {
        bytes = document.utf8.count
        characters = document.utf8.count(where: Self.counts)
    }

    /// Whether it begins a character that is no white space.
    private static func counts(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09...0x0D, 0x20, 0x80...0xBF: false
        default: true
        }
    }

    mutating func add(_ other: Self) {
        characters += other.characters
        bytes += other.bytes
    }
}
