internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Store
internal import Core

extension IAMService {
    static let oidcProviders = [
        createOpenIDConnectProvider, getOpenIDConnectProvider, listOpenIDConnectProviders, deleteOpenIDConnectProvider,
        addClientIDToOpenIDConnectProvider, removeClientIDFromOpenIDConnectProvider, updateOpenIDConnectProviderThumbprint,
        tagOpenIDConnectProvider, untagOpenIDConnectProvider, listOpenIDConnectProviderTags,
    ]

    /// AWS asks for it only where no authority vouches for the provider's certificate; nobody is trusted for it here.
    private static let thumbprints = UnreadMember.withoutEffect(
        "ThumbprintList", "kept and shown: a provider's certificate must be by an authority that is trusted")

    /// Source: API_CreateOpenIDConnectProvider.
    static let createOpenIDConnectProvider = Operation<IAMService>(
        CreateOpenIDConnectProvider.self, unread: [thumbprints, .refused("ContextProvider"), .refused("IdentityCenterInstanceArn")]
    ) { input, call throws(ServiceError) in
        let url = try OIDCProviderInput.url(input.url)
        let tags = try call.dictionary(input.tags ?? [], of: .user)
        let thumbprints = try OIDCProviderInput.thumbprints(input.thumbprintList ?? [])
        let clientIDs = (input.clientIDList ?? []).distinct
        let permitted = try await call.authorize((), OIDCProvider.arn(url, in: call.account), IAMConditions(requestTags: tags))
        guard clientIDs.count <= OIDCProviderQuota.clientIDs else { throw .init(.tooManyClientIDs, url, in: call.account) }
        let provider = OIDCProvider(
            account: call.account, url: url, created: call.service.clock.now, clientIDs: clientIDs, thumbprints: thumbprints, tags: tags)
        try await permitted.commit(CreateOIDCProvider(provider), provider)
        return permitted.answer(CreateOpenIDConnectProviderResponse(openIDConnectProviderArn: provider.arn.description, tags: shown(tags)))
    }

    /// Source: API_GetOpenIDConnectProvider.
    static let getOpenIDConnectProvider = Operation<IAMService>(GetOpenIDConnectProvider.self) { input, call throws(ServiceError) in
        let found = try await call.provider(input.openIDConnectProviderArn)
        let provider = found.resource
        return found.answer(
            GetOpenIDConnectProviderResponse(
                url: provider.url, clientIDList: provider.clientIDs, thumbprintList: provider.thumbprints,
                createDate: provider.created.whole, tags: shown(provider.tags)))
    }

    /// Source: API_ListOpenIDConnectProviders.
    static let listOpenIDConnectProviders = Operation<IAMService>(ListOpenIDConnectProviders.self) { _, call throws(ServiceError) in
        let permitted = try await call.authorize((), OIDCProvider.arn("", in: call.account))
        let urls = try await permitted.read(ListOIDCProviders(of: call.account))
        let account = call.account
        return permitted.answer(
            ListOpenIDConnectProvidersResponse(
                openIDConnectProviderList: urls.map { OpenIDConnectProviderListEntry(arn: OIDCProvider.arn($0, in: account).description) }))
    }

    /// Source: API_DeleteOpenIDConnectProvider.
    static let deleteOpenIDConnectProvider = Operation<IAMService>(DeleteOpenIDConnectProvider.self) { input, call throws(ServiceError) in
        let arn = input.openIDConnectProviderArn
        let found = try await call.provider(
            arn, orElse: .noSuchEntityException("OpenId connect Provider \(arn) cannot be found."))
        let provider = found.resource
        try await found.commit(DeleteOIDCProvider(provider), provider)
        return found.answer()
    }

