package import Policies
package import Core

/// A managed policy of AWS's own, in the version that is its default. Source: AWS Managed Policy Reference.
package struct AWSManagedPolicy: Sendable, Hashable {
    package let name: String
    /// Begins and ends with a slash.
    package let path: String
    /// `ANPA…`
    package let id: String
    package let description: String
    /// `v1` and so on: no other version is here.
    package let version: String
    package let created, updated: Timestamp
    /// The document, as text.
    package let document: String
    package let compiled: PolicyDocument

    package var arn: String { "arn:aws:iam::aws:policy" + path + name }
}

/// AWS's own managed policies that are here, which are in every account.
package enum AWSManagedPolicies {
    /// By name.
    package static let all: [AWSManagedPolicy] = read(PackageResources.aws_managed_policies_json).sorted {
        $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }

    private static let byARN = Dictionary(uniqueKeysWithValues: all.map { ($0.arn, $0) })

    package static func find(_ arn: String) -> AWSManagedPolicy? { byARN[arn] }

    package static func isAWS(_ arn: String) -> Bool { arn.hasPrefix("arn:aws:iam::aws:policy/") }

    /// A policy that cannot be read is not here, and what is not here cannot be attached. A test reads all of them.
    static func read(_ bytes: [UInt8]) -> [AWSManagedPolicy] {
        guard let json = try? JSON(parsing: String(decoding: bytes, as: UTF8.self)) else { return [] }
        return (json.array ?? []).compactMap(policy)
    }

    private static func policy(_ json: JSON) -> AWSManagedPolicy? {
        guard let name = json["name"]?.string, let path = json["path"]?.string, let id = json["id"]?.string,
            let description = json["description"]?.string, let version = json["version"]?.string, let document = json["document"],
            let created = json["created"]?.string.flatMap({ Timestamp(iso8601: $0) }),
            let updated = json["updated"]?.string.flatMap({ Timestamp(iso8601: $0) }),
            let compiled = try? PolicyDocument(document, kind: .identity, isStored: true)
        else { return nil }
        return AWSManagedPolicy(
            name: name, path: path, id: id, description: description, version: version, created: created, updated: updated,
            document: document.text, compiled: compiled)
    }
}
