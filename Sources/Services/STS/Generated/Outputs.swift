// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension STSService {
    struct AssumeRoleResponse: OutputStructure {
        var credentials: Credentials?
        var assumedRoleUser: AssumedRoleUser?
        var packedPolicySize: Int?
        var sourceIdentity: String?
        var sessionTokenUtilization: Int?
        var sessionTokenSize: Int?

        func write(to writer: inout OutputWriter) {
            writer.member("Credentials", credentials)
            writer.member("AssumedRoleUser", assumedRoleUser)
            writer.member("PackedPolicySize", packedPolicySize)
            writer.member("SourceIdentity", sourceIdentity)
            writer.member("SessionTokenUtilization", sessionTokenUtilization)
            writer.member("SessionTokenSize", sessionTokenSize)
        }
    }
}

extension STSService {
    struct Credentials: OutputStructure {
        var accessKeyId: String
        var secretAccessKey: String
        var sessionToken: String
        var expiration: Timestamp

        func write(to writer: inout OutputWriter) {
            writer.member("AccessKeyId", accessKeyId)
            writer.member("SecretAccessKey", secretAccessKey)
            writer.member("SessionToken", sessionToken)
            writer.member("Expiration", expiration)
        }
    }
}

extension STSService {
    struct AssumedRoleUser: OutputStructure {
        var assumedRoleId: String
        var arn: String

        func write(to writer: inout OutputWriter) {
            writer.member("AssumedRoleId", assumedRoleId)
            writer.member("Arn", arn)
        }
    }
}

extension STSService {
    struct AssumeRoleWithWebIdentityResponse: OutputStructure {
        var credentials: Credentials?
        var subjectFromWebIdentityToken: String?
        var assumedRoleUser: AssumedRoleUser?
        var packedPolicySize: Int?
        var provider: String?
        var audience: String?
        var sourceIdentity: String?
        var sessionTokenUtilization: Int?
        var sessionTokenSize: Int?
        var trustedIdentityPropagationContext: TrustedIdentityPropagationContext?

        func write(to writer: inout OutputWriter) {
            writer.member("Credentials", credentials)
            writer.member("SubjectFromWebIdentityToken", subjectFromWebIdentityToken)
            writer.member("AssumedRoleUser", assumedRoleUser)
            writer.member("PackedPolicySize", packedPolicySize)
            writer.member("Provider", provider)
            writer.member("Audience", audience)
            writer.member("SourceIdentity", sourceIdentity)
            writer.member("SessionTokenUtilization", sessionTokenUtilization)
            writer.member("SessionTokenSize", sessionTokenSize)
            writer.member("TrustedIdentityPropagationContext", trustedIdentityPropagationContext)
        }
    }
}

extension STSService {
    struct TrustedIdentityPropagationContext: OutputStructure {
        var originIdentity: OriginIdentity?
        var transactionContext: TransactionContext?

        func write(to writer: inout OutputWriter) {
            writer.member("OriginIdentity", originIdentity)
            writer.member("TransactionContext", transactionContext)
        }
    }
}

extension STSService {
    struct OriginIdentity: OutputStructure {
        var subject: String?
        var subjectType: String?
        var issuer: String?
        var federatedProviderArn: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Subject", subject)
            writer.member("SubjectType", subjectType)
            writer.member("Issuer", issuer)
            writer.member("FederatedProviderArn", federatedProviderArn)
        }
    }
}

extension STSService {
    struct TransactionContext: OutputStructure {
        var identityProvider: [String: String]?

        func write(to writer: inout OutputWriter) {
            writer.member("IdentityProvider", identityProvider)
        }
    }
}

extension STSService {
    struct GetAccessKeyInfoResponse: OutputStructure {
        var account: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Account", account)
        }
    }
}

extension STSService {
    struct GetCallerIdentityResponse: OutputStructure {
        var userId: String?
        var account: String?
        var arn: String?

        func write(to writer: inout OutputWriter) {
            writer.member("UserId", userId)
            writer.member("Account", account)
            writer.member("Arn", arn)
        }
    }
}

extension STSService {
    struct GetSessionTokenResponse: OutputStructure {
        var credentials: Credentials?
        var sessionTokenUtilization: Int?
        var sessionTokenSize: Int?

        func write(to writer: inout OutputWriter) {
            writer.member("Credentials", credentials)
            writer.member("SessionTokenUtilization", sessionTokenUtilization)
            writer.member("SessionTokenSize", sessionTokenSize)
        }
    }
}
