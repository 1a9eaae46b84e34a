package import Core

/// Ids and keys in AWS's shapes. Source: IAM User Guide, "Unique identifiers".
package enum UniqueID: String, Sendable, CaseIterable {
    case user = "AIDA"
    case role = "AROA"
    case group = "AGPA"
    case managedPolicy = "ANPA"
    case instanceProfile = "AIPA"
    case accessKey = "AKIA"
    case temporaryAccessKey = "ASIA"

    /// 21 characters, or 20 for access keys: the prefix and upper-case base 32.
    package func make(_ random: some RandomSource) -> String {
        let isKey = self == .accessKey || self == .temporaryAccessKey
        return rawValue + random.text(isKey ? 16 : 17, from: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    }

    /// 40 characters of base 64.
    package static func secretAccessKey(_ random: some RandomSource) -> String { Base64.encode(random.bytes(30)) }

    /// - Returns: nil if `text` does not have one of the prefixes above.
    package init?(of text: some StringProtocol) { self.init(rawValue: String(text.prefix(4))) }
}
