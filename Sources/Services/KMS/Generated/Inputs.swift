// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension KMSService {
    struct CancelKeyDeletionRequest: InputStructure {
        var keyId: String = ""

        static let members = Shape.Members([.required("KeyId", Shapes.keyIdType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyId)
            default: break
            }
        }
    }
}

extension KMSService {
    struct CreateAliasRequest: InputStructure {
        var aliasName: String = ""
        var targetKeyId: String = ""

        static let members = Shape.Members([.required("AliasName", Shapes.aliasNameType), .required("TargetKeyId", Shapes.keyIdType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&aliasName)
            case 1: try reader.read(&targetKeyId)
            default: break
            }
        }
    }
}

extension KMSService {
    struct CreateKeyRequest: InputStructure {
        var policy: String?
        var description: String?
        var keyUsage: String?
        var customerMasterKeySpec: String?
        var keySpec: String?
        var origin: String?
        var customKeyStoreId: String?
        var bypassPolicyLockoutSafetyCheck: Bool?
        var tags: [Tag]?
        var multiRegion: Bool?
        var xksKeyId: String?

        static let members = Shape.Members([
            .optional("Policy", Shapes.policyType), .optional("Description", Shapes.descriptionType),
            .optional("KeyUsage", Shapes.keyUsageType), .optional("CustomerMasterKeySpec", Shapes.customerMasterKeySpec),
            .optional("KeySpec", Shapes.keySpec), .optional("Origin", Shapes.originType),
            .optional("CustomKeyStoreId", Shapes.customKeyStoreIdType), .optional("BypassPolicyLockoutSafetyCheck", .boolean),
            .optional("Tags", Shapes.tagList), .optional("MultiRegion", .boolean), .optional("XksKeyId", Shapes.xksKeyIdType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policy)
            case 1: try reader.read(&description)
            case 2: try reader.read(&keyUsage)
            case 3: try reader.read(&customerMasterKeySpec)
            case 4: try reader.read(&keySpec)
            case 5: try reader.read(&origin)
            case 6: try reader.read(&customKeyStoreId)
            case 7: try reader.read(&bypassPolicyLockoutSafetyCheck)
            case 8: try reader.read(&tags)
            case 9: try reader.read(&multiRegion)
            case 10: try reader.read(&xksKeyId)
            default: break
            }
        }
    }
}

extension KMSService {
    struct Tag: InputStructure, OutputStructure {
        var tagKey: String = ""
        var tagValue: String = ""

        static let members = Shape.Members([.required("TagKey", Shapes.tagKeyType), .required("TagValue", Shapes.tagValueType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&tagKey)
            case 1: try reader.read(&tagValue)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("TagKey", tagKey)
            writer.member("TagValue", tagValue)
        }
    }
}

extension KMSService {
    struct DecryptRequest: InputStructure {
        var ciphertextBlob: Blob?
        var encryptionContext: [String: String]?
        var grantTokens: [String]?
        var keyId: String?
        var encryptionAlgorithm: String?
        var recipient: RecipientInfo?
        var dryRun: Bool?
        var dryRunModifiers: [String]?

        static let members = Shape.Members([
            .optional("CiphertextBlob", Shapes.ciphertextType), .optional("EncryptionContext", Shapes.encryptionContextType),
            .optional("GrantTokens", Shapes.grantTokenList), .optional("KeyId", Shapes.keyIdType),
            .optional("EncryptionAlgorithm", Shapes.encryptionAlgorithmSpec), .optional("Recipient", .structure(RecipientInfo.self)),
            .optional("DryRun", .boolean), .optional("DryRunModifiers", Shapes.dryRunModifierList),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&ciphertextBlob)
            case 1: try reader.read(&encryptionContext)
            case 2: try reader.read(&grantTokens)
            case 3: try reader.read(&keyId)
            case 4: try reader.read(&encryptionAlgorithm)
            case 5: try reader.read(&recipient)
            case 6: try reader.read(&dryRun)
            case 7: try reader.read(&dryRunModifiers)
            default: break
            }
        }
    }
}

extension KMSService {
    struct RecipientInfo: InputStructure {
        var keyEncryptionAlgorithm: String?
        var attestationDocument: Blob?

        static let members = Shape.Members([
            .optional("KeyEncryptionAlgorithm", Shapes.keyEncryptionMechanism),
            .optional("AttestationDocument", Shapes.attestationDocumentType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyEncryptionAlgorithm)
            case 1: try reader.read(&attestationDocument)
            default: break
            }
        }
    }
}

extension KMSService {
    struct DeleteAliasRequest: InputStructure {
        var aliasName: String = ""

        static let members = Shape.Members([.required("AliasName", Shapes.aliasNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&aliasName)
            default: break
            }
        }
    }
}

extension KMSService {
    struct DescribeKeyRequest: InputStructure {
        var keyId: String = ""
        var grantTokens: [String]?

