package import Policies
internal import Logging
package import IdentityData
package import Store
package import Core

// What IAM changes and reads: each change makes what was compiled of it read anew.

extension IdentityStore {
    package func read<Q: Query>(_ query: Q) async throws(StoreError<Q.Refusal>) -> Q.Result { try await metadata.read(query) }

    /// A change of one user or role, or of what is its own.
    package func commit<M: Mutation>(_ mutation: M, to identity: IAMResource) async throws(StoreError<M.Refusal>) -> M.Result {
        defer { forget(identity) }
        return try await metadata.commit(mutation)
    }

    /// A change of a provider: nothing is compiled of one.
    package func commit<M: Mutation>(_ mutation: M) async throws(StoreError<M.Refusal>) -> M.Result
    where M.Refusal == OIDCProviderRefusal { try await metadata.commit(mutation) }

    private func forget(_ identity: IAMResource) {
        switch identity.kind {
        case .user, .role:
            identities.forget(identity.id)
            // Its name and path are in what its keys prove.
            if identity.kind == .user { keys.forgetAll() } else { roleIDs.forgetAll() }
        case .group, .instanceProfile, .policy: identities.forgetAll()
        }
    }

    package func setAlias(_ alias: String?, of account: AccountID) async throws(IAMError) {
        try await metadata.commit(SetAccountAlias(alias, of: account))
    }

    // MARK: - Access keys

    /// Source: API_CreateAccessKey.
    /// - Returns: the key with its secret, which nobody is told again.
    package func createAccessKey(of user: IAMResource) async throws(IAMError) -> (key: AccessKeyRecord, secret: String) {
        let (id, secret) = (UniqueID.accessKey.make(random), UniqueID.secretAccessKey(random))
        let sealed: [UInt8]
        do { sealed = try masterKey.seal(secret, for: id) } catch { throw .failed(.storage("\(error)")) }
        let key = AccessKeyRecord(
            accessKeyID: id, account: user.account, userID: user.id, sealedSecret: sealed, isActive: true, created: clock.now)
        defer { keys.forget(id) }
        try await metadata.commit(CreateAccessKey(key, of: user))
        return (key, secret)
    }

    /// Source: API_UpdateAccessKey, API_DeleteAccessKey.
    package func changeAccessKey(_ accessKeyID: String, of user: IAMResource, _ change: ChangeAccessKey.Change) async throws(IAMError) {
        defer { keys.forget(accessKeyID) }
        try await metadata.commit(ChangeAccessKey(accessKeyID, of: user, change))
    }

    // MARK: - What they may do

    /// Whether `service` may act as the role for one of its resources, by the role's trust policy.
    /// - Returns: nil if it may, else why not.
    package func refusal(of role: ARN, toTrust service: String, for source: ARN) async throws(StoreFailure) -> String? {
        guard let found = try await compiledRole(role) else { return "The role \(role) does not exist." }
        return refusal(found, service, for: source, sessionName: nil)
    }

    /// - Parameter sessionName: nil while there is no session yet.
    func refusal(_ role: CompiledIdentity, _ service: String, for source: ARN, sessionName: String?) -> String? {
        let arn = role.resource.arn
        var context = RequestContext(
            principal: .service(service), action: "sts:AssumeRole", resource: arn.description, resourceAccount: role.resource.account)
        context.setTime(clock.now)
        context.setRequestTags([:])
        context.set(family: "aws:ResourceTag/", role.resource.tags)
        for key in ["sts:ExternalId", "sts:SourceIdentity", "sts:TransitiveTagKeys"] { context.set(key, []) }
        if let sessionName { context.set("sts:RoleSessionName", sessionName) }
        // Source: IAM User Guide, "The confused deputy problem", "Cross-service confused deputy prevention".
        context.set("aws:SourceAccount", source.account)
        context.set("aws:SourceArn", source.description)
        let decision = Evaluator.decide(
            context, policies: [], resourcePolicies: role.trust.map { [$0] } ?? [], requiresResourcePolicy: true)
        return decision.isAllowed ? nil : "The role \(arn) does not trust \(service): \(decision.reason)."
    }

    func compiledRole(_ arn: ARN) async throws(StoreFailure) -> CompiledIdentity? {
        guard arn.service == "iam", let account = AccountID(arn.account), arn.resource.hasPrefix("role/"),
            let name = arn.resource.split(separator: "/").last
        else { return nil }
        let key = "\(account)/\(name)"
        let role: CompiledIdentity?
        if let id = roleIDs.find(key), let known = identities.find(id) {
            role = known
        } else {
            let generation = roleIDs.generation
            role = try await compiled(FindIAMResource(account, .role, named: String(name)))
            if let role { roleIDs.insert(role.resource.id, for: key, weight: 100, readAt: generation) }
        }
        return role?.resource.arn == arn ? role : nil
    }

