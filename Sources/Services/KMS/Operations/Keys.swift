internal import ServiceKit
internal import Identity
internal import Store
internal import Core

extension KMSCall {
    /// Source: API_CreateKey. Symmetric keys of this store's own, with the default key policy.
    func createKey() async throws(KMSCallError) -> JSON {
        try await authorize("*", of: account)
        try refuse("KeySpec", unless: "SYMMETRIC_DEFAULT")
        try refuse("CustomerMasterKeySpec", unless: "SYMMETRIC_DEFAULT")
        try refuse("KeyUsage", unless: "ENCRYPT_DECRYPT")
        try refuse("Origin", unless: "AWS_KMS")
        for name in ["Policy", "Tags", "MultiRegion", "CustomKeyStoreId", "XksKeyId"] { try refuse(name) }
        let text = description
        let key = try await run { () throws(KeyError) in try await keys.create(account: account, region: region, description: text) }
        return .members(["KeyMetadata": metadata(key)])
    }

    /// Source: API_DescribeKey.
    func describeKey() async throws(KMSCallError) -> JSON { .members(["KeyMetadata": metadata(try await key())]) }

    /// Source: API_ListKeys.
    func listKeys() async throws(KMSCallError) -> JSON {
        try await authorize("*", of: account)
        guard input["ResourceOwners"]?.array ?? ["SELF"] == ["SELF"] else { throw .notImplemented("ResourceOwners other than SELF") }
        let limit = limit(100)
        let page = ListKMSKeys(account: account, region: region, after: input["Marker"]?.string ?? "", limit: limit + 1)
        let found = try await run { () throws(KeyError) in try await keys.keys(page) }
        return .members([
            "Keys": .array(
                found.prefix(limit).map {
                    .members(["KeyId": .string($0.name.id), "KeyArn": .string($0.name.arn.description)])
                }),
            "Truncated": .bool(found.count > limit), "NextMarker": found.count > limit ? .string(found[limit - 1].name.id) : nil,
        ])
    }

    /// Source: API_EnableKey.
    func enableKey() async throws(KMSCallError) -> JSON { try await setState(.enabled) }

    /// Source: API_DisableKey.
    func disableKey() async throws(KMSCallError) -> JSON { try await setState(.disabled) }

    private func setState(_ state: KMSKeyState) async throws(KMSCallError) -> JSON {
        let name = try await ownKey().name
        _ = try await run { () throws(KeyError) in
            try await keys.change(name) { key throws(MetadataError) in
                if case .pendingDeletion = key.state { throw .conflict("\(key.name.arn) is pending deletion.") }
                return key.with(state)
            }
        }
        return .object([])
    }

    /// Source: API_UpdateKeyDescription.
    func updateKeyDescription() async throws(KMSCallError) -> JSON {
        let (name, text) = (try await ownKey().name, description)
        _ = try await run { () throws(KeyError) in
            try await keys.change(name) { key throws(MetadataError) in key.with(description: text) }
        }
        return .object([])
    }

    /// Source: API_ScheduleKeyDeletion.
    func scheduleKeyDeletion() async throws(KMSCallError) -> JSON {
        let days = input["PendingWindowInDays"]?.integer ?? 30
        let name = try await ownKey().name
        let date = clock.now.adding(seconds: Int64(days) * 86_400)
        _ = try await run { () throws(KeyError) in
            try await keys.change(name) { key throws(MetadataError) in
                if case .pendingDeletion = key.state { throw .conflict("\(key.name.arn) is pending deletion.") }
                return key.with(.pendingDeletion(date))
            }
        }
        return .members([
            "KeyId": .string(name.arn.description), "DeletionDate": .integer(date.seconds), "KeyState": "PendingDeletion",
            "PendingWindowInDays": .integer(days),
        ])
    }

    /// Source: API_CancelKeyDeletion. The key is disabled then.
    func cancelKeyDeletion() async throws(KMSCallError) -> JSON {
        let name = try await ownKey().name
        _ = try await run { () throws(KeyError) in
            try await keys.change(name) { key throws(MetadataError) in
                guard case .pendingDeletion = key.state else { throw .conflict("\(key.name.arn) is not pending deletion.") }
                return key.with(.disabled)
            }
        }
        return .members(["KeyId": .string(name.arn.description)])
    }

    /// Source: API_GetKeyPolicy. Every key has the default policy, which leaves it to the account's IAM policies.
    func getKeyPolicy() async throws(KMSCallError) -> JSON {
        let key = try await key()
        guard input["PolicyName"]?.string ?? "default" == "default" else { throw .service(.notFound("No such policy exists")) }
        let statement: JSON = .members([
            "Sid": "Enable IAM User Permissions", "Effect": "Allow",
            "Principal": .members(["AWS": .string("arn:aws:iam::\(key.name.account):root")]), "Action": "kms:*", "Resource": "*",
        ])
        let policy: JSON = .members(["Version": "2012-10-17", "Id": "key-default-1", "Statement": .array([statement])])
        return .members(["Policy": .string(policy.text), "PolicyName": "default"])
    }

    /// Source: API_GetKeyRotationStatus. Keys are not rotated.
    func getKeyRotationStatus() async throws(KMSCallError) -> JSON {
        .members(["KeyId": .string(try await key().name.arn.description), "KeyRotationEnabled": false])
    }

    /// Source: API_ListResourceTags. Keys have none.
    func listResourceTags() async throws(KMSCallError) -> JSON {
        _ = try await key()
        return .members(["Tags": [], "Truncated": false])
    }

    private var description: String { input["Description"]?.string ?? "" }

    private func metadata(_ key: KMSKeyRecord) -> JSON {
        var (state, date): (String, Timestamp?) = ("Enabled", nil)
        switch key.state {
        case .enabled: break
        case .disabled: state = "Disabled"
        case .pendingDeletion(let when): (state, date) = ("PendingDeletion", when)
        }
        return .members([
            "AWSAccountId": .string(key.name.account.description), "KeyId": .string(key.name.id),
            "Arn": .string(key.name.arn.description), "CreationDate": .integer(key.created.seconds), "Enabled": .bool(state == "Enabled"),
            "Description": .string(key.description), "KeyUsage": "ENCRYPT_DECRYPT", "KeyState": .string(state),
            "DeletionDate": date.map { .integer($0.seconds) }, "Origin": "AWS_KMS", "KeyManager": key.isManaged ? "AWS" : "CUSTOMER",
            "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT", "KeySpec": "SYMMETRIC_DEFAULT",
            "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"], "MultiRegion": false, "CurrentKeyMaterialId": .string(key.materialID),
        ])
    }
}

extension KMSKeyRecord {
    fileprivate func with(_ state: KMSKeyState? = nil, description: String? = nil) -> KMSKeyRecord {
        KMSKeyRecord(
            name: name, sealedMaterial: sealedMaterial, description: description ?? self.description, isManaged: isManaged,
            state: state ?? self.state, created: created)
    }
}
