internal import ServiceKit
internal import Parameters
internal import ParameterData
internal import Core

extension SSMService {
    private static let onlyParameters = UnreadMember.refused("ResourceType", unless: "Parameter")

    /// Source: API_AddTagsToResource.
    static let addTagsToResource = Operation<SSMService>(AddTagsToResource.self, unread: [onlyParameters]) {
        input, call throws(ServiceError) in
        let tags = try dictionary(input.tags)
        let found = try await call.tagged(input.resourceId, SSMConditions(requestTags: tags))
        let key = found.resource.key
        try await found.run { parameters throws(ParameterError) in try await parameters.changeTags(of: key, adding: tags) }
        return found.answer(AddTagsToResourceResult())
    }

    /// Source: API_RemoveTagsFromResource.
    static let removeTagsFromResource = Operation<SSMService>(RemoveTagsFromResource.self, unread: [onlyParameters]) {
        input, call throws(ServiceError) in
        let found = try await call.tagged(input.resourceId, SSMConditions(tagKeys: input.tagKeys))
        let key = found.resource.key
        try await found.run { parameters throws(ParameterError) in try await parameters.changeTags(of: key, removing: input.tagKeys) }
        return found.answer(RemoveTagsFromResourceResult())
    }

    /// Source: API_ListTagsForResource.
    static let listTagsForResource = Operation<SSMService>(ListTagsForResource.self, unread: [onlyParameters]) {
        input, call throws(ServiceError) in
        let found = try await call.tagged(input.resourceId, SSMConditions())
        let tags = found.resource.tags.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return found.answer(ListTagsForResourceResult(tagList: tags.map { Tag(key: $0.key, value: $0.value) }))
    }
}

extension Call<SSMService> {
    /// The parameter whose tags are meant, if the caller may do this to it.
    fileprivate func tagged(_ id: String, _ asked: SSMConditions) async throws(ServiceError) -> Authorized<ParameterRecord> {
        let reference: ParameterReference
        do throws(ParameterNameError) { reference = try ParameterReference(id, account: account, region: region) } catch {
            throw SSMService.error(.notFound)
        }
        let record = try await run { () throws(ParameterError) in try await service.finder.find(reference.key) }
        var conditions = asked
        conditions.resourceTags = record?.tags ?? [:]
        let arn = reference.key.arn.description
        guard let record, reference.selector == nil else {
            _ = try await authorize((), arn, of: reference.key.account, conditions)
            throw SSMService.error(.notFound)
        }
        return try await authorize(record, arn, of: reference.key.account, conditions)
    }
}
