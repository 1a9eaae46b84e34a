internal import ServiceKit
internal import Policies
internal import Identity
internal import IdentityData
internal import Core

/// What an input says of KMS's condition keys. A member that is left out has its standard value; what an action has no key for counts for
/// nothing there. Source: KMS Developer Guide, "AWS KMS condition keys".
struct KMSConditions {
    /// What names the key.
    var key: String?
    var tags: [KMSService.Tag] = []
    var algorithm: String?
    var context: [String: String] = [:]
    var pendingDays: Int?
    var hasRecipient = false
    /// Of a key that is to be made.
    var newKey: KMSService.CreateKeyRequest?

    /// In all, as KMS has it. Source: KMS Developer Guide, "Encryption context".
    private static let contextBytes = 8192
    /// Source: KMS Developer Guide, "Resource quotas".
    private static let mostTags = 50

    /// Whether it is as much as a key or a text can have: each becomes a condition key.
    func check() throws(ServiceError) {
        guard tags.count <= Self.mostTags else { throw .tagException("Too many tags: a key can have \(Self.mostTags).") }
        guard context.reduce(0, { $0 + $1.key.utf8.count + $1.value.utf8.count }) <= Self.contextBytes else {
            throw .invalid("The encryption context cannot be larger than \(Self.contextBytes) bytes.")
        }
    }
}

/// An input that operations on keys take: each says what its conditions are.
protocol KMSInput {
    var conditions: KMSConditions { get }
}

extension KMSService.CreateKeyRequest: KMSInput {
    var conditions: KMSConditions { KMSConditions(tags: tags ?? [], newKey: self) }
}
extension KMSService.DescribeKeyRequest: KMSInput { var conditions: KMSConditions { KMSConditions(key: keyId) } }
extension KMSService.ListKeysRequest: KMSInput { var conditions: KMSConditions { KMSConditions() } }
extension KMSService.EnableKeyRequest: KMSInput { var conditions: KMSConditions { KMSConditions(key: keyId) } }
extension KMSService.DisableKeyRequest: KMSInput { var conditions: KMSConditions { KMSConditions(key: keyId) } }
extension KMSService.UpdateKeyDescriptionRequest: KMSInput { var conditions: KMSConditions { KMSConditions(key: keyId) } }
extension KMSService.ScheduleKeyDeletionRequest: KMSInput {
    var conditions: KMSConditions { KMSConditions(key: keyId, pendingDays: pendingWindowInDays) }
}
extension KMSService.CancelKeyDeletionRequest: KMSInput { var conditions: KMSConditions { KMSConditions(key: keyId) } }
extension KMSService.GetKeyPolicyRequest: KMSInput { var conditions: KMSConditions { KMSConditions(key: keyId) } }
extension KMSService.GetKeyRotationStatusRequest: KMSInput { var conditions: KMSConditions { KMSConditions(key: keyId) } }
extension KMSService.ListResourceTagsRequest: KMSInput { var conditions: KMSConditions { KMSConditions(key: keyId) } }
extension KMSService.CreateAliasRequest: KMSInput { var conditions: KMSConditions { KMSConditions(key: targetKeyId) } }
extension KMSService.UpdateAliasRequest: KMSInput { var conditions: KMSConditions { KMSConditions(key: targetKeyId) } }
extension KMSService.DeleteAliasRequest: KMSInput { var conditions: KMSConditions { KMSConditions() } }
extension KMSService.ListAliasesRequest: KMSInput { var conditions: KMSConditions { KMSConditions(key: keyId) } }
extension KMSService.EncryptRequest: KMSInput {
    var conditions: KMSConditions { KMSConditions(key: keyId, algorithm: encryptionAlgorithm, context: encryptionContext ?? [:]) }
}
extension KMSService.DecryptRequest: KMSInput {
    var conditions: KMSConditions {
        KMSConditions(key: keyId, algorithm: encryptionAlgorithm, context: encryptionContext ?? [:], hasRecipient: recipient != nil)
    }
}
extension KMSService.GenerateDataKeyRequest: KMSInput {
    var conditions: KMSConditions { KMSConditions(key: keyId, context: encryptionContext ?? [:], hasRecipient: recipient != nil) }
}
extension KMSService.GenerateDataKeyWithoutPlaintextRequest: KMSInput {
    var conditions: KMSConditions { KMSConditions(key: keyId, context: encryptionContext ?? [:]) }
}

