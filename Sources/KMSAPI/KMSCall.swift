internal import Faces
internal import HTTPFront
internal import IAM
internal import Identity
internal import Metadata
internal import PeltonCore

/// One call of KMS: reading its input, and asking whether it may be.
struct KMSCall: Sendable {
    let keys: KeyStore
    let clock: any PeltonClock
    let request: APIRequest
    let operation: String
    let input: JSON

    var account: AccountID { request.caller.account }
    var region: Region { request.region }

    func text(_ name: String) throws(KMSCallError) -> String {
        guard let text = input[name]?.string, !text.isEmpty else {
            throw .invalid(
                "1 validation error detected: Value null at '\(name.prefix(1).lowercased() + name.dropFirst())' failed to satisfy constraint: Member must not be null"
            )
        }
        return text
    }

    func bytes(_ name: String, _ range: ClosedRange<Int>) throws(KMSCallError) -> [UInt8] {
        guard let bytes = Base64.decode(try text(name)), range.contains(bytes.count) else {
            throw .invalid("\(name) must have from \(range.lowerBound) to \(range.upperBound) bytes, in Base64.")
        }
        return bytes
    }

    func context() throws(KMSCallError) -> [String: String] {
        guard let given = input["EncryptionContext"], !given.isNull else { return [:] }
        var context: [String: String] = [:]
        for member in given.members ?? [] {
            guard let value = member.value.string else { throw .invalid("EncryptionContext must be a map of texts.") }
            context[member.name] = value
        }
        return context
    }

    /// Refuses what would have to change something and does not.
    func refuse(_ name: String, unless standard: String? = nil) throws(KMSCallError) {
        guard let value = input[name], !value.isNull, value != .bool(false), value.array?.isEmpty != true else { return }
        if let standard, value.string == standard { return }
        throw .notImplemented("\(name) \(value.string ?? "")")
    }

    func reference(_ name: String = "KeyId") throws(KMSCallError) -> KeyReference {
        let text = try text(name)
        guard let reference = KeyReference(text, account: account, region: region) else {
            throw .face(.notFound("Invalid keyId '\(text)'"))
        }
        guard reference.region == region else { throw .face(.notFound("Invalid arn \(reference.region)")) }
        return reference
    }

    /// The key that is named, if the caller may do this to it.
    func key(_ name: String = "KeyId") async throws(KMSCallError) -> KMSKeyRecord {
        let reference = try reference(name)
        let found: KMSKeyRecord
        do throws(KeyError) { found = try await keys.find(reference) } catch {
            // Who may not ask is not told whether there is one.
            try authorize(reference.arn.description, of: reference.account)
            throw .key(error)
        }
        try authorize(found.name.arn.description, of: found.name.account)
        return found
    }

    /// A key that may be changed, or used by its owner: AWS's own are their services' alone.
    func ownKey(_ name: String = "KeyId") async throws(KMSCallError) -> KMSKeyRecord {
        let key = try await key(name)
        guard !key.isManaged else { throw .key(.isManaged(key.name.arn)) }
        return key
    }

    func authorize(_ resource: String, of account: AccountID) throws(KMSCallError) {
        let refusal = request.refusal(
            of: "kms:\(operation)", on: resource, of: account, known: .kms, values: ["kms:CallerAccount": self.account.description])
        if let refusal { throw .face(.denied(refusal)) }
    }

    func limit(_ standard: Int) throws(KMSCallError) -> Int {
        guard let value = input["Limit"], !value.isNull else { return standard }
        guard let limit = value.integer, (1...1000).contains(limit) else { throw .invalid("Limit must be from 1 to 1000.") }
        return limit
    }

    func run<T>(_ body: () async throws(KeyError) -> T) async throws(KMSCallError) -> T {
        do { return try await body() } catch { throw .key(error) }
    }
}
