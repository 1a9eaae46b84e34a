// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension IAMService {
    struct AddClientIDToOpenIDConnectProviderRequest: InputStructure {
        var openIDConnectProviderArn: String = ""
        var clientID: String = ""

        static let members = Shape.Members([
            .required("OpenIDConnectProviderArn", Shapes.arnType), .required("ClientID", Shapes.clientIDType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&openIDConnectProviderArn)
            case 1: try reader.read(&clientID)
            default: break
            }
        }
    }
}

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
    struct ChangePasswordRequest: InputStructure {
        var oldPassword: String = ""
        var newPassword: String = ""

        static let members = Shape.Members([.required("OldPassword", Shapes.passwordType), .required("NewPassword", Shapes.passwordType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&oldPassword)
            case 1: try reader.read(&newPassword)
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
    struct CreateLoginProfileRequest: InputStructure {
        var userName: String?
        var password: String?
        var passwordResetRequired: Bool?
        var maxSigninSessionDuration: Int?

        static let members = Shape.Members([
            .optional("UserName", Shapes.userNameType), .optional("Password", Shapes.passwordType),
            .optional("PasswordResetRequired", .boolean), .optional("MaxSigninSessionDuration", Shapes.maxSigninSessionDurationType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&password)
            case 2: try reader.read(&passwordResetRequired)
            case 3: try reader.read(&maxSigninSessionDuration)
            default: break
            }
        }
    }
}

extension IAMService {
    struct CreateOpenIDConnectProviderRequest: InputStructure {
        var url: String = ""
        var clientIDList: [String]?
        var thumbprintList: [String]?
        var tags: [Tag]?
        var contextProvider: ContextProvider?
        var identityCenterInstanceArn: String?

        static let members = Shape.Members([
            .required("Url", Shapes.openIDConnectProviderUrlType), .optional("ClientIDList", Shapes.clientIDListType),
            .optional("ThumbprintList", Shapes.thumbprintListType), .optional("Tags", Shapes.tagListType),
            .optional("ContextProvider", .structure(ContextProvider.self)),
            .optional("IdentityCenterInstanceArn", Shapes.identityCenterInstanceArnType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&url)
            case 1: try reader.read(&clientIDList)
            case 2: try reader.read(&thumbprintList)
            case 3: try reader.read(&tags)
            case 4: try reader.read(&contextProvider)
            case 5: try reader.read(&identityCenterInstanceArn)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ContextProvider: InputStructure, OutputStructure {
        var keyDefinitionList: [ContextProviderKeyDefinition]?
        var subjectSourceKey: String = ""
        var subjectTypeValue: String?
        var subjectTypeSourceKey: String?

        static let members = Shape.Members([
            .optional("KeyDefinitionList", Shapes.keyDefinitionListType),
            .required("SubjectSourceKey", Shapes.contextProviderSourceKeyType), .optional("SubjectTypeValue", Shapes.subjectTypeValueType),
            .optional("SubjectTypeSourceKey", Shapes.contextProviderSourceKeyType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&keyDefinitionList)
            case 1: try reader.read(&subjectSourceKey)
            case 2: try reader.read(&subjectTypeValue)
            case 3: try reader.read(&subjectTypeSourceKey)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("KeyDefinitionList", keyDefinitionList)
            writer.member("SubjectSourceKey", subjectSourceKey)
            writer.member("SubjectTypeValue", subjectTypeValue)
            writer.member("SubjectTypeSourceKey", subjectTypeSourceKey)
        }
    }
}

extension IAMService {
    struct ContextProviderKeyDefinition: InputStructure, OutputStructure {
        var sourceKey: String = ""
        var targetKey: String?

        static let members = Shape.Members([
            .required("SourceKey", Shapes.contextProviderSourceKeyType), .optional("TargetKey", Shapes.contextProviderTargetKeyType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&sourceKey)
            case 1: try reader.read(&targetKey)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("SourceKey", sourceKey)
            writer.member("TargetKey", targetKey)
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
    struct CreateServiceLinkedRoleRequest: InputStructure {
        var awsServiceName: String = ""
        var description: String?
        var customSuffix: String?

        static let members = Shape.Members([
            .required("AWSServiceName", Shapes.groupNameType), .optional("Description", Shapes.roleDescriptionType),
            .optional("CustomSuffix", Shapes.customSuffixType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&awsServiceName)
            case 1: try reader.read(&description)
            case 2: try reader.read(&customSuffix)
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
    struct DeleteLoginProfileRequest: InputStructure {
        var userName: String?

        static let members = Shape.Members([.optional("UserName", Shapes.userNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct DeleteOpenIDConnectProviderRequest: InputStructure {
        var openIDConnectProviderArn: String = ""

        static let members = Shape.Members([.required("OpenIDConnectProviderArn", Shapes.arnType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&openIDConnectProviderArn)
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
    struct DeleteServiceLinkedRoleRequest: InputStructure {
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
    struct GetAccessKeyLastUsedRequest: InputStructure {
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

extension IAMService {
    struct GetAccountAuthorizationDetailsRequest: InputStructure {
        var filter: [String]?
        var maxItems: Int?
        var marker: String?

        static let members = Shape.Members([
            .optional("Filter", Shapes.entityListType), .optional("MaxItems", Shapes.maxItemsType), .optional("Marker", Shapes.markerType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&filter)
            case 1: try reader.read(&maxItems)
            case 2: try reader.read(&marker)
            default: break
            }
        }
    }
}

extension IAMService {
    struct GetContextKeysForCustomPolicyRequest: InputStructure {
        var policyInputList: [String] = []

        static let members = Shape.Members([.required("PolicyInputList", Shapes.simulationPolicyListType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyInputList)
            default: break
            }
        }
    }
}

extension IAMService {
    struct GetContextKeysForPrincipalPolicyRequest: InputStructure {
        var policySourceArn: String = ""
        var policyInputList: [String]?

        static let members = Shape.Members([
            .required("PolicySourceArn", Shapes.arnType), .optional("PolicyInputList", Shapes.simulationPolicyListType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policySourceArn)
            case 1: try reader.read(&policyInputList)
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
    struct GetLoginProfileRequest: InputStructure {
        var userName: String?

        static let members = Shape.Members([.optional("UserName", Shapes.userNameType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            default: break
            }
        }
    }
}

extension IAMService {
    struct GetOpenIDConnectProviderRequest: InputStructure {
        var openIDConnectProviderArn: String = ""

        static let members = Shape.Members([.required("OpenIDConnectProviderArn", Shapes.arnType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&openIDConnectProviderArn)
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
    struct GetServiceLinkedRoleDeletionStatusRequest: InputStructure {
        var deletionTaskId: String = ""

        static let members = Shape.Members([.required("DeletionTaskId", Shapes.deletionTaskIdType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&deletionTaskId)
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
    struct ListOpenIDConnectProviderTagsRequest: InputStructure {
        var openIDConnectProviderArn: String = ""
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("OpenIDConnectProviderArn", Shapes.arnType), .optional("Marker", Shapes.markerType),
            .optional("MaxItems", Shapes.maxItemsType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&openIDConnectProviderArn)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ListOpenIDConnectProvidersRequest: InputStructure {
        static let members = Shape.Members([])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
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
    struct RemoveClientIDFromOpenIDConnectProviderRequest: InputStructure {
        var openIDConnectProviderArn: String = ""
        var clientID: String = ""

        static let members = Shape.Members([
            .required("OpenIDConnectProviderArn", Shapes.arnType), .required("ClientID", Shapes.clientIDType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&openIDConnectProviderArn)
            case 1: try reader.read(&clientID)
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
    struct SimulateCustomPolicyRequest: InputStructure {
        var policyInputList: [String] = []
        var permissionsBoundaryPolicyInputList: [String]?
        var orderedOrganizationPolicyInputList: [OrderedOrganizationPolicyType]?
        var actionNames: [String] = []
        var resourceArns: [String]?
        var resourcePolicy: String?
        var resourceOwner: String?
        var callerArn: String?
        var contextEntries: [ContextEntry]?
        var resourceHandlingOption: String?
        var maxItems: Int?
        var marker: String?

        static let members = Shape.Members([
            .required("PolicyInputList", Shapes.simulationPolicyListType),
            .optional("PermissionsBoundaryPolicyInputList", Shapes.simulationPolicyListType),
            .optional("OrderedOrganizationPolicyInputList", Shapes.organizationPolicyListType),
            .required("ActionNames", Shapes.actionNameListType), .optional("ResourceArns", Shapes.resourceNameListType),
            .optional("ResourcePolicy", Shapes.policyDocumentType), .optional("ResourceOwner", Shapes.resourceNameType),
            .optional("CallerArn", Shapes.resourceNameType), .optional("ContextEntries", Shapes.contextEntryListType),
            .optional("ResourceHandlingOption", Shapes.resourceHandlingOptionType), .optional("MaxItems", Shapes.maxItemsType),
            .optional("Marker", Shapes.markerType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyInputList)
            case 1: try reader.read(&permissionsBoundaryPolicyInputList)
            case 2: try reader.read(&orderedOrganizationPolicyInputList)
            case 3: try reader.read(&actionNames)
            case 4: try reader.read(&resourceArns)
            case 5: try reader.read(&resourcePolicy)
            case 6: try reader.read(&resourceOwner)
            case 7: try reader.read(&callerArn)
            case 8: try reader.read(&contextEntries)
            case 9: try reader.read(&resourceHandlingOption)
            case 10: try reader.read(&maxItems)
            case 11: try reader.read(&marker)
            default: break
            }
        }
    }
}

extension IAMService {
    struct OrderedOrganizationPolicyType: InputStructure {
        var serviceControlPolicyInputList: [String]?

        static let members = Shape.Members([.optional("ServiceControlPolicyInputList", Shapes.simulationPolicyListType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&serviceControlPolicyInputList)
            default: break
            }
        }
    }
}

extension IAMService {
    struct ContextEntry: InputStructure {
        var contextKeyName: String?
        var contextKeyValues: [String]?
        var contextKeyType: String?

        static let members = Shape.Members([
            .optional("ContextKeyName", Shapes.contextKeyNameType), .optional("ContextKeyValues", Shapes.contextKeyValueListType),
            .optional("ContextKeyType", Shapes.contextKeyTypeEnum),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&contextKeyName)
            case 1: try reader.read(&contextKeyValues)
            case 2: try reader.read(&contextKeyType)
            default: break
            }
        }
    }
}

extension IAMService {
    struct SimulatePrincipalPolicyRequest: InputStructure {
        var policySourceArn: String = ""
        var policyInputList: [String]?
        var permissionsBoundaryPolicyInputList: [String]?
        var policyExclusionList: [PolicyIdentifier]?
        var actionNames: [String] = []
        var resourceArns: [String]?
        var resourcePolicy: String?
        var resourceOwner: String?
        var callerArn: String?
        var contextEntries: [ContextEntry]?
        var resourceHandlingOption: String?
        var maxItems: Int?
        var marker: String?

        static let members = Shape.Members([
            .required("PolicySourceArn", Shapes.arnType), .optional("PolicyInputList", Shapes.simulationPolicyListType),
            .optional("PermissionsBoundaryPolicyInputList", Shapes.simulationPolicyListType),
            .optional("PolicyExclusionList", Shapes.policyExclusionsListType), .required("ActionNames", Shapes.actionNameListType),
            .optional("ResourceArns", Shapes.resourceNameListType), .optional("ResourcePolicy", Shapes.policyDocumentType),
            .optional("ResourceOwner", Shapes.resourceNameType), .optional("CallerArn", Shapes.resourceNameType),
            .optional("ContextEntries", Shapes.contextEntryListType),
            .optional("ResourceHandlingOption", Shapes.resourceHandlingOptionType), .optional("MaxItems", Shapes.maxItemsType),
            .optional("Marker", Shapes.markerType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policySourceArn)
            case 1: try reader.read(&policyInputList)
            case 2: try reader.read(&permissionsBoundaryPolicyInputList)
            case 3: try reader.read(&policyExclusionList)
            case 4: try reader.read(&actionNames)
            case 5: try reader.read(&resourceArns)
            case 6: try reader.read(&resourcePolicy)
            case 7: try reader.read(&resourceOwner)
            case 8: try reader.read(&callerArn)
            case 9: try reader.read(&contextEntries)
            case 10: try reader.read(&resourceHandlingOption)
            case 11: try reader.read(&maxItems)
            case 12: try reader.read(&marker)
            default: break
            }
        }
    }
}

extension IAMService {
    struct PolicyIdentifier: InputStructure {
        var policyType: String?
        var policyArn: String?
        var inlinePolicyIdentifier: InlinePolicyIdentifierType?

        static let members = Shape.Members([
            .optional("PolicyType", Shapes.policyIdentifierPolicyType), .optional("PolicyArn", Shapes.arnType),
            .optional("InlinePolicyIdentifier", .structure(InlinePolicyIdentifierType.self)),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyType)
            case 1: try reader.read(&policyArn)
            case 2: try reader.read(&inlinePolicyIdentifier)
            default: break
            }
        }
    }
}

extension IAMService {
    struct InlinePolicyIdentifierType: InputStructure {
        var policyName: String = ""
        var attachmentType: String = ""
        var attachmentName: String = ""

        static let members = Shape.Members([
            .required("PolicyName", Shapes.policyNameType), .required("AttachmentType", Shapes.attachmentType),
            .required("AttachmentName", Shapes.attachmentName),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&policyName)
            case 1: try reader.read(&attachmentType)
            case 2: try reader.read(&attachmentName)
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
    struct TagOpenIDConnectProviderRequest: InputStructure {
        var openIDConnectProviderArn: String = ""
        var tags: [Tag] = []

        static let members = Shape.Members([.required("OpenIDConnectProviderArn", Shapes.arnType), .required("Tags", Shapes.tagListType)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&openIDConnectProviderArn)
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
    struct UntagOpenIDConnectProviderRequest: InputStructure {
        var openIDConnectProviderArn: String = ""
        var tagKeys: [String] = []

        static let members = Shape.Members([
            .required("OpenIDConnectProviderArn", Shapes.arnType), .required("TagKeys", Shapes.tagKeyListType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&openIDConnectProviderArn)
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
    struct UpdateAccountPasswordPolicyRequest: InputStructure {
        var minimumPasswordLength: Int?
        var requireSymbols: Bool?
        var requireNumbers: Bool?
        var requireUppercaseCharacters: Bool?
        var requireLowercaseCharacters: Bool?
        var allowUsersToChangePassword: Bool?
        var maxPasswordAge: Int?
        var passwordReusePrevention: Int?
        var hardExpiry: Bool?

        static let members = Shape.Members([
            .optional("MinimumPasswordLength", Shapes.minimumPasswordLengthType), .optional("RequireSymbols", .boolean),
            .optional("RequireNumbers", .boolean), .optional("RequireUppercaseCharacters", .boolean),
            .optional("RequireLowercaseCharacters", .boolean), .optional("AllowUsersToChangePassword", .boolean),
            .optional("MaxPasswordAge", Shapes.maxPasswordAgeType),
            .optional("PasswordReusePrevention", Shapes.passwordReusePreventionType), .optional("HardExpiry", .boolean),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&minimumPasswordLength)
            case 1: try reader.read(&requireSymbols)
            case 2: try reader.read(&requireNumbers)
            case 3: try reader.read(&requireUppercaseCharacters)
            case 4: try reader.read(&requireLowercaseCharacters)
            case 5: try reader.read(&allowUsersToChangePassword)
            case 6: try reader.read(&maxPasswordAge)
            case 7: try reader.read(&passwordReusePrevention)
            case 8: try reader.read(&hardExpiry)
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
    struct UpdateLoginProfileRequest: InputStructure {
        var userName: String = ""
        var password: String?
        var passwordResetRequired: Bool?
        var maxSigninSessionDuration: Int?
        var resetMaxSigninSessionDuration: Bool?

        static let members = Shape.Members([
            .required("UserName", Shapes.userNameType), .optional("Password", Shapes.passwordType),
            .optional("PasswordResetRequired", .boolean), .optional("MaxSigninSessionDuration", Shapes.maxSigninSessionDurationType),
            .optional("ResetMaxSigninSessionDuration", .boolean),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&userName)
            case 1: try reader.read(&password)
            case 2: try reader.read(&passwordResetRequired)
            case 3: try reader.read(&maxSigninSessionDuration)
            case 4: try reader.read(&resetMaxSigninSessionDuration)
            default: break
            }
        }
    }
}

extension IAMService {
    struct UpdateOpenIDConnectProviderThumbprintRequest: InputStructure {
        var openIDConnectProviderArn: String = ""
        var thumbprintList: [String] = []

        static let members = Shape.Members([
            .required("OpenIDConnectProviderArn", Shapes.arnType), .required("ThumbprintList", Shapes.thumbprintListType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&openIDConnectProviderArn)
            case 1: try reader.read(&thumbprintList)
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
        static let arnType: Shape = .string(min: 20, max: 2048)
        static let clientIDType: Shape = .string(min: 1, max: 255)
        static let instanceProfileNameType: Shape = .string(min: 1, max: 128, pattern: #"[\w+=,.@-]+"#)
        static let roleNameType: Shape = .string(min: 1, max: 64, pattern: #"[\w+=,.@-]+"#)
        static let groupNameType: Shape = .string(min: 1, max: 128, pattern: #"[\w+=,.@-]+"#)
        static let existingUserNameType: Shape = .string(min: 1, max: 128, pattern: #"[\w+=,.@-]+"#)
        static let userNameType: Shape = .string(min: 1, max: 64, pattern: #"[\w+=,.@-]+"#)
        static let passwordType: Shape = .string(min: 1, max: 128, pattern: #"[\u0009\u000A\u000D\u0020-\u00FF]+"#, sensitive: true)
        static let accountAliasType: Shape = .string(min: 3, max: 63, pattern: "^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$")
        static let pathType: Shape = .string(min: 1, max: 512, pattern: #"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"#)
        static let tagKeyType: Shape = .string(min: 1, max: 128, pattern: #"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"#)
        static let tagValueType: Shape = .string(min: 0, max: 256, pattern: #"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"#)
        static let tagListType: Shape = .list(.structure(Tag.self), max: 50)
        static let maxSigninSessionDurationType: Shape = .integer(min: 3600, max: 7_776_000)
        static let openIDConnectProviderUrlType: Shape = .string(min: 1, max: 255)
        static let clientIDListType: Shape = .list(Shapes.clientIDType)
        static let thumbprintType: Shape = .string(min: 40, max: 40)
        static let thumbprintListType: Shape = .list(Shapes.thumbprintType)
        static let contextProviderSourceKeyType: Shape = .string(min: 1, max: 128)
        static let contextProviderTargetKeyType: Shape = .string(min: 1, max: 128)
        static let keyDefinitionListType: Shape = .list(.structure(ContextProviderKeyDefinition.self), min: 0, max: 10)
        static let subjectTypeValueType: Shape = .string(min: 0, max: 128)
        static let identityCenterInstanceArnType: Shape = .string(min: 1, max: 1224)
        static let policyNameType: Shape = .string(min: 1, max: 128, pattern: #"[\w+=,.@-]+"#)
        static let policyPathType: Shape = .string(min: 1, max: 512, pattern: #"((/[A-Za-z0-9\.,\+@=_-]+)*)/"#)
        static let policyDocumentType: Shape = .string(min: 1, max: 131_072, pattern: #"[\u0009\u000A\u000D\u0020-\u00FF]+"#)
        static let policyDescriptionType: Shape = .string(max: 1000)
        static let roleDescriptionType: Shape = .string(max: 1000, pattern: #"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*"#)
        static let roleMaxSessionDurationType: Shape = .integer(min: 3600, max: 43_200)
        static let customSuffixType: Shape = .string(min: 1, max: 64, pattern: #"[\w+=,.@-]+"#)
        static let accessKeyIdType: Shape = .string(min: 16, max: 128, pattern: #"[\w]+"#)
        static let policyVersionIdType: Shape = .string(pattern: #"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?"#)
        static let entityType: Shape = .values(["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"])
        static let entityListType: Shape = .list(Shapes.entityType)
        static let maxItemsType: Shape = .integer(min: 1, max: 1000)
        static let markerType: Shape = .string(min: 1, max: 320, pattern: #"[\u0020-\u00FF]+"#)
        static let simulationPolicyListType: Shape = .list(Shapes.policyDocumentType)
        static let deletionTaskIdType: Shape = .string(min: 1, max: 1000)
        static let policyUsageType: Shape = .values(["PermissionsPolicy", "PermissionsBoundary"])
        static let pathPrefixType: Shape = .string(min: 1, max: 512, pattern: #"\u002F[\u0021-\u007F]*"#)
        static let policyScopeType: Shape = .values(["All", "AWS", "Local"])
        static let organizationPolicyListType: Shape = .list(.structure(OrderedOrganizationPolicyType.self), max: 7)
        static let actionNameType: Shape = .string(min: 3, max: 128)
        static let actionNameListType: Shape = .list(Shapes.actionNameType)
        static let resourceNameType: Shape = .string(min: 1, max: 2048)
        static let resourceNameListType: Shape = .list(Shapes.resourceNameType)
        static let contextKeyNameType: Shape = .string(min: 5, max: 256)
        static let contextKeyValueListType: Shape = .list(.string)
        static let contextKeyTypeEnum: Shape = .values([
            "string", "stringList", "numeric", "numericList", "boolean", "booleanList", "ip", "ipList", "binary", "binaryList", "date",
            "dateList",
        ])
        static let contextEntryListType: Shape = .list(.structure(ContextEntry.self))
        static let resourceHandlingOptionType: Shape = .string(min: 1, max: 64)
        static let policyIdentifierPolicyType: Shape = .values([
            "inline", "aws-managed", "user-managed", "permission-boundary", "scp", "rcp",
        ])
        static let attachmentType: Shape = .values(["user", "group", "role"])
        static let attachmentName: Shape = .string(min: 1, max: 128, pattern: #"[\w+=,.@*?-]+"#)
        static let policyExclusionsListType: Shape = .list(.structure(PolicyIdentifier.self), max: 256)
        static let tagKeyListType: Shape = .list(Shapes.tagKeyType, max: 50)
        static let statusType: Shape = .values(["Active", "Inactive", "Expired"])
        static let minimumPasswordLengthType: Shape = .integer(min: 6, max: 128)
        static let maxPasswordAgeType: Shape = .integer(min: 1, max: 1095)
        static let passwordReusePreventionType: Shape = .integer(min: 1, max: 24)
    }
}
