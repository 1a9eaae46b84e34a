internal import Database
package import Core

/// What names a parameter. `a` and `/a` are one parameter. Source: recorded of AWS (LocalStack, tests/aws/services/ssm/test_ssm.py).
package struct ParameterKey: Sendable, Hashable {
    package let account: AccountID
    package let region: Region
    /// The name, always with a slash before it.
    package let path: String

    package init(account: AccountID, region: Region, path: String) {
        self.account = account
        self.region = region
        self.path = path
    }

    package var arn: ARN {
        ARN(service: "ssm", region: region.description, account: account.description, resource: "parameter" + path)
    }

    /// What it lies directly under: up to the last slash, and with it.
    var parent: String {
        let name = path.utf8.reversed().prefix { $0 != UInt8(ascii: "/") }.count
        return String(decoding: path.utf8.dropLast(name), as: UTF8.self)
    }
}

/// Source: API_Parameter (Systems Manager), "Type".
package enum ParameterType: String, Sendable, CaseIterable {
    case string = "String"
    case stringList = "StringList"
    case secureString = "SecureString"
}

/// Source: Systems Manager User Guide, "Managing parameter tiers".
package enum ParameterTier: String, Sendable {
    case standard = "Standard"
    case advanced = "Advanced"
}

/// What a version has besides its value: the next one has the same, where nothing else is said.
package struct ParameterAttributes: Sendable, Hashable {
    package var type: ParameterType
    package var tier: ParameterTier
    package var dataType: String
    /// As it was named; of secure strings only.
    package var keyID: String?
    package var description: String?
    package var allowedPattern: String?

    package init(
        type: ParameterType, tier: ParameterTier, dataType: String, keyID: String?, description: String?, allowedPattern: String?
    ) {
        self.type = type
        self.tier = tier
        self.dataType = dataType
        self.keyID = keyID
        self.description = description
        self.allowedPattern = allowedPattern
    }

    var bytes: Int { [dataType, keyID, description, allowedPattern].reduce(0) { $0 + ($1?.utf8.count ?? 0) } }
}

/// One version of a parameter.
package struct ParameterRecord: Sendable {
    package let key: ParameterKey
    /// As it was made: with or without a slash before it.
    package let name: String
    package let tags: [String: String]
    package let version: Int
    package let attributes: ParameterAttributes
    package let modified: Timestamp
    package let modifiedBy: String
    /// Of a secure string sealed. Empty where nobody asked for it.
    package fileprivate(set) var value: [UInt8] = []
}

extension ParameterRecord {
    /// Of the columns that all queries have, in their order, without the value, which is the last.
    init(_ row: Row, _ account: AccountID, _ region: Region) throws(DatabaseError) {
        let path = row.text(0)
        let type = try required(ParameterType(rawValue: row.text(4)), "the type of parameter \(path)")
        let tier = try required(ParameterTier(rawValue: row.text(5)), "the tier of parameter \(path)")
        key = ParameterKey(account: account, region: region, path: path)
        name = row.text(1)
        tags = try TextMap.decode(row.text(2))
        version = row.int(3)
        attributes = ParameterAttributes(
            type: type, tier: tier, dataType: row.text(6), keyID: row.optionalText(7), description: row.optionalText(8),
            allowedPattern: row.optionalText(9))
        modified = try row.time(10)
        modifiedBy = row.text(11)
    }

    mutating func readValue(_ row: Row) { value = row.blob(12) }
}
