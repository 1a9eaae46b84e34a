// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension IAMService {
    struct AddRoleToInstanceProfileRequest: InputStructure {
        var instanceProfileName: String = ""
        var roleName: String = ""

        static let members = Shape.Members([
            .required("InstanceProfileName", Shapes.instanceProfileNameType), .required("RoleName", Shapes.roleNameType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&instanceProfileName)
            case 1: try reader.read(&roleName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct AddUserToGroupRequest: InputStructure {
        var groupName: String = ""
        var userName: String = ""

        static let members = Shape.Members([
            .required("GroupName", Shapes.groupNameType), .required("UserName", Shapes.existingUserNameType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&groupName)
            case 1: try reader.read(&userName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct AttachGroupPolicyRequest: InputStructure {
        var groupName: String = ""
        var policyArn: String = ""

        static let members = Shape.Members([.required("GroupName", Shapes.groupNameType), .required("PolicyArn", Shapes.arnType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&groupName)
            case 1: try reader.read(&policyArn)
            default: break
            }
        }
    }
}

extension IAMService {
    struct AttachRolePolicyRequest: InputStructure {
        var roleName: String = ""
        var policyArn: String = ""

        static let members = Shape.Members([.required("RoleName", Shapes.roleNameType), .required("PolicyArn", Shapes.arnType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&policyArn)
            default: break
            }
        }
    }
}

extension IAMService {
    struct AttachUserPolicyRequest: InputStructure {
        var userName: String = ""
        var policyArn: String = ""

        static let members = Shape.Members([.required("UserName", Shapes.userNameType), .required("PolicyArn", Shapes.arnType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&policyArn)
            default: break
            }
        }
    }
}

extension IAMService {
    struct CreateAccessKeyRequest: InputStructure {
        var userName: String?

        static let members = Shape.Members([.optional("UserName", Shapes.existingUserNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct CreateAccountAliasRequest: InputStructure {
        var accountAlias: String = ""

        static let members = Shape.Members([.required("AccountAlias", Shapes.accountAliasType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&accountAlias)
            default: break
            }
        }
    }
}

extension IAMService {
    struct CreateGroupRequest: InputStructure {
        var path: String?
        var groupName: String = ""

        static let members = Shape.Members([.optional("Path", Shapes.pathType), .required("GroupName", Shapes.groupNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&path)
            case 1: try reader.read(&groupName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct CreateInstanceProfileRequest: InputStructure {
        var instanceProfileName: String = ""
        var path: String?
        var tags: [Tag]?

        static let members = Shape.Members([
            .required("InstanceProfileName", Shapes.instanceProfileNameType), .optional("Path", Shapes.pathType),
            .optional("Tags", Shapes.tagListType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&instanceProfileName)
            case 1: try reader.read(&path)
            case 2: try reader.read(&tags)
            default: break
            }
        }
    }
}

extension IAMService {
    struct Tag: InputStructure, OutputStructure {
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

        func write(to writer: inout OutputWriter) {
            writer.member("Key", key)
            writer.member("Value", value)
        }
    }
}

extension IAMService {
    struct CreatePolicyRequest: InputStructure {
        var policyName: String = ""
        var path: String?
        var policyDocument: String = ""
        var description: String?
        var tags: [Tag]?

        static let members = Shape.Members([
            .required("PolicyName", Shapes.policyNameType), .optional("Path", Shapes.policyPathType),
            .required("PolicyDocument", Shapes.policyDocumentType), .optional("Description", Shapes.policyDescriptionType),
            .optional("Tags", Shapes.tagListType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyName)
            case 1: try reader.read(&path)
            case 2: try reader.read(&policyDocument)
            case 3: try reader.read(&description)
            case 4: try reader.read(&tags)
            default: break
            }
        }
    }
}

extension IAMService {
    struct CreatePolicyVersionRequest: InputStructure {
        var policyArn: String = ""
        var policyDocument: String = ""
        var setAsDefault: Bool?

        static let members = Shape.Members([
            .required("PolicyArn", Shapes.arnType), .required("PolicyDocument", Shapes.policyDocumentType),
            .optional("SetAsDefault", .boolean),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyArn)
            case 1: try reader.read(&policyDocument)
            case 2: try reader.read(&setAsDefault)
            default: break
            }
        }
    }
}

extension IAMService {
    struct CreateRoleRequest: InputStructure {
        var path: String?
        var roleName: String = ""
        var assumeRolePolicyDocument: String = ""
        var description: String?
        var maxSessionDuration: Int?
        var maxSigninSessionDuration: Int?
        var permissionsBoundary: String?
        var tags: [Tag]?

        static let members = Shape.Members([
            .optional("Path", Shapes.pathType), .required("RoleName", Shapes.roleNameType),
            .required("AssumeRolePolicyDocument", Shapes.policyDocumentType), .optional("Description", Shapes.roleDescriptionType),
            .optional("MaxSessionDuration", Shapes.roleMaxSessionDurationType),
            .optional("MaxSigninSessionDuration", Shapes.maxSigninSessionDurationType), .optional("PermissionsBoundary", Shapes.arnType),
            .optional("Tags", Shapes.tagListType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&path)
            case 1: try reader.read(&roleName)
            case 2: try reader.read(&assumeRolePolicyDocument)
            case 3: try reader.read(&description)
            case 4: try reader.read(&maxSessionDuration)
            case 5: try reader.read(&maxSigninSessionDuration)
            case 6: try reader.read(&permissionsBoundary)
            case 7: try reader.read(&tags)
            default: break
            }
        }
    }
}

extension IAMService {
    struct CreateUserRequest: InputStructure {
        var path: String?
        var userName: String = ""
        var permissionsBoundary: String?
        var tags: [Tag]?

        static let members = Shape.Members([
            .optional("Path", Shapes.pathType), .required("UserName", Shapes.userNameType),
            .optional("PermissionsBoundary", Shapes.arnType), .optional("Tags", Shapes.tagListType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&path)
            case 1: try reader.read(&userName)
            case 2: try reader.read(&permissionsBoundary)
            case 3: try reader.read(&tags)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DeleteAccessKeyRequest: InputStructure {
        var userName: String?
        var accessKeyId: String = ""

        static let members = Shape.Members([
            .optional("UserName", Shapes.existingUserNameType), .required("AccessKeyId", Shapes.accessKeyIdType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&accessKeyId)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DeleteAccountAliasRequest: InputStructure {
        var accountAlias: String = ""

        static let members = Shape.Members([.required("AccountAlias", Shapes.accountAliasType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&accountAlias)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DeleteGroupRequest: InputStructure {
        var groupName: String = ""

        static let members = Shape.Members([.required("GroupName", Shapes.groupNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&groupName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DeleteGroupPolicyRequest: InputStructure {
        var groupName: String = ""
        var policyName: String = ""

        static let members = Shape.Members([.required("GroupName", Shapes.groupNameType), .required("PolicyName", Shapes.policyNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&groupName)
            case 1: try reader.read(&policyName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DeleteInstanceProfileRequest: InputStructure {
        var instanceProfileName: String = ""

        static let members = Shape.Members([.required("InstanceProfileName", Shapes.instanceProfileNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&instanceProfileName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DeletePolicyRequest: InputStructure {
        var policyArn: String = ""

        static let members = Shape.Members([.required("PolicyArn", Shapes.arnType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyArn)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DeletePolicyVersionRequest: InputStructure {
        var policyArn: String = ""
        var versionId: String = ""

        static let members = Shape.Members([.required("PolicyArn", Shapes.arnType), .required("VersionId", Shapes.policyVersionIdType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyArn)
            case 1: try reader.read(&versionId)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DeleteRoleRequest: InputStructure {
        var roleName: String = ""

        static let members = Shape.Members([.required("RoleName", Shapes.roleNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DeleteRolePermissionsBoundaryRequest: InputStructure {
        var roleName: String = ""

        static let members = Shape.Members([.required("RoleName", Shapes.roleNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DeleteRolePolicyRequest: InputStructure {
        var roleName: String = ""
        var policyName: String = ""

        static let members = Shape.Members([.required("RoleName", Shapes.roleNameType), .required("PolicyName", Shapes.policyNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&policyName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DeleteUserRequest: InputStructure {
        var userName: String = ""

        static let members = Shape.Members([.required("UserName", Shapes.existingUserNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DeleteUserPermissionsBoundaryRequest: InputStructure {
        var userName: String = ""

        static let members = Shape.Members([.required("UserName", Shapes.userNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DeleteUserPolicyRequest: InputStructure {
        var userName: String = ""
        var policyName: String = ""

        static let members = Shape.Members([
            .required("UserName", Shapes.existingUserNameType), .required("PolicyName", Shapes.policyNameType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&policyName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DetachGroupPolicyRequest: InputStructure {
        var groupName: String = ""
        var policyArn: String = ""

        static let members = Shape.Members([.required("GroupName", Shapes.groupNameType), .required("PolicyArn", Shapes.arnType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&groupName)
            case 1: try reader.read(&policyArn)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DetachRolePolicyRequest: InputStructure {
        var roleName: String = ""
        var policyArn: String = ""

        static let members = Shape.Members([.required("RoleName", Shapes.roleNameType), .required("PolicyArn", Shapes.arnType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&policyArn)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DetachUserPolicyRequest: InputStructure {
        var userName: String = ""
        var policyArn: String = ""

        static let members = Shape.Members([.required("UserName", Shapes.userNameType), .required("PolicyArn", Shapes.arnType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&policyArn)
            default: break
            }
        }
    }
}

extension IAMService {
    struct GetGroupRequest: InputStructure {
        var groupName: String = ""
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("GroupName", Shapes.groupNameType), .optional("Marker", Shapes.markerType),
            .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&groupName)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct GetGroupPolicyRequest: InputStructure {
        var groupName: String = ""
        var policyName: String = ""

        static let members = Shape.Members([.required("GroupName", Shapes.groupNameType), .required("PolicyName", Shapes.policyNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&groupName)
            case 1: try reader.read(&policyName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct GetInstanceProfileRequest: InputStructure {
        var instanceProfileName: String = ""

        static let members = Shape.Members([.required("InstanceProfileName", Shapes.instanceProfileNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&instanceProfileName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct GetPolicyRequest: InputStructure {
        var policyArn: String = ""

        static let members = Shape.Members([.required("PolicyArn", Shapes.arnType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyArn)
            default: break
            }
        }
    }
}

extension IAMService {
    struct GetPolicyVersionRequest: InputStructure {
        var policyArn: String = ""
        var versionId: String = ""

        static let members = Shape.Members([.required("PolicyArn", Shapes.arnType), .required("VersionId", Shapes.policyVersionIdType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyArn)
            case 1: try reader.read(&versionId)
            default: break
            }
        }
    }
}

extension IAMService {
    struct GetRoleRequest: InputStructure {
        var roleName: String = ""

        static let members = Shape.Members([.required("RoleName", Shapes.roleNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct GetRolePolicyRequest: InputStructure {
        var roleName: String = ""
        var policyName: String = ""

        static let members = Shape.Members([.required("RoleName", Shapes.roleNameType), .required("PolicyName", Shapes.policyNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&policyName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct GetUserRequest: InputStructure {
        var userName: String?

        static let members = Shape.Members([.optional("UserName", Shapes.existingUserNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct GetUserPolicyRequest: InputStructure {
        var userName: String = ""
        var policyName: String = ""

        static let members = Shape.Members([
            .required("UserName", Shapes.existingUserNameType), .required("PolicyName", Shapes.policyNameType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&policyName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListAccessKeysRequest: InputStructure {
        var userName: String?
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .optional("UserName", Shapes.existingUserNameType), .optional("Marker", Shapes.markerType),
            .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListAccountAliasesRequest: InputStructure {
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([.optional("Marker", Shapes.markerType), .optional("MaxItems", Shapes.maxItemsType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&marker)
            case 1: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListAttachedGroupPoliciesRequest: InputStructure {
        var groupName: String = ""
        var pathPrefix: String?
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("GroupName", Shapes.groupNameType), .optional("PathPrefix", Shapes.policyPathType),
            .optional("Marker", Shapes.markerType), .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&groupName)
            case 1: try reader.read(&pathPrefix)
            case 2: try reader.read(&marker)
            case 3: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListAttachedRolePoliciesRequest: InputStructure {
        var roleName: String = ""
        var pathPrefix: String?
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("RoleName", Shapes.roleNameType), .optional("PathPrefix", Shapes.policyPathType),
            .optional("Marker", Shapes.markerType), .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&pathPrefix)
            case 2: try reader.read(&marker)
            case 3: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListAttachedUserPoliciesRequest: InputStructure {
        var userName: String = ""
        var pathPrefix: String?
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("UserName", Shapes.userNameType), .optional("PathPrefix", Shapes.policyPathType),
            .optional("Marker", Shapes.markerType), .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&pathPrefix)
            case 2: try reader.read(&marker)
            case 3: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListEntitiesForPolicyRequest: InputStructure {
        var policyArn: String = ""
        var entityFilter: String?
        var pathPrefix: String?
        var policyUsageFilter: String?
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("PolicyArn", Shapes.arnType), .optional("EntityFilter", Shapes.entityType), .optional("PathPrefix", Shapes.pathType),
            .optional("PolicyUsageFilter", Shapes.policyUsageType), .optional("Marker", Shapes.markerType),
            .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyArn)
            case 1: try reader.read(&entityFilter)
            case 2: try reader.read(&pathPrefix)
            case 3: try reader.read(&policyUsageFilter)
            case 4: try reader.read(&marker)
            case 5: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListGroupPoliciesRequest: InputStructure {
        var groupName: String = ""
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("GroupName", Shapes.groupNameType), .optional("Marker", Shapes.markerType),
            .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&groupName)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListGroupsRequest: InputStructure {
        var pathPrefix: String?
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .optional("PathPrefix", Shapes.pathPrefixType), .optional("Marker", Shapes.markerType),
            .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&pathPrefix)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListGroupsForUserRequest: InputStructure {
        var userName: String = ""
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("UserName", Shapes.existingUserNameType), .optional("Marker", Shapes.markerType),
            .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListInstanceProfileTagsRequest: InputStructure {
        var instanceProfileName: String = ""
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("InstanceProfileName", Shapes.instanceProfileNameType), .optional("Marker", Shapes.markerType),
            .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&instanceProfileName)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListInstanceProfilesRequest: InputStructure {
        var pathPrefix: String?
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .optional("PathPrefix", Shapes.pathPrefixType), .optional("Marker", Shapes.markerType),
            .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&pathPrefix)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListInstanceProfilesForRoleRequest: InputStructure {
        var roleName: String = ""
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("RoleName", Shapes.roleNameType), .optional("Marker", Shapes.markerType), .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListPoliciesRequest: InputStructure {
        var scope: String?
        var onlyAttached: Bool?
        var pathPrefix: String?
        var policyUsageFilter: String?
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .optional("Scope", Shapes.policyScopeType), .optional("OnlyAttached", .boolean), .optional("PathPrefix", Shapes.policyPathType),
            .optional("PolicyUsageFilter", Shapes.policyUsageType), .optional("Marker", Shapes.markerType),
            .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&scope)
            case 1: try reader.read(&onlyAttached)
            case 2: try reader.read(&pathPrefix)
            case 3: try reader.read(&policyUsageFilter)
            case 4: try reader.read(&marker)
            case 5: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListPolicyTagsRequest: InputStructure {
        var policyArn: String = ""
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("PolicyArn", Shapes.arnType), .optional("Marker", Shapes.markerType), .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyArn)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListPolicyVersionsRequest: InputStructure {
        var policyArn: String = ""
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("PolicyArn", Shapes.arnType), .optional("Marker", Shapes.markerType), .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyArn)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListRolePoliciesRequest: InputStructure {
        var roleName: String = ""
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("RoleName", Shapes.roleNameType), .optional("Marker", Shapes.markerType), .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListRoleTagsRequest: InputStructure {
        var roleName: String = ""
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("RoleName", Shapes.roleNameType), .optional("Marker", Shapes.markerType), .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListRolesRequest: InputStructure {
        var pathPrefix: String?
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .optional("PathPrefix", Shapes.pathPrefixType), .optional("Marker", Shapes.markerType),
            .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&pathPrefix)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListUserPoliciesRequest: InputStructure {
        var userName: String = ""
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("UserName", Shapes.existingUserNameType), .optional("Marker", Shapes.markerType),
            .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListUserTagsRequest: InputStructure {
        var userName: String = ""
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("UserName", Shapes.existingUserNameType), .optional("Marker", Shapes.markerType),
            .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListUsersRequest: InputStructure {
        var pathPrefix: String?
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .optional("PathPrefix", Shapes.pathPrefixType), .optional("Marker", Shapes.markerType),
            .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&pathPrefix)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct PutGroupPolicyRequest: InputStructure {
        var groupName: String = ""
        var policyName: String = ""
        var policyDocument: String = ""

        static let members = Shape.Members([
            .required("GroupName", Shapes.groupNameType), .required("PolicyName", Shapes.policyNameType),
            .required("PolicyDocument", Shapes.policyDocumentType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&groupName)
            case 1: try reader.read(&policyName)
            case 2: try reader.read(&policyDocument)
            default: break
            }
        }
    }
}

extension IAMService {
    struct PutRolePermissionsBoundaryRequest: InputStructure {
        var roleName: String = ""
        var permissionsBoundary: String = ""

        static let members = Shape.Members([.required("RoleName", Shapes.roleNameType), .required("PermissionsBoundary", Shapes.arnType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&permissionsBoundary)
            default: break
            }
        }
    }
}

extension IAMService {
    struct PutRolePolicyRequest: InputStructure {
        var roleName: String = ""
        var policyName: String = ""
        var policyDocument: String = ""

        static let members = Shape.Members([
            .required("RoleName", Shapes.roleNameType), .required("PolicyName", Shapes.policyNameType),
            .required("PolicyDocument", Shapes.policyDocumentType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&policyName)
            case 2: try reader.read(&policyDocument)
            default: break
            }
        }
    }
}

extension IAMService {
    struct PutUserPermissionsBoundaryRequest: InputStructure {
        var userName: String = ""
        var permissionsBoundary: String = ""

        static let members = Shape.Members([.required("UserName", Shapes.userNameType), .required("PermissionsBoundary", Shapes.arnType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&permissionsBoundary)
            default: break
            }
        }
    }
}

extension IAMService {
    struct PutUserPolicyRequest: InputStructure {
        var userName: String = ""
        var policyName: String = ""
        var policyDocument: String = ""

        static let members = Shape.Members([
            .required("UserName", Shapes.existingUserNameType), .required("PolicyName", Shapes.policyNameType),
            .required("PolicyDocument", Shapes.policyDocumentType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&policyName)
            case 2: try reader.read(&policyDocument)
            default: break
            }
        }
    }
}

extension IAMService {
    struct RemoveRoleFromInstanceProfileRequest: InputStructure {
        var instanceProfileName: String = ""
        var roleName: String = ""

        static let members = Shape.Members([
            .required("InstanceProfileName", Shapes.instanceProfileNameType), .required("RoleName", Shapes.roleNameType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&instanceProfileName)
            case 1: try reader.read(&roleName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct RemoveUserFromGroupRequest: InputStructure {
        var groupName: String = ""
        var userName: String = ""

        static let members = Shape.Members([
            .required("GroupName", Shapes.groupNameType), .required("UserName", Shapes.existingUserNameType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&groupName)
            case 1: try reader.read(&userName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct SetDefaultPolicyVersionRequest: InputStructure {
        var policyArn: String = ""
        var versionId: String = ""

        static let members = Shape.Members([.required("PolicyArn", Shapes.arnType), .required("VersionId", Shapes.policyVersionIdType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyArn)
            case 1: try reader.read(&versionId)
            default: break
            }
        }
    }
}

extension IAMService {
    struct TagInstanceProfileRequest: InputStructure {
        var instanceProfileName: String = ""
        var tags: [Tag] = []

        static let members = Shape.Members([
            .required("InstanceProfileName", Shapes.instanceProfileNameType), .required("Tags", Shapes.tagListType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&instanceProfileName)
            case 1: try reader.read(&tags)
            default: break
            }
        }
    }
}

extension IAMService {
    struct TagPolicyRequest: InputStructure {
        var policyArn: String = ""
        var tags: [Tag] = []

        static let members = Shape.Members([.required("PolicyArn", Shapes.arnType), .required("Tags", Shapes.tagListType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyArn)
            case 1: try reader.read(&tags)
            default: break
            }
        }
    }
}

extension IAMService {
    struct TagRoleRequest: InputStructure {
        var roleName: String = ""
        var tags: [Tag] = []

        static let members = Shape.Members([.required("RoleName", Shapes.roleNameType), .required("Tags", Shapes.tagListType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&tags)
            default: break
            }
        }
    }
}

extension IAMService {
    struct TagUserRequest: InputStructure {
        var userName: String = ""
        var tags: [Tag] = []

        static let members = Shape.Members([.required("UserName", Shapes.existingUserNameType), .required("Tags", Shapes.tagListType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&tags)
            default: break
            }
        }
    }
}

extension IAMService {
    struct UntagInstanceProfileRequest: InputStructure {
        var instanceProfileName: String = ""
        var tagKeys: [String] = []

        static let members = Shape.Members([
            .required("InstanceProfileName", Shapes.instanceProfileNameType), .required("TagKeys", Shapes.tagKeyListType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&instanceProfileName)
            case 1: try reader.read(&tagKeys)
            default: break
            }
        }
    }
}

extension IAMService {
    struct UntagPolicyRequest: InputStructure {
        var policyArn: String = ""
        var tagKeys: [String] = []

        static let members = Shape.Members([.required("PolicyArn", Shapes.arnType), .required("TagKeys", Shapes.tagKeyListType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyArn)
            case 1: try reader.read(&tagKeys)
            default: break
            }
        }
    }
}

extension IAMService {
    struct UntagRoleRequest: InputStructure {
        var roleName: String = ""
        var tagKeys: [String] = []

        static let members = Shape.Members([.required("RoleName", Shapes.roleNameType), .required("TagKeys", Shapes.tagKeyListType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&tagKeys)
            default: break
            }
        }
    }
}

extension IAMService {
    struct UntagUserRequest: InputStructure {
        var userName: String = ""
        var tagKeys: [String] = []

        static let members = Shape.Members([
            .required("UserName", Shapes.existingUserNameType), .required("TagKeys", Shapes.tagKeyListType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&tagKeys)
            default: break
            }
        }
    }
}

extension IAMService {
    struct UpdateAccessKeyRequest: InputStructure {
        var userName: String?
        var accessKeyId: String = ""
        var status: String = ""

        static let members = Shape.Members([
            .optional("UserName", Shapes.existingUserNameType), .required("AccessKeyId", Shapes.accessKeyIdType),
            .required("Status", Shapes.statusType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&accessKeyId)
            case 2: try reader.read(&status)
            default: break
            }
        }
    }
}

extension IAMService {
    struct UpdateAssumeRolePolicyRequest: InputStructure {
        var roleName: String = ""
        var policyDocument: String = ""

        static let members = Shape.Members([
            .required("RoleName", Shapes.roleNameType), .required("PolicyDocument", Shapes.policyDocumentType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&policyDocument)
            default: break
            }
        }
    }
}

extension IAMService {
    struct UpdateGroupRequest: InputStructure {
        var groupName: String = ""
        var newPath: String?
        var newGroupName: String?

        static let members = Shape.Members([
            .required("GroupName", Shapes.groupNameType), .optional("NewPath", Shapes.pathType),
            .optional("NewGroupName", Shapes.groupNameType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&groupName)
            case 1: try reader.read(&newPath)
            case 2: try reader.read(&newGroupName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct UpdateRoleRequest: InputStructure {
        var roleName: String = ""
        var description: String?
        var maxSessionDuration: Int?
        var maxSigninSessionDuration: Int?
        var resetMaxSigninSessionDuration: Bool?

        static let members = Shape.Members([
            .required("RoleName", Shapes.roleNameType), .optional("Description", Shapes.roleDescriptionType),
            .optional("MaxSessionDuration", Shapes.roleMaxSessionDurationType),
            .optional("MaxSigninSessionDuration", Shapes.maxSigninSessionDurationType),
            .optional("ResetMaxSigninSessionDuration", .boolean),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&description)
            case 2: try reader.read(&maxSessionDuration)
            case 3: try reader.read(&maxSigninSessionDuration)
            case 4: try reader.read(&resetMaxSigninSessionDuration)
            default: break
            }
        }
    }
}

extension IAMService {
    struct UpdateRoleDescriptionRequest: InputStructure {
        var roleName: String = ""
        var description: String = ""

        static let members = Shape.Members([
            .required("RoleName", Shapes.roleNameType), .required("Description", Shapes.roleDescriptionType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&roleName)
            case 1: try reader.read(&description)
            default: break
            }
        }
    }
}

extension IAMService {
    struct UpdateUserRequest: InputStructure {
        var userName: String = ""
        var newPath: String?
        var newUserName: String?

        static let members = Shape.Members([
            .required("UserName", Shapes.existingUserNameType), .optional("NewPath", Shapes.pathType),
            .optional("NewUserName", Shapes.userNameType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&newPath)
            case 2: try reader.read(&newUserName)
            default: break
            }
        }
    }
}

extension IAMService {
    private enum Shapes {
        static let instanceProfileNameType: Shape = .string(min: 1, max: 128, pattern: #"[\w+=,.@-]+"#)
        static let roleNameType: Shape = .string(min: 1, max: 64, pattern: #"[\w+=,.@-]+"#)
        static let groupNameType: Shape = .string(min: 1, max: 128, pattern: #"[\w+=,.@-]+"#)
        static let existingUserNameType: Shape = .string(min: 1, max: 128, pattern: #"[\w+=,.@-]+"#)
        static let arnType: Shape = .string(min: 20, max: 2048)
        static let userNameType: Shape = .string(min: 1, max: 64, pattern: #"[\w+=,.@-]+"#)
        static let accountAliasType: Shape = .string(min: 3, max: 63, pattern: "^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$")
        static let pathType: Shape = .string(min: 1, max: 512, pattern: #"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"#)
        static let tagKeyType: Shape = .string(min: 1, max: 128, pattern: #"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"#)
        static let tagValueType: Shape = .string(min: 0, max: 256, pattern: #"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"#)
        static let tagListType: Shape = .list(.structure(Tag.self), max: 50)
        static let policyNameType: Shape = .string(min: 1, max: 128, pattern: #"[\w+=,.@-]+"#)
        static let policyPathType: Shape = .string(min: 1, max: 512, pattern: #"((/[A-Za-z0-9\.,\+@=_-]+)*)/"#)
        static let policyDocumentType: Shape = .string(min: 1, max: 131_072, pattern: #"[\u0009\u000A\u000D\u0020-\u00FF]+"#)
        static let policyDescriptionType: Shape = .string(max: 1000)
        static let roleDescriptionType: Shape = .string(max: 1000, pattern: #"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*"#)
        static let roleMaxSessionDurationType: Shape = .integer(min: 3600, max: 43_200)
        static let maxSigninSessionDurationType: Shape = .integer(min: 3600, max: 7_776_000)
        static let accessKeyIdType: Shape = .string(min: 16, max: 128, pattern: #"[\w]+"#)
        static let policyVersionIdType: Shape = .string(pattern: #"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?"#)
        static let markerType: Shape = .string(min: 1, max: 320, pattern: #"[\u0020-\u00FF]+"#)
        static let maxItemsType: Shape = .integer(min: 1, max: 1000)
        static let entityType: Shape = .values(["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"])
        static let policyUsageType: Shape = .values(["PermissionsPolicy", "PermissionsBoundary"])
        static let pathPrefixType: Shape = .string(min: 1, max: 512, pattern: #"\u002F[\u0021-\u007F]*"#)
        static let policyScopeType: Shape = .values(["All", "AWS", "Local"])
        static let tagKeyListType: Shape = .list(Shapes.tagKeyType, max: 50)
        static let statusType: Shape = .values(["Active", "Inactive", "Expired"])
    }
}
