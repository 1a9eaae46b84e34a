// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
package import ServiceKit

extension IAMService {
    package static let model = ServiceModel(
        name: "iam", wire: QueryProtocol(namespace: "https://iam.amazonaws.com/doc/2010-05-08/"),
        operations: """
            AcceptDelegationRequest AcquireRole AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile AddUserToGroup \
            AssociateDelegationRequest AttachGroupPolicy AttachRolePolicy AttachUserPolicy ChangePassword CreateAccessKey \
            CreateAccountAlias CreateDelegationRequest CreateGroup CreateInstanceProfile CreateLoginProfile CreateOpenIDConnectProvider \
            CreatePolicy CreatePolicyVersion CreateRole CreateSAMLProvider CreateServiceLinkedRole CreateServiceSpecificCredential \
            CreateUser CreateVirtualMFADevice DeactivateMFADevice DeleteAccessKey DeleteAccountAlias DeleteAccountPasswordPolicy \
            DeleteGroup DeleteGroupPolicy DeleteInstanceProfile DeleteLoginProfile DeleteOpenIDConnectProvider DeletePolicy \
            DeletePolicyVersion DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DeleteSAMLProvider DeleteSSHPublicKey \
            DeleteServerCertificate DeleteServiceLinkedRole DeleteServiceSpecificCredential DeleteSigningCertificate DeleteUser \
            DeleteUserPermissionsBoundary DeleteUserPolicy DeleteVirtualMFADevice DetachGroupPolicy DetachRolePolicy DetachUserPolicy \
            DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions DisableOutboundWebIdentityFederation \
            EnableMFADevice EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions \
            EnableOutboundWebIdentityFederation GenerateCredentialReport GenerateOrganizationsAccessReport \
            GenerateServiceLastAccessedDetails GetAccessKeyLastUsed GetAccountAuthorizationDetails GetAccountPasswordPolicy \
            GetAccountProperties GetAccountSummary GetContextKeysForCustomPolicy GetContextKeysForPrincipalPolicy GetCredentialReport \
            GetDelegationRequest GetGroup GetGroupPolicy GetHumanReadableSummary GetInstanceProfile GetLoginProfile GetMFADevice \
            GetOpenIDConnectProvider GetOrganizationsAccessReport GetOutboundWebIdentityFederationInfo GetPolicy GetPolicyVersion GetRole \
            GetRolePolicy GetRoleTemplateVersion GetSAMLProvider GetSSHPublicKey GetServerCertificate GetServiceLastAccessedDetails \
            GetServiceLastAccessedDetailsWithEntities GetServiceLinkedRoleDeletionStatus GetUser GetUserPolicy ListAccessKeys \
            ListAccountAliases ListAttachedGroupPolicies ListAttachedRolePolicies ListAttachedUserPolicies ListDelegationRequests \
            ListEntitiesForPolicy ListGroupPolicies ListGroups ListGroupsForUser ListInstanceProfileTags ListInstanceProfiles \
            ListInstanceProfilesForRole ListMFADeviceTags ListMFADevices ListOpenIDConnectProviderTags ListOpenIDConnectProviders \
            ListOrganizationsFeatures ListPolicies ListPoliciesGrantingServiceAccess ListPolicyTags ListPolicyVersions ListRolePolicies \
            ListRoleTags ListRoles ListSAMLProviderTags ListSAMLProviders ListSSHPublicKeys ListServerCertificateTags \
            ListServerCertificates ListServiceSpecificCredentials ListSigningCertificates ListUserPolicies ListUserTags ListUsers \
            ListVirtualMFADevices PutAccountProperties PutGroupPolicy PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary \
            PutUserPolicy RejectDelegationRequest RemoveClientIDFromOpenIDConnectProvider RemoveRoleFromInstanceProfile \
            RemoveUserFromGroup ResetServiceSpecificCredential ResyncMFADevice SendDelegationToken SetDefaultPolicyVersion \
            SetSecurityTokenServicePreferences SimulateCustomPolicy SimulatePrincipalPolicy TagInstanceProfile TagMFADevice \
            TagOpenIDConnectProvider TagPolicy TagRole TagSAMLProvider TagServerCertificate TagUser UntagInstanceProfile UntagMFADevice \
            UntagOpenIDConnectProvider UntagPolicy UntagRole UntagSAMLProvider UntagServerCertificate UntagUser UpdateAccessKey \
            UpdateAccountPasswordPolicy UpdateAssumeRolePolicy UpdateDelegationRequest UpdateGroup UpdateLoginProfile \
            UpdateOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint UpdateRole UpdateRoleDescription UpdateSAMLProvider \
            UpdateSSHPublicKey UpdateServerCertificate UpdateServiceSpecificCredential UpdateSigningCertificate UpdateUser \
            UploadSSHPublicKey UploadServerCertificate UploadSigningCertificate
            """)

    enum CreateRole: OperationModel {
        static let name = "CreateRole"
        typealias Input = CreateRoleRequest
        typealias Output = CreateRoleResponse
    }

    enum DeleteRole: OperationModel {
        static let name = "DeleteRole"
        typealias Input = DeleteRoleRequest
        typealias Output = NoOutput
    }

    enum DeleteRolePolicy: OperationModel {
        static let name = "DeleteRolePolicy"
        typealias Input = DeleteRolePolicyRequest
        typealias Output = NoOutput
    }

    enum GetRole: OperationModel {
        static let name = "GetRole"
        typealias Input = GetRoleRequest
        typealias Output = GetRoleResponse
    }

    enum GetRolePolicy: OperationModel {
        static let name = "GetRolePolicy"
        typealias Input = GetRolePolicyRequest
        typealias Output = GetRolePolicyResponse
    }

    enum ListAttachedRolePolicies: OperationModel {
        static let name = "ListAttachedRolePolicies"
        typealias Input = ListAttachedRolePoliciesRequest
        typealias Output = ListAttachedRolePoliciesResponse
    }

    enum ListInstanceProfilesForRole: OperationModel {
        static let name = "ListInstanceProfilesForRole"
        typealias Input = ListInstanceProfilesForRoleRequest
        typealias Output = ListInstanceProfilesForRoleResponse
    }

    enum ListRolePolicies: OperationModel {
        static let name = "ListRolePolicies"
        typealias Input = ListRolePoliciesRequest
        typealias Output = ListRolePoliciesResponse
    }

    enum ListRoles: OperationModel {
        static let name = "ListRoles"
        typealias Input = ListRolesRequest
        typealias Output = ListRolesResponse
    }

    enum PutRolePolicy: OperationModel {
        static let name = "PutRolePolicy"
        typealias Input = PutRolePolicyRequest
        typealias Output = NoOutput
    }
}