    func compiledIdentity(id: String) async throws(StoreFailure) -> CompiledIdentity? {
        if let found = identities.find(id) { return found }
        return try await compiled(FindIAMResource(id: id))
    }

    private func compiled(_ find: FindIAMResource) async throws(StoreFailure) -> CompiledIdentity? {
        let generation = identities.generation
        let identity: CompiledIdentity?
        do throws(StoreError<Never>) {
            identity = try await metadata.read(FindIdentityPolicies(find)) { [logger] found throws(StoreError<Never>) in
                guard let found else { return CompiledIdentity?.none }
                do throws(StoreFailure) { return try CompiledIdentity(found) } catch {
                    logger.error("an identity cannot be read", metadata: ["arn": "\(found.identity.arn)", "error": "\(error)"])
                    throw .failed(error)
                }
            }
        } catch { throw error.failure }
        guard let identity else { return nil }
        identities.insert(identity, for: identity.resource.id, weight: identity.weight, readAt: generation)
        return identity
    }
}

extension IdentityStore: SessionIssuer {
    package func issueSession(
        role: ARN, sessionName: String, service: String, source: ARN, durationSeconds: Int
    ) async throws(SessionError) -> SessionCredentials {
        let found: CompiledIdentity?
        do { found = try await compiledRole(role) } catch { throw SessionError("The role could not be read.") }
        guard let found else { throw SessionError("The role \(role) does not exist.") }
        if let refusal = refusal(found, service, for: source, sessionName: sessionName) { throw SessionError(refusal) }
        let resource = found.resource
        let canonicalID: String
        do {
            // What runs as a role of an account that is not declared any more would do in its name what nobody may.
            guard try await metadata.read(HasAccessKey(resource.account)) else {
                throw SessionError("The account \(resource.account) of the role \(role) is not one that this server was started with.")
            }
            canonicalID = try await self.canonicalID(of: resource.account)
        } catch let error as SessionError { throw error } catch { throw SessionError("The role's account could not be read.") }
        let now = clock.now
        let credentials = SessionCredentials(
            accessKeyID: UniqueID.temporaryAccessKey.make(random), secretAccessKey: UniqueID.secretAccessKey(random),
            sessionToken: Core.Base64.encode(random.bytes(192)), expiration: now.adding(seconds: Int64(durationSeconds)))
        sessions.add(
            Sessions.Session(
                credentials: credentials, account: resource.account, roleName: resource.name, rolePath: resource.path,
                roleID: resource.id, sessionName: sessionName, canonicalID: canonicalID, issued: now),
            now: now)
        return credentials
    }

    /// As the account was declared; by its number where it was not.
    func canonicalID(of account: AccountID) async throws(StoreFailure) -> String {
        try await metadata.read(FindAccounts(.id(account))).first?.canonicalID ?? canonicalUserID(of: account)
    }

    package var policyGeneration: UInt64 { identities.generation }

    package func refusal(
        of action: String, on resource: String, ofSession accessKeyID: String, region: Region
    ) async throws(SessionError) -> String? {
        guard let session = sessions.find(accessKeyID) else { return "The session has ended." }
        let credential: Credential
        do throws(CredentialError) { credential = try await self.credential(session, session.credentials.sessionToken) } catch {
            if case .expiredToken = error { return "The session has expired." }
            throw SessionError("The role \(session.roleName) could not be read.")
        }
        var context = RequestContext(
            principal: credential.principal, action: action, resource: resource, resourceAccount: session.account)
        context.setPrincipal(credential.facts)
        context.setEnvironment(now: clock.now, sourceIP: nil, isSecure: true, region: region, userAgent: nil, referer: nil)
        context.setRequestTags([:])
        context.set(family: "aws:ResourceTag/", [:])
        let decision = Evaluator.decide(context, policies: credential.policies, resourcePolicies: [])
        return decision.isAllowed ? nil : decision.message(for: context)
    }

    package func setProvenance(_ provenance: Provenance?, ofSession accessKeyID: String) {
        sessions.setProvenance(provenance, of: accessKeyID)
    }

    package func endSession(_ accessKeyID: String) { sessions.remove(accessKeyID) }
}
