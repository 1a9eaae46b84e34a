// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension IAMService {
    struct CreateAccessKeyResponse: OutputStructure {
        var accessKey: AccessKey

        func write(to writer: inout OutputWriter) {
            writer.member("AccessKey", accessKey)
        }
    }
}

extension IAMService {
    struct AccessKey: OutputStructure {
        var userName: String
        var accessKeyId: String
        var status: String
        var secretAccessKey: String
        var createDate: Timestamp?

        func write(to writer: inout OutputWriter) {
            writer.member("UserName", userName)
            writer.member("AccessKeyId", accessKeyId)
            writer.member("Status", status)
            writer.member("SecretAccessKey", secretAccessKey)
            writer.member("CreateDate", createDate)
        }
    }
}

extension IAMService {
    struct CreateGroupResponse: OutputStructure {
        var group: Group

        func write(to writer: inout OutputWriter) {
            writer.member("Group", group)
        }
    }
}

extension IAMService {
    struct Group: OutputStructure {
        var path: String
        var groupName: String
        var groupId: String
        var arn: String
        var createDate: Timestamp

        func write(to writer: inout OutputWriter) {
            writer.member("Path", path)
            writer.member("GroupName", groupName)
            writer.member("GroupId", groupId)
            writer.member("Arn", arn)
            writer.member("CreateDate", createDate)
        }
    }
}

extension IAMService {
    struct CreateInstanceProfileResponse: OutputStructure {
        var instanceProfile: InstanceProfile

        func write(to writer: inout OutputWriter) {
            writer.member("InstanceProfile", instanceProfile)
        }
    }
}

extension IAMService {
    struct InstanceProfile: OutputStructure {
        var path: String
        var instanceProfileName: String
        var instanceProfileId: String
        var arn: String
        var createDate: Timestamp
        var roles: [Role]
        var tags: [Tag]?

        func write(to writer: inout OutputWriter) {
            writer.member("Path", path)
            writer.member("InstanceProfileName", instanceProfileName)
            writer.member("InstanceProfileId", instanceProfileId)
            writer.member("Arn", arn)
            writer.member("CreateDate", createDate)
            writer.member("Roles", roles)
            writer.member("Tags", tags)
        }
    }
}

extension IAMService {
    struct Role: OutputStructure {
        var path: String
        var roleName: String
        var roleId: String
        var arn: String
        var createDate: Timestamp
        var assumeRolePolicyDocument: String?
        var description: String?
        var maxSessionDuration: Int?
        var maxSigninSessionDuration: Int?
        var permissionsBoundary: AttachedPermissionsBoundary?
        var tags: [Tag]?
        var roleLastUsed: RoleLastUsed?
        var sourceRoleTemplate: SourceRoleTemplate?

        func write(to writer: inout OutputWriter) {
            writer.member("Path", path)
            writer.member("RoleName", roleName)
            writer.member("RoleId", roleId)
            writer.member("Arn", arn)
            writer.member("CreateDate", createDate)
            writer.member("AssumeRolePolicyDocument", assumeRolePolicyDocument)
            writer.member("Description", description)
            writer.member("MaxSessionDuration", maxSessionDuration)
            writer.member("MaxSigninSessionDuration", maxSigninSessionDuration)
            writer.member("PermissionsBoundary", permissionsBoundary)
            writer.member("Tags", tags)
            writer.member("RoleLastUsed", roleLastUsed)
            writer.member("SourceRoleTemplate", sourceRoleTemplate)
        }
    }
}

extension IAMService {
    struct AttachedPermissionsBoundary: OutputStructure {
        var permissionsBoundaryType: String?
        var permissionsBoundaryArn: String?

        func write(to writer: inout OutputWriter) {
            writer.member("PermissionsBoundaryType", permissionsBoundaryType)
            writer.member("PermissionsBoundaryArn", permissionsBoundaryArn)
        }
    }
}

extension IAMService {
    struct RoleLastUsed: OutputStructure {
        var lastUsedDate: Timestamp?
        var region: String?

        func write(to writer: inout OutputWriter) {
            writer.member("LastUsedDate", lastUsedDate)
            writer.member("Region", region)
        }
    }
}

