package import Core

/// One request as policies see it. Condition keys that follow from the principal and the resource are filled in here; the service adds
/// the rest.
///
/// A key is known once somebody has said what it is, which may be that the request has none. Nobody having said so is not the same: what
/// is not known is not taken for absent.
package struct RequestContext: Sendable {
    package let principal: Principal
    /// `s3:GetObject`.
    package let action: String
    /// An ARN, or `*` for an action that has no resource.
    package let resource: String
    /// Whose resource it is; a call without one is about the caller's own account.
    package let resourceAccount: AccountID?
    /// The caller's canonical user id, which `CanonicalUser` principals name.
    package let canonicalID: String?
    /// Keys in lower case; those that are known to be absent have no values.
    private(set) var values: [String: [String]] = [:]
    /// Families of which all are known, such as `s3:existingobjecttag/`.
    private var families: [String] = []
    /// Whether nobody will say more: what is not said is absent then.
    package var isWhole = false

    package enum Presence: Sendable, Equatable {
        case present([String])
        case absent
        /// Pelton cannot tell.
        case unknown
    }

    package init(principal: Principal, action: String, resource: String, resourceAccount: AccountID?, canonicalID: String? = nil) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.resourceAccount = resourceAccount
        self.canonicalID = canonicalID
        fillIn()
    }

    /// - Parameter key: in lower case.
    package func presence(of key: String) -> Presence {
        if let found = values[key] { return found.isEmpty ? .absent : .present(found) }
        if families.contains(where: key.hasPrefix) { return .absent }
        return ConditionKeys.has(action, key) == false || ConditionKeys.isNever(key, of: principal) || isWhole ? .absent : .unknown
    }

    /// Says what a condition key is, in any case. An empty list is a key that is absent. What the action does not have stays absent, whatever
    /// the request holds.
    package mutating func set(_ key: String, _ value: [String]) {
        let key = key.lowercased()
        guard ConditionKeys.has(action, key) != false else { return }
        values[key] = value
    }

    package mutating func set(_ key: String, _ value: String?) { set(key, value.map { [$0] } ?? []) }

    /// Says what a condition key is of a request that nobody makes, whether or not one for the action could have it.
    package mutating func suppose(_ key: String, _ value: [String]) { values[key.lowercased()] = value }

    /// Says what all keys of a family are, such as `s3:RequestObjectTag/`. Condition keys are compared without regard to case, tags are not:
    /// where two differ in nothing else, both values count.
    package mutating func set(family: String, _ members: [String: String]) {
        let family = family.lowercased()
        families.append(family)
        for (key, values) in Dictionary(grouping: members, by: { $0.key.lowercased() }) {
            set(family + key, values.map(\.value).sorted())
        }
    }

    /// The keys that every request has which came over the network. Source: IAM User Guide, "AWS global condition context keys".
    package mutating func setEnvironment(
        now: Timestamp, sourceIP: String?, isSecure: Bool, region: Region, userAgent: String?, referer: String?
    ) {
        setTime(now)
        set("aws:SourceIp", sourceIP)
        set("aws:SecureTransport", isSecure ? "true" : "false")
        set("aws:RequestedRegion", region.description)
        set("aws:UserAgent", userAgent)
        set("aws:Referer", referer)
    }

    /// Source: IAM User Guide, "AWS global condition context keys", "Properties of the principal", "Properties of a role session".
    package mutating func setPrincipal(_ facts: PrincipalFacts) {
        set(family: "aws:PrincipalTag/", facts.tags)
        set("aws:TokenIssueTime", facts.session?.issued.iso8601Seconds)
        if let federation = facts.session?.federation {
            set("aws:FederatedProvider", federation.provider)
            for (key, values) in federation.keys { set(key, values) }
        }
        // Long-lived keys do not have it, temporary ones that nobody proved a second factor for do.
        set("aws:MultiFactorAuthPresent", facts.session == nil ? nil : "false")
    }

    package mutating func setTime(_ now: Timestamp) {
        set("aws:CurrentTime", now.iso8601Seconds)
        set("aws:EpochTime", String(now.seconds))
    }

    /// The tags that come with a request.
    package mutating func setRequestTags(_ tags: [String: String]) {
        set(family: "aws:RequestTag/", tags)
        set("aws:TagKeys", tags.keys.sorted())
    }

    /// What all keys of KMS are here: symmetric, made here, and in one region.
    package mutating func setKMSKey() {
        for name in ["KeySpec", "CustomerMasterKeySpec"] { set("kms:" + name, "SYMMETRIC_DEFAULT") }
        for name in ["KeyUsage", "CustomerMasterKeyUsage"] { set("kms:" + name, "ENCRYPT_DECRYPT") }
        set("kms:KeyOrigin", "AWS_KMS")
        set("kms:MultiRegion", "false")
        set("kms:MultiRegionKeyType", [])
    }

    private mutating func fillIn() {
        set("aws:PrincipalArn", principal.roleARN ?? principal.arn)
        set("aws:PrincipalAccount", principal.account?.description)
        if case .webIdentity = principal {
            // What AWS has for these is not known.
        } else {
            set("aws:PrincipalType", principal.type)
            set("aws:userid", principal == .anonymous ? nil : principal.userID)
        }
        set("aws:username", principal.userName)
        set("aws:ResourceAccount", resourceAccount?.description)
        set("aws:PrincipalIsAWSService", "false")
        set("aws:ViaAWSService", "false")
        if principal.roleARN != nil { set("aws:MultiFactorAuthPresent", "false") }
        if case .service(let name) = principal {
            set("aws:PrincipalIsAWSService", "true")
            set("aws:PrincipalServiceName", name)
        }
    }
}
