// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension IAMService {
    struct CreateRoleResponse: OutputStructure {
        var role: Role

        func write(to writer: inout OutputWriter) {
            writer.member("Role", role)
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
