internal import ServiceKit
internal import Parameters
internal import Policies
internal import ParameterData
internal import Core

extension SSMService {
    /// How often a version is made anew of what it was overtaken by.
    private static let mostAttempts = 10

    /// Source: API_PutParameter.
    static let putParameter = Operation<SSMService>(
        PutParameter.self, support: .partly("`DataType` `text`; patterns without look-around and back references"),
        unread: [.refused("Policies")]
    ) { input, call throws(ServiceError) in
        let (key, name) = try call.newName(input.name)
        let (overwrites, tags) = (input.overwrite ?? false, try dictionary(input.tags ?? []))
        let draft = ParameterDraft(
            value: input.value, type: input.type.flatMap { ParameterType(rawValue: $0) },
            tier: input.tier.flatMap { ParameterDraft.Tier(rawValue: $0) }, dataType: input.dataType, keyID: input.keyId,
            description: input.description, allowedPattern: input.allowedPattern)
        for _ in 0..<mostAttempts {
            let old = try await call.run { () throws(ParameterError) in try await call.service.finder.find(key) }
            let permitted = try await call.authorize(
                (), key.arn.description, SSMConditions(resourceTags: old?.tags ?? [:], requestTags: tags, overwrites: overwrites))
            guard !overwrites || tags.isEmpty else {
                throw .invalid(
                    "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource."
                )
            }
            if old != nil, !overwrites { throw SSMService.error(.alreadyExists) }
            guard tags.count <= ParameterStore.mostTags else { throw SSMService.error(.tooManyTags) }
            let basis = old?.attributes
            let attributes = try await call.run { () throws(ParameterError) in try draft.attributes(over: basis) }
            try await call.check(draft, attributes.allowedPattern)
            let value = try await call.stored(draft.value, attributes, for: key, permitted.domain)
            let new = ParameterData.PutParameter(
                key: key, name: name, attributes: attributes, value: value, modifiedBy: call.request.caller.principal.arn ?? "",
                overwrites: overwrites, basis: basis, tags: tags)
            do throws(ParameterError) {
                let version = try await permitted.domain.put(new)
                return permitted.answer(PutParameterResult(version: version, tier: attributes.tier.rawValue))
            } catch {
                guard case .overtaken = error else { throw SSMService.error(error) }
            }
        }
        throw SSMService.error(.overtaken)
    }

    /// Source: API_DeleteParameter.
    static let deleteParameter = Operation<SSMService>(DeleteParameter.self) { input, call throws(ServiceError) in
        let reference = try call.reference(input.name)
        let found = try await call.lookUp([reference])
        guard found.resource.first?.record != nil, reference.selector == nil else { throw .notFound(input.name) }
        let deleted = try await found.run { parameters throws(ParameterError) in try await parameters.delete([reference.key]) }
        guard !deleted.isEmpty else { throw .notFound(input.name) }
        return found.answer(DeleteParameterResult())
    }

    /// Source: API_DeleteParameters.
    static let deleteParameters = Operation<SSMService>(DeleteParameters.self) { input, call throws(ServiceError) in
        let references = try input.names.map { name throws(ServiceError) in try call.reference(name) }
        let found = try await call.lookUp(references)
        let keys = references.filter { $0.selector == nil }.map(\.key)
        let deleted = try await found.run { parameters throws(ParameterError) in try await parameters.delete(keys) }
        var (gone, missing): ([String], [String]) = ([], [])
        for (reference, name) in zip(references, input.names) {
            if reference.selector == nil, deleted.contains(reference.key) { gone.append(name) } else { missing.append(name) }
        }
        return found.answer(DeleteParametersResult(deletedParameters: gone, invalidParameters: missing))
    }

    static func dictionary(_ tags: [Tag]) throws(ServiceError) -> [String: String] {
        for tag in tags where tag.key.asciiLowercased.utf8.starts(with: "aws:".utf8) {
            throw .invalid("Tag keys can't be prefixed with \"aws:\" (case-insensitive).")
        }
        return Dictionary(tags.map { ($0.key, $0.value) }) { _, last in last }
    }
}

extension Call<SSMService> {
    fileprivate func newName(_ text: String) throws(ServiceError) -> (key: ParameterKey, name: String) {
        do throws(ParameterNameError) { return try ParameterName.new(text, account: account, region: region) } catch {
            throw .name(error, text)
        }
    }

    /// On a thread of its own: an expression that anybody may send takes a while to compile, and to be held against a value.
    fileprivate func check(_ draft: ParameterDraft, _ pattern: String?) async throws(ServiceError) {
        guard let pattern else { return }
        try await request.threads.leaving(busy: SSMService.model.wire.throttled) { () throws(ServiceError) in
            do throws(ParameterError) { try draft.checkPattern(pattern) } catch { throw SSMService.error(error) }
        }
    }

    /// What is kept of a value. A standard secure string is encrypted by its key, an advanced one with a data key.
    /// Source: KMS Developer Guide, "How Parameter Store uses AWS KMS".
    fileprivate func stored(
        _ value: String, _ attributes: ParameterAttributes, for parameter: ParameterKey, _ parameters: ParameterStore
    ) async throws(ServiceError) -> [UInt8] {
        guard let keyID = attributes.keyID else { return Array(value.utf8) }
        let action = attributes.tier == .standard ? "kms:Encrypt" : "kms:GenerateDataKey"
        let key = try await key(keyID, for: action, parameter, parameters)
        return try await run { () throws(ParameterError) in try await parameters.seal(value, with: key, for: parameter) }
    }
}
