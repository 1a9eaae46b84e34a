package import IdentityData
internal import Store
package import Core
package import ContentEncryption

/// The keys that services use when a request names none: AWS managed keys.
package enum ManagedKeyAlias: String, Sendable {
    case s3 = "alias/aws/s3"
    case ssm = "alias/aws/ssm"

    fileprivate var protected: String {
        switch self {
        case .s3: "S3 objects"
        case .ssm: "SSM parameters"
        }
    }
}

/// The keys that seal contents: the store's own, and those of the KMS service, each sealed by the master key.
package final class KeyStore: Sendable {
    /// Seals what is encrypted with S3's own keys (SSE-S3).
    package let ownWrap: KeyEncryptionKey

    private let metadata: MetadataStore
    private let masterKey: MasterKey
    private let clock: any PeltonClock
    private let random: any RandomSource
    private let records = Cache<KMSKeyRecord>(bytes: 4 << 20)
    private let wraps = Cache<KeyEncryptionKey>(bytes: 4 << 20)

    package init(identity: IdentityStore) {
        metadata = identity.metadata
        masterKey = identity.masterKey
        clock = identity.clock
        random = identity.random
        ownWrap = masterKey.wrap(named: "SSE-S3")
    }

    // MARK: Finding

    /// The key that `reference` names, whatever its state.
    package func find(_ reference: KeyReference) async throws(KeyError) -> KMSKeyRecord {
        let id: String
        switch reference.target {
        case .key(let text): id = text
        case .alias(let alias):
            let query = FindKMSAlias(alias: alias, account: reference.account, region: reference.region)
            guard let found = try await read(query) else { throw .notFound(reference.missing) }
            id = found
        }
        return try await find(KMSKeyName(account: reference.account, region: reference.region, id: id))
    }

    package func find(_ name: KMSKeyName) async throws(KeyError) -> KMSKeyRecord {
        if let found = records.find(name.arn.description), !isDue(found) { return found }
        let generation = records.generation
        guard let found = try await read(FindKMSKey(name)), !isDue(found) else {
            throw .notFound("Key '\(name.arn)' does not exist")
        }
        records.insert(found, for: name.arn.description, weight: 400 + found.description.utf8.count, readAt: generation)
        return found
    }

    /// A key that a service is to use for a caller. Its own is made on first use; that of another service is not for it.
    /// - Parameter account: the caller's: no other account gets a key by being named.
    /// - Throws: `.isManaged` for another service's.
    package func key(
        _ reference: KeyReference, for service: ManagedKeyAlias, of account: AccountID
    ) async throws(KeyError) -> KMSKeyRecord {
        if reference.account == account, reference.target == .alias(service.rawValue) {
            return try await managedKey(service, account: account, region: reference.region)
        }
        let found = try await find(reference)
        guard found.isManaged else { return found }
        let own = FindKMSAlias(alias: service.rawValue, account: found.name.account, region: found.name.region)
        guard try await read(own) == found.name.id else { throw .isManaged(found.name.arn) }
        return found
    }

    /// A service's own KMS key of an account and region; made on first use.
    package func managedKey(_ alias: ManagedKeyAlias, account: AccountID, region: Region) async throws(KeyError) -> KMSKeyRecord {
        if let id = try await read(FindKMSAlias(alias: alias.rawValue, account: account, region: region)) {
            return try await find(KMSKeyName(account: account, region: region, id: id))
        }
        let key = try newKey(
            account, region, "Default key that protects my \(alias.protected) when no other key is defined", isManaged: true)
        let id = try await commit(CreateKMSKey(key, alias: alias.rawValue))
        return try await find(KMSKeyName(account: account, region: region, id: id))
    }

    /// - Throws: `.disabled`, `.pendingDeletion`.
    package func requireEnabled(_ key: KMSKeyRecord) throws(KeyError) {
        switch key.state {
        case .enabled: return
        case .disabled: throw .disabled(key.name.arn)
        case .pendingDeletion: throw .pendingDeletion(key.name.arn)
        }
    }

    /// What a key seals with. - Throws: as `requireEnabled`.
    package func wrap(of key: KMSKeyRecord) throws(KeyError) -> KeyEncryptionKey {
        try requireEnabled(key)
        let name = key.name.arn.description
        if let found = wraps.find(name) { return found }
        let generation = wraps.generation
        guard let material = masterKey.open(bytes: key.sealedMaterial, for: name) else {
            throw .failed(.storage("The material of \(name) cannot be opened with this store's master key."))
        }
        let wrap = KeyEncryptionKey(key: material, name: name)
        wraps.insert(wrap, for: name, weight: 300, readAt: generation)
        return wrap
    }

    private func isDue(_ key: KMSKeyRecord) -> Bool {
        if case .pendingDeletion(let date) = key.state { date <= clock.now } else { false }
    }

    // MARK: Changing

    package func create(account: AccountID, region: Region, description: String) async throws(KeyError) -> KMSKeyRecord {
        let key = try newKey(account, region, description, isManaged: false)
        _ = try await commit(CreateKMSKey(key))
        return key
    }

    /// - Parameter change: gets the key as it is; AWS's own keys cannot be changed.
    package func change(
        _ name: KMSKeyName, _ change: @escaping @Sendable (KMSKeyRecord) throws(KMSKeyRefusal) -> KMSKeyRecord
    ) async throws(KeyError) -> KMSKeyRecord {
        defer { records.forget(name.arn.description) }
        return try await commit(ChangeKMSKey(name, change: change))
    }

    package func set(_ alias: SetKMSAlias) async throws(KeyError) { try await commit(alias) }
    package func delete(_ alias: DeleteKMSAlias) async throws(KeyError) { try await commit(alias) }
    package func keys(_ page: ListKMSKeys) async throws(KeyError) -> [KMSKeyRecord] { try await read(page).filter { !isDue($0) } }
    package func aliases(_ page: ListKMSAliases) async throws(KeyError) -> [KMSAliasRecord] { try await read(page) }

    /// Removes the keys whose deletion is due.
    package func removeDue() async throws(KeyError) {
        let gone: [KMSKeyName]
        do throws(StoreFailure) { gone = try await metadata.commit(DeleteExpiredKMSKeys()) } catch { throw .failed(error) }
        for name in gone {
            records.forget(name.arn.description)
            wraps.forget(name.arn.description)
        }
    }

    private func newKey(_ account: AccountID, _ region: Region, _ text: String, isManaged: Bool) throws(KeyError) -> KMSKeyRecord {
        let name = KMSKeyName(account: account, region: region, id: random.uuid())
        let sealed: [UInt8]
        do { sealed = try masterKey.seal(bytes: SystemRandom().bytes(32), for: name.arn.description) } catch {
            throw .failed(.storage("The material of a key could not be sealed."))
        }
        return KMSKeyRecord(
            name: name, sealedMaterial: sealed, description: text, isManaged: isManaged, state: .enabled, created: clock.now)
    }

    private func read<Q: Query>(_ query: Q) async throws(KeyError) -> Q.Result where Q.Refusal == Never {
        do throws(StoreFailure) { return try await metadata.read(query) } catch { throw .failed(error) }
    }

    private func commit<M: Mutation>(_ mutation: M) async throws(KeyError) -> M.Result where M.Refusal == KMSKeyRefusal {
        do throws(KMSKeyError) { return try await metadata.commit(mutation) } catch {
            switch error {
            case .refused(.notFound(let what)):
                throw .notFound(what.hasPrefix("alias/") ? "Alias \(what) is not found." : "Key '\(what)' does not exist")
            case .refused(.alreadyExists(let what)): throw .alreadyExists("An alias with the name \(what) already exists")
            case .refused(.invalidState(let why)): throw .invalidState(why)
            case .failed(let failure): throw .failed(failure)
            }
        }
    }
}