    /// Source: API_AddClientIDToOpenIDConnectProvider: one that is there already stays.
    static let addClientIDToOpenIDConnectProvider = Operation<IAMService>(
        AddClientIDToOpenIDConnectProvider.self
    ) { input, call throws(ServiceError) in
        let found = try await call.provider(input.openIDConnectProviderArn)
        let (provider, clientID) = (found.resource, input.clientID)
        try await found.commit(
            ChangeOIDCProvider(provider, bytes: clientID.utf8.count + 3) { provider throws(OIDCProviderRefusal) in
                provider.clientIDs = (provider.clientIDs + [clientID]).distinct
                guard provider.clientIDs.count <= OIDCProviderQuota.clientIDs else { throw .tooManyClientIDs }
            }, provider)
        return found.answer()
    }

    /// Source: API_RemoveClientIDFromOpenIDConnectProvider: it need not be there.
    static let removeClientIDFromOpenIDConnectProvider = Operation<IAMService>(
        RemoveClientIDFromOpenIDConnectProvider.self
    ) { input, call throws(ServiceError) in
        let found = try await call.provider(input.openIDConnectProviderArn)
        let (provider, clientID) = (found.resource, input.clientID)
        try await found.commit(
            ChangeOIDCProvider(provider) { provider in provider.clientIDs.removeAll { $0.utf8.elementsEqual(clientID.utf8) } }, provider)
        return found.answer()
    }

    /// Source: API_UpdateOpenIDConnectProviderThumbprint: the new list takes the place of the old one.
    static let updateOpenIDConnectProviderThumbprint = Operation<IAMService>(
        UpdateOpenIDConnectProviderThumbprint.self, unread: [thumbprints]
    ) { input, call throws(ServiceError) in
        let thumbprints = try OIDCProviderInput.thumbprints(input.thumbprintList)
        let found = try await call.provider(input.openIDConnectProviderArn)
        let provider = found.resource
        let bytes = thumbprints.reduce(0) { $0 + $1.utf8.count + 3 }
        try await found.commit(ChangeOIDCProvider(provider, bytes: bytes) { $0.thumbprints = thumbprints }, provider)
        return found.answer()
    }

    /// Source: API_TagOpenIDConnectProvider.
    static let tagOpenIDConnectProvider = Operation<IAMService>(TagOpenIDConnectProvider.self) { input, call throws(ServiceError) in
        let tags = try call.dictionary(input.tags, of: .user)
        let found = try await call.provider(input.openIDConnectProviderArn, IAMConditions(requestTags: tags))
        let provider = found.resource
        let bytes = tags.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 6 }
        try await found.commit(
            ChangeOIDCProvider(provider, bytes: bytes) { provider throws(OIDCProviderRefusal) in
                let names = Set(tags.keys.map { $0.lowercased() })
                provider.tags = provider.tags.filter { !names.contains($0.key.lowercased()) }.merging(tags) { $1 }
                guard provider.tags.count <= OIDCProviderQuota.tags else { throw .tooManyTags }
            }, provider)
        return found.answer()
    }

    /// Source: API_UntagOpenIDConnectProvider.
    static let untagOpenIDConnectProvider = Operation<IAMService>(UntagOpenIDConnectProvider.self) { input, call throws(ServiceError) in
        let found = try await call.provider(input.openIDConnectProviderArn, IAMConditions(removedTags: input.tagKeys))
        let provider = found.resource
        let names = Set(input.tagKeys.map { $0.lowercased() })
        try await found.commit(
            ChangeOIDCProvider(provider) { provider in
                provider.tags = provider.tags.filter { !names.contains($0.key.lowercased()) }
            }, provider)
        return found.answer()
    }

    /// Source: API_ListOpenIDConnectProviderTags.
    static let listOpenIDConnectProviderTags = Operation<IAMService>(
        ListOpenIDConnectProviderTags.self
    ) { input, call throws(ServiceError) in
        let found = try await call.provider(input.openIDConnectProviderArn)
        let all = found.resource.tags.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { Tag(key: $0.key, value: $0.value) }
        let page = Page(all, after: input.marker, limit: input.maxItems) { $0.key }
        return found.answer(ListOpenIDConnectProviderTagsResponse(tags: page.elements, isTruncated: page.isTruncated, marker: page.marker))
    }
}

