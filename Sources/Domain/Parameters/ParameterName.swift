package import ParameterData
package import Core

/// What is wrong with a parameter's name.
package enum ParameterNameError: Error, Sendable, Hashable {
    /// Not made of letters, digits and `.-_` between single slashes.
    case malformed
    /// It has slashes, but none before it.
    case notFullyQualified
    case endsWithSlash
    /// Begins with `aws` or `ssm`.
    case reserved
    /// A path whose first level begins with `aws`, or with `ssm`.
    case reservedPath(isOfAWS: Bool)
    case tooDeep
    case tooLong
}

/// Names of parameters. Source: Systems Manager User Guide, "Requirements and constraints for parameter names".
package enum ParameterName {
    /// Levels of a hierarchy, the name among them.
    package static let mostLevels = 15
    /// Of the whole ARN.
    package static let mostBytesOfARN = 1011

    /// The name of a parameter that is to be made. Blanks around it are not part of it.
    package static func new(_ text: String, account: AccountID, region: Region) throws(ParameterNameError) -> (
        key: ParameterKey, name: String
    ) {
        let name = trimmed(text)
        guard name.allBytes(isAllowed) else { throw .malformed }
        if name.utf8.contains(slash), name.utf8.first != slash { throw .notFullyQualified }
        if name.utf8.count > 1, name.utf8.last == slash { throw .endsWithSlash }
        let key = ParameterKey(account: account, region: region, path: try path(name))
        let levels = key.path.utf8.count { $0 == slash }
        try checkPrefix(of: key.path, isPath: levels > 1)
        guard levels <= mostLevels else { throw .tooDeep }
        guard key.arn.description.utf8.count <= mostBytesOfARN else { throw .tooLong }
        return (key, name)
    }

    /// - Returns: the name with a slash before it.
    static func path(_ name: String) throws(ParameterNameError) -> String {
        let hasSlash = name.utf8.first == slash
        let levels = name.utf8.dropFirst(hasSlash ? 1 : 0).split(separator: slash, omittingEmptySubsequences: false)
        guard name.allBytes(isAllowed), levels.allSatisfy({ !$0.isEmpty }), hasSlash || levels.count == 1 else { throw .malformed }
        return hasSlash ? name : "/" + name
    }

    private static func checkPrefix(of path: String, isPath: Bool) throws(ParameterNameError) {
        let first = path.asciiLowercased.utf8.dropFirst()
        let (isOfAWS, isOfSSM) = (first.starts(with: "aws".utf8), first.starts(with: "ssm".utf8))
        guard isOfAWS || isOfSSM else { return }
        throw isPath ? .reservedPath(isOfAWS: isOfAWS) : .reserved
    }

    private static func trimmed(_ text: String) -> String {
        let bytes = text.utf8.drop { $0 == blank }.reversed().drop { $0 == blank }.reversed()
        return String(decoding: Array(bytes), as: UTF8.self)
    }

    private static let slash = UInt8(ascii: "/")
    private static let blank = UInt8(ascii: " ")

    static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), slash: true
        default: false
        }
    }
}

/// A parameter as requests name it: a name or an ARN, and behind a colon a version or a label. Source: API_GetParameter, "Name".
package struct ParameterReference: Sendable, Hashable {
    package let key: ParameterKey
    /// As answers call it; nil for an ARN, which is answered with the parameter's own name.
    package let name: String?
    package let selector: String?

    /// - Throws: `.malformed`.
    package init(_ text: String, account: AccountID, region: Region) throws(ParameterNameError) {
        var (owner, place, rest, isARN) = (account, region, text, false)
        if text.utf8.starts(with: "arn:".utf8) {
            guard let arn = ARN(text), arn.service == "ssm", let account = AccountID(arn.account), let region = Region(arn.region),
                arn.resource.utf8.starts(with: "parameter/".utf8)
            else { throw .malformed }
            (owner, place, rest, isARN) = (account, region, String(arn.resource.dropFirst("parameter".count)), true)
        }
        let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let named = String(parts[0])
        key = ParameterKey(account: owner, region: place, path: try ParameterName.path(named))
        name = isARN ? nil : named
        selector = parts.count == 2 ? String(parts[1]) : nil
    }

    /// Nil for the newest; no version has the number zero, nor a label.
    package var version: Int? { selector.map { Int(digits: $0) ?? 0 } }
}

/// A level of the hierarchy: `/a/b` and `/a/b/` are one. Source: API_GetParametersByPath, "Path".
package struct ParameterFolder: Sendable, Hashable {
    /// Begins and ends with a slash.
    package let path: String

    /// - Throws: `.malformed`.
    package init(_ text: String) throws(ParameterNameError) {
        guard text.utf8.first == UInt8(ascii: "/") else { throw .malformed }
        guard text.utf8.count > 1 else {
            path = "/"
            return
        }
        let hasSlash = text.utf8.last == UInt8(ascii: "/")
        path = try ParameterName.path(hasSlash ? String(decoding: text.utf8.dropLast(), as: UTF8.self) : text) + "/"
    }
}
