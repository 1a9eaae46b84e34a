internal import ServiceKit
internal import HTTPServer
internal import Parameters
internal import Policies
internal import Identity
internal import IdentityData
internal import ParameterData
internal import Core

/// What an input says of Systems Manager's condition keys. Source: Service Authorization Reference, "AWS Systems Manager"; Systems Manager
/// User Guide, "Preventing access to Parameter Store API operations".
struct SSMConditions {
    /// Of the parameter, as they are.
    var resourceTags: [String: String] = [:]
    var requestTags: [String: String] = [:]
    /// Of tags that are to go.
    var tagKeys: [String]?
    var overwrites = false
    var isRecursive = false
}

/// What must be known of parameters before anybody is asked.
struct ParameterFinder: Sendable {
    private let parameters: ParameterStore

    init(_ parameters: ParameterStore) { self.parameters = parameters }

    func find(_ references: [ParameterReference]) async throws(ParameterError) -> [ParameterLookup] {
        try await parameters.find(references)
    }
    func find(_ key: ParameterKey) async throws(ParameterError) -> ParameterRecord? { try await parameters.find(key) }
}

extension Call<SSMService> {
    func authorize<Resource: Sendable>(
        _ resource: Resource, _ arn: String, of account: AccountID? = nil, _ conditions: SSMConditions = SSMConditions()
    ) async throws(ServiceError) -> Authorized<Resource> {
        try await authorize(resource, arn, of: account) { context in
            context.setRequestTags(conditions.requestTags)
            if let keys = conditions.tagKeys { context.set("aws:TagKeys", keys) }
            context.set(family: "aws:ResourceTag/", conditions.resourceTags)
            context.set(family: "ssm:resourceTag/", conditions.resourceTags)
            context.set("ssm:Overwrite", conditions.overwrites ? "true" : "false")
            context.set("ssm:Recursive", conditions.isRecursive ? "true" : "false")
            // None are built.
            context.set("ssm:Policies", [])
        }
    }

    // MARK: Names

    func reference(_ text: String) throws(ServiceError) -> ParameterReference {
        let reference: ParameterReference
        do throws(ParameterNameError) { reference = try ParameterReference(text, account: account, region: region) } catch {
            throw .name(error, text)
        }
        // Those of other regions are not here.
        guard reference.key.region == region else { throw .notFound(text) }
        return reference
    }

    func folder(_ text: String) throws(ServiceError) -> ParameterFolder {
        do throws(ParameterNameError) { return try ParameterFolder(text) } catch {
            throw .invalid(
                #"The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_."#
            )
        }
    }

    // MARK: Parameters

    /// Parameters that are named, if the caller may do this to each of them. What is not there is asked about as well: who may not ask is
    /// not told.
    func lookUp(_ references: [ParameterReference]) async throws(ServiceError) -> Authorized<[ParameterLookup]> {
        let found = try await run { () throws(ParameterError) in try await service.finder.find(references) }
        for (reference, found) in zip(references, found).dropFirst() { _ = try await authorize(found, reference.key) }
        guard let first = references.first else { throw .invalid("At least one parameter must be named.") }
        return try await authorize(found, first.key, tags: found.first?.record?.tags ?? [:])
    }

    private func authorize(_ found: ParameterLookup, _ key: ParameterKey) async throws(ServiceError) -> Authorized<ParameterLookup> {
        try await authorize(found, key, tags: found.record?.tags ?? [:])
    }

    private func authorize<Resource: Sendable>(
        _ resource: Resource, _ key: ParameterKey, tags: [String: String]
    ) async throws(ServiceError) -> Authorized<Resource> {
        try await authorize(resource, key.arn.description, of: key.account, SSMConditions(resourceTags: tags))
    }

    // MARK: Keys