extension IAMService {
    struct SourceRoleTemplate: OutputStructure {
        var templateArn: String
        var templateMinorVersion: Int

        func write(to writer: inout OutputWriter) {
            writer.member("TemplateArn", templateArn)
            writer.member("TemplateMinorVersion", templateMinorVersion)
        }
    }
}

extension IAMService {
    struct CreateLoginProfileResponse: OutputStructure {
        var loginProfile: LoginProfile

        func write(to writer: inout OutputWriter) {
            writer.member("LoginProfile", loginProfile)
        }
    }
}

extension IAMService {
    struct LoginProfile: OutputStructure {
        var userName: String
        var createDate: Timestamp
        var passwordResetRequired: Bool?
        var maxSigninSessionDuration: Int?

        func write(to writer: inout OutputWriter) {
            writer.member("UserName", userName)
            writer.member("CreateDate", createDate)
            writer.member("PasswordResetRequired", passwordResetRequired)
            writer.member("MaxSigninSessionDuration", maxSigninSessionDuration)
        }
    }
}

extension IAMService {
    struct CreateOpenIDConnectProviderResponse: OutputStructure {
        var openIDConnectProviderArn: String?
        var tags: [Tag]?

        func write(to writer: inout OutputWriter) {
            writer.member("OpenIDConnectProviderArn", openIDConnectProviderArn)
            writer.member("Tags", tags)
        }
    }
}

extension IAMService {
    struct CreatePolicyResponse: OutputStructure {
        var policy: Policy?

        func write(to writer: inout OutputWriter) {
            writer.member("Policy", policy)
        }
    }
}

extension IAMService {
    struct Policy: OutputStructure {
        var policyName: String?
        var policyId: String?
        var arn: String?
        var path: String?
        var defaultVersionId: String?
        var attachmentCount: Int?
        var permissionsBoundaryUsageCount: Int?
        var isAttachable: Bool?
        var description: String?
        var createDate: Timestamp?
        var updateDate: Timestamp?
        var tags: [Tag]?

        func write(to writer: inout OutputWriter) {
            writer.member("PolicyName", policyName)
            writer.member("PolicyId", policyId)
            writer.member("Arn", arn)
            writer.member("Path", path)
            writer.member("DefaultVersionId", defaultVersionId)
            writer.member("AttachmentCount", attachmentCount)
            writer.member("PermissionsBoundaryUsageCount", permissionsBoundaryUsageCount)
            writer.member("IsAttachable", isAttachable)
            writer.member("Description", description)
            writer.member("CreateDate", createDate)
            writer.member("UpdateDate", updateDate)
            writer.member("Tags", tags)
        }
    }
}

extension IAMService {
    struct CreatePolicyVersionResponse: OutputStructure {
        var policyVersion: PolicyVersion?

        func write(to writer: inout OutputWriter) {
            writer.member("PolicyVersion", policyVersion)
        }
    }
}

extension IAMService {
    struct PolicyVersion: OutputStructure {
        var document: String?
        var versionId: String?
        var isDefaultVersion: Bool?
        var createDate: Timestamp?

        func write(to writer: inout OutputWriter) {
            writer.member("Document", document)
            writer.member("VersionId", versionId)
            writer.member("IsDefaultVersion", isDefaultVersion)
            writer.member("CreateDate", createDate)
        }
    }
}

extension IAMService {
    struct CreateRoleResponse: OutputStructure {
        var role: Role

        func write(to writer: inout OutputWriter) {
            writer.member("Role", role)
        }
    }
}

extension IAMService {
    struct CreateServiceLinkedRoleResponse: OutputStructure {
        var role: Role?

        func write(to writer: inout OutputWriter) {
            writer.member("Role", role)
        }
    }
}

extension IAMService {
    struct CreateUserResponse: OutputStructure {
        var user: User?

        func write(to writer: inout OutputWriter) {
            writer.member("User", user)
        }
    }
}

extension IAMService {
    struct User: OutputStructure {
        var path: String
        var userName: String
        var userId: String
        var arn: String
        var createDate: Timestamp
        var passwordLastUsed: Timestamp?
        var permissionsBoundary: AttachedPermissionsBoundary?
        var tags: [Tag]?

