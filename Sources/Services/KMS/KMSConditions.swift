internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import Identity
internal import Store
internal import Core

/// One call of KMS: reading its input, and asking whether it may be.
struct KMSCall: Sendable {
    let keys: KeyStore
    let clock: any PeltonClock
    let request: APIRequest
    let operation: String
    let input: JSON

    var account: AccountID { request.caller.account }
    var region: Region { request.region }

    /// A text that the operation's shape requires, or that an optional one is given for.
    func text(_ name: String) -> String { input[name]?.string ?? "" }

    func bytes(_ name: String) throws(KMSCallError) -> [UInt8] {
        guard let bytes = Base64.decode(text(name)) else {
            throw .service(KMSAPIError(400, "SerializationException", "The blob at \(name) is not Base64."))
        }
        return bytes
    }

    func context() -> [String: String] {
        Dictionary((input["EncryptionContext"]?.members ?? []).map { ($0.name, $0.value.string ?? "") }) { _, last in last }
    }

    /// Refuses what would have to change something and does not. `GrantTokens` would not: there are no grants, so none gives a permission.
    func refuse(_ name: String, unless standard: String? = nil) throws(KMSCallError) {
        guard let value = input[name], value != .bool(false), value.array?.isEmpty != true else { return }
        if let standard, value.string == standard { return }
        throw .notImplemented("\(name) \(ShownValue.text(value.string ?? ""))")
    }

    func reference(_ name: String = "KeyId") throws(KMSCallError) -> KeyReference {
        let text = text(name)
        guard let reference = KeyReference(text, account: account, region: region) else {
            throw .service(.notFound("Invalid keyId '\(text)'"))
        }
        guard reference.region == region else { throw .service(.notFound("Invalid arn \(reference.region)")) }
        return reference
    }

    /// The key that is named, if the caller may do this to it.
    func key(_ name: String = "KeyId") async throws(KMSCallError) -> KMSKeyRecord {
        let reference = try reference(name)
        let found: KMSKeyRecord
        do throws(KeyError) { found = try await keys.find(reference) } catch {
            // Who may not ask is not told whether there is one.
            try await authorize(reference.arn.description, of: reference.account, isOfKey: true)
            throw .key(error)
        }
        try await authorize(found.name.arn.description, of: found.name.account, isOfKey: true)
        return found
    }

    /// A key that may be changed, or used by its owner: AWS's own are their services' alone.
    func ownKey(_ name: String = "KeyId") async throws(KMSCallError) -> KMSKeyRecord {
        let key = try await key(name)
        guard !key.isManaged else { throw .key(.isManaged(key.name.arn)) }
        return key
    }

    /// - Parameter isOfKey: whether it is about a key that is there, or about one that is not told of.
    func authorize(_ resource: String, of account: AccountID, isOfKey: Bool = false) async throws(KMSCallError) {
        let refusal = try await request.refusal(
            of: "kms:\(operation)", on: resource, of: account, busy: KMSCallError.service(.throttled)
        ) { context in
            context.set("kms:CallerAccount", self.account.description)
            context.set("kms:ViaService", [])
            context.set(family: "aws:ResourceTag/", [:])
            if isOfKey { context.setKMSKey() }
            fill(&context)
        }
        if let refusal { throw .service(.denied(refusal)) }
    }

    /// What the request says of the condition keys; a parameter that is left out has its standard value.
    /// Source: KMS Developer Guide, "AWS KMS condition keys".
    private func fill(_ context: inout RequestContext) {
        let tags = (input["Tags"]?.array ?? []).map { ($0["TagKey"]?.string ?? "", $0["TagValue"]?.string ?? "") }
        context.setRequestTags(Dictionary(tags, uniquingKeysWith: { _, last in last }))
        let named = ["KeyId", "TargetKeyId"].compactMap { input[$0]?.string }.compactMap { name in
            KeyReference(name, account: account, region: region)
        }
        context.set("kms:RequestAlias", named.compactMap { if case .alias(let alias) = $0.target { alias } else { nil } })
        context.set("kms:EncryptionAlgorithm", input["EncryptionAlgorithm"]?.string ?? "SYMMETRIC_DEFAULT")
        context.set(family: "kms:EncryptionContext:", self.context())
        context.set("kms:EncryptionContextKeys", self.context().keys.sorted())
        context.set("kms:ScheduleKeyDeletionPendingWindowInDays", String(input["PendingWindowInDays"]?.integer ?? 30))
        if input["Recipient"] == nil { context.set(family: "kms:RecipientAttestation:", [:]) }
        guard operation == "CreateKey" else { return }
        let spec = input["KeySpec"]?.string ?? input["CustomerMasterKeySpec"]?.string ?? "SYMMETRIC_DEFAULT"
        let usage = input["KeyUsage"]?.string ?? "ENCRYPT_DECRYPT"
        for name in ["KeySpec", "CustomerMasterKeySpec"] { context.set("kms:" + name, spec) }
        for name in ["KeyUsage", "CustomerMasterKeyUsage"] { context.set("kms:" + name, usage) }
        context.set("kms:KeyOrigin", input["Origin"]?.string ?? "AWS_KMS")
        context.set("kms:MultiRegion", input["MultiRegion"]?.bool == true ? "true" : "false")
        context.set("kms:BypassPolicyLockoutSafetyCheck", input["BypassPolicyLockoutSafetyCheck"]?.bool == true ? "true" : "false")
    }

    func limit(_ standard: Int) -> Int { input["Limit"]?.integer ?? standard }

    func run<T>(_ body: () async throws(KeyError) -> T) async throws(KMSCallError) -> T {
        do { return try await body() } catch { throw .key(error) }
    }
}
