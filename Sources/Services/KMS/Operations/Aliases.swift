internal import ServiceKit
internal import Identity
internal import Store
internal import Core

extension KMSCall {
    /// Source: API_CreateAlias.
    func createAlias() async throws(KMSCallError) -> JSON { try await setAlias(exists: false) }

    /// Source: API_UpdateAlias.
    func updateAlias() async throws(KMSCallError) -> JSON { try await setAlias(exists: true) }

    private func setAlias(exists: Bool) async throws(KMSCallError) -> JSON {
        let alias = try aliasName()
        if case .alias = try reference("TargetKeyId").target { throw .invalid("Aliases must refer to keys. Not aliases") }
        let key = try await ownKey("TargetKeyId").name
        try await authorize(arn(alias), of: account, isOfKey: true)
        if exists { try await authorizeKey(of: alias) }
        try await run { () throws(KeyError) in try await keys.set(SetKMSAlias(alias: alias, key: key, exists: exists)) }
        return .object([])
    }

    /// Source: API_DeleteAlias.
    func deleteAlias() async throws(KMSCallError) -> JSON {
        let alias = try aliasName()
        try await authorize(arn(alias), of: account, isOfKey: true)
        try await authorizeKey(of: alias)
        try await run { () throws(KeyError) in try await keys.delete(DeleteKMSAlias(alias: alias, account: account, region: region)) }
        return .object([])
    }

    /// Who takes an alias from a key must be allowed to at the key too. Source: KMS Developer Guide, "Controlling access to aliases".
    private func authorizeKey(of alias: String) async throws(KMSCallError) {
        let reference = KeyReference(account: account, region: region, alias: alias)
        let key = try await run { () throws(KeyError) in try await keys.find(reference) }
        try await authorize(key.name.arn.description, of: key.name.account, isOfKey: true)
    }

    /// Source: API_ListAliases.
    func listAliases() async throws(KMSCallError) -> JSON {
        try await authorize("*", of: account)
        let limit = limit(50)
        var key: String?
        if input["KeyId"]?.string != nil {
            let reference = try reference()
            key = try await run { () throws(KeyError) in try await keys.find(reference) }.name.id
        }
        let page = ListKMSAliases(
            account: account, region: region, keyID: key, after: input["Marker"]?.string ?? "", limit: limit + 1)
        let found = try await run { () throws(KeyError) in try await keys.aliases(page) }
        return .members([
            "Aliases": .array(
                found.prefix(limit).map { alias in
                    .members([
                        "AliasName": .string(alias.name), "AliasArn": .string(arn(alias.name)), "TargetKeyId": .string(alias.keyID),
                        "CreationDate": .integer(alias.created.seconds), "LastUpdatedDate": .integer(alias.created.seconds),
                    ])
                }),
            "Truncated": .bool(found.count > limit), "NextMarker": found.count > limit ? .string(found[limit - 1].name) : nil,
        ])
    }

    private func aliasName() throws(KMSCallError) -> String {
        let name = text("AliasName")
        guard name.hasPrefix("alias/"), name.utf8.count > 6 else { throw .invalid("Invalid identifier") }
        guard !name.hasPrefix("alias/aws/") else { throw .service(KMSAPIError(400, "NotAuthorizedException", "")) }
        return name
    }

    private func arn(_ alias: String) -> String {
        ARN(service: "kms", region: region.description, account: account.description, resource: alias).description
    }
}