        func write(to writer: inout OutputWriter) {
            writer.member("Path", path)
            writer.member("UserName", userName)
            writer.member("UserId", userId)
            writer.member("Arn", arn)
            writer.member("CreateDate", createDate)
            writer.member("PasswordLastUsed", passwordLastUsed)
            writer.member("PermissionsBoundary", permissionsBoundary)
            writer.member("Tags", tags)
        }
    }
}

extension IAMService {
    struct DeleteServiceLinkedRoleResponse: OutputStructure {
        var deletionTaskId: String

        func write(to writer: inout OutputWriter) {
            writer.member("DeletionTaskId", deletionTaskId)
        }
    }
}

extension IAMService {
    struct GetAccessKeyLastUsedResponse: OutputStructure {
        var userName: String?
        var accessKeyLastUsed: AccessKeyLastUsed?

        func write(to writer: inout OutputWriter) {
            writer.member("UserName", userName)
            writer.member("AccessKeyLastUsed", accessKeyLastUsed)
        }
    }
}

extension IAMService {
    struct AccessKeyLastUsed: OutputStructure {
        var lastUsedDate: Timestamp?
        var serviceName: String
        var region: String

        func write(to writer: inout OutputWriter) {
            writer.member("LastUsedDate", lastUsedDate)
            writer.member("ServiceName", serviceName)
            writer.member("Region", region)
        }
    }
}

extension IAMService {
    struct GetAccountAuthorizationDetailsResponse: OutputStructure {
        var userDetailList: [UserDetail]?
        var groupDetailList: [GroupDetail]?
        var roleDetailList: [RoleDetail]?
        var policies: [ManagedPolicyDetail]?
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("UserDetailList", userDetailList)
            writer.member("GroupDetailList", groupDetailList)
            writer.member("RoleDetailList", roleDetailList)
            writer.member("Policies", policies)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct UserDetail: OutputStructure {
        var path: String?
        var userName: String?
        var userId: String?
        var arn: String?
        var createDate: Timestamp?
        var userPolicyList: [PolicyDetail]?
        var groupList: [String]?
        var attachedManagedPolicies: [AttachedPolicy]?
        var permissionsBoundary: AttachedPermissionsBoundary?
        var tags: [Tag]?

        func write(to writer: inout OutputWriter) {
            writer.member("Path", path)
            writer.member("UserName", userName)
            writer.member("UserId", userId)
            writer.member("Arn", arn)
            writer.member("CreateDate", createDate)
            writer.member("UserPolicyList", userPolicyList)
            writer.member("GroupList", groupList)
            writer.member("AttachedManagedPolicies", attachedManagedPolicies)
            writer.member("PermissionsBoundary", permissionsBoundary)
            writer.member("Tags", tags)
        }
    }
}

extension IAMService {
    struct PolicyDetail: OutputStructure {
        var policyName: String?
        var policyDocument: String?

        func write(to writer: inout OutputWriter) {
            writer.member("PolicyName", policyName)
            writer.member("PolicyDocument", policyDocument)
        }
    }
}

extension IAMService {
    struct AttachedPolicy: OutputStructure {
        var policyName: String?
        var policyArn: String?

        func write(to writer: inout OutputWriter) {
            writer.member("PolicyName", policyName)
            writer.member("PolicyArn", policyArn)
        }
    }
}

extension IAMService {
    struct GroupDetail: OutputStructure {
        var path: String?
        var groupName: String?
        var groupId: String?
        var arn: String?
        var createDate: Timestamp?
        var groupPolicyList: [PolicyDetail]?
        var attachedManagedPolicies: [AttachedPolicy]?

        func write(to writer: inout OutputWriter) {
            writer.member("Path", path)
            writer.member("GroupName", groupName)
            writer.member("GroupId", groupId)
            writer.member("Arn", arn)
            writer.member("CreateDate", createDate)
            writer.member("GroupPolicyList", groupPolicyList)
            writer.member("AttachedManagedPolicies", attachedManagedPolicies)
        }
    }
}

extension IAMService {
    struct RoleDetail: OutputStructure {
        var path: String?
        var roleName: String?
        var roleId: String?
        var arn: String?
        var createDate: Timestamp?
        var assumeRolePolicyDocument: String?
        var instanceProfileList: [InstanceProfile]?
        var rolePolicyList: [PolicyDetail]?
        var attachedManagedPolicies: [AttachedPolicy]?
        var permissionsBoundary: AttachedPermissionsBoundary?
        var tags: [Tag]?
        var roleLastUsed: RoleLastUsed?

