// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension KMSService {
    struct CancelKeyDeletionResponse: OutputStructure {
        var keyId: String?

        func write(to writer: inout OutputWriter) {
            writer.member("KeyId", keyId)
        }
    }
}

extension KMSService {
    struct CreateKeyResponse: OutputStructure {
        var keyMetadata: KeyMetadata?

        func write(to writer: inout OutputWriter) {
            writer.member("KeyMetadata", keyMetadata)
        }
    }
}

extension KMSService {
    struct KeyMetadata: OutputStructure {
        var awsAccountId: String?
        var keyId: String
        var arn: String?
        var creationDate: Timestamp?
        var enabled: Bool?
        var description: String?
        var keyUsage: String?
        var keyState: String?
        var deletionDate: Timestamp?
        var validTo: Timestamp?
        var origin: String?
        var customKeyStoreId: String?
        var cloudHsmClusterId: String?
        var expirationModel: String?
        var keyManager: String?
        var customerMasterKeySpec: String?
        var keySpec: String?
        var encryptionAlgorithms: [String]?
        var signingAlgorithms: [String]?
        var keyAgreementAlgorithms: [String]?
        var encapsulationAlgorithms: [String]?
        var multiRegion: Bool?
        var multiRegionConfiguration: MultiRegionConfiguration?
        var pendingDeletionWindowInDays: Int?
        var macAlgorithms: [String]?
        var xksKeyConfiguration: XksKeyConfigurationType?
        var currentKeyMaterialId: String?

        func write(to writer: inout OutputWriter) {
            writer.member("AWSAccountId", awsAccountId)
            writer.member("KeyId", keyId)
            writer.member("Arn", arn)
            writer.member("CreationDate", creationDate)
            writer.member("Enabled", enabled)
            writer.member("Description", description)
            writer.member("KeyUsage", keyUsage)
            writer.member("KeyState", keyState)
            writer.member("DeletionDate", deletionDate)
            writer.member("ValidTo", validTo)
            writer.member("Origin", origin)
            writer.member("CustomKeyStoreId", customKeyStoreId)
            writer.member("CloudHsmClusterId", cloudHsmClusterId)
            writer.member("ExpirationModel", expirationModel)
            writer.member("KeyManager", keyManager)
            writer.member("CustomerMasterKeySpec", customerMasterKeySpec)
            writer.member("KeySpec", keySpec)
            writer.member("EncryptionAlgorithms", encryptionAlgorithms)
            writer.member("SigningAlgorithms", signingAlgorithms)
            writer.member("KeyAgreementAlgorithms", keyAgreementAlgorithms)
            writer.member("EncapsulationAlgorithms", encapsulationAlgorithms)
            writer.member("MultiRegion", multiRegion)
            writer.member("MultiRegionConfiguration", multiRegionConfiguration)
            writer.member("PendingDeletionWindowInDays", pendingDeletionWindowInDays)
            writer.member("MacAlgorithms", macAlgorithms)
            writer.member("XksKeyConfiguration", xksKeyConfiguration)
            writer.member("CurrentKeyMaterialId", currentKeyMaterialId)
        }
    }
}

extension KMSService {
    struct MultiRegionConfiguration: OutputStructure {
        var multiRegionKeyType: String?
        var primaryKey: MultiRegionKey?
        var replicaKeys: [MultiRegionKey]?

        func write(to writer: inout OutputWriter) {
            writer.member("MultiRegionKeyType", multiRegionKeyType)
            writer.member("PrimaryKey", primaryKey)
            writer.member("ReplicaKeys", replicaKeys)
        }
    }
}

extension KMSService {
    struct MultiRegionKey: OutputStructure {
        var arn: String?
        var region: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Arn", arn)
            writer.member("Region", region)
        }
    }
}

extension KMSService {
    struct XksKeyConfigurationType: OutputStructure {
        var id: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Id", id)
        }
    }
}

extension KMSService {
    struct DecryptResponse: OutputStructure {
        var keyId: String?
        var plaintext: Blob?
        var encryptionAlgorithm: String?
        var ciphertextForRecipient: Blob?
        var keyMaterialId: String?

        func write(to writer: inout OutputWriter) {
            writer.member("KeyId", keyId)
            writer.member("Plaintext", plaintext)
            writer.member("EncryptionAlgorithm", encryptionAlgorithm)
            writer.member("CiphertextForRecipient", ciphertextForRecipient)
            writer.member("KeyMaterialId", keyMaterialId)
        }
    }
}

extension KMSService {
    struct DescribeKeyResponse: OutputStructure {
        var keyMetadata: KeyMetadata?

        func write(to writer: inout OutputWriter) {
            writer.member("KeyMetadata", keyMetadata)
        }
    }
}

