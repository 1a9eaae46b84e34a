// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
package import ServiceKit

package enum LambdaShapes {
    package static let operations: [String: Shape.Members] = [
        "AddPermission": addPermission,
        "CreateFunction": createFunction,
        "DeleteFunction": deleteFunction,
        "GetFunction": getFunction,
        "GetFunctionCodeSigningConfig": getFunctionCodeSigningConfig,
        "GetFunctionConfiguration": getFunctionConfiguration,
        "GetPolicy": getPolicy,
        "Invoke": invoke,
        "ListFunctions": listFunctions,
        "ListTags": listTags,
        "ListVersionsByFunction": listVersionsByFunction,
        "RemovePermission": removePermission,
        "UpdateFunctionCode": updateFunctionCode,
        "UpdateFunctionConfiguration": updateFunctionConfiguration,
    ]

    private static let addPermission = Shape.Members([
        .required("FunctionName", namespacedFunctionName, .path), .required("StatementId", statementId), .required("Action", action),
        .required("Principal", principal), .optional("SourceArn", arn), .optional("FunctionUrlAuthType", functionUrlAuthType),
        .optional("InvokedViaFunctionUrl", .boolean), .optional("SourceAccount", sourceOwner),
        .optional("EventSourceToken", eventSourceToken),
        .optional("Qualifier", numericLatestPublishedOrAliasQualifier, .query("Qualifier")), .optional("RevisionId", .string),
        .optional("PrincipalOrgID", principalOrgID),
    ])

    private static let createFunction = Shape.Members([
        .required("FunctionName", functionName), .optional("Runtime", .string), .required("Role", roleArn), .optional("Handler", handler),
        .required("Code", functionCode), .optional("Description", description), .optional("Timeout", timeout),
        .optional("MemorySize", memorySize), .optional("Publish", .boolean), .optional("PublishTo", functionVersionLatestPublished),
        .optional("VpcConfig", vpcConfig), .optional("PackageType", packageType), .optional("DeadLetterConfig", deadLetterConfig),
        .optional("Environment", environment), .optional("KMSKeyArn", kmsKeyArn), .optional("TracingConfig", tracingConfig),
        .optional("Tags", tags), .optional("Layers", layerList), .optional("FileSystemConfigs", fileSystemConfigList),
        .optional("CodeSigningConfigArn", codeSigningConfigArn), .optional("ImageConfig", imageConfig),
        .optional("Architectures", architecturesList), .optional("EphemeralStorage", ephemeralStorage), .optional("SnapStart", snapStart),
        .optional("LoggingConfig", loggingConfig), .optional("TenancyConfig", tenancyConfig),
        .optional("CapacityProviderConfig", capacityProviderConfig), .optional("DurableConfig", durableConfig),
        .optional("RuntimeConfig", functionRuntimeConfig), .optional("AcceleratorConfig", acceleratorConfig),
    ])

    private static let deleteFunction = Shape.Members([
        .required("FunctionName", namespacedFunctionName, .path),
        .optional("Qualifier", numericLatestPublishedOrAliasQualifier, .query("Qualifier")),
    ])

    private static let getFunction = Shape.Members([
        .required("FunctionName", namespacedFunctionName, .path),
        .optional("Qualifier", numericLatestPublishedOrAliasQualifier, .query("Qualifier")),
    ])

    private static let getFunctionCodeSigningConfig = Shape.Members([.required("FunctionName", namespacedFunctionName, .path)])

    private static let getFunctionConfiguration = Shape.Members([
        .required("FunctionName", namespacedFunctionName, .path),
        .optional("Qualifier", numericLatestPublishedOrAliasQualifier, .query("Qualifier")),
    ])

    private static let getPolicy = Shape.Members([
        .required("FunctionName", namespacedFunctionName, .path),
        .optional("Qualifier", numericLatestPublishedOrAliasQualifier, .query("Qualifier")),
    ])

    private static let invoke = Shape.Members([
        .required("FunctionName", namespacedFunctionName, .path),
        .optional("InvocationType", invocationType, .header("X-Amz-Invocation-Type")),
        .optional("LogType", logType, .header("X-Amz-Log-Type")), .optional("ClientContext", .string, .header("X-Amz-Client-Context")),
        .optional("DurableExecutionName", durableExecutionName, .header("X-Amz-Durable-Execution-Name")),
        .optional("Qualifier", numericLatestPublishedOrAliasQualifier, .query("Qualifier")),
        .optional("TenantId", tenantId, .header("X-Amz-Tenant-Id")),
    ])

    private static let listFunctions = Shape.Members([
        .optional("MasterRegion", masterRegion, .query("MasterRegion")),
        .optional("FunctionVersion", functionVersion, .query("FunctionVersion")), .optional("Marker", .string, .query("Marker")),
        .optional("MaxItems", maxListItems, .query("MaxItems")),
    ])

    private static let listTags = Shape.Members([.required("Resource", taggableResource, .path)])

    private static let listVersionsByFunction = Shape.Members([
        .required("FunctionName", namespacedFunctionName, .path), .optional("Marker", .string, .query("Marker")),
        .optional("MaxItems", maxListItems, .query("MaxItems")),
    ])

    private static let removePermission = Shape.Members([
        .required("FunctionName", namespacedFunctionName, .path), .required("StatementId", namespacedStatementId, .path),
        .optional("Qualifier", numericLatestPublishedOrAliasQualifier, .query("Qualifier")),
        .optional("RevisionId", .string, .query("RevisionId")),
    ])

    private static let updateFunctionCode = Shape.Members([
        .required("FunctionName", functionName, .path), .optional("ZipFile", blob), .optional("S3Bucket", s3Bucket),
        .optional("S3Key", s3Key), .optional("S3ObjectVersion", s3ObjectVersion), .optional("S3ObjectStorageMode", s3ObjectStorageMode),
        .optional("ImageUri", .string), .optional("Architectures", architecturesList), .optional("Publish", .boolean),
        .optional("PublishTo", functionVersionLatestPublished), .optional("DryRun", .boolean), .optional("RevisionId", .string),
        .optional("SourceKMSKeyArn", kmsKeyArn),
    ])

    private static let updateFunctionConfiguration = Shape.Members([
        .required("FunctionName", functionName, .path), .optional("Role", roleArn), .optional("Handler", handler),
        .optional("Description", description), .optional("Timeout", timeout), .optional("MemorySize", memorySize),
        .optional("VpcConfig", vpcConfig), .optional("Environment", environment), .optional("Runtime", .string),
        .optional("DeadLetterConfig", deadLetterConfig), .optional("KMSKeyArn", kmsKeyArn), .optional("TracingConfig", tracingConfig),
        .optional("RevisionId", .string), .optional("Layers", layerList), .optional("FileSystemConfigs", fileSystemConfigList),
        .optional("ImageConfig", imageConfig), .optional("EphemeralStorage", ephemeralStorage), .optional("SnapStart", snapStart),
        .optional("LoggingConfig", loggingConfig), .optional("CapacityProviderConfig", capacityProviderConfig),
        .optional("DurableConfig", durableConfig), .optional("RuntimeConfig", functionRuntimeConfig),
        .optional("AcceleratorConfig", acceleratorConfig),
    ])

    private static let namespacedFunctionName: Shape = .string(min: 1, max: 256, pattern: #"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?"#)
    private static let statementId: Shape = .string(min: 1, max: 100, pattern: "([a-zA-Z0-9-_]+)")
    private static let action: Shape = .string(min: 0, max: 10_000, pattern: "(lambda:[*]|lambda:[a-zA-Z]+|[*])")
    private static let principal: Shape = .string(min: 0, max: 2048, pattern: #"[^\s]+"#)
    private static let arn: Shape = .string(min: 0, max: 10_000, pattern: #"arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)"#)
    private static let functionUrlAuthType: Shape = .values(["NONE", "AWS_IAM"])
    private static let sourceOwner: Shape = .string(min: 0, max: 12, pattern: #"\d{12}"#)
    private static let eventSourceToken: Shape = .string(min: 0, max: 256, pattern: #"[a-zA-Z0-9._\-]+"#)
    private static let numericLatestPublishedOrAliasQualifier: Shape = .string(min: 1, max: 128, pattern: #"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"#)
    private static let principalOrgID: Shape = .string(min: 12, max: 34, pattern: "o-[a-z0-9]{10,32}")
    private static let functionName: Shape = .string(min: 1, max: 140, pattern: #"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?"#)
    private static let roleArn: Shape = .string(min: 0, max: 10_000, pattern: #"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"#)
    private static let handler: Shape = .string(min: 0, max: 128, pattern: #"[^\s]+"#)
    private static let blob: Shape = .blob(sensitive: true)
    private static let s3Bucket: Shape = .string(min: 3, max: 63, pattern: #"[0-9A-Za-z\.\-_]*(?<!\.)"#)
    private static let s3Key: Shape = .string(min: 1, max: 1024, pattern: ".*")
    private static let s3ObjectVersion: Shape = .string(min: 1, max: 1024, pattern: ".*")
    private static let s3ObjectStorageMode: Shape = .values(["COPY", "REFERENCE"])
    private static let kmsKeyArn: Shape = .string(min: 0, max: 10_000, pattern: "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()")
    private static let description: Shape = .string(min: 0, max: 256)
    private static let timeout: Shape = .integer(min: 1, max: 900)
    private static let memorySize: Shape = .integer(min: 128, max: 10_240)
    private static let functionVersionLatestPublished: Shape = .values(["LATEST_PUBLISHED"])
    private static let subnetId: Shape = .string(min: 0, max: 1024, pattern: "subnet-[0-9a-z]*")
    private static let subnetIds: Shape = .list(subnetId, min: 0, max: 16)
    private static let securityGroupId: Shape = .string(min: 0, max: 1024, pattern: "sg-[0-9a-zA-Z]*")
    private static let securityGroupIds: Shape = .list(securityGroupId, min: 0, max: 5)
    private static let packageType: Shape = .values(["Zip", "Image"])
    private static let resourceArn: Shape = .string(min: 0, max: 10_000, pattern: "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()")
    private static let environmentVariableName: Shape = .string(pattern: "[a-zA-Z]([a-zA-Z0-9_])+", sensitive: true)
    private static let environmentVariableValue: Shape = .string(sensitive: true)
    private static let environmentVariables: Shape = .map(environmentVariableName, environmentVariableValue, sensitive: true)
    private static let tracingMode: Shape = .values(["Active", "PassThrough"])
    private static let tagKey: Shape = .string(min: 1, max: 128, pattern: #"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)"#)
    private static let tagValue: Shape = .string(min: 0, max: 256, pattern: #"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)"#)
    private static let tags: Shape = .map(tagKey, tagValue)
    private static let layerVersionArn: Shape = .string(min: 1, max: 2048, pattern: #"((arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+))"#)
    private static let layerList: Shape = .list(layerVersionArn)
    private static let fileSystemArn: Shape = .string(min: 0, max: 256, pattern: #"arn:aws[a-zA-Z-]*:elasticfilesystem:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:access-point/fsap-[a-f0-9]{17}$|^arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system/fs-[0-9a-f]{17,40}/access-point/fsap-[0-9a-f]{17,40}"#)
    private static let localMountPath: Shape = .string(min: 0, max: 160, pattern: "/mnt/[a-zA-Z0-9-_.]+")
    private static let directS3Read: Shape = .values(["ENABLED", "DISABLED", "AUTO"])
    private static let fileSystemConfigList: Shape = .list(fileSystemConfig, min: 0, max: 1)
    private static let codeSigningConfigArn: Shape = .string(min: 0, max: 200, pattern: #"arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:code-signing-config:csc-[a-z0-9]{17}"#)
    private static let stringList: Shape = .list(.string, min: 0, max: 1500)
    private static let workingDirectory: Shape = .string(min: 0, max: 1000)
    private static let architecture: Shape = .values(["x86_64", "arm64"])
    private static let architecturesList: Shape = .list(architecture, min: 1, max: 1)
    private static let ephemeralStorageSize: Shape = .integer(min: 512, max: 10_240)
    private static let snapStartApplyOn: Shape = .values(["PublishedVersions", "None"])
    private static let logFormat: Shape = .values(["JSON", "Text"])
    private static let applicationLogLevel: Shape = .values(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"])
    private static let systemLogLevel: Shape = .values(["DEBUG", "INFO", "WARN"])
    private static let logGroup: Shape = .string(min: 1, max: 512, pattern: #"[\.\-_/#A-Za-z0-9]+"#)
    private static let tenantIsolationMode: Shape = .values(["PER_TENANT"])
    private static let capacityProviderArn: Shape = .string(min: 1, max: 140, pattern: #"arn:aws[a-zA-Z-]*:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:capacity-provider:[a-zA-Z0-9-_]+"#)
    private static let perExecutionEnvironmentMaxConcurrency: Shape = .integer(min: 1, max: 1600)
    private static let executionEnvironmentMemoryGiBPerVCpu: Shape = .double(min: 2, max: 8)
    private static let retentionPeriodInDays: Shape = .integer(min: 1, max: 90)
    private static let executionTimeout: Shape = .integer(min: 1, max: 31_622_400)
    private static let functionRuntimeArn: Shape = .string(min: 48, max: 2048, pattern: #"arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:runtime/.+"#)
    private static let functionRuntimeAlias: Shape = .string(min: 1, max: 128)
    private static let invocationType: Shape = .values(["Event", "RequestResponse", "DryRun"])
    private static let logType: Shape = .values(["None", "Tail"])
    private static let durableExecutionName: Shape = .string(min: 1, max: 64, pattern: "[a-zA-Z0-9-_]+")
    private static let tenantId: Shape = .string(min: 1, max: 256, pattern: #"[a-zA-Z0-9\._:\/=+\-@ ]+"#)
    private static let masterRegion: Shape = .string(min: 1, max: 50, pattern: #"ALL|(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}"#)
    private static let functionVersion: Shape = .values(["ALL"])
    private static let maxListItems: Shape = .integer(min: 1, max: 10_000)
    private static let taggableResource: Shape = .string(min: 1, max: 10_000, pattern: #"arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:(function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|(capacity-provider|network-connector):[a-zA-Z0-9-_]{1,64})"#)
    private static let namespacedStatementId: Shape = .string(min: 1, max: 100, pattern: "([a-zA-Z0-9-_.]+)")
    private static let functionCode: Shape = .structure([
        .optional("ZipFile", blob), .optional("S3Bucket", s3Bucket), .optional("S3Key", s3Key),
        .optional("S3ObjectVersion", s3ObjectVersion), .optional("S3ObjectStorageMode", s3ObjectStorageMode),
        .optional("ImageUri", .string), .optional("SourceKMSKeyArn", kmsKeyArn),
    ])
    private static let vpcConfig: Shape = .structure([
        .optional("SubnetIds", subnetIds), .optional("SecurityGroupIds", securityGroupIds), .optional("Ipv6AllowedForDualStack", .boolean),
    ])
    private static let deadLetterConfig: Shape = .structure([.optional("TargetArn", resourceArn)])
    private static let environment: Shape = .structure([.optional("Variables", environmentVariables)])
    private static let tracingConfig: Shape = .structure([.optional("Mode", tracingMode)])
    private static let fileSystemConfig: Shape = .structure([
        .required("Arn", fileSystemArn), .required("LocalMountPath", localMountPath), .optional("S3FilesConfig", s3FilesConfig),
    ])
    private static let s3FilesConfig: Shape = .structure([.optional("DirectS3Read", directS3Read)])
    private static let imageConfig: Shape = .structure([
        .optional("EntryPoint", stringList), .optional("Command", stringList), .optional("WorkingDirectory", workingDirectory),
    ])
    private static let ephemeralStorage: Shape = .structure([.required("Size", ephemeralStorageSize)])
    private static let snapStart: Shape = .structure([.optional("ApplyOn", snapStartApplyOn)])
    private static let loggingConfig: Shape = .structure([
        .optional("LogFormat", logFormat), .optional("ApplicationLogLevel", applicationLogLevel),
        .optional("SystemLogLevel", systemLogLevel), .optional("LogGroup", logGroup),
    ])
    private static let tenancyConfig: Shape = .structure([.required("TenantIsolationMode", tenantIsolationMode)])
    private static let capacityProviderConfig: Shape = .structure([
        .required("LambdaManagedInstancesCapacityProviderConfig", lambdaManagedInstancesCapacityProviderConfig),
    ])
    private static let lambdaManagedInstancesCapacityProviderConfig: Shape = .structure([
        .required("CapacityProviderArn", capacityProviderArn),
        .optional("PerExecutionEnvironmentMaxConcurrency", perExecutionEnvironmentMaxConcurrency),
        .optional("ExecutionEnvironmentMemoryGiBPerVCpu", executionEnvironmentMemoryGiBPerVCpu),
    ])
    private static let durableConfig: Shape = .structure([
        .optional("KMSKeyArn", kmsKeyArn), .optional("RetentionPeriodInDays", retentionPeriodInDays),
        .optional("ExecutionTimeout", executionTimeout),
    ])
    private static let functionRuntimeConfig: Shape = .structure([
        .required("RuntimeArn", functionRuntimeArn), .required("RuntimeAlias", functionRuntimeAlias),
    ])
    private static let acceleratorConfig: Shape = .structure([.required("AcceleratorMemorySize", .integer)])
}