        func write(to writer: inout OutputWriter) {
            writer.member("Path", path)
            writer.member("RoleName", roleName)
            writer.member("RoleId", roleId)
            writer.member("Arn", arn)
            writer.member("CreateDate", createDate)
            writer.member("AssumeRolePolicyDocument", assumeRolePolicyDocument)
            writer.member("InstanceProfileList", instanceProfileList)
            writer.member("RolePolicyList", rolePolicyList)
            writer.member("AttachedManagedPolicies", attachedManagedPolicies)
            writer.member("PermissionsBoundary", permissionsBoundary)
            writer.member("Tags", tags)
            writer.member("RoleLastUsed", roleLastUsed)
        }
    }
}

extension IAMService {
    struct ManagedPolicyDetail: OutputStructure {
        var policyName: String?
        var policyId: String?
        var arn: String?
        var path: String?
        var defaultVersionId: String?
        var attachmentCount: Int?
        var permissionsBoundaryUsageCount: Int?
        var isAttachable: Bool?
        var description: String?
        var createDate: Timestamp?
        var updateDate: Timestamp?
        var policyVersionList: [PolicyVersion]?

        func write(to writer: inout OutputWriter) {
            writer.member("PolicyName", policyName)
            writer.member("PolicyId", policyId)
            writer.member("Arn", arn)
            writer.member("Path", path)
            writer.member("DefaultVersionId", defaultVersionId)
            writer.member("AttachmentCount", attachmentCount)
            writer.member("PermissionsBoundaryUsageCount", permissionsBoundaryUsageCount)
            writer.member("IsAttachable", isAttachable)
            writer.member("Description", description)
            writer.member("CreateDate", createDate)
            writer.member("UpdateDate", updateDate)
            writer.member("PolicyVersionList", policyVersionList)
        }
    }
}

extension IAMService {
    struct GetAccountPasswordPolicyResponse: OutputStructure {
        var passwordPolicy: PasswordPolicy

        func write(to writer: inout OutputWriter) {
            writer.member("PasswordPolicy", passwordPolicy)
        }
    }
}

extension IAMService {
    struct PasswordPolicy: OutputStructure {
        var minimumPasswordLength: Int?
        var requireSymbols: Bool?
        var requireNumbers: Bool?
        var requireUppercaseCharacters: Bool?
        var requireLowercaseCharacters: Bool?
        var allowUsersToChangePassword: Bool?
        var expirePasswords: Bool?
        var maxPasswordAge: Int?
        var passwordReusePrevention: Int?
        var hardExpiry: Bool?

        func write(to writer: inout OutputWriter) {
            writer.member("MinimumPasswordLength", minimumPasswordLength)
            writer.member("RequireSymbols", requireSymbols)
            writer.member("RequireNumbers", requireNumbers)
            writer.member("RequireUppercaseCharacters", requireUppercaseCharacters)
            writer.member("RequireLowercaseCharacters", requireLowercaseCharacters)
            writer.member("AllowUsersToChangePassword", allowUsersToChangePassword)
            writer.member("ExpirePasswords", expirePasswords)
            writer.member("MaxPasswordAge", maxPasswordAge)
            writer.member("PasswordReusePrevention", passwordReusePrevention)
            writer.member("HardExpiry", hardExpiry)
        }
    }
}

extension IAMService {
    struct GetAccountSummaryResponse: OutputStructure {
        var summaryMap: [String: Int]?

        func write(to writer: inout OutputWriter) {
            writer.member("SummaryMap", summaryMap)
        }
    }
}

extension IAMService {
    struct GetContextKeysForPolicyResponse: OutputStructure {
        var contextKeyNames: [String]?

