package import Metadata
package import PeltonCore

/// A function as requests name it: `NAME`, `ACCOUNT:function:NAME` or an ARN, each with or without `:QUALIFIER`.
/// Source: API_GetFunction, `FunctionName`.
package struct FunctionReference: Sendable, Hashable {
    package let name: String
    /// nil where the request leaves it out.
    package let account: AccountID?
    package let region: Region?
    /// `$LATEST`, a version's number or an alias.
    package let qualifier: String?

    /// - Returns: nil for what is neither.
    package init?(_ text: String) {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)[...]
        var account: AccountID?
        var region: Region?
        if parts.first == "arn" {
            guard parts.count >= 7, parts[2] == "lambda", parts[5] == "function", parts[1].hasPrefix("aws"),
                let arnRegion = Region(parts[3]), let arnAccount = AccountID(parts[4])
            else { return nil }
            region = arnRegion
            account = arnAccount
            parts = parts.dropFirst(6)
        } else if parts.count >= 3, parts[1] == "function" {
            guard let found = AccountID(parts[0]) else { return nil }
            account = found
            parts = parts.dropFirst(2)
        } else if parts.count >= 2, parts[0] == "function" {
            parts = parts.dropFirst()
        }
        guard (1...2).contains(parts.count), let name = parts.first, Self.isName(name) else { return nil }
        if parts.count == 2 {
            guard let last = parts.last, last == "$LATEST" || Self.isName(last) else { return nil }
            qualifier = String(last)
        } else {
            qualifier = nil
        }
        self.name = String(name)
        self.account = account
        self.region = region
    }

    /// - Parameters: what fills in for what the reference leaves out.
    package func key(account: AccountID, region: Region) -> FunctionKey {
        FunctionKey(account: self.account ?? account, region: self.region ?? region, name: name)
    }

    private static func isName(_ text: Substring) -> Bool {
        (1...140).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
            }
    }
}
