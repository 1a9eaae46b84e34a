package import FunctionData
package import Core

/// A function as requests name it: `NAME`, `ACCOUNT:NAME`, `ACCOUNT:function:NAME` or an ARN, each with or without `:QUALIFIER`. Whatever
/// stands before the name in an ARN may be left out. Source: API_GetFunction, `FunctionName`, and its pattern.
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
        let isARN = parts.first == "arn"
        if isARN {
            guard parts.count > 3, parts[1].isEmpty || parts[1].hasPrefix("aws"), parts[2] == "lambda" else { return nil }
            parts = parts.dropFirst(3)
        }
        var first: Substring = ""
        // A name may look like one of these, and is one where no other is left.
        func takes(_ isMeant: (Substring) -> Bool) -> Bool {
            guard let part = parts.first, isMeant(part), let next = parts.dropFirst().first, Self.isName(next) else { return false }
            first = part
            parts = parts.dropFirst()
            return true
        }
        var region: Region?
        var account: AccountID?
        let hasAccount = parts.dropFirst().first.flatMap { AccountID($0) } != nil
        if takes({ Self.isRegion($0) || isARN && hasAccount && Region($0) != nil }) { region = Region(first) }
        if takes({ AccountID($0) != nil }) { account = AccountID(first) }
        _ = takes { $0 == "function" }
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

    /// Of AWS's form: `eu-west-1`, `us-gov-east-1`. Servers may have other regions, which only a whole ARN can name.
    private static func isRegion(_ text: Substring) -> Bool {
        let words = text.split(separator: "-", omittingEmptySubsequences: false)
        guard words.count >= 3, let last = words.last, last.utf8.count == 1, last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return false
        }
        return words.dropLast().allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x61...0x7A).contains($0) } }
    }

    private static func isName(_ text: Substring) -> Bool {
        (1...140).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
            }
    }
}
