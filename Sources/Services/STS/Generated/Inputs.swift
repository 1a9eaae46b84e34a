// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension STSService {
    struct AssumeRoleRequest: InputStructure {
        var roleArn: String = ""
        var roleSessionName: String = ""
        var policyArns: [PolicyDescriptorType]?
        var policy: String?
        var durationSeconds: Int?
        var tags: [Tag]?
        var transitiveTagKeys: [String]?
        var externalId: String?
        var serialNumber: String?
        var tokenCode: String?
        var sourceIdentity: String?
        var providedContexts: [ProvidedContext]?
        var minimumSessionTokenSize: Int?

        static let members = Shape.Members([
            .required("RoleArn", Shapes.arnType), .required("RoleSessionName", Shapes.roleSessionNameType),
            .optional("PolicyArns", Shapes.policyDescriptorListType), .optional("Policy", Shapes.unrestrictedSessionPolicyDocumentType),
            .optional("DurationSeconds", Shapes.roleDurationSecondsType), .optional("Tags", Shapes.tagListType),
            .optional("TransitiveTagKeys", Shapes.tagKeyListType), .optional("ExternalId", Shapes.externalIdType),
            .optional("SerialNumber", Shapes.serialNumberType), .optional("TokenCode", Shapes.tokenCodeType),
            .optional("SourceIdentity", Shapes.sourceIdentityType), .optional("ProvidedContexts", Shapes.providedContextsListType),
            .optional("MinimumSessionTokenSize", Shapes.minimumSessionTokenSizeType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleArn)
            case 1: try reader.read(&roleSessionName)
            case 2: try reader.read(&policyArns)
            case 3: try reader.read(&policy)
            case 4: try reader.read(&durationSeconds)
            case 5: try reader.read(&tags)
            case 6: try reader.read(&transitiveTagKeys)
            case 7: try reader.read(&externalId)
            case 8: try reader.read(&serialNumber)
            case 9: try reader.read(&tokenCode)
            case 10: try reader.read(&sourceIdentity)
            case 11: try reader.read(&providedContexts)
            case 12: try reader.read(&minimumSessionTokenSize)
            default: break
            }
        }
    }
}

extension STSService {
    struct PolicyDescriptorType: InputStructure {
        var arn: String?

        static let members = Shape.Members([.optional("arn", Shapes.arnType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&arn)
            default: break
            }
        }
    }
}

extension STSService {
    struct Tag: InputStructure {
        var key: String = ""
        var value: String = ""

        static let members = Shape.Members([.required("Key", Shapes.tagKeyType), .required("Value", Shapes.tagValueType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&key)
            case 1: try reader.read(&value)
            default: break
            }
        }
    }
}

extension STSService {
    struct ProvidedContext: InputStructure {
        var providerArn: String?
        var contextAssertion: String?

        static let members = Shape.Members([
            .optional("ProviderArn", Shapes.arnType), .optional("ContextAssertion", Shapes.contextAssertionType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&providerArn)
            case 1: try reader.read(&contextAssertion)
            default: break
            }
        }
    }
}

extension STSService {
    struct AssumeRoleWithWebIdentityRequest: InputStructure {
        var roleArn: String = ""
        var roleSessionName: String = ""
        var webIdentityToken: String = ""
        var providerId: String?
        var policyArns: [PolicyDescriptorType]?
        var policy: String?
        var durationSeconds: Int?
        var minimumSessionTokenSize: Int?

        static let members = Shape.Members([
            .required("RoleArn", Shapes.arnType), .required("RoleSessionName", Shapes.roleSessionNameType),
            .required("WebIdentityToken", Shapes.clientTokenType), .optional("ProviderId", Shapes.urlType),
            .optional("PolicyArns", Shapes.policyDescriptorListType), .optional("Policy", Shapes.sessionPolicyDocumentType),
            .optional("DurationSeconds", Shapes.roleDurationSecondsType),
            .optional("MinimumSessionTokenSize", Shapes.minimumSessionTokenSizeType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleArn)
            case 1: try reader.read(&roleSessionName)
            case 2: try reader.read(&webIdentityToken)
            case 3: try reader.read(&providerId)
            case 4: try reader.read(&policyArns)
            case 5: try reader.read(&policy)
            case 6: try reader.read(&durationSeconds)
            case 7: try reader.read(&minimumSessionTokenSize)
            default: break
            }
        }
    }
}

