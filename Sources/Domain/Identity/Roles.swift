package import Policies
internal import Logging
package import IdentityData
package import Store
package import Core

/// A role whose policies are compiled.
struct CompiledRole: Sendable {
    let record: RoleRecord
    let trust: NamedPolicy
    let policies: [NamedPolicy]
    /// About what it takes in memory, in bytes: strings and arrays take some times what the text does.
    let weight: Int

    /// What binds the sessions of a role that is no more: they may not even do what others gave it.
    /// Source: IAM User Guide, "Delete roles or instance profiles".
    static let ofNoRole = [NamedPolicy(denyingAll: "of a role that is no more")]

    /// - Throws: if a document cannot be read, which was checked before it was stored: a Deny in it must not be lost.
    init(_ found: FindRole.Found) throws(StoreFailure) {
        let name = found.role.name
        record = found.role
        weight = found.policies.reduce(2000 + 7 * found.role.trustPolicy.utf8.count) { $0 + 500 + 6 * $1.document.utf8.count }
        trust = NamedPolicy(name: name, kind: .trust, document: try Self.read(found.role.trustPolicy, .trust, "trust policy", name))
        var policies: [NamedPolicy] = []
        for policy in found.policies {
            let document = try Self.read(policy.document, .identity, "policy \(policy.name)", name)
            policies.append(NamedPolicy(name: "\"\(policy.name)\" of role \(name)", kind: .identity, document: document))
        }
        self.policies = policies
    }

    private static func read(_ text: String, _ kind: PolicyKind, _ what: String, _ role: String) throws(StoreFailure) -> PolicyDocument {
        do { return try PolicyDocument(parsing: text, kind: kind) } catch {
            throw .storage("the \(what) of role \(role) cannot be read: \(error.message)")
        }
    }
}

extension IdentityStore {
    package func createRole(_ role: RoleRecord) async throws(RoleError) {
        defer { forget(role.account, role.name) }
        try await metadata.commit(CreateRole(role))
    }

    package func role(account: AccountID, name: String) async throws(StoreFailure) -> FindRole.Found? {
        try await metadata.read(FindRole(account: account, name: name))
    }

    package func roles(_ page: ListRoles) async throws(StoreFailure) -> [RoleRecord] { try await metadata.read(page) }

    package func deleteRole(account: AccountID, name: String) async throws(RoleError) {
        defer { forget(account, name) }
        try await metadata.commit(DeleteRole(account: account, name: name))
    }

    package func putRolePolicy(_ policy: PutRolePolicy) async throws(RoleError) {
        defer { forget(policy.account, policy.role) }
        try await metadata.commit(policy)
    }

    package func deleteRolePolicy(_ policy: DeleteRolePolicy) async throws(RoleError) {
        defer { forget(policy.account, policy.role) }
        try await metadata.commit(policy)
    }

    /// Whether `service` may act as the role, by the role's trust policy.
    /// - Returns: nil if it may, else why not.
    package func refusal(of role: ARN, toTrust service: String) async throws(StoreFailure) -> String? {
        guard let found = try await compiledRole(role) else { return "The role \(role) does not exist." }
        return refusal(found, service, sessionName: nil)
    }

    /// - Parameter sessionName: nil while there is no session yet.
    func refusal(_ role: CompiledRole, _ service: String, sessionName: String?) -> String? {
        var context = RequestContext(
            principal: .service(service), action: "sts:AssumeRole", resource: role.record.arn.description,
            resourceAccount: role.record.account)
        context.setTime(clock.now)
        context.setRequestTags([:])
        context.set(family: "aws:ResourceTag/", role.record.tags)
        for key in ["sts:ExternalId", "sts:SourceIdentity", "sts:TransitiveTagKeys"] { context.set(key, []) }
        if let sessionName { context.set("sts:RoleSessionName", sessionName) }
        let decision = Evaluator.decide(context, policies: [], resourcePolicies: [role.trust], requiresResourcePolicy: true)
        return decision.isAllowed ? nil : "The role \(role.record.arn) does not trust \(service): \(decision.reason)."
    }

    func compiledRole(_ arn: ARN) async throws(StoreFailure) -> CompiledRole? {
        guard arn.service == "iam", let account = AccountID(arn.account), arn.resource.hasPrefix("role/"),
            let name = arn.resource.split(separator: "/").last
        else { return nil }
        let role = try await compiledRole(account: account, name: String(name))
        return role?.record.arn == arn ? role : nil
    }

    func compiledRole(account: AccountID, name: String) async throws(StoreFailure) -> CompiledRole? {
        let key = cacheKey(account, name)
        if let found = roles.find(key) { return found }
        let generation = roles.generation
        let role: CompiledRole?
        do throws(StoreError<Never>) {
            role = try await metadata.read(FindRole(account: account, name: name)) { [logger] found throws(StoreError<Never>) in
                guard let found else { return CompiledRole?.none }
                do throws(StoreFailure) { return try CompiledRole(found) } catch {
                    logger.error("a role cannot be read", metadata: ["role": "\(found.role.arn)", "error": "\(error)"])
                    throw .failed(error)
                }
            }
        } catch { throw error.failure }
        guard let role else { return nil }
        roles.insert(role, for: key, weight: role.weight, readAt: generation)
        return role
    }

    private func forget(_ account: AccountID, _ name: String) { roles.forget(cacheKey(account, name)) }
    private func cacheKey(_ account: AccountID, _ name: String) -> String { "\(account)/\(name)" }
}

extension IdentityStore: SessionIssuer {
    package func issueSession(
        role: ARN, sessionName: String, service: String, durationSeconds: Int
    ) async throws(SessionError) -> SessionCredentials {
        let found: CompiledRole?
        do { found = try await compiledRole(role) } catch { throw SessionError("The role could not be read.") }
        guard let found else { throw SessionError("The role \(role) does not exist.") }
        if let refusal = refusal(found, service, sessionName: sessionName) { throw SessionError(refusal) }
        let canonicalID: String
        do {
            // What runs as a role of an account that is not declared any more would do in its name what nobody may.
            guard try await metadata.read(HasAccessKey(found.record.account)) else {
                throw SessionError("The account \(found.record.account) of the role \(role) is not one that this server was started with.")
            }
            canonicalID = try await self.canonicalID(of: found.record.account)
        } catch let error as SessionError { throw error } catch { throw SessionError("The role's account could not be read.") }
        let now = clock.now
        let credentials = SessionCredentials(
            accessKeyID: UniqueID.temporaryAccessKey.make(random), secretAccessKey: UniqueID.secretAccessKey(random),
            sessionToken: Core.Base64.encode(random.bytes(192)), expiration: now.adding(seconds: Int64(durationSeconds)))
        sessions.add(
            Sessions.Session(
                credentials: credentials, account: found.record.account, roleName: found.record.name, rolePath: found.record.path,
                roleID: found.record.roleID, sessionName: sessionName, canonicalID: canonicalID),
            now: now)
        return credentials
    }

    /// As the account was declared; by its number where it was not.
    private func canonicalID(of account: AccountID) async throws(StoreFailure) -> String {
        try await metadata.read(FindAccounts(.id(account))).first?.canonicalID ?? canonicalUserID(of: account)
    }

    package var policyGeneration: UInt64 { roles.generation }

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
