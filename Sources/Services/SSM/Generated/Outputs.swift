// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension SSMService {
    struct AddTagsToResourceResult: OutputStructure {

        func write(to writer: inout OutputWriter) {
        }
    }
}

extension SSMService {
    struct DeleteParameterResult: OutputStructure {

        func write(to writer: inout OutputWriter) {
        }
    }
}

extension SSMService {
    struct DeleteParametersResult: OutputStructure {
        var deletedParameters: [String]?
        var invalidParameters: [String]?

        func write(to writer: inout OutputWriter) {
            writer.member("DeletedParameters", deletedParameters)
            writer.member("InvalidParameters", invalidParameters)
        }
    }
}

extension SSMService {
    struct DescribeParametersResult: OutputStructure {
        var parameters: [ParameterMetadata]?
        var nextToken: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Parameters", parameters)
            writer.member("NextToken", nextToken)
        }
    }
}

extension SSMService {
    struct ParameterMetadata: OutputStructure {
        var name: String?
        var arn: String?
        var type: String?
        var keyId: String?
        var lastModifiedDate: Timestamp?
        var lastModifiedUser: String?
        var description: String?
        var allowedPattern: String?
        var version: Int?
        var tier: String?
        var policies: [ParameterInlinePolicy]?
        var dataType: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Name", name)
            writer.member("ARN", arn)
            writer.member("Type", type)
            writer.member("KeyId", keyId)
            writer.member("LastModifiedDate", lastModifiedDate)
            writer.member("LastModifiedUser", lastModifiedUser)
            writer.member("Description", description)
            writer.member("AllowedPattern", allowedPattern)
            writer.member("Version", version)
            writer.member("Tier", tier)
            writer.member("Policies", policies)
            writer.member("DataType", dataType)
        }
    }
}

extension SSMService {
    struct ParameterInlinePolicy: OutputStructure {
        var policyText: String?
        var policyType: String?
        var policyStatus: String?

        func write(to writer: inout OutputWriter) {
            writer.member("PolicyText", policyText)
            writer.member("PolicyType", policyType)
            writer.member("PolicyStatus", policyStatus)
        }
    }
}

extension SSMService {
    struct GetParameterResult: OutputStructure {
        var parameter: Parameter?

        func write(to writer: inout OutputWriter) {
            writer.member("Parameter", parameter)
        }
    }
}

extension SSMService {
    struct Parameter: OutputStructure {
        var name: String?
        var type: String?
        var value: String?
        var version: Int?
        var selector: String?
        var sourceResult: String?
        var lastModifiedDate: Timestamp?
        var arn: String?
        var dataType: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Name", name)
            writer.member("Type", type)
            writer.member("Value", value)
            writer.member("Version", version)
            writer.member("Selector", selector)
            writer.member("SourceResult", sourceResult)
            writer.member("LastModifiedDate", lastModifiedDate)
            writer.member("ARN", arn)
            writer.member("DataType", dataType)
        }
    }
}

extension SSMService {
    struct GetParameterHistoryResult: OutputStructure {
        var parameters: [ParameterHistory]?
        var nextToken: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Parameters", parameters)
            writer.member("NextToken", nextToken)
        }
    }
}

extension SSMService {
    struct ParameterHistory: OutputStructure {
        var name: String?
        var type: String?
        var keyId: String?
        var lastModifiedDate: Timestamp?
        var lastModifiedUser: String?
        var description: String?
        var value: String?
        var allowedPattern: String?
        var version: Int?
        var labels: [String]?
        var tier: String?
        var policies: [ParameterInlinePolicy]?
        var dataType: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Name", name)
            writer.member("Type", type)
            writer.member("KeyId", keyId)
            writer.member("LastModifiedDate", lastModifiedDate)
            writer.member("LastModifiedUser", lastModifiedUser)
            writer.member("Description", description)
            writer.member("Value", value)
            writer.member("AllowedPattern", allowedPattern)
            writer.member("Version", version)
            writer.member("Labels", labels)
            writer.member("Tier", tier)
            writer.member("Policies", policies)
            writer.member("DataType", dataType)
        }
    }
}

extension SSMService {
    struct GetParametersResult: OutputStructure {
        var parameters: [Parameter]?
        var invalidParameters: [String]?

        func write(to writer: inout OutputWriter) {
            writer.member("Parameters", parameters)
            writer.member("InvalidParameters", invalidParameters)
        }
    }
}

extension SSMService {
    struct GetParametersByPathResult: OutputStructure {
        var parameters: [Parameter]?
        var nextToken: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Parameters", parameters)
            writer.member("NextToken", nextToken)
        }
    }
}

extension SSMService {
    struct ListTagsForResourceResult: OutputStructure {
        var tagList: [Tag]?

        func write(to writer: inout OutputWriter) {
            writer.member("TagList", tagList)
        }
    }
}

extension SSMService {
    struct PutParameterResult: OutputStructure {
        var version: Int?
        var tier: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Version", version)
            writer.member("Tier", tier)
        }
    }
}

extension SSMService {
    struct RemoveTagsFromResourceResult: OutputStructure {

        func write(to writer: inout OutputWriter) {
        }
    }
}
