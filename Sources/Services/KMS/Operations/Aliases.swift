internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Core

extension KMSService {
    /// Source: API_CreateAlias.
    static let createAlias = Operation<KMSService>(CreateAlias.self) { input, call throws(ServiceError) in
        let (alias, key) = try await call.target(of: input.aliasName, input.targetKeyId, for: input)
        let permitted = try await call.authorize((), call.arn(alias), isOfKey: true, for: input)
        try await permitted.run { keys throws(KeyError) in
            try await keys.set(SetKMSAlias(alias: alias, key: key.name, exists: false))
        }
        return permitted.answer()
    }

    /// Source: API_UpdateAlias.
    static let updateAlias = Operation<KMSService>(UpdateAlias.self) { input, call throws(ServiceError) in
        let (alias, key) = try await call.target(of: input.aliasName, input.targetKeyId, for: input)
        let permitted = try await call.authorize((), call.arn(alias), isOfKey: true, for: input)
        try await call.authorizeKey(of: alias, for: input)
        try await permitted.run { keys throws(KeyError) in
            try await keys.set(SetKMSAlias(alias: alias, key: key.name, exists: true))
        }
        return permitted.answer()
    }

    /// Source: API_DeleteAlias.
    static let deleteAlias = Operation<KMSService>(DeleteAlias.self) { input, call throws(ServiceError) in
        let alias = try call.alias(input.aliasName)
        let permitted = try await call.authorize((), call.arn(alias), isOfKey: true, for: input)
        try await call.authorizeKey(of: alias, for: input)
        try await permitted.run { keys throws(KeyError) in
            try await keys.delete(DeleteKMSAlias(alias: alias, account: call.account, region: call.region))
        }
        return permitted.answer()
    }

    /// Source: API_ListAliases.
    static let listAliases = Operation<KMSService>(ListAliases.self) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*", for: input)
        let limit = input.limit ?? 50
        var key: String?
        if let name = input.keyId {
            let reference = try call.reference(name)
            // Nobody is told what there is in another account. Source: API_ListAliases, "Cross-account use: No".
            guard reference.account == call.account else { throw KMSService.error(.notFound(reference.missing)) }
            key = try await call.run { () throws(KeyError) in try await call.finder.find(reference) }.name.id
        }
        let page = ListKMSAliases(
            account: call.account, region: call.region, keyID: key, after: input.marker ?? "", limit: limit + 1)
        let found = try await permitted.run { keys throws(KeyError) in try await keys.aliases(page) }
        return permitted.answer(
            ListAliasesResponse(
                aliases: found.prefix(limit).map { alias in
                    AliasListEntry(
                        aliasName: alias.name, aliasArn: call.arn(alias.name), targetKeyId: alias.keyID,
                        creationDate: alias.created.inWholeSeconds, lastUpdatedDate: alias.created.inWholeSeconds)
                },
                nextMarker: found.count > limit ? found[limit - 1].name : nil, truncated: found.count > limit))
    }
}

extension Call<KMSService> {
    fileprivate func arn(_ alias: String) -> String {
        ARN(service: "kms", region: region.description, account: account.description, resource: alias).description
    }

    fileprivate func alias(_ name: String) throws(ServiceError) -> String {
        guard name.hasPrefix("alias/"), name.utf8.count > 6 else { throw .invalid("Invalid identifier") }
        guard !name.hasPrefix("alias/aws/") else { throw ServiceError(400, "NotAuthorizedException", "") }
        return name
    }

    /// The alias that is to be set, and the key that it is to name.
    fileprivate func target(
        of name: String, _ target: String, for input: some KMSInput
    ) async throws(ServiceError) -> (alias: String, key: KMSKeyRecord) {
        let alias = try alias(name)
        if case .alias = try reference(target).target { throw .invalid("Aliases must refer to keys. Not aliases") }
        return (alias, try await ownKey(target, for: input).resource)
    }

    /// Who takes an alias from a key must be allowed to at the key too. Source: KMS Developer Guide, "Controlling access to aliases".
    fileprivate func authorizeKey(of alias: String, for input: some KMSInput) async throws(ServiceError) {
        let reference = KeyReference(account: account, region: region, alias: alias)
        let key = try await run { () throws(KeyError) in try await finder.find(reference) }
        _ = try await authorize((), key.name.arn.description, of: key.name.account, isOfKey: true, for: input)
    }
}
