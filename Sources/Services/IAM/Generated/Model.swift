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

    enum AddClientIDToOpenIDConnectProvider: OperationModel {
        static let name = "AddClientIDToOpenIDConnectProvider"
        typealias Input = AddClientIDToOpenIDConnectProviderRequest
        typealias Output = NoOutput
    }

    enum AddRoleToInstanceProfile: OperationModel {
        static let name = "AddRoleToInstanceProfile"
        typealias Input = AddRoleToInstanceProfileRequest
        typealias Output = NoOutput
    }

    enum AddUserToGroup: OperationModel {
        static let name = "AddUserToGroup"
        typealias Input = AddUserToGroupRequest
        typealias Output = NoOutput
    }

    enum AttachGroupPolicy: OperationModel {
        static let name = "AttachGroupPolicy"
        typealias Input = AttachGroupPolicyRequest
        typealias Output = NoOutput
    }

    enum AttachRolePolicy: OperationModel {
        static let name = "AttachRolePolicy"
        typealias Input = AttachRolePolicyRequest
        typealias Output = NoOutput
    }

    enum AttachUserPolicy: OperationModel {
        static let name = "AttachUserPolicy"
        typealias Input = AttachUserPolicyRequest
        typealias Output = NoOutput
    }

    enum ChangePassword: OperationModel {
        static let name = "ChangePassword"
        typealias Input = ChangePasswordRequest
        typealias Output = NoOutput
    }

    enum CreateAccessKey: OperationModel {
        static let name = "CreateAccessKey"
        typealias Input = CreateAccessKeyRequest
        typealias Output = CreateAccessKeyResponse
    }

    enum CreateAccountAlias: OperationModel {
        static let name = "CreateAccountAlias"
        typealias Input = CreateAccountAliasRequest
        typealias Output = NoOutput
    }

    enum CreateGroup: OperationModel {
        static let name = "CreateGroup"
        typealias Input = CreateGroupRequest
        typealias Output = CreateGroupResponse
    }

    enum CreateInstanceProfile: OperationModel {
        static let name = "CreateInstanceProfile"
        typealias Input = CreateInstanceProfileRequest
        typealias Output = CreateInstanceProfileResponse
    }

    enum CreateLoginProfile: OperationModel {
        static let name = "CreateLoginProfile"
        typealias Input = CreateLoginProfileRequest
        typealias Output = CreateLoginProfileResponse
    }

    enum CreateOpenIDConnectProvider: OperationModel {
        static let name = "CreateOpenIDConnectProvider"
        typealias Input = CreateOpenIDConnectProviderRequest
        typealias Output = CreateOpenIDConnectProviderResponse
    }

    enum CreatePolicy: OperationModel {
        static let name = "CreatePolicy"
        typealias Input = CreatePolicyRequest
        typealias Output = CreatePolicyResponse
    }

    enum CreatePolicyVersion: OperationModel {
        static let name = "CreatePolicyVersion"
        typealias Input = CreatePolicyVersionRequest
        typealias Output = CreatePolicyVersionResponse
    }

    enum CreateRole: OperationModel {
        static let name = "CreateRole"
        typealias Input = CreateRoleRequest
        typealias Output = CreateRoleResponse
    }

    enum CreateServiceLinkedRole: OperationModel {
        static let name = "CreateServiceLinkedRole"
        typealias Input = CreateServiceLinkedRoleRequest
        typealias Output = CreateServiceLinkedRoleResponse
    }

    enum CreateUser: OperationModel {
        static let name = "CreateUser"
        typealias Input = CreateUserRequest
        typealias Output = CreateUserResponse
    }

    enum DeleteAccessKey: OperationModel {
        static let name = "DeleteAccessKey"
        typealias Input = DeleteAccessKeyRequest
        typealias Output = NoOutput
    }

    enum DeleteAccountAlias: OperationModel {
        static let name = "DeleteAccountAlias"
        typealias Input = DeleteAccountAliasRequest
        typealias Output = NoOutput
    }

    enum DeleteAccountPasswordPolicy: OperationModel {
        static let name = "DeleteAccountPasswordPolicy"
        typealias Input = NoInput
        typealias Output = NoOutput
    }

    enum DeleteGroup: OperationModel {
        static let name = "DeleteGroup"
        typealias Input = DeleteGroupRequest
        typealias Output = NoOutput
    }

    enum DeleteGroupPolicy: OperationModel {
        static let name = "DeleteGroupPolicy"
        typealias Input = DeleteGroupPolicyRequest
        typealias Output = NoOutput
    }

    enum DeleteInstanceProfile: OperationModel {
        static let name = "DeleteInstanceProfile"
        typealias Input = DeleteInstanceProfileRequest
        typealias Output = NoOutput
    }

    enum DeleteLoginProfile: OperationModel {
        static let name = "DeleteLoginProfile"
        typealias Input = DeleteLoginProfileRequest
        typealias Output = NoOutput
    }

    enum DeleteOpenIDConnectProvider: OperationModel {
        static let name = "DeleteOpenIDConnectProvider"
        typealias Input = DeleteOpenIDConnectProviderRequest
        typealias Output = NoOutput
    }

    enum DeletePolicy: OperationModel {
        static let name = "DeletePolicy"
        typealias Input = DeletePolicyRequest
        typealias Output = NoOutput
    }

    enum DeletePolicyVersion: OperationModel {
        static let name = "DeletePolicyVersion"
        typealias Input = DeletePolicyVersionRequest
        typealias Output = NoOutput
    }

    enum DeleteRole: OperationModel {
        static let name = "DeleteRole"
        typealias Input = DeleteRoleRequest
        typealias Output = NoOutput
    }

    enum DeleteRolePermissionsBoundary: OperationModel {
        static let name = "DeleteRolePermissionsBoundary"
        typealias Input = DeleteRolePermissionsBoundaryRequest
        typealias Output = NoOutput
    }

    enum DeleteRolePolicy: OperationModel {
        static let name = "DeleteRolePolicy"
        typealias Input = DeleteRolePolicyRequest
        typealias Output = NoOutput
    }

    enum DeleteServiceLinkedRole: OperationModel {
        static let name = "DeleteServiceLinkedRole"
        typealias Input = DeleteServiceLinkedRoleRequest
        typealias Output = DeleteServiceLinkedRoleResponse
    }

    enum DeleteUser: OperationModel {
        static let name = "DeleteUser"
        typealias Input = DeleteUserRequest
        typealias Output = NoOutput
    }

    enum DeleteUserPermissionsBoundary: OperationModel {
        static let name = "DeleteUserPermissionsBoundary"
        typealias Input = DeleteUserPermissionsBoundaryRequest
        typealias Output = NoOutput
    }

    enum DeleteUserPolicy: OperationModel {
        static let name = "DeleteUserPolicy"
        typealias Input = DeleteUserPolicyRequest
        typealias Output = NoOutput
    }

    enum DetachGroupPolicy: OperationModel {
        static let name = "DetachGroupPolicy"
        typealias Input = DetachGroupPolicyRequest
        typealias Output = NoOutput
    }

    enum DetachRolePolicy: OperationModel {
        static let name = "DetachRolePolicy"
        typealias Input = DetachRolePolicyRequest
        typealias Output = NoOutput
    }

    enum DetachUserPolicy: OperationModel {
        static let name = "DetachUserPolicy"
        typealias Input = DetachUserPolicyRequest
        typealias Output = NoOutput
    }

    enum GetAccessKeyLastUsed: OperationModel {
        static let name = "GetAccessKeyLastUsed"
        typealias Input = GetAccessKeyLastUsedRequest
        typealias Output = GetAccessKeyLastUsedResponse
    }

    enum GetAccountAuthorizationDetails: OperationModel {
        static let name = "GetAccountAuthorizationDetails"
        typealias Input = GetAccountAuthorizationDetailsRequest
        typealias Output = GetAccountAuthorizationDetailsResponse
    }

    enum GetAccountPasswordPolicy: OperationModel {
        static let name = "GetAccountPasswordPolicy"
        typealias Input = NoInput
        typealias Output = GetAccountPasswordPolicyResponse
    }

    enum GetAccountSummary: OperationModel {
        static let name = "GetAccountSummary"
        typealias Input = NoInput
        typealias Output = GetAccountSummaryResponse
    }

    enum GetContextKeysForCustomPolicy: OperationModel {
        static let name = "GetContextKeysForCustomPolicy"
        typealias Input = GetContextKeysForCustomPolicyRequest
        typealias Output = GetContextKeysForPolicyResponse
    }

    enum GetContextKeysForPrincipalPolicy: OperationModel {
        static let name = "GetContextKeysForPrincipalPolicy"
        typealias Input = GetContextKeysForPrincipalPolicyRequest
        typealias Output = GetContextKeysForPolicyResponse
    }

    enum GetGroup: OperationModel {
        static let name = "GetGroup"
        typealias Input = GetGroupRequest
        typealias Output = GetGroupResponse
    }

    enum GetGroupPolicy: OperationModel {
        static let name = "GetGroupPolicy"
        typealias Input = GetGroupPolicyRequest
        typealias Output = GetGroupPolicyResponse
    }

    enum GetInstanceProfile: OperationModel {
        static let name = "GetInstanceProfile"
        typealias Input = GetInstanceProfileRequest
        typealias Output = GetInstanceProfileResponse
    }

    enum GetLoginProfile: OperationModel {
        static let name = "GetLoginProfile"
        typealias Input = GetLoginProfileRequest
        typealias Output = GetLoginProfileResponse
    }

    enum GetOpenIDConnectProvider: OperationModel {
        static let name = "GetOpenIDConnectProvider"
        typealias Input = GetOpenIDConnectProviderRequest
        typealias Output = GetOpenIDConnectProviderResponse
    }

    enum GetPolicy: OperationModel {
        static let name = "GetPolicy"
        typealias Input = GetPolicyRequest
        typealias Output = GetPolicyResponse
    }

    enum GetPolicyVersion: OperationModel {
        static let name = "GetPolicyVersion"
        typealias Input = GetPolicyVersionRequest
        typealias Output = GetPolicyVersionResponse
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

    enum GetServiceLinkedRoleDeletionStatus: OperationModel {
        static let name = "GetServiceLinkedRoleDeletionStatus"
        typealias Input = GetServiceLinkedRoleDeletionStatusRequest
        typealias Output = GetServiceLinkedRoleDeletionStatusResponse
    }

    enum GetUser: OperationModel {
        static let name = "GetUser"
        typealias Input = GetUserRequest
        typealias Output = GetUserResponse
    }

    enum GetUserPolicy: OperationModel {
        static let name = "GetUserPolicy"
        typealias Input = GetUserPolicyRequest
        typealias Output = GetUserPolicyResponse
    }

    enum ListAccessKeys: OperationModel {
        static let name = "ListAccessKeys"
        typealias Input = ListAccessKeysRequest
        typealias Output = ListAccessKeysResponse
    }

    enum ListAccountAliases: OperationModel {
        static let name = "ListAccountAliases"
        typealias Input = ListAccountAliasesRequest
        typealias Output = ListAccountAliasesResponse
    }

    enum ListAttachedGroupPolicies: OperationModel {
        static let name = "ListAttachedGroupPolicies"
        typealias Input = ListAttachedGroupPoliciesRequest
        typealias Output = ListAttachedGroupPoliciesResponse
    }

    enum ListAttachedRolePolicies: OperationModel {
        static let name = "ListAttachedRolePolicies"
        typealias Input = ListAttachedRolePoliciesRequest
        typealias Output = ListAttachedRolePoliciesResponse
    }

    enum ListAttachedUserPolicies: OperationModel {
        static let name = "ListAttachedUserPolicies"
        typealias Input = ListAttachedUserPoliciesRequest
        typealias Output = ListAttachedUserPoliciesResponse
    }

    enum ListEntitiesForPolicy: OperationModel {
        static let name = "ListEntitiesForPolicy"
        typealias Input = ListEntitiesForPolicyRequest
        typealias Output = ListEntitiesForPolicyResponse
    }

    enum ListGroupPolicies: OperationModel {
        static let name = "ListGroupPolicies"
        typealias Input = ListGroupPoliciesRequest
        typealias Output = ListGroupPoliciesResponse
    }

    enum ListGroups: OperationModel {
        static let name = "ListGroups"
        typealias Input = ListGroupsRequest
        typealias Output = ListGroupsResponse
    }

    enum ListGroupsForUser: OperationModel {
        static let name = "ListGroupsForUser"
        typealias Input = ListGroupsForUserRequest
        typealias Output = ListGroupsForUserResponse
    }

    enum ListInstanceProfileTags: OperationModel {
        static let name = "ListInstanceProfileTags"
        typealias Input = ListInstanceProfileTagsRequest
        typealias Output = ListInstanceProfileTagsResponse
    }

    enum ListInstanceProfiles: OperationModel {
        static let name = "ListInstanceProfiles"
        typealias Input = ListInstanceProfilesRequest
        typealias Output = ListInstanceProfilesResponse
    }

    enum ListInstanceProfilesForRole: OperationModel {
        static let name = "ListInstanceProfilesForRole"
        typealias Input = ListInstanceProfilesForRoleRequest
        typealias Output = ListInstanceProfilesForRoleResponse
    }

    enum ListOpenIDConnectProviderTags: OperationModel {
        static let name = "ListOpenIDConnectProviderTags"
        typealias Input = ListOpenIDConnectProviderTagsRequest
        typealias Output = ListOpenIDConnectProviderTagsResponse
    }

    enum ListOpenIDConnectProviders: OperationModel {
        static let name = "ListOpenIDConnectProviders"
        typealias Input = ListOpenIDConnectProvidersRequest
        typealias Output = ListOpenIDConnectProvidersResponse
    }

    enum ListPolicies: OperationModel {
        static let name = "ListPolicies"
        typealias Input = ListPoliciesRequest
        typealias Output = ListPoliciesResponse
    }

    enum ListPolicyTags: OperationModel {
        static let name = "ListPolicyTags"
        typealias Input = ListPolicyTagsRequest
        typealias Output = ListPolicyTagsResponse
    }

    enum ListPolicyVersions: OperationModel {
        static let name = "ListPolicyVersions"
        typealias Input = ListPolicyVersionsRequest
        typealias Output = ListPolicyVersionsResponse
    }

    enum ListRolePolicies: OperationModel {
        static let name = "ListRolePolicies"
        typealias Input = ListRolePoliciesRequest
        typealias Output = ListRolePoliciesResponse
    }

    enum ListRoleTags: OperationModel {
        static let name = "ListRoleTags"
        typealias Input = ListRoleTagsRequest
        typealias Output = ListRoleTagsResponse
    }

    enum ListRoles: OperationModel {
        static let name = "ListRoles"
        typealias Input = ListRolesRequest
        typealias Output = ListRolesResponse
    }

    enum ListUserPolicies: OperationModel {
        static let name = "ListUserPolicies"
        typealias Input = ListUserPoliciesRequest
        typealias Output = ListUserPoliciesResponse
    }

    enum ListUserTags: OperationModel {
        static let name = "ListUserTags"
        typealias Input = ListUserTagsRequest
        typealias Output = ListUserTagsResponse
    }

    enum ListUsers: OperationModel {
        static let name = "ListUsers"
        typealias Input = ListUsersRequest
        typealias Output = ListUsersResponse
    }

    enum PutGroupPolicy: OperationModel {
        static let name = "PutGroupPolicy"
        typealias Input = PutGroupPolicyRequest
        typealias Output = NoOutput
    }

    enum PutRolePermissionsBoundary: OperationModel {
        static let name = "PutRolePermissionsBoundary"
        typealias Input = PutRolePermissionsBoundaryRequest
        typealias Output = NoOutput
    }

    enum PutRolePolicy: OperationModel {
        static let name = "PutRolePolicy"
        typealias Input = PutRolePolicyRequest
        typealias Output = NoOutput
    }

    enum PutUserPermissionsBoundary: OperationModel {
        static let name = "PutUserPermissionsBoundary"
        typealias Input = PutUserPermissionsBoundaryRequest
        typealias Output = NoOutput
    }

    enum PutUserPolicy: OperationModel {
        static let name = "PutUserPolicy"
        typealias Input = PutUserPolicyRequest
        typealias Output = NoOutput
    }

    enum RemoveClientIDFromOpenIDConnectProvider: OperationModel {
        static let name = "RemoveClientIDFromOpenIDConnectProvider"
        typealias Input = RemoveClientIDFromOpenIDConnectProviderRequest
        typealias Output = NoOutput
    }

    enum RemoveRoleFromInstanceProfile: OperationModel {
        static let name = "RemoveRoleFromInstanceProfile"
        typealias Input = RemoveRoleFromInstanceProfileRequest
        typealias Output = NoOutput
    }

    enum RemoveUserFromGroup: OperationModel {
        static let name = "RemoveUserFromGroup"
        typealias Input = RemoveUserFromGroupRequest
        typealias Output = NoOutput
    }

    enum SetDefaultPolicyVersion: OperationModel {
        static let name = "SetDefaultPolicyVersion"
        typealias Input = SetDefaultPolicyVersionRequest
        typealias Output = NoOutput
    }

    enum SimulateCustomPolicy: OperationModel {
        static let name = "SimulateCustomPolicy"
        typealias Input = SimulateCustomPolicyRequest
        typealias Output = SimulatePolicyResponse
    }

    enum SimulatePrincipalPolicy: OperationModel {
        static let name = "SimulatePrincipalPolicy"
        typealias Input = SimulatePrincipalPolicyRequest
        typealias Output = SimulatePolicyResponse
    }

    enum TagInstanceProfile: OperationModel {
        static let name = "TagInstanceProfile"
        typealias Input = TagInstanceProfileRequest
        typealias Output = NoOutput
    }

    enum TagOpenIDConnectProvider: OperationModel {
        static let name = "TagOpenIDConnectProvider"
        typealias Input = TagOpenIDConnectProviderRequest
        typealias Output = NoOutput
    }

    enum TagPolicy: OperationModel {
        static let name = "TagPolicy"
        typealias Input = TagPolicyRequest
        typealias Output = NoOutput
    }

    enum TagRole: OperationModel {
        static let name = "TagRole"
        typealias Input = TagRoleRequest
        typealias Output = NoOutput
    }

    enum TagUser: OperationModel {
        static let name = "TagUser"
        typealias Input = TagUserRequest
        typealias Output = NoOutput
    }

    enum UntagInstanceProfile: OperationModel {
        static let name = "UntagInstanceProfile"
        typealias Input = UntagInstanceProfileRequest
        typealias Output = NoOutput
    }

    enum UntagOpenIDConnectProvider: OperationModel {
        static let name = "UntagOpenIDConnectProvider"
        typealias Input = UntagOpenIDConnectProviderRequest
        typealias Output = NoOutput
    }

    enum UntagPolicy: OperationModel {
        static let name = "UntagPolicy"
        typealias Input = UntagPolicyRequest
        typealias Output = NoOutput
    }

    enum UntagRole: OperationModel {
        static let name = "UntagRole"
        typealias Input = UntagRoleRequest
        typealias Output = NoOutput
    }

    enum UntagUser: OperationModel {
        static let name = "UntagUser"
        typealias Input = UntagUserRequest
        typealias Output = NoOutput
    }

    enum UpdateAccessKey: OperationModel {
        static let name = "UpdateAccessKey"
        typealias Input = UpdateAccessKeyRequest
        typealias Output = NoOutput
    }

    enum UpdateAccountPasswordPolicy: OperationModel {
        static let name = "UpdateAccountPasswordPolicy"
        typealias Input = UpdateAccountPasswordPolicyRequest
        typealias Output = NoOutput
    }

    enum UpdateAssumeRolePolicy: OperationModel {
        static let name = "UpdateAssumeRolePolicy"
        typealias Input = UpdateAssumeRolePolicyRequest
        typealias Output = NoOutput
    }

    enum UpdateGroup: OperationModel {
        static let name = "UpdateGroup"
        typealias Input = UpdateGroupRequest
        typealias Output = NoOutput
    }

    enum UpdateLoginProfile: OperationModel {
        static let name = "UpdateLoginProfile"
        typealias Input = UpdateLoginProfileRequest
        typealias Output = NoOutput
    }

    enum UpdateOpenIDConnectProviderThumbprint: OperationModel {
        static let name = "UpdateOpenIDConnectProviderThumbprint"
        typealias Input = UpdateOpenIDConnectProviderThumbprintRequest
        typealias Output = NoOutput
    }

    enum UpdateRole: OperationModel {
        static let name = "UpdateRole"
        typealias Input = UpdateRoleRequest
        typealias Output = UpdateRoleResponse
    }

    enum UpdateRoleDescription: OperationModel {
        static let name = "UpdateRoleDescription"
        typealias Input = UpdateRoleDescriptionRequest
        typealias Output = UpdateRoleDescriptionResponse
    }

    enum UpdateUser: OperationModel {
        static let name = "UpdateUser"
        typealias Input = UpdateUserRequest
        typealias Output = NoOutput
    }
}
