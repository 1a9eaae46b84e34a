// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension SSMService {
    struct AddTagsToResourceRequest: InputStructure {
        var resourceType: String = ""
        var resourceId: String = ""
        var tags: [Tag] = []

        static let members = Shape.Members([
            .required("ResourceType", Shapes.resourceTypeForTagging), .required("ResourceId", .string), .required("Tags", Shapes.tagList),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&resourceType)
            case 1: try reader.read(&resourceId)
            case 2: try reader.read(&tags)
            default: break
            }
        }
    }
}

extension SSMService {
    struct Tag: InputStructure, OutputStructure {
        var key: String = ""
        var value: String = ""

        static let members = Shape.Members([.required("Key", Shapes.tagKey), .required("Value", Shapes.tagValue)])

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

extension SSMService {
    struct DeleteParameterRequest: InputStructure {
        var name: String = ""

        static let members = Shape.Members([.required("Name", Shapes.psParameterName)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&name)
            default: break
            }
        }
    }
}

extension SSMService {
    struct DeleteParametersRequest: InputStructure {
        var names: [String] = []

        static let members = Shape.Members([.required("Names", Shapes.parameterNameList)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&names)
            default: break
            }
        }
    }
}

extension SSMService {
    struct DescribeParametersRequest: InputStructure {
        var filters: [ParametersFilter]?
        var parameterFilters: [ParameterStringFilter]?
        var maxResults: Int?
        var nextToken: String?
        var shared: Bool?

        static let members = Shape.Members([
            .optional("Filters", Shapes.parametersFilterList), .optional("ParameterFilters", Shapes.parameterStringFilterList),
            .optional("MaxResults", Shapes.maxResults), .optional("NextToken", .string), .optional("Shared", .boolean),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&filters)
            case 1: try reader.read(&parameterFilters)
            case 2: try reader.read(&maxResults)
            case 3: try reader.read(&nextToken)
            case 4: try reader.read(&shared)
            default: break
            }
        }
    }
}

extension SSMService {
    struct ParametersFilter: InputStructure {
        var key: String = ""
        var values: [String] = []

        static let members = Shape.Members([
            .required("Key", Shapes.parametersFilterKey), .required("Values", Shapes.parametersFilterValueList),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&key)
            case 1: try reader.read(&values)
            default: break
            }
        }
    }
}

extension SSMService {
    struct ParameterStringFilter: InputStructure {
        var key: String = ""
        var option: String?
        var values: [String]?

        static let members = Shape.Members([
            .required("Key", Shapes.parameterStringFilterKey), .optional("Option", Shapes.parameterStringQueryOption),
            .optional("Values", Shapes.parameterStringFilterValueList),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&key)
            case 1: try reader.read(&option)
            case 2: try reader.read(&values)
            default: break
            }
        }
    }
}

extension SSMService {
    struct GetParameterRequest: InputStructure {
        var name: String = ""
        var withDecryption: Bool?

        static let members = Shape.Members([.required("Name", Shapes.psParameterName), .optional("WithDecryption", .boolean)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&name)
            case 1: try reader.read(&withDecryption)
            default: break
            }
        }
    }
}

extension SSMService {
    struct GetParameterHistoryRequest: InputStructure {
        var name: String = ""
        var withDecryption: Bool?
        var maxResults: Int?
        var nextToken: String?

        static let members = Shape.Members([
            .required("Name", Shapes.psParameterName), .optional("WithDecryption", .boolean), .optional("MaxResults", Shapes.maxResults),
            .optional("NextToken", .string),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&name)
            case 1: try reader.read(&withDecryption)
            case 2: try reader.read(&maxResults)
            case 3: try reader.read(&nextToken)
            default: break
            }
        }
    }
}

extension SSMService {
    struct GetParametersRequest: InputStructure {
        var names: [String] = []
        var withDecryption: Bool?

        static let members = Shape.Members([.required("Names", Shapes.parameterNameList), .optional("WithDecryption", .boolean)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&names)
            case 1: try reader.read(&withDecryption)
            default: break
            }
        }
    }
}

extension SSMService {
    struct GetParametersByPathRequest: InputStructure {
        var path: String = ""
        var recursive: Bool?
        var parameterFilters: [ParameterStringFilter]?
        var withDecryption: Bool?
        var maxResults: Int?
        var nextToken: String?

        static let members = Shape.Members([
            .required("Path", Shapes.psParameterName), .optional("Recursive", .boolean),
            .optional("ParameterFilters", Shapes.parameterStringFilterList), .optional("WithDecryption", .boolean),
            .optional("MaxResults", Shapes.getParametersByPathMaxResults), .optional("NextToken", .string),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&path)
            case 1: try reader.read(&recursive)
            case 2: try reader.read(&parameterFilters)
            case 3: try reader.read(&withDecryption)
            case 4: try reader.read(&maxResults)
            case 5: try reader.read(&nextToken)
            default: break
            }
        }
    }
}