/// What the model does not say of a provider's inputs.
enum OIDCProviderInput {
    /// A URL with https, a host and perhaps a path: no port, query or user, as AWS takes it.
    /// - Returns: it without its scheme.
    static func url(_ text: String) throws(ServiceError) -> String {
        let invalid = "Invalid Open ID Connect Provider URL"
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), text[colon...].hasPrefix("://") else {
            throw ServiceError(400, "ValidationError", invalid)
        }
        guard text[..<colon].lowercased() == "https" else {
            throw .invalidInputException(invalid + ". The URL must begin with https://.")
        }
        let rest = text[text.utf8.index(colon, offsetBy: 3)...]
        let host = rest.prefix { $0 != "/" }
        guard isHost(host), rest.dropFirst(host.count).utf8.allSatisfy(isPath) else { throw .invalidInputException(invalid + ".") }
        return String(rest)
    }

    private static func isHost(_ host: Substring) -> Bool {
        let labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isPath(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || "/-._~!$&'()*+,;=@%".utf8.contains(byte) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & ~0x20)
    }

    /// - Returns: them in lower case.
    static func thumbprints(_ list: [String]) throws(ServiceError) -> [String] {
        guard list.count <= OIDCProviderQuota.thumbprints else {
            throw .invalidInputException("Thumbprint list must contain fewer than \(OIDCProviderQuota.thumbprints) entries.")
        }
        guard list.allSatisfy({ Hex.decode($0) != nil }) else {
            throw .invalidInputException("A thumbprint must be the 40 hexadecimal digits of a SHA-1.")
        }
        return list.map { $0.lowercased() }.distinct
    }
}

extension [String] {
    /// Each once, by its bytes, in their order.
    fileprivate var distinct: [String] {
        var seen: Set<[UInt8]> = []
        return filter { seen.insert(Array<UInt8>($0.utf8)).inserted }
    }
}

extension ServiceError {
    fileprivate init(_ refusal: OIDCProviderRefusal, _ url: String, in account: AccountID) {
        switch refusal {
        case .notFound:
            self = .noSuchEntityException("OpenIDConnect Provider not found for arn \(OIDCProvider.arn(url, in: account))")
        case .alreadyExists: self = .entityAlreadyExistsException("Provider with url https://\(url) already exists.")
        case .tooManyProviders:
            self = .limitExceededException("Cannot exceed quota for OpenIdConnectProvidersPerAccount: \(OIDCProviderQuota.providers)")
        case .tooManyClientIDs:
            self = .limitExceededException("Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: \(OIDCProviderQuota.clientIDs)")
        case .tooManyTags: self = .limitExceededException("The number of tags has reached the maximum limit.")
        }
    }
}

extension Call<IAMService> {
    /// A provider that an input names, once the caller may do this to it.
    /// - Parameter missing: what is said of one that is not there.
    fileprivate func provider(
        _ text: String, _ conditions: IAMConditions = IAMConditions(), orElse missing: ServiceError? = nil
    ) async throws(ServiceError) -> Authorized<OIDCProvider> {
        guard let arn = ARN(text), let named = OIDCProvider.named(by: arn) else { throw .invalidArn(text) }
        let found = try await run { () throws(StoreFailure) in try await service.finder.find(FindOIDCProvider(named.account, named.url)) }
        var known = conditions
        known.resourceTags = found?.tags ?? [:]
        guard let found else {
            _ = try await authorize((), arn, of: named.account, known)
            throw missing ?? .init(.notFound, named.url, in: named.account)
        }
        return try await authorize(found, arn, of: named.account, known)
    }
}

extension Call.Authorized where Service == IAMService {
    fileprivate borrowing func commit<M: Mutation>(
        _ mutation: M, _ provider: OIDCProvider
    ) async throws(ServiceError) where M.Refusal == OIDCProviderRefusal, M.Result == Void {
        do { try await domain.commit(mutation) } catch {
            switch error {
            case .failed(let failure): throw IAMService.error(failure)
            case .refused(let refusal): throw ServiceError(refusal, provider.url, in: provider.account)
            }
        }
    }
}