    /// Whether the caller may use a key through Parameter Store.
    /// Source: Systems Manager User Guide, "Restricting decryption of SecureString parameter values".
    ///
    /// - Parameters:
    ///   - isOwn: whether it is Parameter Store's, of the caller's account.
    ///   - alias: if the request names it so.
    func requireUse(
        _ action: String, of key: ARN, isOwn: Bool, alias: String? = nil, for parameter: ParameterKey
    ) async throws(ServiceError) {
        let wire = SSMService.model.wire
        let decision = try await request.decision(ofKey: key, for: action, via: "ssm", isOwn: isOwn, busy: wire.throttled) { context in
            context.set("kms:RequestAlias", alias)
            let encryption = ParameterStore.context(parameter)
            context.set(family: "kms:EncryptionContext:", encryption)
            context.set("kms:EncryptionContextKeys", encryption.keys.sorted())
        }
        guard !decision.isAllowed else { return }
        request.log.set { $0.decision = decision.reason }
        throw wire.denied(
            (decision.message ?? "")
                + " (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: \(request.id); Proxy: null)")
    }

    /// The key that a parameter is to be encrypted with, if the caller may.
    func key(
        _ id: String, for action: String, _ parameter: ParameterKey, _ parameters: ParameterStore
    ) async throws(ServiceError) -> KMSKeyRecord {
        guard let reference = KeyReference(id, account: account, region: region), reference.region == region else {
            throw SSMService.error(.key(.notFound("Invalid keyId '\(id)'")))
        }
        let alias: String? = if case .alias(let name) = reference.target { name } else { nil }
        // Of another account's keys nothing is told, and none is made.
        if reference.account != account { try await requireUse(action, of: reference.arn, isOwn: false, alias: alias, for: parameter) }
        let found: KMSKeyRecord
        do throws(ParameterError) { found = try await parameters.key(reference, of: account) } catch {
            try await requireUse(action, of: reference.arn, isOwn: false, alias: alias, for: parameter)
            throw SSMService.error(error)
        }
        try await requireUse(action, of: found.name.arn, isOwn: isOwn(found), alias: alias, for: parameter)
        return found
    }

    private func isOwn(_ key: KMSKeyRecord) -> Bool { key.isManaged && key.name.account == account }

    /// The value of a version as an answer has it: of a secure string what is sealed, unless it is to be opened and may be.
    func value(of record: ParameterRecord, _ parameters: ParameterStore, isDecrypted: Bool) async throws(ServiceError) -> String {
        guard record.attributes.type == .secureString else { return String(decoding: record.value, as: UTF8.self) }
        guard isDecrypted else { return Base64.encode(record.value) }
        let key = try await run { () throws(ParameterError) in try await parameters.key(of: record.value) }
        try await requireUse("kms:Decrypt", of: key.name.arn, isOwn: isOwn(key), for: record.key)
        return try await run { () throws(ParameterError) in try await parameters.open(record.value, with: key, for: record.key) }
    }

    func answer(
        _ record: ParameterRecord, _ parameters: ParameterStore, name: String? = nil, selector: String? = nil, isDecrypted: Bool
    ) async throws(ServiceError) -> SSMService.Parameter {
        SSMService.Parameter(
            name: name ?? record.name, type: record.attributes.type.rawValue,
            value: try await value(of: record, parameters, isDecrypted: isDecrypted),
            version: record.version, selector: selector.map { ":" + $0 }, lastModifiedDate: record.modified,
            arn: record.key.arn.description, dataType: record.attributes.dataType)
    }
}

extension ServiceError {
    private static let form =
        #"Parameter name: can't be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_"#

    static func name(_ error: ParameterNameError, _ name: String) -> Self {
        switch error {
        case .malformed, .reservedPath(isOfAWS: false): .invalid(form)
        case .notFullyQualified: .invalid("Parameter name must be a fully qualified name.")
        case .endsWithSlash: .invalid("Parameter name must not end with slash.")
        case .reserved: .invalid(#"Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive)."#)
        case .reservedPath(isOfAWS: true): SSMService.model.wire.denied("No access to reserved parameter name: \(name).")
        case .tooDeep:
            .hierarchyLevelLimitExceededException(
                "A hierarchy can have a maximum of \(ParameterName.mostLevels) levels. For more information, see Requirements and constraints for parameter names in the AWS Systems Manager User Guide."
            )
        case .tooLong:
            .invalid("Parameter name: the length of the parameter's ARN must not be more than \(ParameterName.mostBytesOfARN) characters.")
        }
    }
}