        static let members = Shape.Members([.required("KeyId", Shapes.keyIdType), .optional("GrantTokens", Shapes.grantTokenList)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyId)
            case 1: try reader.read(&grantTokens)
            default: break
            }
        }
    }
}

extension KMSService {
    struct DisableKeyRequest: InputStructure {
        var keyId: String = ""

        static let members = Shape.Members([.required("KeyId", Shapes.keyIdType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyId)
            default: break
            }
        }
    }
}

extension KMSService {
    struct EnableKeyRequest: InputStructure {
        var keyId: String = ""

        static let members = Shape.Members([.required("KeyId", Shapes.keyIdType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyId)
            default: break
            }
        }
    }
}

extension KMSService {
    struct EncryptRequest: InputStructure {
        var keyId: String = ""
        var plaintext: Blob = Blob()
        var encryptionContext: [String: String]?
        var grantTokens: [String]?
        var encryptionAlgorithm: String?
        var dryRun: Bool?

        static let members = Shape.Members([
            .required("KeyId", Shapes.keyIdType), .required("Plaintext", Shapes.plaintextType),
            .optional("EncryptionContext", Shapes.encryptionContextType), .optional("GrantTokens", Shapes.grantTokenList),
            .optional("EncryptionAlgorithm", Shapes.encryptionAlgorithmSpec), .optional("DryRun", .boolean),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyId)
            case 1: try reader.read(&plaintext)
            case 2: try reader.read(&encryptionContext)
            case 3: try reader.read(&grantTokens)
            case 4: try reader.read(&encryptionAlgorithm)
            case 5: try reader.read(&dryRun)
            default: break
            }
        }
    }
}

extension KMSService {
    struct GenerateDataKeyRequest: InputStructure {
        var keyId: String = ""
        var encryptionContext: [String: String]?
        var numberOfBytes: Int?
        var keySpec: String?
        var grantTokens: [String]?
        var recipient: RecipientInfo?
        var dryRun: Bool?

        static let members = Shape.Members([
            .required("KeyId", Shapes.keyIdType), .optional("EncryptionContext", Shapes.encryptionContextType),
            .optional("NumberOfBytes", Shapes.numberOfBytesType), .optional("KeySpec", Shapes.dataKeySpec),
            .optional("GrantTokens", Shapes.grantTokenList), .optional("Recipient", .structure(RecipientInfo.self)),
            .optional("DryRun", .boolean),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyId)
            case 1: try reader.read(&encryptionContext)
            case 2: try reader.read(&numberOfBytes)
            case 3: try reader.read(&keySpec)
            case 4: try reader.read(&grantTokens)
            case 5: try reader.read(&recipient)
            case 6: try reader.read(&dryRun)
            default: break
            }
        }
    }
}

extension KMSService {
    struct GenerateDataKeyWithoutPlaintextRequest: InputStructure {
        var keyId: String = ""
        var encryptionContext: [String: String]?
        var keySpec: String?
        var numberOfBytes: Int?
        var grantTokens: [String]?
        var dryRun: Bool?

        static let members = Shape.Members([
            .required("KeyId", Shapes.keyIdType), .optional("EncryptionContext", Shapes.encryptionContextType),
            .optional("KeySpec", Shapes.dataKeySpec), .optional("NumberOfBytes", Shapes.numberOfBytesType),
            .optional("GrantTokens", Shapes.grantTokenList), .optional("DryRun", .boolean),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyId)
            case 1: try reader.read(&encryptionContext)
            case 2: try reader.read(&keySpec)
            case 3: try reader.read(&numberOfBytes)
            case 4: try reader.read(&grantTokens)
            case 5: try reader.read(&dryRun)
            default: break
            }
        }
    }
}

extension KMSService {
    struct GetKeyPolicyRequest: InputStructure {
        var keyId: String = ""
        var policyName: String?

        static let members = Shape.Members([.required("KeyId", Shapes.keyIdType), .optional("PolicyName", Shapes.policyNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyId)
            case 1: try reader.read(&policyName)
            default: break
            }
        }
    }
}

extension KMSService {
    struct GetKeyRotationStatusRequest: InputStructure {
        var keyId: String = ""

        static let members = Shape.Members([.required("KeyId", Shapes.keyIdType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyId)
            default: break
            }
        }
    }
}

extension KMSService {
    struct ListAliasesRequest: InputStructure {
        var keyId: String?
        var limit: Int?
        var marker: String?

        static let members = Shape.Members([
            .optional("KeyId", Shapes.keyIdType), .optional("Limit", Shapes.limitType), .optional("Marker", Shapes.markerType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyId)
            case 1: try reader.read(&limit)
            case 2: try reader.read(&marker)
            default: break
            }
        }
    }
}

extension KMSService {
    struct ListKeysRequest: InputStructure {
        var limit: Int?
        var marker: String?
        var resourceOwners: [String]?

