package import Identity
package import IdentityData
package import ParameterData
package import Store
package import Core

/// Parameters with their versions. Secure strings are sealed by keys of the KMS service before anything is stored of them.
package final class ParameterStore: Sendable {
    package static let managedKeyAlias = ManagedKeyAlias.ssm
    /// Source: Systems Manager User Guide, "Tagging parameters".
    package static let mostTags = 50

    private let metadata: MetadataStore
    private let keys: KeyStore

    package init(metadata: MetadataStore, keys: KeyStore) {
        self.metadata = metadata
        self.keys = keys
    }

    // MARK: Finding

    package func find(_ references: [ParameterReference]) async throws(ParameterError) -> [ParameterLookup] {
        let query = FindParameters(references.map { ($0.key, $0.version) })
        return try await runPlain { () throws(StoreFailure) in try await metadata.read(query) }
    }

    package func find(_ key: ParameterKey) async throws(ParameterError) -> ParameterRecord? {
        let found = try await runPlain { () throws(StoreFailure) in try await metadata.read(FindParameters([(key, nil)])) }
        return found.first?.record
    }

    package func versions(_ page: ListParameterVersions) async throws(ParameterError) -> [ParameterRecord] {
        try await runPlain { () throws(StoreFailure) in try await metadata.read(page) }
    }

    package func list(_ listing: ParameterListing, account: AccountID, region: Region) async throws(ParameterError) -> ListParameters.Page {
        let query = ListParameters(
            account: account, region: region, place: listing.place, after: listing.after, limit: listing.limit, mostRows: listing.rows,
            withValues: listing.withValues
        ) { record in listing.filters.allSatisfy { $0.matches(record) } }
        return try await runPlain { () throws(StoreFailure) in try await metadata.read(query) }
    }

    // MARK: Changing

    /// - Returns: the version's number.
    /// - Throws: `.alreadyExists`, `.overtaken`.
    package func put(_ new: PutParameter) async throws(ParameterError) -> Int {
        try await run { () throws(ParameterDataError) in try await metadata.commit(new) }
    }

    /// - Returns: those that were there.
    package func delete(_ keys: [ParameterKey]) async throws(ParameterError) -> Set<ParameterKey> {
        try await runPlain { () throws(StoreFailure) in try await metadata.commit(DeleteParameters(keys)) }
    }

    /// - Throws: `.notFound`, `.tooManyTags`.
    package func changeTags(
        of key: ParameterKey, adding added: [String: String] = [:], removing removed: [String] = []
    ) async throws(ParameterError) {
        let change = ChangeParameterTags(key, adding: added, removing: removed, limit: Self.mostTags)
        try await run { () throws(ParameterDataError) in try await metadata.commit(change) }
    }

    // MARK: Secure strings

    /// The key that a parameter names.
    /// - Parameter account: who asks.
    package func key(_ reference: KeyReference, of account: AccountID) async throws(ParameterError) -> KMSKeyRecord {
        try await runKeys { () throws(KeyError) in try await keys.key(reference, for: Self.managedKeyAlias, of: account) }
    }

    /// The key that sealed a value.
    package func key(of sealed: [UInt8]) async throws(ParameterError) -> KMSKeyRecord {
        try await runKeys { () throws(KeyError) in try await keys.key(of: sealed) }
    }

    package func seal(_ value: String, with key: KMSKeyRecord, for parameter: ParameterKey) async throws(ParameterError) -> [UInt8] {
        try await runKeys { () throws(KeyError) in try keys.encrypt(Array(value.utf8), with: key, context: Self.context(parameter)) }
    }

    package func open(_ sealed: [UInt8], with key: KMSKeyRecord, for parameter: ParameterKey) async throws(ParameterError) -> String {
        let plain = try await runKeys { () throws(KeyError) in try keys.decrypt(sealed, with: key, context: Self.context(parameter)) }
        return String(decoding: plain, as: UTF8.self)
    }

    /// A value opens for its own parameter alone. Source: KMS Developer Guide, "How Parameter Store uses AWS KMS".
    package static func context(_ parameter: ParameterKey) -> [String: String] { ["PARAMETER_ARN": parameter.arn.description] }

    // MARK: Errors

    private func run<T>(_ body: () async throws(ParameterDataError) -> T) async throws(ParameterError) -> T {
        do { return try await body() } catch {
            switch error {
            case .refused(.alreadyExists): throw .alreadyExists
            case .refused(.overtaken): throw .overtaken
            case .refused(.notFound): throw .notFound
            case .refused(.tooManyTags): throw .tooManyTags
            case .failed(let failure): throw .failed(failure)
            }
        }
    }

    /// What refuses nothing.
    private func runPlain<T>(_ body: () async throws(StoreFailure) -> T) async throws(ParameterError) -> T {
        do { return try await body() } catch { throw .failed(error) }
    }

    private func runKeys<T>(_ body: () async throws(KeyError) -> T) async throws(ParameterError) -> T {
        do { return try await body() } catch { throw .key(error) }
    }
}
