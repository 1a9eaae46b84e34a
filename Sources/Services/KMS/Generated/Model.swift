// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
package import ServiceKit

extension KMSService {
    package static let model = ServiceModel(
        name: "kms", wire: JSONProtocol(version: "1.1", target: "TrentService."),
        operations: """
            CancelKeyDeletion ConnectCustomKeyStore CreateAlias CreateCustomKeyStore CreateGrant CreateKey Decapsulate Decrypt DeleteAlias \
            DeleteCustomKeyStore DeleteImportedKeyMaterial DeriveSharedSecret DescribeCustomKeyStores DescribeKey DisableKey \
            DisableKeyRotation DisconnectCustomKeyStore EnableKey EnableKeyRotation Encapsulate Encrypt GenerateDataKey \
            GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext GenerateMac GenerateRandom \
            GetKeyLastUsage GetKeyPolicy GetKeyRotationStatus GetParametersForImport GetPublicKey ImportKeyMaterial ListAliases ListGrants \
            ListKeyPolicies ListKeyRotations ListKeys ListResourceTags ListRetirableGrants PutKeyPolicy ReEncrypt ReplicateKey RetireGrant \
            RevokeGrant RotateKeyOnDemand ScheduleKeyDeletion Sign TagResource UntagResource UpdateAlias UpdateCustomKeyStore \
            UpdateKeyDescription UpdatePrimaryRegion Verify VerifyMac
            """)

    enum CancelKeyDeletion: OperationModel {
        static let name = "CancelKeyDeletion"
        typealias Input = CancelKeyDeletionRequest
        typealias Output = CancelKeyDeletionResponse
    }

    enum CreateAlias: OperationModel {
        static let name = "CreateAlias"
        typealias Input = CreateAliasRequest
        typealias Output = NoOutput
    }

    enum CreateKey: OperationModel {
        static let name = "CreateKey"
        typealias Input = CreateKeyRequest
        typealias Output = CreateKeyResponse
    }

    enum Decrypt: OperationModel {
        static let name = "Decrypt"
        typealias Input = DecryptRequest
        typealias Output = DecryptResponse
    }

    enum DeleteAlias: OperationModel {
        static let name = "DeleteAlias"
        typealias Input = DeleteAliasRequest
        typealias Output = NoOutput
    }

    enum DescribeKey: OperationModel {
        static let name = "DescribeKey"
        typealias Input = DescribeKeyRequest
        typealias Output = DescribeKeyResponse
    }

    enum DisableKey: OperationModel {
        static let name = "DisableKey"
        typealias Input = DisableKeyRequest
        typealias Output = NoOutput
    }

    enum EnableKey: OperationModel {
        static let name = "EnableKey"
        typealias Input = EnableKeyRequest
        typealias Output = NoOutput
    }

    enum Encrypt: OperationModel {
        static let name = "Encrypt"
        typealias Input = EncryptRequest
        typealias Output = EncryptResponse
    }

    enum GenerateDataKey: OperationModel {
        static let name = "GenerateDataKey"
        typealias Input = GenerateDataKeyRequest
        typealias Output = GenerateDataKeyResponse
    }

    enum GenerateDataKeyWithoutPlaintext: OperationModel {
        static let name = "GenerateDataKeyWithoutPlaintext"
        typealias Input = GenerateDataKeyWithoutPlaintextRequest
        typealias Output = GenerateDataKeyWithoutPlaintextResponse
    }

    enum GetKeyPolicy: OperationModel {
        static let name = "GetKeyPolicy"
        typealias Input = GetKeyPolicyRequest
        typealias Output = GetKeyPolicyResponse
    }

    enum GetKeyRotationStatus: OperationModel {
        static let name = "GetKeyRotationStatus"
        typealias Input = GetKeyRotationStatusRequest
        typealias Output = GetKeyRotationStatusResponse
    }

    enum ListAliases: OperationModel {
        static let name = "ListAliases"
        typealias Input = ListAliasesRequest
        typealias Output = ListAliasesResponse
    }

    enum ListKeys: OperationModel {
        static let name = "ListKeys"
        typealias Input = ListKeysRequest
        typealias Output = ListKeysResponse
    }

    enum ListResourceTags: OperationModel {
        static let name = "ListResourceTags"
        typealias Input = ListResourceTagsRequest
        typealias Output = ListResourceTagsResponse
    }

    enum ScheduleKeyDeletion: OperationModel {
        static let name = "ScheduleKeyDeletion"
        typealias Input = ScheduleKeyDeletionRequest
        typealias Output = ScheduleKeyDeletionResponse
    }

    enum UpdateAlias: OperationModel {
        static let name = "UpdateAlias"
        typealias Input = UpdateAliasRequest
        typealias Output = NoOutput
    }

    enum UpdateKeyDescription: OperationModel {
        static let name = "UpdateKeyDescription"
        typealias Input = UpdateKeyDescriptionRequest
        typealias Output = NoOutput
    }
}
