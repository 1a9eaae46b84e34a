internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Store
internal import Core

extension IAMService {
    static let tags = [
        tagUser, tagRole, tagPolicy, tagInstanceProfile, untagUser, untagRole, untagPolicy, untagInstanceProfile, listUserTags,
        listRoleTags,
        listPolicyTags, listInstanceProfileTags,
    ]

    /// Source: API_TagUser.
    static let tagUser = Operation<IAMService>(TagUser.self) { input, call throws(ServiceError) in
        let tags = try call.dictionary(input.tags, of: .user)
        return try await call.tag(try await call.resource(.user, input.userName, IAMConditions(requestTags: tags)), tags)
    }

    /// Source: API_TagRole.
    static let tagRole = Operation<IAMService>(TagRole.self) { input, call throws(ServiceError) in
        let tags = try call.dictionary(input.tags, of: .role)
        return try await call.tag(try await call.resource(.role, input.roleName, IAMConditions(requestTags: tags)), tags)
    }

    /// Source: API_TagPolicy.
    static let tagPolicy = Operation<IAMService>(TagPolicy.self) { input, call throws(ServiceError) in
        let tags = try call.dictionary(input.tags, of: .policy)
        return try await call.tag(try await call.ownPolicy(input.policyArn, ofAWS, IAMConditions(requestTags: tags)), tags)
    }

    /// Source: API_TagInstanceProfile.
    static let tagInstanceProfile = Operation<IAMService>(TagInstanceProfile.self) { input, call throws(ServiceError) in
        let tags = try call.dictionary(input.tags, of: .instanceProfile)
        let name = input.instanceProfileName
        return try await call.tag(try await call.resource(.instanceProfile, name, IAMConditions(requestTags: tags)), tags)
    }

    /// Source: API_UntagUser.
    static let untagUser = Operation<IAMService>(UntagUser.self) { input, call throws(ServiceError) in
        let conditions = IAMConditions(removedTags: input.tagKeys)
        return try await call.untag(try await call.resource(.user, input.userName, conditions), input.tagKeys)
    }

    /// Source: API_UntagRole.
    static let untagRole = Operation<IAMService>(UntagRole.self) { input, call throws(ServiceError) in
        let conditions = IAMConditions(removedTags: input.tagKeys)
        return try await call.untag(try await call.resource(.role, input.roleName, conditions), input.tagKeys)
    }

    /// Source: API_UntagPolicy.
    static let untagPolicy = Operation<IAMService>(UntagPolicy.self) { input, call throws(ServiceError) in
        let conditions = IAMConditions(removedTags: input.tagKeys)
        return try await call.untag(try await call.ownPolicy(input.policyArn, ofAWS, conditions), input.tagKeys)
    }

    /// Source: API_UntagInstanceProfile.
    static let untagInstanceProfile = Operation<IAMService>(UntagInstanceProfile.self) { input, call throws(ServiceError) in
        let conditions = IAMConditions(removedTags: input.tagKeys)
        return try await call.untag(try await call.resource(.instanceProfile, input.instanceProfileName, conditions), input.tagKeys)
    }

    private static let ofAWS = "Cannot tag policies outside your own account."

    /// Source: API_ListUserTags.
    static let listUserTags = Operation<IAMService>(ListUserTags.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.user, input.userName)
        let page = page(found.resource.tags, input.marker, input.maxItems)
        return found.answer(ListUserTagsResponse(tags: page.elements, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// Source: API_ListRoleTags.
    static let listRoleTags = Operation<IAMService>(ListRoleTags.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.role, input.roleName)
        let page = page(found.resource.tags, input.marker, input.maxItems)
        return found.answer(ListRoleTagsResponse(tags: page.elements, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// Source: API_ListPolicyTags.
    static let listPolicyTags = Operation<IAMService>(ListPolicyTags.self) { input, call throws(ServiceError) in
        let found = try await call.policy(input.policyArn)
        let tags: [String: String] = if case .customer(let policy) = found.resource { policy.tags } else { [:] }
        let page = page(tags, input.marker, input.maxItems)
        return found.answer(ListPolicyTagsResponse(tags: page.elements, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// Source: API_ListInstanceProfileTags.
    static let listInstanceProfileTags = Operation<IAMService>(ListInstanceProfileTags.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.instanceProfile, input.instanceProfileName)
        let page = page(found.resource.tags, input.marker, input.maxItems)
        return found.answer(ListInstanceProfileTagsResponse(tags: page.elements, isTruncated: page.isTruncated, marker: page.marker))
    }

    private static func page(_ tags: [String: String], _ marker: String?, _ limit: Int?) -> Page<Tag> {
        let all = tags.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { Tag(key: $0.key, value: $0.value) }
        return Page(all, after: marker, limit: limit) { $0.key }
    }
}

extension Call<IAMService> {
    fileprivate func tag(
        _ found: consuming Authorized<IAMResource>, _ tags: [String: String]
    ) async throws(ServiceError) -> Permitted<NoOutput> {
        let resource = found.resource
        let bytes = tags.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        try await found.change(resource, bytes: bytes, isEverybodys: true) { resource throws(IAMRefusal) in
            // But for policies', the keys of tags are the same whatever their case.
            if resource.kind != .policy {
                let names = Set(tags.keys.map { $0.lowercased() })
                resource.tags = resource.tags.filter { !names.contains($0.key.lowercased()) }
            }
            resource.tags.merge(tags) { $1 }
            guard resource.tags.count <= IAMQuota.tags.limit else { throw .exceeds(.tags) }
        }
        return found.answer()
    }

    fileprivate func untag(_ found: consuming Authorized<IAMResource>, _ keys: [String]) async throws(ServiceError) -> Permitted<NoOutput> {
        let resource = found.resource
        let names = Set(resource.kind == .policy ? keys : keys.map { $0.lowercased() })
        try await found.change(resource, isEverybodys: true) { resource in
            let kind = resource.kind
            resource.tags = resource.tags.filter { !names.contains(kind == .policy ? $0.key : $0.key.lowercased()) }
        }
        return found.answer()
    }
}
