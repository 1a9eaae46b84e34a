package import PeltonCore

/// One request as policies see it. Condition keys that follow from the principal and the resource are filled in here; the face adds
/// the rest.
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
    /// Keys in lower case. A known key without a value here is absent from the request.
    package private(set) var values: [String: [String]]
    /// The keys that a missing value says something about. Any other is one that Pelton cannot know.
    package let known: KnownKeys

    /// - Parameters:
    ///   - values: condition keys in any case, with their values.
    ///   - known: what the face fills in when it applies. The keys that are filled in here always are known.
    package init(
        principal: Principal, action: String, resource: String, resourceAccount: AccountID?, canonicalID: String? = nil,
        values: [String: [String]] = [:], known: KnownKeys = .global
    ) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.resourceAccount = resourceAccount
        self.canonicalID = canonicalID
        self.known = known
        self.values = [:]
        fillIn()
        for (key, value) in values { set(key, value) }
    }

    /// Sets a condition key, in any case. An empty list is a key that is absent.
    package mutating func set(_ key: String, _ value: [String]) { values[key.lowercased()] = value.isEmpty ? nil : value }
    package mutating func set(_ key: String, _ value: String?) { set(key, value.map { [$0] } ?? []) }

    /// The same request asked about another action or resource; what the face added stays.
    package func asking(_ action: String, on resource: String? = nil) -> RequestContext {
        RequestContext(
            principal: principal, action: action, resource: resource ?? self.resource, resourceAccount: resourceAccount,
            canonicalID: canonicalID, values: values, known: known)
    }

    /// The keys that every request to every service has. Source: IAM User Guide, "AWS global condition context keys".
    package mutating func setEnvironment(
        now: Timestamp, sourceIP: String?, isSecure: Bool, region: Region?, userAgent: String? = nil, referer: String? = nil
    ) {
        set("aws:CurrentTime", now.iso8601Seconds)
        set("aws:EpochTime", String(now.seconds))
        set("aws:SourceIp", sourceIP)
        set("aws:SecureTransport", isSecure ? "true" : "false")
        set("aws:RequestedRegion", region?.description)
        set("aws:UserAgent", userAgent)
        set("aws:Referer", referer)
    }

    private mutating func fillIn() {
        set("aws:PrincipalArn", principal.roleARN ?? principal.arn)
        set("aws:PrincipalAccount", principal.account?.description)
        set("aws:PrincipalType", principal.type)
        set("aws:userid", principal == .anonymous ? nil : principal.userID)
        set("aws:username", principal.userName)
        set("aws:ResourceAccount", resourceAccount?.description)
        set("aws:PrincipalIsAWSService", "false")
        set("aws:ViaAWSService", "false")
        // Long-lived keys do not have it, sessions that nobody proved a second factor for do.
        if principal.roleARN != nil { set("aws:MultiFactorAuthPresent", "false") }
        if case .service(let name) = principal {
            set("aws:PrincipalIsAWSService", "true")
            set("aws:PrincipalServiceName", name)
        }
    }
}
