internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Store
internal import Core

extension KMSService {
    /// Source: API_CreateKey.
    static let createKey = Operation<KMSService>(
        CreateKey.self,
        // A policy of 131,072 characters, each of which JSON may write in six bytes.
        bodyLimit: 1 << 20, support: .partly("symmetric keys of this store's own, with the default key policy"),
        unread: [
            .refused("KeySpec", unless: "SYMMETRIC_DEFAULT"), .refused("CustomerMasterKeySpec", unless: "SYMMETRIC_DEFAULT"),
            .refused("KeyUsage", unless: "ENCRYPT_DECRYPT"), .refused("Origin", unless: "AWS_KMS"), .refused("Policy"), .refused("Tags"),
            .refused("MultiRegion"), .refused("CustomKeyStoreId"), .refused("XksKeyId"),
            .withoutEffect("BypassPolicyLockoutSafetyCheck", "the default key policy locks nobody out"),
        ]
    ) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*", for: input)
        let key = try await permitted.run { keys throws(KeyError) in
            try await keys.create(account: call.account, region: call.region, description: input.description ?? "")
        }
        return permitted.answer(CreateKeyResponse(keyMetadata: KeyMetadata(key)))
    }

    /// Source: API_DescribeKey.
    static let describeKey = Operation<KMSService>(DescribeKey.self, unread: [noGrants]) { input, call throws(ServiceError) in
        let key = try await call.key(input.keyId, for: input)
        let metadata = KeyMetadata(key.resource)
        return key.answer(DescribeKeyResponse(keyMetadata: metadata))
    }

    /// Source: API_ListKeys.
    static let listKeys = Operation<KMSService>(ListKeys.self, unread: [.refused("ResourceOwners", unless: "SELF")]) {
        input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*", for: input)
        let limit = input.limit ?? 100
        let page = ListKMSKeys(account: call.account, region: call.region, after: input.marker ?? "", limit: limit + 1)
        let found = try await permitted.run { keys throws(KeyError) in try await keys.keys(page) }
        return permitted.answer(
            ListKeysResponse(
                keys: found.prefix(limit).map { KeyListEntry(keyId: $0.name.id, keyArn: $0.name.arn.description) },
                nextMarker: found.count > limit ? found[limit - 1].name.id : nil, truncated: found.count > limit))
    }

    /// Source: API_EnableKey.
    static let enableKey = Operation<KMSService>(EnableKey.self) { input, call throws(ServiceError) in
        let key = try await call.ownKey(input.keyId, for: input)
        try await key.setState(.enabled)
        return key.answer()
    }

    /// Source: API_DisableKey.
    static let disableKey = Operation<KMSService>(DisableKey.self) { input, call throws(ServiceError) in
        let key = try await call.ownKey(input.keyId, for: input)
        try await key.setState(.disabled)
        return key.answer()
    }

    /// Source: API_UpdateKeyDescription.
    static let updateKeyDescription = Operation<KMSService>(UpdateKeyDescription.self) { input, call throws(ServiceError) in
        let key = try await call.ownKey(input.keyId, for: input)
        let name = key.resource.name
        _ = try await key.run { keys throws(KeyError) in
            try await keys.change(name) { key throws(KMSKeyRefusal) in key.with(description: input.description) }
        }
        return key.answer()
    }

    /// Source: API_ScheduleKeyDeletion.
    static let scheduleKeyDeletion = Operation<KMSService>(ScheduleKeyDeletion.self) { input, call throws(ServiceError) in
        let days = input.pendingWindowInDays ?? 30
        let key = try await call.ownKey(input.keyId, for: input)
        let date = call.service.clock.now.adding(seconds: Int64(days) * 86_400)
        try await key.setState(.pendingDeletion(date))
        let name = key.resource.name.arn.description
        return key.answer(
            ScheduleKeyDeletionResponse(
                keyId: name, deletionDate: date.inWholeSeconds, keyState: "PendingDeletion", pendingWindowInDays: days))
    }

    /// Source: API_CancelKeyDeletion. The key is disabled then.
    static let cancelKeyDeletion = Operation<KMSService>(CancelKeyDeletion.self) { input, call throws(ServiceError) in
        let key = try await call.ownKey(input.keyId, for: input)
        let name = key.resource.name
        _ = try await key.run { keys throws(KeyError) in
            try await keys.change(name) { key throws(KMSKeyRefusal) in
                guard case .pendingDeletion = key.state else { throw .invalidState("\(key.name.arn) is not pending deletion.") }
                return key.with(.disabled)
            }
        }
        return key.answer(CancelKeyDeletionResponse(keyId: name.arn.description))
    }

    /// Source: API_GetKeyPolicy. Every key has the default policy, which leaves it to the account's IAM policies.
    static let getKeyPolicy = Operation<KMSService>(GetKeyPolicy.self) { input, call throws(ServiceError) in
        let key = try await call.key(input.keyId, for: input)
        guard input.policyName ?? "default" == "default" else { throw .notFoundException("No such policy exists") }
        let statement: JSON = .members([
            "Sid": "Enable IAM User Permissions", "Effect": "Allow",
            "Principal": .members(["AWS": .string("arn:aws:iam::\(key.resource.name.account):root")]), "Action": "kms:*", "Resource": "*",
        ])
        let policy: JSON = .members(["Version": "2012-10-17", "Id": "key-default-1", "Statement": .array([statement])])
        return key.answer(GetKeyPolicyResponse(policy: policy.text, policyName: "default"))
    }

    /// Source: API_GetKeyRotationStatus. Keys are not rotated.
    static let getKeyRotationStatus = Operation<KMSService>(GetKeyRotationStatus.self) { input, call throws(ServiceError) in
        let key = try await call.key(input.keyId, for: input)
        let name = key.resource.name.arn.description
        return key.answer(GetKeyRotationStatusResponse(keyRotationEnabled: false, keyId: name))
    }

    /// Source: API_ListResourceTags. Keys have none.
    static let listResourceTags = Operation<KMSService>(
        ListResourceTags.self,
        unread: [.withoutEffect("Limit", "keys have no tags"), .withoutEffect("Marker", "keys have no tags")]
    ) { input, call throws(ServiceError) in
        let key = try await call.key(input.keyId, for: input)
        return key.answer(ListResourceTagsResponse(tags: [], truncated: false))
    }

    /// There are none, so no token gives a permission.
    static let noGrants = UnreadMember.withoutEffect("GrantTokens", "there are no grants")
}