extension KMSService {
    struct EncryptResponse: OutputStructure {
        var ciphertextBlob: Blob?
        var keyId: String?
        var encryptionAlgorithm: String?

        func write(to writer: inout OutputWriter) {
            writer.member("CiphertextBlob", ciphertextBlob)
            writer.member("KeyId", keyId)
            writer.member("EncryptionAlgorithm", encryptionAlgorithm)
        }
    }
}

extension KMSService {
    struct GenerateDataKeyResponse: OutputStructure {
        var ciphertextBlob: Blob?
        var plaintext: Blob?
        var keyId: String?
        var ciphertextForRecipient: Blob?
        var keyMaterialId: String?

        func write(to writer: inout OutputWriter) {
            writer.member("CiphertextBlob", ciphertextBlob)
            writer.member("Plaintext", plaintext)
            writer.member("KeyId", keyId)
            writer.member("CiphertextForRecipient", ciphertextForRecipient)
            writer.member("KeyMaterialId", keyMaterialId)
        }
    }
}

extension KMSService {
    struct GenerateDataKeyWithoutPlaintextResponse: OutputStructure {
        var ciphertextBlob: Blob?
        var keyId: String?
        var keyMaterialId: String?

        func write(to writer: inout OutputWriter) {
            writer.member("CiphertextBlob", ciphertextBlob)
            writer.member("KeyId", keyId)
            writer.member("KeyMaterialId", keyMaterialId)
        }
    }
}

extension KMSService {
    struct GetKeyPolicyResponse: OutputStructure {
        var policy: String?
        var policyName: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Policy", policy)
            writer.member("PolicyName", policyName)
        }
    }
}

extension KMSService {
    struct GetKeyRotationStatusResponse: OutputStructure {
        var keyRotationEnabled: Bool?
        var keyId: String?
        var rotationPeriodInDays: Int?
        var nextRotationDate: Timestamp?
        var onDemandRotationStartDate: Timestamp?

        func write(to writer: inout OutputWriter) {
            writer.member("KeyRotationEnabled", keyRotationEnabled)
            writer.member("KeyId", keyId)
            writer.member("RotationPeriodInDays", rotationPeriodInDays)
            writer.member("NextRotationDate", nextRotationDate)
            writer.member("OnDemandRotationStartDate", onDemandRotationStartDate)
        }
    }
}

extension KMSService {
    struct ListAliasesResponse: OutputStructure {
        var aliases: [AliasListEntry]?
        var nextMarker: String?
        var truncated: Bool?

        func write(to writer: inout OutputWriter) {
            writer.member("Aliases", aliases)
            writer.member("NextMarker", nextMarker)
            writer.member("Truncated", truncated)
        }
    }
}

extension KMSService {
    struct AliasListEntry: OutputStructure {
        var aliasName: String?
        var aliasArn: String?
        var targetKeyId: String?
        var creationDate: Timestamp?
        var lastUpdatedDate: Timestamp?

        func write(to writer: inout OutputWriter) {
            writer.member("AliasName", aliasName)
            writer.member("AliasArn", aliasArn)
            writer.member("TargetKeyId", targetKeyId)
            writer.member("CreationDate", creationDate)
            writer.member("LastUpdatedDate", lastUpdatedDate)
        }
    }
}

extension KMSService {
    struct ListKeysResponse: OutputStructure {
        var keys: [KeyListEntry]?
        var nextMarker: String?
        var truncated: Bool?

        func write(to writer: inout OutputWriter) {
            writer.member("Keys", keys)
            writer.member("NextMarker", nextMarker)
            writer.member("Truncated", truncated)
        }
    }
}

extension KMSService {
    struct KeyListEntry: OutputStructure {
        var keyId: String?
        var keyArn: String?

        func write(to writer: inout OutputWriter) {
            writer.member("KeyId", keyId)
            writer.member("KeyArn", keyArn)
        }
    }
}

extension KMSService {
    struct ListResourceTagsResponse: OutputStructure {
        var tags: [Tag]?
        var nextMarker: String?
        var truncated: Bool?

        func write(to writer: inout OutputWriter) {
            writer.member("Tags", tags)
            writer.member("NextMarker", nextMarker)
            writer.member("Truncated", truncated)
        }
    }
}

extension KMSService {
    struct ScheduleKeyDeletionResponse: OutputStructure {
        var keyId: String?
        var deletionDate: Timestamp?
        var keyState: String?
        var pendingWindowInDays: Int?

        func write(to writer: inout OutputWriter) {
            writer.member("KeyId", keyId)
            writer.member("DeletionDate", deletionDate)
            writer.member("KeyState", keyState)
            writer.member("PendingWindowInDays", pendingWindowInDays)
        }
    }
}
