internal import Policies
package import Logging
internal import IdentityData
internal import ObjectData
package import Store
package import Core
private import Synchronization

/// Accounts, access keys, roles and sessions: who a key proves, and what they may do.
package final class IdentityStore: Sendable {
    let metadata: MetadataStore
    let clock: any PeltonClock
    let random: any RandomSource
    let masterKey: MasterKey
    let logger: Logger
    private let masterKeyPath: String
    private let hasFoundMasterKey: Bool
    let keys = Cache<AccessKey>(bytes: 4 << 20)
    /// Those that the server was started with, by their number.
    private let declaredAccounts = Cache<AccountRecord>(bytes: 1 << 20)
    /// By unique id. One may take nearly all: the most that a user may have, a hundred and ten managed policies and its own, take up to 28 MiB
    /// where they are made of the shortest conditions, and to compile them anew for each request would take longer than anything else.
    let identities = Cache<CompiledIdentity>(bytes: 32 << 20, largest: 28 << 20)
    /// The unique ids of roles, by account and name.
    let roleIDs = Cache<String>(bytes: 2 << 20)
    let sessions = Sessions()
    /// Sealed sessions that were opened, by access key.
    let openSessions = Cache<SealedSession>(bytes: 4 << 20)
    let uses = AccessKeyUses()

    struct AccessKey: Sendable {
        let found: FindAccessKey.Found
        let secret: String
    }

    /// - Parameter masterKeyPath: the file with the master key.
    package init(
        metadata: MetadataStore, masterKeyPath: String, clock: any PeltonClock, random: any RandomSource, logger: Logger
    ) throws(IdentityError) {
        self.metadata = metadata
        self.clock = clock
        self.random = random
        self.logger = logger
        self.masterKeyPath = masterKeyPath
        let found = try MasterKey(path: masterKeyPath)
        hasFoundMasterKey = found != nil
        masterKey = found ?? MasterKey(random: random)
    }

    /// To be called once, before anything is sealed: keeps a master key that was made just now, and sees to it that the one that was found
    /// is the store's.
    /// - Throws: `.unusable` where contents or KMS keys were sealed with another one.
    package func prepareMasterKey() async throws(IdentityError) {
        guard try await isRightOrNeedNotBe() else {
            throw .unusable(
                "\(masterKeyPath) is \(hasFoundMasterKey ? "not the key" : "missing, the key") that this store was encrypted with. Put the old file back, or say with --master-key-file where it is: without it nothing that is encrypted can be read."
            )
        }
        if !hasFoundMasterKey { try masterKey.keep(at: masterKeyPath) }
    }

    /// The keys of accounts' roots are declared at each start; users' keys, encrypted contents and KMS keys are lost with their master key.
    private func isRightOrNeedNotBe() async throws(IdentityError) -> Bool {
        do throws(StoreFailure) {
            let sealed = try await metadata.read(FindSealedSecrets())
            if sealed.samples.isEmpty || sealed.samples.contains(where: { masterKey.open(bytes: $0.bytes, for: $0.name) != nil }) {
                return true
            }
            let hasSealedContents = try await metadata.read(HasSealedContents())
            return sealed.areDeclared && !hasSealedContents
        } catch { throw .failed(error) }
    }

    /// Makes accounts known, with their roots' keys. What is not declared is taken away: a key that a start is not given proves nobody.
    package func declare(_ accounts: [DeclaredAccount]) async throws(IdentityError) {
        var declared: [DeclareAccounts.Key] = []
        for account in accounts {
            declared.append(
                DeclareAccounts.Key(
                    account: UpsertAccount(
                        account: account.account, canonicalID: account.canonicalID, displayName: account.displayName, email: account.email),
                    accessKeyID: account.accessKeyID,
                    sealedSecret: try masterKey.seal(account.secretAccessKey, for: account.accessKeyID)))
        }
        do throws(StoreFailure) { try await metadata.commit(DeclareAccounts(declared)) } catch { throw .failed(error) }
        keys.forgetAll()
        declaredAccounts.forgetAll()
    }

    /// What a key proves.
    /// - Parameter sessionToken: as the request has it; only temporary keys have one.
    package func credential(accessKeyID: String, sessionToken: String?) async throws(CredentialError) -> Credential {
        if let session = sessions.find(accessKeyID) { return try await credential(session, sessionToken) }
        if let sessionToken, UniqueID(of: accessKeyID) == .temporaryAccessKey {
            return try await credential(sealed: sessionToken, accessKeyID)
        }
        guard let key = try await accessKey(accessKeyID) else { throw .unknownAccessKey(accessKeyID) }
        guard sessionToken == nil else { throw .invalidToken }
        guard key.found.key.isActive else { throw .inactiveAccessKey(accessKeyID) }
        let account = key.found.account
        // Users of an account that is not declared any more prove nothing, as its root does.
        guard try await declaredAccount(account.account) != nil else { throw .unknownAccessKey(accessKeyID) }
        guard let user = key.found.user else {
            return Credential(
                secret: key.secret, accessKeyID: accessKeyID, principal: .accountRoot(account.account), account: account.account,
                canonicalID: account.canonicalID, displayName: account.displayName, policies: [], facts: PrincipalFacts(),
                provenance: nil)
        }
        let identity = try await identity(user)
        return Credential(
            secret: key.secret, accessKeyID: accessKeyID, principal: .user(identity.resource), account: account.account,
            canonicalID: account.canonicalID, displayName: account.displayName, policies: identity.policies,
            facts: PrincipalFacts(tags: identity.resource.tags), provenance: nil)
    }

    func credential(_ session: Sessions.Session, _ token: String?) async throws(CredentialError) -> Credential {
        guard let token, isSameInConstantTime(token, session.credentials.sessionToken) else { throw .invalidToken }
        guard clock.now < session.credentials.expiration else { throw .expiredToken }
        let role: CompiledIdentity?
        do { role = try await compiledIdentity(id: session.roleID) } catch { throw CredentialError(error) }
        let key = session.credentials.accessKeyID
        return Credential(
            secret: session.credentials.secretAccessKey, accessKeyID: key,
            principal: .roleSession(
                account: session.account, roleName: session.roleName, rolePath: session.rolePath, roleID: session.roleID,
                sessionName: session.sessionName, accessKeyID: key),
            account: session.account, canonicalID: session.canonicalID, displayName: session.roleName,
            policies: role?.policies ?? CompiledIdentity.ofNoRole,
            facts: PrincipalFacts(
                tags: role?.resource.tags ?? [:], session: PrincipalFacts.Session(issued: session.issued, source: nil, transitiveTags: [:])),
            provenance: session.provenance)
    }

    /// - Returns: nil for an account that the server was not started with.
    func declaredAccount(_ id: AccountID) async throws(CredentialError) -> AccountRecord? {
        if let known = declaredAccounts.find(id.description) { return known }
        let generation = declaredAccounts.generation
        do throws(StoreFailure) {
            guard try await metadata.read(HasAccessKey(id)), let found = try await metadata.read(FindAccounts(.id(id))).first else {
                return nil
            }
            declaredAccounts.insert(found, for: id.description, weight: 300, readAt: generation)
            return found
        } catch { throw CredentialError(error) }
    }

    /// - Throws: `.unknownAccessKey` where the user is no more.
    func identity(_ user: IAMResource) async throws(CredentialError) -> CompiledIdentity {
        do throws(StoreFailure) {
            guard let found = try await compiledIdentity(id: user.id) else { throw .storage("user \(user.arn) has gone") }
            return found
        } catch { throw CredentialError(error) }
    }

    func accessKey(_ accessKeyID: String) async throws(CredentialError) -> AccessKey? {
        if let found = keys.find(accessKeyID) { return found }
        let generation = keys.generation
        let record: FindAccessKey.Found?
        do { record = try await metadata.read(FindAccessKey(accessKeyID)) } catch { throw CredentialError(error) }
        guard let record else { return nil }
        guard let secret = masterKey.open(record.key.sealedSecret, for: accessKeyID) else { throw .internalFailure }
        let key = AccessKey(found: record, secret: secret)
        keys.insert(key, for: accessKeyID, weight: 1000, readAt: generation)
        return key
    }
}

/// An account that the server is told of when it starts.
package struct DeclaredAccount: Sendable {
    package let account: AccountID
    package let canonicalID: String
    package let displayName: String
    package let email: String
    package let accessKeyID: String
    package let secretAccessKey: String

    /// - Parameter canonicalID: made from the account's number where none is given.
    package init(
        account: AccountID, canonicalID: String?, displayName: String?, email: String?, accessKeyID: String, secretAccessKey: String
    ) {
        self.account = account
        self.canonicalID = canonicalID ?? canonicalUserID(of: account)
        self.displayName = displayName ?? "pelton"
        self.email = email ?? ""
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
    }
}

extension CredentialError {
    init(_ error: StoreFailure) {
        if case .busy = error { self = .busy } else { self = .internalFailure }
    }
}

func isSameInConstantTime(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
}