extension Call.Authorized where Service == KMSService, Resource == KMSKeyRecord {
    fileprivate func setState(_ state: KMSKeyState) async throws(ServiceError) {
        let name = resource.name
        _ = try await run { keys throws(KeyError) in
            try await keys.change(name) { key throws(KMSKeyRefusal) in
                if case .pendingDeletion = key.state { throw .invalidState("\(key.name.arn) is pending deletion.") }
                return key.with(state)
            }
        }
    }
}

extension KMSService.KeyMetadata {
    fileprivate init(_ key: KMSKeyRecord) {
        var (state, date): (String, Timestamp?) = ("Enabled", nil)
        switch key.state {
        case .enabled: break
        case .disabled: state = "Disabled"
        case .pendingDeletion(let when): (state, date) = ("PendingDeletion", when)
        }
        self.init(
            awsAccountId: key.name.account.description, keyId: key.name.id, arn: key.name.arn.description,
            creationDate: key.created.inWholeSeconds, enabled: state == "Enabled", description: key.description,
            keyUsage: "ENCRYPT_DECRYPT", keyState: state, deletionDate: date?.inWholeSeconds, origin: "AWS_KMS",
            keyManager: key.isManaged ? "AWS" : "CUSTOMER", customerMasterKeySpec: "SYMMETRIC_DEFAULT", keySpec: "SYMMETRIC_DEFAULT",
            encryptionAlgorithms: ["SYMMETRIC_DEFAULT"], multiRegion: false, currentKeyMaterialId: key.materialID)
    }
}

extension Timestamp {
    var inWholeSeconds: Timestamp { Timestamp(seconds: seconds) }
}

extension KMSKeyRecord {
    fileprivate func with(_ state: KMSKeyState? = nil, description: String? = nil) -> KMSKeyRecord {
        KMSKeyRecord(
            name: name, sealedMaterial: sealedMaterial, description: description ?? self.description, isManaged: isManaged,
            state: state ?? self.state, created: created)
    }
}