extension STSService {
    struct GetAccessKeyInfoRequest: InputStructure {
        var accessKeyId: String = ""

        static let members = Shape.Members([.required("AccessKeyId", Shapes.accessKeyIdType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&accessKeyId)
            default: break
            }
        }
    }
}

extension STSService {
    struct GetCallerIdentityRequest: InputStructure {
        static let members = Shape.Members([])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
        }
    }
}

extension STSService {
    struct GetSessionTokenRequest: InputStructure {
        var durationSeconds: Int?
        var serialNumber: String?
        var tokenCode: String?
        var minimumSessionTokenSize: Int?

        static let members = Shape.Members([
            .optional("DurationSeconds", Shapes.durationSecondsType), .optional("SerialNumber", Shapes.serialNumberType),
            .optional("TokenCode", Shapes.tokenCodeType), .optional("MinimumSessionTokenSize", Shapes.minimumSessionTokenSizeType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&durationSeconds)
            case 1: try reader.read(&serialNumber)
            case 2: try reader.read(&tokenCode)
            case 3: try reader.read(&minimumSessionTokenSize)
            default: break
            }
        }
    }
}

extension STSService {
    private enum Shapes {
        static let arnType: Shape = .string(min: 20, max: 2048, pattern: #"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+"#)
        static let roleSessionNameType: Shape = .string(min: 2, max: 64, pattern: #"[\w+=,.@-]*"#)
        static let policyDescriptorListType: Shape = .list(.structure(PolicyDescriptorType.self), max: 10)
        static let unrestrictedSessionPolicyDocumentType: Shape = .string(min: 1, pattern: #"[\u0009\u000A\u000D\u0020-\u00FF]+"#)
        static let roleDurationSecondsType: Shape = .integer(min: 900, max: 43_200)
        static let tagKeyType: Shape = .string(min: 1, max: 128, pattern: #"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"#)
        static let tagValueType: Shape = .string(min: 0, max: 256, pattern: #"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"#)
        static let tagListType: Shape = .list(.structure(Tag.self), max: 50)
        static let tagKeyListType: Shape = .list(Shapes.tagKeyType, max: 50)
        static let externalIdType: Shape = .string(min: 2, max: 1224, pattern: #"[\w+=,.@:\/-]*"#)
        static let serialNumberType: Shape = .string(min: 9, max: 256, pattern: #"[\w+=/:,.@-]*"#)
        static let tokenCodeType: Shape = .string(min: 6, max: 6, pattern: #"[\d]*"#)
        static let sourceIdentityType: Shape = .string(min: 2, max: 256, pattern: #"[\w+=,.@-]*"#)
        static let contextAssertionType: Shape = .string(min: 4, max: 3072)
        static let providedContextsListType: Shape = .list(.structure(ProvidedContext.self), min: 1, max: 5)
        static let minimumSessionTokenSizeType: Shape = .integer(min: 0, max: 4096)
        static let clientTokenType: Shape = .string(min: 4, max: 20_000, sensitive: true)
        static let urlType: Shape = .string(min: 4, max: 2048)
        static let sessionPolicyDocumentType: Shape = .string(min: 1, max: 2048, pattern: #"[\u0009\u000A\u000D\u0020-\u00FF]+"#)
        static let accessKeyIdType: Shape = .string(min: 16, max: 128, pattern: #"[\w]*"#)
        static let durationSecondsType: Shape = .integer(min: 900, max: 129_600)
    }
}
