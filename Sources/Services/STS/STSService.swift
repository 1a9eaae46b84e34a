package import ServiceKit
package import Logging
package import Identity
package import Store
package import Core
package import WebIdentity
internal import Policies
internal import IdentityData

/// STS: who am I, and temporary credentials. Source: STS API Reference.
package struct STSService: ModelledService {
    package let domain: Guarded<IdentityStore>
    let roles: AssumableRoles
    let ownSessions: OwnSessions
    let providers: Providers
    let issuers: IssuerKeys
    package let logger: Logger

    package init(identity: IdentityStore, issuers: IssuerKeys, logger: Logger) {
        domain = Guarded(identity)
        roles = AssumableRoles(identity)
        ownSessions = OwnSessions(identity)
        providers = Providers(identity)
        self.issuers = issuers
        self.logger = logger
    }

    package static let operations = Operations<STSService>([
        getCallerIdentity, getAccessKeyInfo, getSessionToken, assumeRole, assumeRoleWithWebIdentity,
    ])

    package static let invalidInput = "ValidationError"
    package static let failure = ServiceError(500, "InternalFailure", "The request processing has failed because of an unknown error.")
    package static func error(_ failure: StoreFailure) -> ServiceError { model.wire.error(failure, failure: Self.failure) }

    /// Source: API_GetCallerIdentity.
    static let getCallerIdentity = Operation<STSService>(GetCallerIdentity.self, unrestricted: "nobody can be denied this, as in AWS") {
        input, call throws(ServiceError) in
        let principal = call.request.caller.principal
        return GetCallerIdentityResponse(userId: principal.userID, account: call.account.description, arn: principal.arn ?? "")
    }

    /// Source: API_GetAccessKeyInfo.
    static let getAccessKeyInfo = Operation<STSService>(
        GetAccessKeyInfo.self, support: .partly("of temporary keys, those of functions alone are known")
    ) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*") { _ in }
        let account = try await permitted.run { identity throws(StoreFailure) in try await identity.account(ofKey: input.accessKeyId) }
        guard let account else {
            throw ServiceError(400, "ValidationError", "Invalid Access Key: \(input.accessKeyId)")
        }
        return permitted.answer(GetAccessKeyInfoResponse(account: account.description))
    }

    private static let noSecondFactor = UnreadMember.refused("TokenCode")
    static let sizes = UnreadMember.withoutEffect("MinimumSessionTokenSize", "tokens are as long as what they say")

    /// Source: API_GetSessionToken.
    static let getSessionToken = Operation<STSService>(
        GetSessionToken.self, unrestricted: "no policy controls it, as in AWS",
        unread: [.refused("SerialNumber"), noSecondFactor, sizes]
    ) { input, call throws(ServiceError) in
        let caller = call.request.caller
        let refusal = ServiceError(403, "AccessDenied", "Cannot call GetSessionToken with session credentials")
        guard let key = caller.accessKeyID, caller.facts.session == nil else { throw refusal }
        let isRoot = caller.principal.isRoot
        let seconds = min(input.durationSeconds ?? (isRoot ? 3600 : 43_200), isRoot ? 3600 : 129_600)
        let made: SessionCredentials?
        do throws(AssumeRoleError) {
            made = try call.service.ownSessions.make(for: caller.principal, accessKeyID: key, durationSeconds: seconds)
        } catch { throw Self.refusal(error) }
        guard let made else { throw refusal }
        return GetSessionTokenResponse(credentials: Credentials(made))
    }

    /// Source: API_AssumeRole.
    static let assumeRole = Operation<STSService>(
        AssumeRole.self,
        unread: [.refused("SerialNumber"), noSecondFactor, .refused("SourceIdentity"), .refused("ProvidedContexts"), sizes]
    ) { input, call throws(ServiceError) in
        guard let arn = ARN(input.roleArn), arn.service == "iam", arn.resource.hasPrefix("role/") else {
            throw ServiceError(400, "ValidationError", "\(input.roleArn) is invalid")
        }
        let caller = call.request.caller
        guard !caller.principal.isRoot else { throw ServiceError(403, "AccessDenied", "Roles may not be assumed by root accounts.") }
        let tags = try Self.tags(input.tags ?? [], input.transitiveTagKeys ?? [], caller)
        let found = try await call.run { () throws(StoreFailure) in try await call.service.roles.role(arn) }
        let (externalID, sessionName, transitive) = (input.externalId, input.roleSessionName, input.transitiveTagKeys ?? [])
        let roleTags = found?.resource.tags ?? [:]
        func mayDo(_ action: String) async throws(ServiceError) -> Call<STSService>.Authorized<AssumableRole?> {
            do throws(ServiceError) {
                return try await call.authorize(
                    found, input.roleArn, of: AccountID(arn.account), action: action, resourcePolicies: found.map { [$0.trust] } ?? [],
                    requiresResourcePolicy: true
                ) { context in
                    context.setRequestTags(tags)
                    context.set(family: "aws:ResourceTag/", roleTags)
                    context.set("sts:ExternalId", externalID)
                    context.set("sts:RoleSessionName", sessionName)
                    context.set("sts:SourceIdentity", [])
                    context.set("sts:TransitiveTagKeys", transitive)
                }
            } catch {
                guard error.isDenial else { throw error }
                // Whether there is such a role is nobody's business who may not have it.
                throw ServiceError(
                    403, "AccessDenied",
                    "User: \(caller.principal.displayName) is not authorized to perform: sts:\(action) on resource: \(input.roleArn)")
            }
        }
        if !tags.isEmpty { _ = try await mayDo("TagSession") }
        let permitted = try await mayDo("AssumeRole")
        guard let role = permitted.resource else { throw failure }
        if let policy = input.policy { try await call.check(policy) }
        let policyARNs = (input.policyArns ?? []).compactMap(\.arn)
        let packed = try Self.packedPercent(input.policy, policyARNs, tags)
        let request = SessionRequest(
            sessionName: sessionName, durationSeconds: input.durationSeconds, policy: input.policy,
            policyARNs: policyARNs, tags: tags, transitiveTags: transitive)
        let made: SessionCredentials
        do throws(AssumeRoleError) {
            made = try await permitted.domain.assume(role, request, by: caller.accessKeyID, in: caller.facts.session)
        } catch { throw Self.refusal(error) }
        return permitted.answer(
            AssumeRoleResponse(
                credentials: Credentials(made),
                assumedRoleUser: AssumedRoleUser(
                    assumedRoleId: "\(role.resource.id):\(sessionName)",
                    arn: "arn:aws:sts::\(role.resource.account):assumed-role/\(role.resource.name)/\(sessionName)"),
                packedPolicySize: input.policy == nil && policyARNs.isEmpty && tags.isEmpty ? nil : packed))
    }

    /// What the session's policies and tags take of what they may, in percent; at least one.
    /// - Throws: `PackedPolicyTooLarge`: a token goes into a header of each request.
    static func packedPercent(_ policy: String?, _ arns: [String], _ tags: [String: String]) throws(ServiceError) -> Int {
        let bytes = (policy?.utf8.count ?? 0) + arns.reduce(0) { $0 + $1.utf8.count }
        let percent = (bytes + tags.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }) * 100 / 6144
        guard percent <= 100 else {
            throw .packedPolicyTooLargeException("Packed size of session tags consumes \(percent)% of allotted space.")
        }
        return max(1, percent)
    }

    /// - Throws: `InvalidParameterValue`. Source: IAM User Guide, "Pass session tags in AWS STS".
    private static func tags(_ tags: [Tag], _ transitive: [String], _ caller: Caller) throws(ServiceError) -> [String: String] {
        func invalid(_ message: String) -> ServiceError { ServiceError(400, "InvalidParameterValue", message) }
        var found: [String: String] = [:]
        var seen: Set<String> = []
        for tag in tags {
            guard !tag.key.lowercased().hasPrefix("aws:") else {
                throw invalid("Tag keys that start with aws: are reserved for internal use.")
            }
            guard seen.insert(tag.key.lowercased()).inserted else {
                throw invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
            }
            found[tag.key] = tag.value
        }
        for key in transitive where !seen.contains(key.lowercased()) {
            throw invalid("The specified transitive tag key must be included in the requested tags.")
        }
        let inherited = Set((caller.facts.session?.transitiveTags ?? [:]).keys.map { $0.lowercased() })
        guard inherited.isDisjoint(with: seen) else {
            throw invalid(
                "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session."
            )
        }
        return found
    }

    static func refusal(_ error: AssumeRoleError) -> ServiceError {
        switch error {
        case .failed(let failure): Self.error(failure)
        case .noSuchRole: failure
        case .tooLong:
            ServiceError(400, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        case .tooLongForChain:
            ServiceError(
                400, "ValidationError",
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
        case .noSuchPolicy(let arn): .malformedPolicyDocumentException("The policy \(arn) does not exist or is not attachable.")
        }
    }
}

/// Temporary credentials that a caller gets of its own, which nobody is asked about.
struct OwnSessions: Sendable {
    private let identity: IdentityStore

    init(_ identity: IdentityStore) { self.identity = identity }

    func make(for caller: Principal, accessKeyID: String, durationSeconds: Int) throws(AssumeRoleError) -> SessionCredentials? {
        try identity.sessionToken(of: caller, accessKeyID: accessKeyID, durationSeconds: durationSeconds)
    }
}

/// What must be known of roles before anybody is asked.
struct AssumableRoles: Sendable {
    private let identity: IdentityStore

    init(_ identity: IdentityStore) { self.identity = identity }

    func role(_ arn: ARN) async throws(StoreFailure) -> AssumableRole? { try await identity.assumableRole(arn) }
}

extension Call<STSService> {
    /// What a session's own policy may have. Source: API_AssumeRole, "Policy".
    private static var mostCharacters: Int { 2048 }

    func check(_ policy: String) async throws(ServiceError) {
        guard policy.count <= Self.mostCharacters else {
            throw .packedPolicyTooLargeException(
                "Packed size of session policy consumes \(policy.count * 100 / Self.mostCharacters)% of allotted space.")
        }
        do throws(PolicyError) { _ = try PolicyDocument(parsing: policy, kind: .session) } catch {
            throw .malformedPolicyDocumentException(error.message)
        }
    }
}

extension STSService.Credentials {
    init(_ credentials: SessionCredentials) {
        self.init(
            accessKeyId: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey, sessionToken: credentials.sessionToken,
            expiration: Timestamp(seconds: credentials.expiration.seconds))
    }
}