        func write(to writer: inout OutputWriter) {
            writer.member("ContextKeyNames", contextKeyNames)
        }
    }
}

extension IAMService {
    struct GetGroupResponse: OutputStructure {
        var group: Group
        var users: [User]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Group", group)
            writer.member("Users", users)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct GetGroupPolicyResponse: OutputStructure {
        var groupName: String
        var policyName: String
        var policyDocument: String

        func write(to writer: inout OutputWriter) {
            writer.member("GroupName", groupName)
            writer.member("PolicyName", policyName)
            writer.member("PolicyDocument", policyDocument)
        }
    }
}

extension IAMService {
    struct GetInstanceProfileResponse: OutputStructure {
        var instanceProfile: InstanceProfile

        func write(to writer: inout OutputWriter) {
            writer.member("InstanceProfile", instanceProfile)
        }
    }
}

extension IAMService {
    struct GetLoginProfileResponse: OutputStructure {
        var loginProfile: LoginProfile

        func write(to writer: inout OutputWriter) {
            writer.member("LoginProfile", loginProfile)
        }
    }
}

extension IAMService {
    struct GetOpenIDConnectProviderResponse: OutputStructure {
        var url: String?
        var clientIDList: [String]?
        var thumbprintList: [String]?
        var createDate: Timestamp?
        var tags: [Tag]?
        var contextProvider: ContextProvider?
        var identityCenterInstanceArn: String?
        var identityStoreArn: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Url", url)
            writer.member("ClientIDList", clientIDList)
            writer.member("ThumbprintList", thumbprintList)
            writer.member("CreateDate", createDate)
            writer.member("Tags", tags)
            writer.member("ContextProvider", contextProvider)
            writer.member("IdentityCenterInstanceArn", identityCenterInstanceArn)
            writer.member("IdentityStoreArn", identityStoreArn)
        }
    }
}

extension IAMService {
    struct GetPolicyResponse: OutputStructure {
        var policy: Policy?

        func write(to writer: inout OutputWriter) {
            writer.member("Policy", policy)
        }
    }
}

extension IAMService {
    struct GetPolicyVersionResponse: OutputStructure {
        var policyVersion: PolicyVersion?

        func write(to writer: inout OutputWriter) {
            writer.member("PolicyVersion", policyVersion)
        }
    }
}

extension IAMService {
    struct GetRoleResponse: OutputStructure {
        var role: Role

        func write(to writer: inout OutputWriter) {
            writer.member("Role", role)
        }
    }
}

extension IAMService {
    struct GetRolePolicyResponse: OutputStructure {
        var roleName: String
        var policyName: String
        var policyDocument: String

        func write(to writer: inout OutputWriter) {
            writer.member("RoleName", roleName)
            writer.member("PolicyName", policyName)
            writer.member("PolicyDocument", policyDocument)
        }
    }
}

extension IAMService {
    struct GetServiceLinkedRoleDeletionStatusResponse: OutputStructure {
        var status: String
        var reason: DeletionTaskFailureReasonType?

        func write(to writer: inout OutputWriter) {
            writer.member("Status", status)
            writer.member("Reason", reason)
        }
    }
}

extension IAMService {
    struct DeletionTaskFailureReasonType: OutputStructure {
        var reason: String?
        var roleUsageList: [RoleUsageType]?

        func write(to writer: inout OutputWriter) {
            writer.member("Reason", reason)
            writer.member("RoleUsageList", roleUsageList)
        }
    }
}

extension IAMService {
    struct RoleUsageType: OutputStructure {
        var region: String?
        var resources: [String]?

        func write(to writer: inout OutputWriter) {
            writer.member("Region", region)
            writer.member("Resources", resources)
        }
    }
}

extension IAMService {
    struct GetUserResponse: OutputStructure {
        var user: User

        func write(to writer: inout OutputWriter) {
            writer.member("User", user)
        }
    }
}

extension IAMService {
    struct GetUserPolicyResponse: OutputStructure {
        var userName: String
        var policyName: String
        var policyDocument: String

