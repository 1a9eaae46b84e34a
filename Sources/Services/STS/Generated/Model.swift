// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
package import ServiceKit

extension STSService {
    package static let model = ServiceModel(
        name: "sts", wire: QueryProtocol(namespace: "https://sts.amazonaws.com/doc/2011-06-15/"),
        operations: """
            AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot DecodeAuthorizationMessage GetAccessKeyInfo \
            GetCallerIdentity GetDelegatedAccessToken GetFederationToken GetScopedCredentials GetSessionToken GetWebIdentityToken
            """)

    enum AssumeRole: OperationModel {
        static let name = "AssumeRole"
        typealias Input = AssumeRoleRequest
        typealias Output = AssumeRoleResponse
    }

    enum AssumeRoleWithWebIdentity: OperationModel {
        static let name = "AssumeRoleWithWebIdentity"
        typealias Input = AssumeRoleWithWebIdentityRequest
        typealias Output = AssumeRoleWithWebIdentityResponse
    }

    enum GetAccessKeyInfo: OperationModel {
        static let name = "GetAccessKeyInfo"
        typealias Input = GetAccessKeyInfoRequest
        typealias Output = GetAccessKeyInfoResponse
    }

    enum GetCallerIdentity: OperationModel {
        static let name = "GetCallerIdentity"
        typealias Input = GetCallerIdentityRequest
        typealias Output = GetCallerIdentityResponse
    }

    enum GetSessionToken: OperationModel {
        static let name = "GetSessionToken"
        typealias Input = GetSessionTokenRequest
        typealias Output = GetSessionTokenResponse
    }
}
