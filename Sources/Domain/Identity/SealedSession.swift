internal import Logging
internal import Policies
internal import IdentityData
internal import Store
internal import Core

/// What a session token of STS's says, which is sealed: the server keeps nothing of a session, so that any number of them takes no memory,
/// and a restart ends none.
struct SealedSession: Sendable, Hashable {
    enum Identity: Sendable, Hashable {
        case root
        case user(id: String)
        case role(id: String, name: String, path: String, sessionName: String)
    }

    let identity: Identity
    let account: AccountID
    let secretAccessKey: String
    let issued, expiration: Timestamp
    /// The long-lived key at the beginning of the chain: what ends it ends the session.
    let source: String?
    /// Documents that limit it.
    let policies: [String]
    /// ARNs of managed policies that limit it.
    let policyARNs: [String]
    let tags: [String: String]
    /// Keys in lower case.
    let transitiveTags: [String]
    /// Of one that a web identity began.
    let federation: PrincipalFacts.Federation?

    /// The token, to be told from others in constant time.
    var token = ""

    var json: JSON {
        let (kind, id): (String, String)
        var members: [JSON.Member] = []
        switch identity {
        case .root: (kind, id) = ("root", "")
        case .user(let user): (kind, id) = ("user", user)
        case .role(let role, let name, let path, let sessionName):
            (kind, id) = ("role", role)
            members = [
                JSON.Member("name", .string(name)), JSON.Member("path", .string(path)), JSON.Member("session", .string(sessionName)),
            ]
        }
        members += [
            JSON.Member("kind", .string(kind)), JSON.Member("id", .string(id)), JSON.Member("account", .string(account.description)),
            JSON.Member("secret", .string(secretAccessKey)), JSON.Member("issued", .integer(issued.milliseconds)),
            JSON.Member("expiration", .integer(expiration.milliseconds)),
        ]
        if let source { members.append(JSON.Member("source", .string(source))) }
        if !policies.isEmpty { members.append(JSON.Member("policies", .array(policies.map { .string($0) }))) }
        if !policyARNs.isEmpty { members.append(JSON.Member("policyARNs", .array(policyARNs.map { .string($0) }))) }
        if !tags.isEmpty { members.append(JSON.Member("tags", .strings(tags))) }
        if let federation {
            members.append(JSON.Member("provider", .string(federation.provider)))
            let keys = federation.keys.sorted { $0.key < $1.key }
            members.append(
                JSON.Member("identity", .object(keys.map { JSON.Member($0.key, .array($0.value.map { .string($0) })) })))
        }
        if !transitiveTags.isEmpty { members.append(JSON.Member("transitive", .array(transitiveTags.map { .string($0) }))) }
        return .object(members)
    }

    init(
        identity: Identity, account: AccountID, secretAccessKey: String, issued: Timestamp, expiration: Timestamp, source: String?,
        policies: [String] = [], policyARNs: [String] = [], tags: [String: String] = [:], transitiveTags: [String] = [],
        federation: PrincipalFacts.Federation? = nil
    ) {
        self.identity = identity
        self.account = account
        self.secretAccessKey = secretAccessKey
        self.issued = issued
        self.expiration = expiration
        self.source = source
        self.policies = policies
        self.policyARNs = policyARNs
        self.tags = tags
        self.transitiveTags = transitiveTags
        self.federation = federation
    }

    /// - Returns: nil for what `json` did not write.
    init?(_ json: JSON, token: String) {
        guard let kind = json["kind"]?.string, let id = json["id"]?.string,
            let account = json["account"]?.string.flatMap({ AccountID($0) }),
            let secret = json["secret"]?.string, let issued = json["issued"]?.integer, let expiration = json["expiration"]?.integer
        else { return nil }
        switch kind {
        case "root": identity = .root
        case "user": identity = .user(id: id)
        case "role":
            guard let name = json["name"]?.string, let path = json["path"]?.string, let session = json["session"]?.string else {
                return nil
            }
            identity = .role(id: id, name: name, path: path, sessionName: session)
        default: return nil
        }
        self.account = account
        secretAccessKey = secret
        self.issued = Timestamp(milliseconds: Int64(issued))
        self.expiration = Timestamp(milliseconds: Int64(expiration))
        source = json["source"]?.string
        policies = json["policies"]?.array?.compactMap(\.string) ?? []
        policyARNs = json["policyARNs"]?.array?.compactMap(\.string) ?? []
        tags = (json["tags"]?.members ?? []).reduce(into: [:]) { $0[$1.name] = $1.value.string }
        transitiveTags = json["transitive"]?.array?.compactMap(\.string) ?? []
        federation = json["provider"]?.string.map { provider in
            PrincipalFacts.Federation(
                provider: provider,
                keys: (json["identity"]?.members ?? []).reduce(into: [:]) { $0[$1.name] = $1.value.array?.compactMap(\.string) ?? [] })
        }
        self.token = token
    }

    /// About what it takes in memory.
    var weight: Int { 500 + 2 * token.utf8.count }
}

extension IdentityStore {
    /// A token is bound to its access key: the two come together or not at all.
    private func name(_ accessKeyID: String) -> String { "session \(accessKeyID)" }

    func seal(_ session: SealedSession, for accessKeyID: String) throws(IdentityError) -> SessionCredentials {
        let sealed = try masterKey.seal(session.json.text, for: name(accessKeyID))
        return SessionCredentials(
            accessKeyID: accessKeyID, secretAccessKey: session.secretAccessKey, sessionToken: Core.Base64.encode(sealed),
            expiration: session.expiration)
    }