        func write(to writer: inout OutputWriter) {
            writer.member("UserName", userName)
            writer.member("PolicyName", policyName)
            writer.member("PolicyDocument", policyDocument)
        }
    }
}

extension IAMService {
    struct ListAccessKeysResponse: OutputStructure {
        var accessKeyMetadata: [AccessKeyMetadata]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("AccessKeyMetadata", accessKeyMetadata)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct AccessKeyMetadata: OutputStructure {
        var userName: String?
        var accessKeyId: String?
        var status: String?
        var createDate: Timestamp?

        func write(to writer: inout OutputWriter) {
            writer.member("UserName", userName)
            writer.member("AccessKeyId", accessKeyId)
            writer.member("Status", status)
            writer.member("CreateDate", createDate)
        }
    }
}

extension IAMService {
    struct ListAccountAliasesResponse: OutputStructure {
        var accountAliases: [String]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("AccountAliases", accountAliases)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListAttachedGroupPoliciesResponse: OutputStructure {
        var attachedPolicies: [AttachedPolicy]?
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("AttachedPolicies", attachedPolicies)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListAttachedRolePoliciesResponse: OutputStructure {
        var attachedPolicies: [AttachedPolicy]?
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("AttachedPolicies", attachedPolicies)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListAttachedUserPoliciesResponse: OutputStructure {
        var attachedPolicies: [AttachedPolicy]?
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("AttachedPolicies", attachedPolicies)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListEntitiesForPolicyResponse: OutputStructure {
        var policyGroups: [PolicyGroup]?
        var policyUsers: [PolicyUser]?
        var policyRoles: [PolicyRole]?
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("PolicyGroups", policyGroups)
            writer.member("PolicyUsers", policyUsers)
            writer.member("PolicyRoles", policyRoles)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct PolicyGroup: OutputStructure {
        var groupName: String?
        var groupId: String?

        func write(to writer: inout OutputWriter) {
            writer.member("GroupName", groupName)
            writer.member("GroupId", groupId)
        }
    }
}

extension IAMService {
    struct PolicyUser: OutputStructure {
        var userName: String?
        var userId: String?

        func write(to writer: inout OutputWriter) {
            writer.member("UserName", userName)
            writer.member("UserId", userId)
        }
    }
}

extension IAMService {
    struct PolicyRole: OutputStructure {
        var roleName: String?
        var roleId: String?

        func write(to writer: inout OutputWriter) {
            writer.member("RoleName", roleName)
            writer.member("RoleId", roleId)
        }
    }
}

extension IAMService {
    struct ListGroupPoliciesResponse: OutputStructure {
        var policyNames: [String]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("PolicyNames", policyNames)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListGroupsResponse: OutputStructure {
        var groups: [Group]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Groups", groups)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListGroupsForUserResponse: OutputStructure {
        var groups: [Group]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Groups", groups)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListInstanceProfileTagsResponse: OutputStructure {
        var tags: [Tag]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Tags", tags)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListInstanceProfilesResponse: OutputStructure {
        var instanceProfiles: [InstanceProfile]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("InstanceProfiles", instanceProfiles)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListInstanceProfilesForRoleResponse: OutputStructure {
        var instanceProfiles: [InstanceProfile]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("InstanceProfiles", instanceProfiles)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListOpenIDConnectProviderTagsResponse: OutputStructure {
        var tags: [Tag]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Tags", tags)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListOpenIDConnectProvidersResponse: OutputStructure {
        var openIDConnectProviderList: [OpenIDConnectProviderListEntry]?

        func write(to writer: inout OutputWriter) {
            writer.member("OpenIDConnectProviderList", openIDConnectProviderList)
        }
    }
}

extension IAMService {
    struct OpenIDConnectProviderListEntry: OutputStructure {
        var arn: String?
        var isTrustedIdentityPropagationEnabled: Bool?

        func write(to writer: inout OutputWriter) {
            writer.member("Arn", arn)
            writer.member("IsTrustedIdentityPropagationEnabled", isTrustedIdentityPropagationEnabled)
        }
    }
}

extension IAMService {
    struct ListPoliciesResponse: OutputStructure {
        var policies: [Policy]?
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Policies", policies)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListPolicyTagsResponse: OutputStructure {
        var tags: [Tag]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Tags", tags)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListPolicyVersionsResponse: OutputStructure {
        var versions: [PolicyVersion]?
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Versions", versions)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListRolePoliciesResponse: OutputStructure {
        var policyNames: [String]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("PolicyNames", policyNames)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListRoleTagsResponse: OutputStructure {
        var tags: [Tag]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Tags", tags)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListRolesResponse: OutputStructure {
        var roles: [Role]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Roles", roles)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListUserPoliciesResponse: OutputStructure {
        var policyNames: [String]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("PolicyNames", policyNames)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListUserTagsResponse: OutputStructure {
        var tags: [Tag]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Tags", tags)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct ListUsersResponse: OutputStructure {
        var users: [User]
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Users", users)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct SimulatePolicyResponse: OutputStructure {
        var evaluationResults: [EvaluationResult]?
        var isTruncated: Bool?
        var marker: String?

        func write(to writer: inout OutputWriter) {
            writer.member("EvaluationResults", evaluationResults)
            writer.member("IsTruncated", isTruncated)
            writer.member("Marker", marker)
        }
    }
}

extension IAMService {
    struct EvaluationResult: OutputStructure {
        var evalActionName: String
        var evalResourceName: String?
        var evalDecision: String
        var matchedStatements: [Statement]?
        var missingContextValues: [String]?
        var organizationsDecisionDetail: OrganizationsDecisionDetail?
        var permissionsBoundaryDecisionDetail: PermissionsBoundaryDecisionDetail?
        var evalDecisionDetails: [String: String]?
        var resourceSpecificResults: [ResourceSpecificResult]?

        func write(to writer: inout OutputWriter) {
            writer.member("EvalActionName", evalActionName)
            writer.member("EvalResourceName", evalResourceName)
            writer.member("EvalDecision", evalDecision)
            writer.member("MatchedStatements", matchedStatements)
            writer.member("MissingContextValues", missingContextValues)
            writer.member("OrganizationsDecisionDetail", organizationsDecisionDetail)
            writer.member("PermissionsBoundaryDecisionDetail", permissionsBoundaryDecisionDetail)
            writer.member("EvalDecisionDetails", evalDecisionDetails)
            writer.member("ResourceSpecificResults", resourceSpecificResults)
        }
    }
}

extension IAMService {
    struct Statement: OutputStructure {
        var sourcePolicyId: String?
        var sourcePolicyType: String?
        var startPosition: Position?
        var endPosition: Position?

        func write(to writer: inout OutputWriter) {
            writer.member("SourcePolicyId", sourcePolicyId)
            writer.member("SourcePolicyType", sourcePolicyType)
            writer.member("StartPosition", startPosition)
            writer.member("EndPosition", endPosition)
        }
    }
}

extension IAMService {
    struct Position: OutputStructure {
        var line: Int?
        var column: Int?

        func write(to writer: inout OutputWriter) {
            writer.member("Line", line)
            writer.member("Column", column)
        }
    }
}

extension IAMService {
    struct OrganizationsDecisionDetail: OutputStructure {
        var allowedByOrganizations: Bool?

        func write(to writer: inout OutputWriter) {
            writer.member("AllowedByOrganizations", allowedByOrganizations)
        }
    }
}

extension IAMService {
    struct PermissionsBoundaryDecisionDetail: OutputStructure {
        var allowedByPermissionsBoundary: Bool?

        func write(to writer: inout OutputWriter) {
            writer.member("AllowedByPermissionsBoundary", allowedByPermissionsBoundary)
        }
    }
}

extension IAMService {
    struct ResourceSpecificResult: OutputStructure {
        var evalResourceName: String
        var evalResourceDecision: String
        var matchedStatements: [Statement]?
        var missingContextValues: [String]?
        var evalDecisionDetails: [String: String]?
        var permissionsBoundaryDecisionDetail: PermissionsBoundaryDecisionDetail?

        func write(to writer: inout OutputWriter) {
            writer.member("EvalResourceName", evalResourceName)
            writer.member("EvalResourceDecision", evalResourceDecision)
            writer.member("MatchedStatements", matchedStatements)
            writer.member("MissingContextValues", missingContextValues)
            writer.member("EvalDecisionDetails", evalDecisionDetails)
            writer.member("PermissionsBoundaryDecisionDetail", permissionsBoundaryDecisionDetail)
        }
    }
}

extension IAMService {
    struct UpdateRoleResponse: OutputStructure {

        func write(to writer: inout OutputWriter) {
        }
    }
}

extension IAMService {
    struct UpdateRoleDescriptionResponse: OutputStructure {
        var role: Role?

        func write(to writer: inout OutputWriter) {
            writer.member("Role", role)
        }
    }
}