extension SSMService {
    struct ListTagsForResourceRequest: InputStructure {
        var resourceType: String = ""
        var resourceId: String = ""

        static let members = Shape.Members([.required("ResourceType", Shapes.resourceTypeForTagging), .required("ResourceId", .string)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&resourceType)
            case 1: try reader.read(&resourceId)
            default: break
            }
        }
    }
}

extension SSMService {
    struct PutParameterRequest: InputStructure {
        var name: String = ""
        var description: String?
        var value: String = ""
        var type: String?
        var keyId: String?
        var overwrite: Bool?
        var allowedPattern: String?
        var tags: [Tag]?
        var tier: String?
        var policies: String?
        var dataType: String?

        static let members = Shape.Members([
            .required("Name", Shapes.psParameterName), .optional("Description", Shapes.parameterDescription),
            .required("Value", Shapes.psParameterValue), .optional("Type", Shapes.parameterType), .optional("KeyId", Shapes.parameterKeyId),
            .optional("Overwrite", .boolean), .optional("AllowedPattern", Shapes.allowedPattern), .optional("Tags", Shapes.tagList),
            .optional("Tier", Shapes.parameterTier), .optional("Policies", Shapes.parameterPolicies),
            .optional("DataType", Shapes.parameterDataType),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&name)
            case 1: try reader.read(&description)
            case 2: try reader.read(&value)
            case 3: try reader.read(&type)
            case 4: try reader.read(&keyId)
            case 5: try reader.read(&overwrite)
            case 6: try reader.read(&allowedPattern)
            case 7: try reader.read(&tags)
            case 8: try reader.read(&tier)
            case 9: try reader.read(&policies)
            case 10: try reader.read(&dataType)
            default: break
            }
        }
    }
}

extension SSMService {
    struct RemoveTagsFromResourceRequest: InputStructure {
        var resourceType: String = ""
        var resourceId: String = ""
        var tagKeys: [String] = []

        static let members = Shape.Members([
            .required("ResourceType", Shapes.resourceTypeForTagging), .required("ResourceId", .string),
            .required("TagKeys", Shapes.keyList),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&resourceType)
            case 1: try reader.read(&resourceId)
            case 2: try reader.read(&tagKeys)
            default: break
            }
        }
    }
}

extension SSMService {
    private enum Shapes {
        static let resourceTypeForTagging: Shape = .values([
            "Document", "ManagedInstance", "MaintenanceWindow", "Parameter", "PatchBaseline", "OpsItem", "OpsMetadata", "Automation",
            "Association", "CloudConnector",
        ])
        static let tagKey: Shape = .string(min: 1, max: 128, pattern: #"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$"#)
        static let tagValue: Shape = .string(min: 0, max: 256, pattern: #"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$"#)
        static let tagList: Shape = .list(.structure(Tag.self), max: 1000)
        static let psParameterName: Shape = .string(min: 1, max: 2048)
        static let parameterNameList: Shape = .list(Shapes.psParameterName, min: 1, max: 10)
        static let parametersFilterKey: Shape = .values(["Name", "Type", "KeyId"])
        static let parametersFilterValue: Shape = .string(min: 1, max: 1024)
        static let parametersFilterValueList: Shape = .list(Shapes.parametersFilterValue, min: 1, max: 50)
        static let parametersFilterList: Shape = .list(.structure(ParametersFilter.self))
        static let parameterStringFilterKey: Shape = .string(min: 1, max: 132, pattern: "^(tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType)$")
        static let parameterStringQueryOption: Shape = .string(min: 1, max: 10)
        static let parameterStringFilterValue: Shape = .string(min: 1, max: 1024)
        static let parameterStringFilterValueList: Shape = .list(Shapes.parameterStringFilterValue, min: 1, max: 50)
        static let parameterStringFilterList: Shape = .list(.structure(ParameterStringFilter.self))
        static let maxResults: Shape = .integer(min: 1, max: 50)
        static let getParametersByPathMaxResults: Shape = .integer(min: 1, max: 10)
        static let parameterDescription: Shape = .string(min: 0, max: 1024)
        static let psParameterValue: Shape = .string(min: 1, max: 32_768, sensitive: true)
        static let parameterType: Shape = .values(["String", "StringList", "SecureString"])
        static let parameterKeyId: Shape = .string(min: 1, max: 256, pattern: "^([a-zA-Z0-9:/_-]+)$")
        static let allowedPattern: Shape = .string(min: 0, max: 1024)
        static let parameterTier: Shape = .values(["Standard", "Advanced", "Intelligent-Tiering"])
        static let parameterPolicies: Shape = .string(min: 1, max: 4096)
        static let parameterDataType: Shape = .string(min: 0, max: 128)
        static let keyList: Shape = .list(Shapes.tagKey)
    }
}