    /// - Returns: nil for whatever this store did not seal for this key: why it is not one of its tokens nobody is told.
    private func open(_ token: String, _ accessKeyID: String) -> SealedSession? {
        if let known = openSessions.find(accessKeyID) { return isSameInConstantTime(token, known.token) ? known : nil }
        let generation = openSessions.generation
        guard let sealed = Core.Base64.decode(token), let text = masterKey.open(sealed, for: name(accessKeyID)),
            let json = try? JSON(parsing: text), let session = SealedSession(json, token: token)
        else { return nil }
        openSessions.insert(session, for: accessKeyID, weight: session.weight, readAt: generation)
        return session
    }

    /// What a session of STS's proves. It ends with the key at the beginning of its chain, and with whom it is of.
    func credential(sealed token: String, _ accessKeyID: String) async throws(CredentialError) -> Credential {
        guard let session = open(token, accessKeyID) else { throw .invalidToken }
        guard clock.now < session.expiration else { throw .expiredToken }
        if let source = session.source {
            guard let key = try await accessKey(source), key.found.key.isActive else { throw .unknownAccessKey(accessKeyID) }
        }
        guard let account = try await declaredAccount(session.account) else { throw .unknownAccessKey(accessKeyID) }
        var (principal, policies, name) = (Principal.accountRoot(session.account), [NamedPolicy](), account.displayName)
        var tags = session.tags
        switch session.identity {
        case .root: policies = [.ofSessionsWithoutMFA]
        case .user(let id):
            let user = try await compiled(id: id)
            guard let user else { throw .unknownAccessKey(accessKeyID) }
            (principal, policies) = (.user(user.resource), user.policies + [.ofSessionsWithoutMFA])
            tags = user.resource.tags
        case .role(let id, let roleName, let path, let sessionName):
            principal = .roleSession(
                account: session.account, roleName: roleName, rolePath: path, roleID: id, sessionName: sessionName,
                accessKeyID: accessKeyID)
            name = roleName
            let role = try await compiled(id: id)
            policies = role?.policies ?? CompiledIdentity.ofNoRole
            // Keys of tags are the same whatever their case.
            let own = Set(tags.keys.map { $0.lowercased() })
            tags.merge((role?.resource.tags ?? [:]).filter { !own.contains($0.key.lowercased()) }) { own, _ in own }
        }
        policies += try await limits(session)
        return Credential(
            secret: session.secretAccessKey, accessKeyID: accessKeyID, principal: principal, account: session.account,
            canonicalID: account.canonicalID, displayName: name, policies: policies,
            facts: PrincipalFacts(
                tags: tags,
                session: PrincipalFacts.Session(
                    issued: session.issued, source: session.source,
                    transitiveTags: session.tags.filter { session.transitiveTags.contains($0.key.lowercased()) },
                    federation: session.federation)),
            provenance: nil)
    }

    private func compiled(id: String) async throws(CredentialError) -> CompiledIdentity? {
        do { return try await compiledIdentity(id: id) } catch { throw CredentialError(error) }
    }

    /// The policies that were given to the session. Where one is not there any more, what it denied is not known: nothing is allowed.
    private func limits(_ session: SealedSession) async throws(CredentialError) -> [NamedPolicy] {
        var limits: [NamedPolicy] = []
        for text in session.policies {
            do throws(PolicyError) {
                let document = try PolicyDocument(parsing: text, kind: .session, isStored: true)
                limits.append(NamedPolicy(name: "of the session", kind: .session, document: document))
            } catch {
                // It was read when the session was made. Left out, it would limit nothing.
                logger.error("a session's policy cannot be read", metadata: ["error": "\(error.message)"])
                throw .internalFailure
            }
        }
        for arn in session.policyARNs {
            do throws(StoreFailure) {
                guard let document = try await managedPolicy(arn) else {
                    return [NamedPolicy(denyingAll: "of a session whose policy \(arn) is no more")]
                }
                limits.append(NamedPolicy(name: arn, kind: .session, document: document))
            } catch { throw CredentialError(error) }
        }
        return limits
    }

    /// A managed policy's default version, compiled.
    func managedPolicy(_ arn: String) async throws(StoreFailure) -> PolicyDocument? {
        if AWSManagedPolicies.isAWS(arn) { return AWSManagedPolicies.find(arn)?.compiled }
        guard let policy = try await metadata.read(FindIAMResource(policy: arn)), let version = policy.defaultVersion,
            let found = try await metadata.read(FindIAMDocument("v\(version)", of: policy))
        else { return nil }
        do { return try PolicyDocument(parsing: found.document, kind: .identity, isStored: true) } catch {
            throw .storage("the policy \(arn) cannot be read: \(error.message)")
        }
    }
}

extension NamedPolicy {
    /// What temporary credentials of a user or root may not do without a second factor, whatever its policies say.
    /// Source: API_GetSessionToken.
    fileprivate static let ofSessionsWithoutMFA = NamedPolicy(
        denying: ["iam:*", "sts:Get*Token", "sts:GetAccessKeyInfo", "sts:AssumeRoleWith*", "sts:AssumeRoot", "sts:Decode*"],
        named: "of GetSessionToken's credentials")
}