        static let members = Shape.Members([
            .optional("Limit", Shapes.limitType), .optional("Marker", Shapes.markerType),
            .optional("ResourceOwners", Shapes.resourceOwnersList),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&limit)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&resourceOwners)
            default: break
            }
        }
    }
}

extension KMSService {
    struct ListResourceTagsRequest: InputStructure {
        var keyId: String = ""
        var limit: Int?
        var marker: String?

        static let members = Shape.Members([
            .required("KeyId", Shapes.keyIdType), .optional("Limit", Shapes.limitType), .optional("Marker", Shapes.markerType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyId)
            case 1: try reader.read(&limit)
            case 2: try reader.read(&marker)
            default: break
            }
        }
    }
}

extension KMSService {
    struct ScheduleKeyDeletionRequest: InputStructure {
        var keyId: String = ""
        var pendingWindowInDays: Int?

        static let members = Shape.Members([
            .required("KeyId", Shapes.keyIdType), .optional("PendingWindowInDays", Shapes.pendingWindowInDaysType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyId)
            case 1: try reader.read(&pendingWindowInDays)
            default: break
            }
        }
    }
}

extension KMSService {
    struct UpdateAliasRequest: InputStructure {
        var aliasName: String = ""
        var targetKeyId: String = ""

        static let members = Shape.Members([.required("AliasName", Shapes.aliasNameType), .required("TargetKeyId", Shapes.keyIdType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&aliasName)
            case 1: try reader.read(&targetKeyId)
            default: break
            }
        }
    }
}

extension KMSService {
    struct UpdateKeyDescriptionRequest: InputStructure {
        var keyId: String = ""
        var description: String = ""

        static let members = Shape.Members([.required("KeyId", Shapes.keyIdType), .required("Description", Shapes.descriptionType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyId)
            case 1: try reader.read(&description)
            default: break
            }
        }
    }
}

extension KMSService {
    private enum Shapes {
        static let keyIdType: Shape = .string(min: 1, max: 2048)
        static let aliasNameType: Shape = .string(min: 1, max: 256, pattern: "^[a-zA-Z0-9:/_-]+$")
        static let policyType: Shape = .string(min: 1, max: 131_072, pattern: #"[\u0009\u000A\u000D\u0020-\u00FF]+"#)
        static let descriptionType: Shape = .string(min: 0, max: 8192)
        static let keyUsageType: Shape = .values([
            "SIGN_VERIFY", "ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT", "ENCAPSULATE_DECAPSULATE",
        ])
        static let customerMasterKeySpec: Shape = .values([
            "RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1", "SYMMETRIC_DEFAULT",
            "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512", "SM2",
        ])
        static let keySpec: Shape = .values([
            "RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1", "SYMMETRIC_DEFAULT",
            "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512", "SM2", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "ECC_NIST_EDWARDS25519",
            "ML_KEM_512", "ML_KEM_768", "ML_KEM_1024",
        ])
        static let originType: Shape = .values(["AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"])
        static let customKeyStoreIdType: Shape = .string(min: 1, max: 64)
        static let tagKeyType: Shape = .string(min: 1, max: 128)
        static let tagValueType: Shape = .string(min: 0, max: 256)
        static let tagList: Shape = .list(.structure(Tag.self))
        static let xksKeyIdType: Shape = .string(min: 1, max: 128, pattern: "^[a-zA-Z0-9-_.]+$")
        static let ciphertextType: Shape = .blob(min: 1, max: 6144)
        static let encryptionContextType: Shape = .map(.string, .string)
        static let grantTokenType: Shape = .string(min: 1, max: 8192)
        static let grantTokenList: Shape = .list(Shapes.grantTokenType, min: 0, max: 10)
        static let encryptionAlgorithmSpec: Shape = .values(["SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"])
        static let keyEncryptionMechanism: Shape = .values(["RSAES_OAEP_SHA_256"])
        static let attestationDocumentType: Shape = .blob(min: 1, max: 262_144)
        static let dryRunModifierType: Shape = .values(["IGNORE_CIPHERTEXT"])
        static let dryRunModifierList: Shape = .list(Shapes.dryRunModifierType)
        static let plaintextType: Shape = .blob(min: 1, max: 4096, sensitive: true)
        static let numberOfBytesType: Shape = .integer(min: 1, max: 1024)
        static let dataKeySpec: Shape = .values(["AES_256", "AES_128"])
        static let policyNameType: Shape = .string(min: 1, max: 128, pattern: #"[\w]+"#)
        static let limitType: Shape = .integer(min: 1, max: 1000)
        static let markerType: Shape = .string(min: 1, max: 1024, pattern: #"[\u0020-\u00FF]*"#)
        static let resourceOwnerType: Shape = .values(["SELF", "OTHER_ACCOUNTS_VIA_RAM"])
        static let resourceOwnersList: Shape = .list(Shapes.resourceOwnerType, min: 1, max: 2)
        static let pendingWindowInDaysType: Shape = .integer(min: 7, max: 30)
    }
}
