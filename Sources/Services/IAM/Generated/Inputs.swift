// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

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
    private enum Shapes {
        static let pathType: Shape = .string(min: 1, max: 512, pattern: #"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"#)
        static let roleNameType: Shape = .string(min: 1, max: 64, pattern: #"[\w+=,.@-]+"#)
        static let policyDocumentType: Shape = .string(min: 1, max: 131_072, pattern: #"[\u0009\u000A\u000D\u0020-\u00FF]+"#)
        static let roleDescriptionType: Shape = .string(max: 1000, pattern: #"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*"#)
        static let roleMaxSessionDurationType: Shape = .integer(min: 3600, max: 43_200)
        static let maxSigninSessionDurationType: Shape = .integer(min: 3600, max: 7_776_000)
        static let arnType: Shape = .string(min: 20, max: 2048)
        static let tagKeyType: Shape = .string(min: 1, max: 128, pattern: #"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"#)
        static let tagValueType: Shape = .string(min: 0, max: 256, pattern: #"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"#)
        static let tagListType: Shape = .list(.structure(Tag.self), max: 50)
        static let policyNameType: Shape = .string(min: 1, max: 128, pattern: #"[\w+=,.@-]+"#)
        static let policyPathType: Shape = .string(min: 1, max: 512, pattern: #"((/[A-Za-z0-9\.,\+@=_-]+)*)/"#)
        static let markerType: Shape = .string(min: 1, max: 320, pattern: #"[\u0020-\u00FF]+"#)
        static let maxItemsType: Shape = .integer(min: 1, max: 1000)
        static let pathPrefixType: Shape = .string(min: 1, max: 512, pattern: #"\u002F[\u0021-\u007F]*"#)
    }
}
