internal import Policies
internal import Core

/// What S3 asks of a bucket's policy besides the grammar. Source: S3 User Guide, "Bucket policies"; IAM User Guide, "Grammar of the IAM
/// JSON policy language". The messages are S3's.
enum PolicyRules {
    static let maximumBytes = 20 * 1024

    static func parse(_ text: [UInt8], of bucket: BucketName) throws(PolicyError) -> PolicyDocument {
        guard text.count <= maximumBytes else { throw PolicyError("Policy exceeds the maximum allowed document size.") }
        guard text.first == UInt8(ascii: "{"), let json = try? JSON(parsing: String(decoding: text, as: UTF8.self), maximumDepth: 16),
            let members = json.members
        else { throw PolicyError("Policies must be valid JSON and the first byte must be '{'") }
        try requireKnown(members, ["Version", "Id", "Statement"])
        if let version = json["Version"], !["2012-10-17", "2008-10-17"].contains(version.string) {
            throw PolicyError("The policy must contain a valid version string")
        }
        if let id = json["Id"], id.string == nil { throw PolicyError("Invalid policy syntax: Id must be a string.") }
        for statement in try statements(json["Statement"]) { try check(statement, bucket) }
        return try PolicyDocument(json, kind: .resource)
    }

    private static func statements(_ json: JSON?) throws(PolicyError) -> [JSON] {
        guard let json else { throw PolicyError("Missing required field Statement") }
        let list = json.array ?? [json]
        guard !list.isEmpty else { throw PolicyError("Could not parse the policy: Statement is empty!") }
        return list
    }

    private static func check(_ statement: JSON, _ bucket: BucketName) throws(PolicyError) {
        guard let members = statement.members else { throw PolicyError("Policies must be valid JSON and the first byte must be '{'") }
        let names: Set<String> = [
            "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
        ]
        try requireKnown(members, names)
        guard let effect = statement["Effect"] else { throw PolicyError("Missing required field Effect") }
        guard let effect = effect.string, effect == "Allow" || effect == "Deny" else {
            throw PolicyError("Invalid effect: \(effect.string ?? "null")")
        }
        for name in ["Principal", "Action", "Resource"] where statement[name] == nil && statement["Not" + name] == nil {
            throw PolicyError("Missing required field \(name)")
        }
        if effect == "Allow", statement["NotPrincipal"] != nil { throw PolicyError("Allow with NotPrincipal is not allowed.") }
        try checkPrincipal(statement)
        let actions = try list(statement["Action"] ?? statement["NotAction"], or: "Policy has invalid action")
        var named: [Set<String>] = []
        for action in actions { named.append(try matches(action)) }
        let resources = try list(statement["Resource"] ?? statement["NotResource"], or: "Policy has invalid resource")
        for resource in resources { try checkResource(resource, bucket) }
        if statement["Action"] != nil, statement["Resource"] != nil {
            let targets = targets(of: resources)
            guard named.allSatisfy({ !$0.isDisjoint(with: targets) }) else {
                throw PolicyError("Action does not apply to any resource(s) in statement")
            }
        }
        try checkKeys(statement, of: named)
    }

    private static func requireKnown(_ members: [JSON.Member], _ names: Set<String>) throws(PolicyError) {
        var seen: Set<String> = []
        for member in members {
            guard names.contains(member.name) else { throw PolicyError("Unknown field \(member.name)") }
            guard seen.insert(member.name).inserted else { throw PolicyError("Duplicate field \(member.name)") }
        }
    }

    private static func list(_ json: JSON?, or message: String) throws(PolicyError) -> [String] {
        if let text = json?.string { return [text] }
        guard let items = json?.array, !items.isEmpty, items.allSatisfy({ $0.string != nil }) else { throw PolicyError(message) }
        return items.compactMap(\.string)
    }

    // MARK: Principals

    private static func checkPrincipal(_ statement: JSON) throws(PolicyError) {
        let invalid = PolicyError("Invalid principal in policy")
        guard let principal = statement["Principal"] ?? statement["NotPrincipal"] else { throw invalid }
        if principal.string == "*" { return }
        guard let members = principal.members, !members.isEmpty else { throw invalid }
        for member in members {
            for text in try list(member.value, or: invalid.message) where !isPrincipal(member.name, text) { throw invalid }
        }
    }