/// What must be known of keys before anybody is asked.
struct KeyFinder: Sendable {
    private let keys: KeyStore

    init(_ keys: KeyStore) { self.keys = keys }

    func find(_ reference: KeyReference) async throws(KeyError) -> KMSKeyRecord { try await keys.find(reference) }
    /// The key that a ciphertext names.
    func key(of sealed: [UInt8]) async throws(KeyError) -> KMSKeyRecord { try await keys.key(of: sealed) }
}

extension Call<KMSService> {
    var finder: KeyFinder { service.finder }

    /// What a text names. Of what no key can be called nobody need be asked.
    func reference(_ text: String) throws(ServiceError) -> KeyReference {
        guard let reference = KeyReference(text, account: account, region: region) else {
            throw .notFoundException("Invalid keyId '\(text)'")
        }
        guard reference.region == region else { throw .notFoundException("Invalid arn \(reference.region)") }
        return reference
    }

    /// The key that is named, if the caller may do this to it.
    func key(_ text: String, for input: some KMSInput) async throws(ServiceError) -> Authorized<KMSKeyRecord> {
        let reference = try reference(text)
        let found: KMSKeyRecord
        do throws(KeyError) { found = try await finder.find(reference) } catch {
            // Who may not ask is not told whether there is one.
            _ = try await authorize((), reference.arn.description, of: reference.account, isOfKey: true, for: input)
            throw KMSService.error(error)
        }
        let arn = found.name.arn.description
        do throws(ServiceError) {
            return try await authorize(found, arn, of: found.name.account, isOfKey: true, for: input)
        } catch {
            // Which key an alias names is nobody's to know in another account.
            throw found.name.account == account ? error : error.replacing(arn, with: reference.arn.description)
        }
    }

    /// A key that may be changed, or used by its owner: AWS's own are their services' alone.
    func ownKey(_ text: String, for input: some KMSInput) async throws(ServiceError) -> Authorized<KMSKeyRecord> {
        let key = try await key(text, for: input)
        guard !key.resource.isManaged else { throw KMSService.error(.isManaged(key.resource.name.arn)) }
        return key
    }

    /// - Parameter isOfKey: whether it is about a key that is there, or about one that is not told of.
    func authorize<Resource: Sendable>(
        _ resource: Resource, _ arn: String, of account: AccountID? = nil, isOfKey: Bool = false, for input: some KMSInput
    ) async throws(ServiceError) -> Authorized<Resource> {
        let conditions = input.conditions
        try conditions.check()
        return try await authorize(resource, arn, of: account) { context in
            context.set("kms:CallerAccount", self.account.description)
            context.set("kms:ViaService", [])
            context.set(family: "aws:ResourceTag/", [:])
            if isOfKey { context.setKMSKey() }
            fill(&context, conditions)
        }
    }

    private func fill(_ context: inout RequestContext, _ conditions: KMSConditions) {
        context.setRequestTags(Dictionary(conditions.tags.map { ($0.tagKey, $0.tagValue) }) { _, last in last })
        let named = conditions.key.flatMap { KeyReference($0, account: account, region: region) }
        let alias: String? = if case .alias(let alias)? = named?.target { alias } else { nil }
        context.set("kms:RequestAlias", alias)
        context.set("kms:EncryptionAlgorithm", conditions.algorithm ?? "SYMMETRIC_DEFAULT")
        context.set(family: "kms:EncryptionContext:", conditions.context)
        context.set("kms:EncryptionContextKeys", conditions.context.keys.sorted())
        context.set("kms:ScheduleKeyDeletionPendingWindowInDays", String(conditions.pendingDays ?? 30))
        if !conditions.hasRecipient { context.set(family: "kms:RecipientAttestation:", [:]) }
        guard let new = conditions.newKey else { return }
        let spec = new.keySpec ?? new.customerMasterKeySpec ?? "SYMMETRIC_DEFAULT"
        for name in ["KeySpec", "CustomerMasterKeySpec"] { context.set("kms:" + name, spec) }
        for name in ["KeyUsage", "CustomerMasterKeyUsage"] { context.set("kms:" + name, new.keyUsage ?? "ENCRYPT_DECRYPT") }
        context.set("kms:KeyOrigin", new.origin ?? "AWS_KMS")
        context.set("kms:MultiRegion", new.multiRegion == true ? "true" : "false")
        context.set("kms:BypassPolicyLockoutSafetyCheck", new.bypassPolicyLockoutSafetyCheck == true ? "true" : "false")
    }
}
