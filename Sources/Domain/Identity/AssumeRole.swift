package import Policies
package import IdentityData
package import Store
package import Core

/// Why STS does not give credentials.
package enum AssumeRoleError: Error, Sendable {
    case failed(StoreFailure)
    case noSuchRole
    /// Longer than the role's sessions may be.
    case tooLong
    /// A session of a session may last an hour.
    case tooLongForChain
    /// A managed policy that is to limit it is not there.
    case noSuchPolicy(String)
}

/// A role as who assumes it must be judged against it.
package struct AssumableRole: Sendable {
    package let resource: IAMResource
    /// Who may assume it.
    package let trust: NamedPolicy
}

/// What a caller asks of a new session.
package struct SessionRequest: Sendable {
    package let sessionName: String
    /// Nil for the usual hour.
    package let durationSeconds: Int?
    package let policy: String?
    package let policyARNs: [String]
    package let tags: [String: String]
    package let transitiveTags: [String]

    package init(
        sessionName: String, durationSeconds: Int?, policy: String?, policyARNs: [String], tags: [String: String], transitiveTags: [String]
    ) {
        self.sessionName = sessionName
        self.durationSeconds = durationSeconds
        self.policy = policy
        self.policyARNs = policyARNs
        self.tags = tags
        self.transitiveTags = transitiveTags
    }
}

extension IdentityStore {
    /// How long a session of a session may last, in seconds. Source: IAM User Guide, "Role chaining".
    private static let longestOfChain = 3600

    package func assumableRole(_ arn: ARN) async throws(StoreFailure) -> AssumableRole? {
        guard let role = try await compiledRole(arn), let trust = role.trust else { return nil }
        return AssumableRole(resource: role.resource, trust: trust)
    }

    /// Credentials of a role, for a caller that may assume it. Source: API_AssumeRole (STS).
    /// - Parameters:
    ///   - accessKeyID: the caller's.
    ///   - session: the caller's own, if it has one.
    ///   - federation: of a caller that has no credentials, but a token of a provider's.
    package func assume(
        _ role: AssumableRole, _ request: SessionRequest, by accessKeyID: String?, in session: PrincipalFacts.Session?,
        federation: PrincipalFacts.Federation? = nil
    ) async throws(AssumeRoleError) -> SessionCredentials {
        let seconds = request.durationSeconds ?? 3600
        if session != nil, seconds > Self.longestOfChain { throw .tooLongForChain }
        guard seconds <= role.resource.maxSessionSeconds ?? 3600 else { throw .tooLong }
        for arn in request.policyARNs {
            // Of the role's account, as what is attached to it.
            guard AWSManagedPolicies.isAWS(arn) || ARN(arn)?.account == role.resource.account.description else { throw .noSuchPolicy(arn) }
            let policy: PolicyDocument?
            do { policy = try await managedPolicy(arn) } catch { throw .failed(error) }
            if policy == nil { throw .noSuchPolicy(arn) }
        }
        let now = clock.now
        let inherited = session?.transitiveTags ?? [:]
        return try issue(
            SealedSession(
                identity: .role(
                    id: role.resource.id, name: role.resource.name, path: role.resource.path, sessionName: request.sessionName),
                account: role.resource.account, secretAccessKey: UniqueID.secretAccessKey(random), issued: now,
                expiration: now.adding(seconds: Int64(seconds)), source: session == nil ? accessKeyID : session?.source,
                policies: request.policy.map { [$0] } ?? [], policyARNs: request.policyARNs,
                tags: request.tags.merging(inherited) { _, old in old },
                transitiveTags: Set((request.transitiveTags + inherited.keys).map { $0.lowercased() }).sorted(),
                federation: federation))
    }

    /// Temporary credentials of the caller's own, who is a user or an account's root. Source: API_GetSessionToken (STS).
    package func sessionToken(of principal: Principal, accessKeyID: String, durationSeconds: Int) throws(AssumeRoleError)
        -> SessionCredentials?
    {
        let (identity, account): (SealedSession.Identity, AccountID)
        switch principal {
        case .accountRoot(let root): (identity, account) = (.root, root)
        case .user(let owner, _, _, let id): (identity, account) = (.user(id: id), owner)
        case .roleSession, .service, .webIdentity, .anonymous: return nil
        }
        let now = clock.now
        return try issue(
            SealedSession(
                identity: identity, account: account, secretAccessKey: UniqueID.secretAccessKey(random), issued: now,
                expiration: now.adding(seconds: Int64(durationSeconds)), source: accessKeyID))
    }

    private func issue(_ session: SealedSession) throws(AssumeRoleError) -> SessionCredentials {
        do { return try seal(session, for: UniqueID.temporaryAccessKey.make(random)) } catch { throw .failed(.storage("\(error)")) }
    }

    /// The account of a key, whether or not it is a long-lived one. Source: API_GetAccessKeyInfo (STS).
    package func account(ofKey accessKeyID: String) async throws(StoreFailure) -> AccountID? {
        if let session = sessions.find(accessKeyID) { return session.account }
        return try await metadata.read(FindAccessKey(accessKeyID))?.key.account
    }
}
