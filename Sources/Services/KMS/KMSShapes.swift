package import ServiceKit

/// What the operations that are built take. Source: the model of this service in botocore 1.44.8, service-2.json, each shape by its name there.
package enum KMSShapes {
    package static let operations: [String: Shape.Members] = [
        "CancelKeyDeletion": cancelKeyDeletion,
        "CreateAlias": createAlias,
        "CreateKey": createKey,
        "Decrypt": decrypt,
        "DeleteAlias": deleteAlias,
        "DescribeKey": describeKey,
        "DisableKey": disableKey,
        "EnableKey": enableKey,
        "Encrypt": encrypt,
        "GenerateDataKey": generateDataKey,
        "GenerateDataKeyWithoutPlaintext": generateDataKeyWithoutPlaintext,
        "GetKeyPolicy": getKeyPolicy,
        "GetKeyRotationStatus": getKeyRotationStatus,
        "ListAliases": listAliases,
        "ListKeys": listKeys,
        "ListResourceTags": listResourceTags,
        "ScheduleKeyDeletion": scheduleKeyDeletion,
        "UpdateAlias": updateAlias,
        "UpdateKeyDescription": updateKeyDescription,
    ]

    private static let cancelKeyDeletion = Shape.Members([.required("KeyId", keyIdType)])
    private static let createAlias = Shape.Members([.required("AliasName", aliasNameType), .required("TargetKeyId", keyIdType)])
    private static let createKey = Shape.Members([
        .optional("Policy", policyType), .optional("Description", descriptionType), .optional("KeyUsage", keyUsageType),
        .optional("CustomerMasterKeySpec", customerMasterKeySpec), .optional("KeySpec", keySpec), .optional("Origin", originType),
        .optional("CustomKeyStoreId", customKeyStoreIdType), .optional("BypassPolicyLockoutSafetyCheck", .boolean),
        .optional("Tags", tagList), .optional("MultiRegion", .boolean), .optional("XksKeyId", xksKeyIdType),
    ])
    private static let decrypt = Shape.Members([
        .optional("CiphertextBlob", ciphertextType), .optional("EncryptionContext", encryptionContextType),
        .optional("GrantTokens", grantTokenList), .optional("KeyId", keyIdType), .optional("EncryptionAlgorithm", encryptionAlgorithmSpec),
        .optional("Recipient", recipientInfo), .optional("DryRun", .boolean), .optional("DryRunModifiers", dryRunModifierList),
    ])
    private static let deleteAlias = Shape.Members([.required("AliasName", aliasNameType)])
    private static let describeKey = Shape.Members([.required("KeyId", keyIdType), .optional("GrantTokens", grantTokenList)])
    private static let disableKey = Shape.Members([.required("KeyId", keyIdType)])
    private static let enableKey = Shape.Members([.required("KeyId", keyIdType)])
    private static let encrypt = Shape.Members([
        .required("KeyId", keyIdType), .required("Plaintext", plaintextType), .optional("EncryptionContext", encryptionContextType),
        .optional("GrantTokens", grantTokenList), .optional("EncryptionAlgorithm", encryptionAlgorithmSpec), .optional("DryRun", .boolean),
    ])
    private static let generateDataKey = Shape.Members([
        .required("KeyId", keyIdType), .optional("EncryptionContext", encryptionContextType), .optional("NumberOfBytes", numberOfBytesType),
        .optional("KeySpec", dataKeySpec), .optional("GrantTokens", grantTokenList), .optional("Recipient", recipientInfo),
        .optional("DryRun", .boolean),
    ])
    private static let generateDataKeyWithoutPlaintext = Shape.Members([
        .required("KeyId", keyIdType), .optional("EncryptionContext", encryptionContextType), .optional("KeySpec", dataKeySpec),
        .optional("NumberOfBytes", numberOfBytesType), .optional("GrantTokens", grantTokenList), .optional("DryRun", .boolean),
    ])
    private static let getKeyPolicy = Shape.Members([.required("KeyId", keyIdType), .optional("PolicyName", policyNameType)])
    private static let getKeyRotationStatus = Shape.Members([.required("KeyId", keyIdType)])
    private static let listAliases = Shape.Members([
        .optional("KeyId", keyIdType), .optional("Limit", limitType), .optional("Marker", markerType),
    ])
    private static let listKeys = Shape.Members([
        .optional("Limit", limitType), .optional("Marker", markerType), .optional("ResourceOwners", resourceOwnersList),
    ])
    private static let listResourceTags = Shape.Members([
        .required("KeyId", keyIdType), .optional("Limit", limitType), .optional("Marker", markerType),
    ])
    private static let scheduleKeyDeletion = Shape.Members([
        .required("KeyId", keyIdType), .optional("PendingWindowInDays", pendingWindowInDaysType),
    ])
    private static let updateAlias = Shape.Members([.required("AliasName", aliasNameType), .required("TargetKeyId", keyIdType)])
    private static let updateKeyDescription = Shape.Members([.required("KeyId", keyIdType), .required("Description", descriptionType)])

    // MARK: Shapes

    private static let keyIdType: Shape = .string(min: 1, max: 2048)
    private static let aliasNameType: Shape = .string(min: 1, max: 256, pattern: "^[a-zA-Z0-9:/_-]+$")
    private static let policyType: Shape = .string(min: 1, max: 131_072, pattern: #"[\u0009\u000A\u000D\u0020-\u00FF]+"#)
    private static let descriptionType: Shape = .string(min: 0, max: 8192)
    private static let keyUsageType: Shape = .values([
        "SIGN_VERIFY", "ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT", "ENCAPSULATE_DECAPSULATE",
    ])
    private static let customerMasterKeySpec: Shape = .values([
        "RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1", "SYMMETRIC_DEFAULT",
        "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512", "SM2",
    ])
    private static let keySpec: Shape = .values([
        "RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1", "SYMMETRIC_DEFAULT",
        "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512", "SM2", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "ECC_NIST_EDWARDS25519", "ML_KEM_512",
        "ML_KEM_768", "ML_KEM_1024",
    ])
    private static let originType: Shape = .values(["AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"])
    private static let customKeyStoreIdType: Shape = .string(min: 1, max: 64)
    private static let tagKeyType: Shape = .string(min: 1, max: 128)
    private static let tagValueType: Shape = .string(min: 0, max: 256)
    private static let tag: Shape = .structure([.required("TagKey", tagKeyType), .required("TagValue", tagValueType)])
    private static let tagList: Shape = .list(tag)
    private static let xksKeyIdType: Shape = .string(min: 1, max: 128, pattern: "^[a-zA-Z0-9-_.]+$")
    private static let ciphertextType: Shape = .blob(min: 1, max: 6144)
    private static let encryptionContextType: Shape = .map(.string, .string)
    private static let grantTokenType: Shape = .string(min: 1, max: 8192)
    private static let grantTokenList: Shape = .list(grantTokenType, min: 0, max: 10)
    private static let encryptionAlgorithmSpec: Shape = .values(["SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"])
    private static let keyEncryptionMechanism: Shape = .values(["RSAES_OAEP_SHA_256"])
    private static let attestationDocumentType: Shape = .blob(min: 1, max: 262_144)
    private static let recipientInfo: Shape = .structure([
        .optional("KeyEncryptionAlgorithm", keyEncryptionMechanism), .optional("AttestationDocument", attestationDocumentType),
    ])
    private static let dryRunModifierType: Shape = .values(["IGNORE_CIPHERTEXT"])
    private static let dryRunModifierList: Shape = .list(dryRunModifierType)
    private static let plaintextType: Shape = .blob(min: 1, max: 4096, sensitive: true)
    private static let numberOfBytesType: Shape = .integer(min: 1, max: 1024)
    private static let dataKeySpec: Shape = .values(["AES_256", "AES_128"])
    private static let policyNameType: Shape = .string(min: 1, max: 128, pattern: #"[\w]+"#)
    private static let limitType: Shape = .integer(min: 1, max: 1000)
    private static let markerType: Shape = .string(min: 1, max: 1024, pattern: #"[\u0020-\u00FF]*"#)
    private static let resourceOwnerType: Shape = .values(["SELF", "OTHER_ACCOUNTS_VIA_RAM"])
    private static let resourceOwnersList: Shape = .list(resourceOwnerType, min: 1, max: 2)
    // The model has 1 to 365, AWS answers as its documentation says.
    private static let pendingWindowInDaysType: Shape = .integer(min: 7, max: 30)
}