    private static func isPrincipal(_ type: String, _ text: String) -> Bool {
        switch type {
        case "AWS":
            if text == "*" || AccountID(text) != nil || UniqueID(of: text) != nil { return true }
            guard let arn = ARN(text), ["iam", "sts"].contains(arn.service), arn.region.isEmpty, AccountID(arn.account) != nil else {
                // The identity with which CloudFront reads.
                return text.hasPrefix("arn:aws:iam::cloudfront:user/")
            }
            guard !arn.resource.contains("*"), !arn.resource.contains("?") else { return false }
            return arn.resource == "root"
                || ["user/", "role/", "assumed-role/", "federated-user/"].contains { arn.resource.hasPrefix($0) && arn.resource != $0 }
        case "CanonicalUser":
            return text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        case "Service": return text.hasSuffix(".amazonaws.com") || text.hasSuffix(".amazonaws.com.cn")
        case "Federated": return !text.isEmpty && text != "*"
        default: return false
        }
    }

    // MARK: Actions and resources

    private static let actionNames = S3Action.ofBuckets.union(S3Action.ofObjects)
    private static let byLowercaseName = Dictionary(uniqueKeysWithValues: actionNames.map { ($0.lowercased(), $0) })

    /// S3's actions that an action of a policy names.
    private static func matches(_ action: String) throws(PolicyError) -> Set<String> {
        if action == "*" { return actionNames }
        let found: Set<String>
        if action.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
            let glob = Glob(action)
            found = actionNames.filter { glob.matches($0, ignoringCase: true) }
        } else {
            found = byLowercaseName[action.lowercased()].map { [$0] } ?? []
        }
        guard !found.isEmpty else { throw PolicyError("Policy has invalid action") }
        return found
    }

    private static func checkResource(_ resource: String, _ bucket: BucketName) throws(PolicyError) {
        guard let name = resourceName(resource) else { throw PolicyError("Policy has invalid resource") }
        let owned = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)[0]
        // `bucket*` is of this bucket as far as it goes.
        guard Glob(owned).matches(bucket.description) else { throw PolicyError("Policy has invalid resource") }
    }

    private static func resourceName(_ resource: String) -> String? {
        guard let arn = ARN(resource), arn.service == "s3", arn.region.isEmpty, arn.account.isEmpty, arn.partition == "aws" else {
            return nil
        }
        return arn.resource
    }

    /// The actions that are about what the resources name.
    private static func targets(of resources: [String]) -> Set<String> {
        let names = resources.compactMap(resourceName)
        var targets: Set<String> = []
        if names.contains(where: { $0.contains("/") || $0.contains("*") }) { targets.formUnion(S3Action.ofObjects) }
        if names.contains(where: { !$0.contains("/") }) { targets.formUnion(S3Action.ofBuckets) }
        return targets
    }

    // MARK: Conditions

    /// Each key is looked up once, however often it is there, and held against all that the actions name in one go.
    private static func checkKeys(_ statement: JSON, of actions: [Set<String>]) throws(PolicyError) {
        let conditions = statement["Condition"]?.members ?? []
        let named: Set<String>? = statement["Action"] == nil || conditions.isEmpty ? nil : actions.reduce(into: []) { $0.formUnion($1) }
        var seen: Set<String> = []
        for condition in conditions {
            for key in condition.value.members ?? [] where seen.insert(key.name).inserted {
                try checkKey(key.name)
                guard let named, let known = ConditionKeys.actions(of: key.name.lowercased()) else { continue }
                guard !known.isDisjoint(with: named) else {
                    throw PolicyError("Conditions do not apply to combination of actions and resources in statement")
                }
            }
        }
    }

    private static func checkKey(_ key: String) throws(PolicyError) {
        guard key.split(separator: ":", maxSplits: 1).count == 2, ConditionKeys.isKnownToS3(key.lowercased()) else {
            throw PolicyError("Policy has an invalid condition key")
        }
    }
}
