// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension LambdaService {
    struct AddPermissionRequest: InputStructure {
        var functionName: String = ""
        var statementId: String = ""
        var action: String = ""
        var principal: String = ""
        var sourceArn: String?
        var functionUrlAuthType: String?
        var invokedViaFunctionUrl: Bool?
        var sourceAccount: String?
        var eventSourceToken: String?
        var qualifier: String?
        var revisionId: String?
        var principalOrgID: String?

        static let members = Shape.Members([
            .required("FunctionName", Shapes.namespacedFunctionName, .path("FunctionName")), .required("StatementId", Shapes.statementId),
            .required("Action", Shapes.action), .required("Principal", Shapes.principal), .optional("SourceArn", Shapes.arn),
            .optional("FunctionUrlAuthType", Shapes.functionUrlAuthType), .optional("InvokedViaFunctionUrl", .boolean),
            .optional("SourceAccount", Shapes.sourceOwner), .optional("EventSourceToken", Shapes.eventSourceToken),
            .optional("Qualifier", Shapes.numericLatestPublishedOrAliasQualifier, .query("Qualifier")), .optional("RevisionId", .string),
            .optional("PrincipalOrgID", Shapes.principalOrgID),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&functionName)
            case 1: try reader.read(&statementId)
            case 2: try reader.read(&action)
            case 3: try reader.read(&principal)
            case 4: try reader.read(&sourceArn)
            case 5: try reader.read(&functionUrlAuthType)
            case 6: try reader.read(&invokedViaFunctionUrl)
            case 7: try reader.read(&sourceAccount)
            case 8: try reader.read(&eventSourceToken)
            case 9: try reader.read(&qualifier)
            case 10: try reader.read(&revisionId)
            case 11: try reader.read(&principalOrgID)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct CreateFunctionRequest: InputStructure {
        var functionName: String = ""
        var runtime: String?
        var role: String = ""
        var handler: String?
        var code: FunctionCode = FunctionCode()
        var description: String?
        var timeout: Int?
        var memorySize: Int?
        var publish: Bool?
        var publishTo: String?
        var vpcConfig: VpcConfig?
        var packageType: String?
        var deadLetterConfig: DeadLetterConfig?
        var environment: Environment?
        var kmsKeyArn: String?
        var tracingConfig: TracingConfig?
        var tags: [String: String]?
        var layers: [String]?
        var fileSystemConfigs: [FileSystemConfig]?
        var codeSigningConfigArn: String?
        var imageConfig: ImageConfig?
        var architectures: [String]?
        var ephemeralStorage: EphemeralStorage?
        var snapStart: SnapStart?
        var loggingConfig: LoggingConfig?
        var tenancyConfig: TenancyConfig?
        var capacityProviderConfig: CapacityProviderConfig?
        var durableConfig: DurableConfig?
        var runtimeConfig: FunctionRuntimeConfig?
        var acceleratorConfig: AcceleratorConfig?

        static let members = Shape.Members([
            .required("FunctionName", Shapes.functionName), .optional("Runtime", .string), .required("Role", Shapes.roleArn),
            .optional("Handler", Shapes.handler), .required("Code", .structure(FunctionCode.self)),
            .optional("Description", Shapes.description), .optional("Timeout", Shapes.timeout), .optional("MemorySize", Shapes.memorySize),
            .optional("Publish", .boolean), .optional("PublishTo", Shapes.functionVersionLatestPublished),
            .optional("VpcConfig", .structure(VpcConfig.self)), .optional("PackageType", Shapes.packageType),
            .optional("DeadLetterConfig", .structure(DeadLetterConfig.self)), .optional("Environment", .structure(Environment.self)),
            .optional("KMSKeyArn", Shapes.kmsKeyArn), .optional("TracingConfig", .structure(TracingConfig.self)),
            .optional("Tags", Shapes.tags), .optional("Layers", Shapes.layerList),
            .optional("FileSystemConfigs", Shapes.fileSystemConfigList), .optional("CodeSigningConfigArn", Shapes.codeSigningConfigArn),
            .optional("ImageConfig", .structure(ImageConfig.self)), .optional("Architectures", Shapes.architecturesList),
            .optional("EphemeralStorage", .structure(EphemeralStorage.self)), .optional("SnapStart", .structure(SnapStart.self)),
            .optional("LoggingConfig", .structure(LoggingConfig.self)), .optional("TenancyConfig", .structure(TenancyConfig.self)),
            .optional("CapacityProviderConfig", .structure(CapacityProviderConfig.self)),
            .optional("DurableConfig", .structure(DurableConfig.self)), .optional("RuntimeConfig", .structure(FunctionRuntimeConfig.self)),
            .optional("AcceleratorConfig", .structure(AcceleratorConfig.self)),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&functionName)
            case 1: try reader.read(&runtime)
            case 2: try reader.read(&role)
            case 3: try reader.read(&handler)
            case 4: try reader.read(&code)
            case 5: try reader.read(&description)
            case 6: try reader.read(&timeout)
            case 7: try reader.read(&memorySize)
            case 8: try reader.read(&publish)
            case 9: try reader.read(&publishTo)
            case 10: try reader.read(&vpcConfig)
            case 11: try reader.read(&packageType)
            case 12: try reader.read(&deadLetterConfig)
            case 13: try reader.read(&environment)
            case 14: try reader.read(&kmsKeyArn)
            case 15: try reader.read(&tracingConfig)
            case 16: try reader.read(&tags)
            case 17: try reader.read(&layers)
            case 18: try reader.read(&fileSystemConfigs)
            case 19: try reader.read(&codeSigningConfigArn)
            case 20: try reader.read(&imageConfig)
            case 21: try reader.read(&architectures)
            case 22: try reader.read(&ephemeralStorage)
            case 23: try reader.read(&snapStart)
            case 24: try reader.read(&loggingConfig)
            case 25: try reader.read(&tenancyConfig)
            case 26: try reader.read(&capacityProviderConfig)
            case 27: try reader.read(&durableConfig)
            case 28: try reader.read(&runtimeConfig)
            case 29: try reader.read(&acceleratorConfig)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct FunctionCode: InputStructure {
        var zipFile: Blob?
        var s3Bucket: String?
        var s3Key: String?
        var s3ObjectVersion: String?
        var s3ObjectStorageMode: String?
        var imageUri: String?
        var sourceKMSKeyArn: String?

        static let members = Shape.Members([
            .optional("ZipFile", Shapes.blob), .optional("S3Bucket", Shapes.s3Bucket), .optional("S3Key", Shapes.s3Key),
            .optional("S3ObjectVersion", Shapes.s3ObjectVersion), .optional("S3ObjectStorageMode", Shapes.s3ObjectStorageMode),
            .optional("ImageUri", .string), .optional("SourceKMSKeyArn", Shapes.kmsKeyArn),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&zipFile)
            case 1: try reader.read(&s3Bucket)
            case 2: try reader.read(&s3Key)
            case 3: try reader.read(&s3ObjectVersion)
            case 4: try reader.read(&s3ObjectStorageMode)
            case 5: try reader.read(&imageUri)
            case 6: try reader.read(&sourceKMSKeyArn)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct VpcConfig: InputStructure {
        var subnetIds: [String]?
        var securityGroupIds: [String]?
        var ipv6AllowedForDualStack: Bool?

        static let members = Shape.Members([
            .optional("SubnetIds", Shapes.subnetIds), .optional("SecurityGroupIds", Shapes.securityGroupIds),
            .optional("Ipv6AllowedForDualStack", .boolean),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&subnetIds)
            case 1: try reader.read(&securityGroupIds)
            case 2: try reader.read(&ipv6AllowedForDualStack)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct DeadLetterConfig: InputStructure, OutputStructure {
        var targetArn: String?

        static let members = Shape.Members([.optional("TargetArn", Shapes.resourceArn)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&targetArn)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("TargetArn", targetArn)
        }
    }
}

extension LambdaService {
    struct Environment: InputStructure {
        var variables: [String: String]?

        static let members = Shape.Members([.optional("Variables", Shapes.environmentVariables)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&variables)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct TracingConfig: InputStructure {
        var mode: String?

        static let members = Shape.Members([.optional("Mode", Shapes.tracingMode)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&mode)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct FileSystemConfig: InputStructure, OutputStructure {
        var arn: String = ""
        var localMountPath: String = ""
        var s3FilesConfig: S3FilesConfig?

        static let members = Shape.Members([
            .required("Arn", Shapes.fileSystemArn), .required("LocalMountPath", Shapes.localMountPath),
            .optional("S3FilesConfig", .structure(S3FilesConfig.self)),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&arn)
            case 1: try reader.read(&localMountPath)
            case 2: try reader.read(&s3FilesConfig)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("Arn", arn)
            writer.member("LocalMountPath", localMountPath)
            writer.member("S3FilesConfig", s3FilesConfig)
        }
    }
}

extension LambdaService {
    struct S3FilesConfig: InputStructure, OutputStructure {
        var directS3Read: String?

        static let members = Shape.Members([.optional("DirectS3Read", Shapes.directS3Read)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&directS3Read)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("DirectS3Read", directS3Read)
        }
    }
}

extension LambdaService {
    struct ImageConfig: InputStructure, OutputStructure {
        var entryPoint: [String]?
        var command: [String]?
        var workingDirectory: String?

        static let members = Shape.Members([
            .optional("EntryPoint", Shapes.stringList), .optional("Command", Shapes.stringList),
            .optional("WorkingDirectory", Shapes.workingDirectory),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&entryPoint)
            case 1: try reader.read(&command)
            case 2: try reader.read(&workingDirectory)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("EntryPoint", entryPoint)
            writer.member("Command", command)
            writer.member("WorkingDirectory", workingDirectory)
        }
    }
}

extension LambdaService {
    struct EphemeralStorage: InputStructure, OutputStructure {
        var size: Int = 0

        static let members = Shape.Members([.required("Size", Shapes.ephemeralStorageSize)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&size)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("Size", size)
        }
    }
}

extension LambdaService {
    struct SnapStart: InputStructure {
        var applyOn: String?

        static let members = Shape.Members([.optional("ApplyOn", Shapes.snapStartApplyOn)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&applyOn)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct LoggingConfig: InputStructure, OutputStructure {
        var logFormat: String?
        var applicationLogLevel: String?
        var systemLogLevel: String?
        var logGroup: String?

        static let members = Shape.Members([
            .optional("LogFormat", Shapes.logFormat), .optional("ApplicationLogLevel", Shapes.applicationLogLevel),
            .optional("SystemLogLevel", Shapes.systemLogLevel), .optional("LogGroup", Shapes.logGroup),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&logFormat)
            case 1: try reader.read(&applicationLogLevel)
            case 2: try reader.read(&systemLogLevel)
            case 3: try reader.read(&logGroup)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("LogFormat", logFormat)
            writer.member("ApplicationLogLevel", applicationLogLevel)
            writer.member("SystemLogLevel", systemLogLevel)
            writer.member("LogGroup", logGroup)
        }
    }
}

extension LambdaService {
    struct TenancyConfig: InputStructure, OutputStructure {
        var tenantIsolationMode: String = ""

        static let members = Shape.Members([.required("TenantIsolationMode", Shapes.tenantIsolationMode)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&tenantIsolationMode)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("TenantIsolationMode", tenantIsolationMode)
        }
    }
}

extension LambdaService {
    struct CapacityProviderConfig: InputStructure, OutputStructure {
        var lambdaManagedInstancesCapacityProviderConfig: LambdaManagedInstancesCapacityProviderConfig = LambdaManagedInstancesCapacityProviderConfig()

        static let members = Shape.Members([
            .required("LambdaManagedInstancesCapacityProviderConfig", .structure(LambdaManagedInstancesCapacityProviderConfig.self)),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&lambdaManagedInstancesCapacityProviderConfig)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("LambdaManagedInstancesCapacityProviderConfig", lambdaManagedInstancesCapacityProviderConfig)
        }
    }
}

extension LambdaService {
    struct LambdaManagedInstancesCapacityProviderConfig: InputStructure, OutputStructure {
        var capacityProviderArn: String = ""
        var perExecutionEnvironmentMaxConcurrency: Int?
        var executionEnvironmentMemoryGiBPerVCpu: Double?

        static let members = Shape.Members([
            .required("CapacityProviderArn", Shapes.capacityProviderArn),
            .optional("PerExecutionEnvironmentMaxConcurrency", Shapes.perExecutionEnvironmentMaxConcurrency),
            .optional("ExecutionEnvironmentMemoryGiBPerVCpu", Shapes.executionEnvironmentMemoryGiBPerVCpu),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&capacityProviderArn)
            case 1: try reader.read(&perExecutionEnvironmentMaxConcurrency)
            case 2: try reader.read(&executionEnvironmentMemoryGiBPerVCpu)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("CapacityProviderArn", capacityProviderArn)
            writer.member("PerExecutionEnvironmentMaxConcurrency", perExecutionEnvironmentMaxConcurrency)
            writer.member("ExecutionEnvironmentMemoryGiBPerVCpu", executionEnvironmentMemoryGiBPerVCpu)
        }
    }
}

extension LambdaService {
    struct DurableConfig: InputStructure, OutputStructure {
        var kmsKeyArn: String?
        var retentionPeriodInDays: Int?
        var executionTimeout: Int?

        static let members = Shape.Members([
            .optional("KMSKeyArn", Shapes.kmsKeyArn), .optional("RetentionPeriodInDays", Shapes.retentionPeriodInDays),
            .optional("ExecutionTimeout", Shapes.executionTimeout),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&kmsKeyArn)
            case 1: try reader.read(&retentionPeriodInDays)
            case 2: try reader.read(&executionTimeout)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("KMSKeyArn", kmsKeyArn)
            writer.member("RetentionPeriodInDays", retentionPeriodInDays)
            writer.member("ExecutionTimeout", executionTimeout)
        }
    }
}

extension LambdaService {
    struct FunctionRuntimeConfig: InputStructure, OutputStructure {
        var runtimeArn: String = ""
        var runtimeAlias: String = ""

        static let members = Shape.Members([
            .required("RuntimeArn", Shapes.functionRuntimeArn), .required("RuntimeAlias", Shapes.functionRuntimeAlias),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&runtimeArn)
            case 1: try reader.read(&runtimeAlias)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("RuntimeArn", runtimeArn)
            writer.member("RuntimeAlias", runtimeAlias)
        }
    }
}

extension LambdaService {
    struct AcceleratorConfig: InputStructure, OutputStructure {
        var acceleratorMemorySize: Int = 0

        static let members = Shape.Members([.required("AcceleratorMemorySize", .integer)])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&acceleratorMemorySize)
            default: break
            }
        }

        func write(to writer: inout OutputWriter) {
            writer.member("AcceleratorMemorySize", acceleratorMemorySize)
        }
    }
}

extension LambdaService {
    struct DeleteFunctionRequest: InputStructure {
        var functionName: String = ""
        var qualifier: String?

        static let members = Shape.Members([
            .required("FunctionName", Shapes.namespacedFunctionName, .path("FunctionName")),
            .optional("Qualifier", Shapes.numericLatestPublishedOrAliasQualifier, .query("Qualifier")),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&functionName)
            case 1: try reader.read(&qualifier)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct DownloadFunctionCodeRequest: InputStructure {
        var functionName: String = ""

        static let members = Shape.Members([.required("FunctionName", Shapes.namespacedFunctionName, .path("FunctionName"))])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&functionName)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct GetFunctionRequest: InputStructure {
        var functionName: String = ""
        var qualifier: String?

        static let members = Shape.Members([
            .required("FunctionName", Shapes.namespacedFunctionName, .path("FunctionName")),
            .optional("Qualifier", Shapes.numericLatestPublishedOrAliasQualifier, .query("Qualifier")),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&functionName)
            case 1: try reader.read(&qualifier)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct GetFunctionCodeSigningConfigRequest: InputStructure {
        var functionName: String = ""

        static let members = Shape.Members([.required("FunctionName", Shapes.namespacedFunctionName, .path("FunctionName"))])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&functionName)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct GetFunctionConfigurationRequest: InputStructure {
        var functionName: String = ""
        var qualifier: String?

        static let members = Shape.Members([
            .required("FunctionName", Shapes.namespacedFunctionName, .path("FunctionName")),
            .optional("Qualifier", Shapes.numericLatestPublishedOrAliasQualifier, .query("Qualifier")),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&functionName)
            case 1: try reader.read(&qualifier)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct GetPolicyRequest: InputStructure {
        var functionName: String = ""
        var qualifier: String?

        static let members = Shape.Members([
            .required("FunctionName", Shapes.namespacedFunctionName, .path("FunctionName")),
            .optional("Qualifier", Shapes.numericLatestPublishedOrAliasQualifier, .query("Qualifier")),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&functionName)
            case 1: try reader.read(&qualifier)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct InvocationRequest: InputStructure {
        var functionName: String = ""
        var invocationType: String?
        var logType: String?
        var clientContext: String?
        var durableExecutionName: String?
        var payload: Payload?
        var qualifier: String?
        var tenantId: String?

        static let members = Shape.Members([
            .required("FunctionName", Shapes.namespacedFunctionName, .path("FunctionName")),
            .optional("InvocationType", Shapes.invocationType, .header("X-Amz-Invocation-Type")),
            .optional("LogType", Shapes.logType, .header("X-Amz-Log-Type")),
            .optional("ClientContext", .string, .header("X-Amz-Client-Context")),
            .optional("DurableExecutionName", Shapes.durableExecutionName, .header("X-Amz-Durable-Execution-Name")),
            .optional("Qualifier", Shapes.numericLatestPublishedOrAliasQualifier, .query("Qualifier")),
            .optional("TenantId", Shapes.tenantId, .header("X-Amz-Tenant-Id")),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&functionName)
            case 1: try reader.read(&invocationType)
            case 2: try reader.read(&logType)
            case 3: try reader.read(&clientContext)
            case 4: try reader.read(&durableExecutionName)
            case 5: try reader.read(&qualifier)
            case 6: try reader.read(&tenantId)
            default: break
            }
        }

        mutating func take(_ payload: Payload) { self.payload = payload }
    }
}

extension LambdaService {
    struct ListFunctionsRequest: InputStructure {
        var masterRegion: String?
        var functionVersion: String?
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .optional("MasterRegion", Shapes.masterRegion, .query("MasterRegion")),
            .optional("FunctionVersion", Shapes.functionVersion, .query("FunctionVersion")), .optional("Marker", .string, .query("Marker")),
            .optional("MaxItems", Shapes.maxListItems, .query("MaxItems")),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&masterRegion)
            case 1: try reader.read(&functionVersion)
            case 2: try reader.read(&marker)
            case 3: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct ListTagsRequest: InputStructure {
        var resource: String = ""

        static let members = Shape.Members([.required("Resource", Shapes.taggableResource, .path("Resource"))])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&resource)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct ListVersionsByFunctionRequest: InputStructure {
        var functionName: String = ""
        var marker: String?
        var maxItems: Int?

        static let members = Shape.Members([
            .required("FunctionName", Shapes.namespacedFunctionName, .path("FunctionName")), .optional("Marker", .string, .query("Marker")),
            .optional("MaxItems", Shapes.maxListItems, .query("MaxItems")),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&functionName)
            case 1: try reader.read(&marker)
            case 2: try reader.read(&maxItems)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct RemovePermissionRequest: InputStructure {
        var functionName: String = ""
        var statementId: String = ""
        var qualifier: String?
        var revisionId: String?

        static let members = Shape.Members([
            .required("FunctionName", Shapes.namespacedFunctionName, .path("FunctionName")),
            .required("StatementId", Shapes.namespacedStatementId, .path("StatementId")),
            .optional("Qualifier", Shapes.numericLatestPublishedOrAliasQualifier, .query("Qualifier")),
            .optional("RevisionId", .string, .query("RevisionId")),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&functionName)
            case 1: try reader.read(&statementId)
            case 2: try reader.read(&qualifier)
            case 3: try reader.read(&revisionId)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct UpdateFunctionCodeRequest: InputStructure {
        var functionName: String = ""
        var zipFile: Blob?
        var s3Bucket: String?
        var s3Key: String?
        var s3ObjectVersion: String?
        var s3ObjectStorageMode: String?
        var imageUri: String?
        var architectures: [String]?
        var publish: Bool?
        var publishTo: String?
        var dryRun: Bool?
        var revisionId: String?
        var sourceKMSKeyArn: String?

        static let members = Shape.Members([
            .required("FunctionName", Shapes.functionName, .path("FunctionName")), .optional("ZipFile", Shapes.blob),
            .optional("S3Bucket", Shapes.s3Bucket), .optional("S3Key", Shapes.s3Key), .optional("S3ObjectVersion", Shapes.s3ObjectVersion),
            .optional("S3ObjectStorageMode", Shapes.s3ObjectStorageMode), .optional("ImageUri", .string),
            .optional("Architectures", Shapes.architecturesList), .optional("Publish", .boolean),
            .optional("PublishTo", Shapes.functionVersionLatestPublished), .optional("DryRun", .boolean), .optional("RevisionId", .string),
            .optional("SourceKMSKeyArn", Shapes.kmsKeyArn),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&functionName)
            case 1: try reader.read(&zipFile)
            case 2: try reader.read(&s3Bucket)
            case 3: try reader.read(&s3Key)
            case 4: try reader.read(&s3ObjectVersion)
            case 5: try reader.read(&s3ObjectStorageMode)
            case 6: try reader.read(&imageUri)
            case 7: try reader.read(&architectures)
            case 8: try reader.read(&publish)
            case 9: try reader.read(&publishTo)
            case 10: try reader.read(&dryRun)
            case 11: try reader.read(&revisionId)
            case 12: try reader.read(&sourceKMSKeyArn)
            default: break
            }
        }
    }
}

extension LambdaService {
    struct UpdateFunctionConfigurationRequest: InputStructure {
        var functionName: String = ""
        var role: String?
        var handler: String?
        var description: String?
        var timeout: Int?
        var memorySize: Int?
        var vpcConfig: VpcConfig?
        var environment: Environment?
        var runtime: String?
        var deadLetterConfig: DeadLetterConfig?
        var kmsKeyArn: String?
        var tracingConfig: TracingConfig?
        var revisionId: String?
        var layers: [String]?
        var fileSystemConfigs: [FileSystemConfig]?
        var imageConfig: ImageConfig?
        var ephemeralStorage: EphemeralStorage?
        var snapStart: SnapStart?
        var loggingConfig: LoggingConfig?
        var capacityProviderConfig: CapacityProviderConfig?
        var durableConfig: DurableConfig?
        var runtimeConfig: FunctionRuntimeConfig?
        var acceleratorConfig: AcceleratorConfig?

        static let members = Shape.Members([
            .required("FunctionName", Shapes.functionName, .path("FunctionName")), .optional("Role", Shapes.roleArn),
            .optional("Handler", Shapes.handler), .optional("Description", Shapes.description), .optional("Timeout", Shapes.timeout),
            .optional("MemorySize", Shapes.memorySize), .optional("VpcConfig", .structure(VpcConfig.self)),
            .optional("Environment", .structure(Environment.self)), .optional("Runtime", .string),
            .optional("DeadLetterConfig", .structure(DeadLetterConfig.self)), .optional("KMSKeyArn", Shapes.kmsKeyArn),
            .optional("TracingConfig", .structure(TracingConfig.self)), .optional("RevisionId", .string),
            .optional("Layers", Shapes.layerList), .optional("FileSystemConfigs", Shapes.fileSystemConfigList),
            .optional("ImageConfig", .structure(ImageConfig.self)), .optional("EphemeralStorage", .structure(EphemeralStorage.self)),
            .optional("SnapStart", .structure(SnapStart.self)), .optional("LoggingConfig", .structure(LoggingConfig.self)),
            .optional("CapacityProviderConfig", .structure(CapacityProviderConfig.self)),
            .optional("DurableConfig", .structure(DurableConfig.self)), .optional("RuntimeConfig", .structure(FunctionRuntimeConfig.self)),
            .optional("AcceleratorConfig", .structure(AcceleratorConfig.self)),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&functionName)
            case 1: try reader.read(&role)
            case 2: try reader.read(&handler)
            case 3: try reader.read(&description)
            case 4: try reader.read(&timeout)
            case 5: try reader.read(&memorySize)
            case 6: try reader.read(&vpcConfig)
            case 7: try reader.read(&environment)
            case 8: try reader.read(&runtime)
            case 9: try reader.read(&deadLetterConfig)
            case 10: try reader.read(&kmsKeyArn)
            case 11: try reader.read(&tracingConfig)
            case 12: try reader.read(&revisionId)
            case 13: try reader.read(&layers)
            case 14: try reader.read(&fileSystemConfigs)
            case 15: try reader.read(&imageConfig)
            case 16: try reader.read(&ephemeralStorage)
            case 17: try reader.read(&snapStart)
            case 18: try reader.read(&loggingConfig)
            case 19: try reader.read(&capacityProviderConfig)
            case 20: try reader.read(&durableConfig)
            case 21: try reader.read(&runtimeConfig)
            case 22: try reader.read(&acceleratorConfig)
            default: break
            }
        }
    }
}

extension LambdaService {
    private enum Shapes {
        static let namespacedFunctionName: Shape = .string(min: 1, max: 256, pattern: #"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?"#)
        static let statementId: Shape = .string(min: 1, max: 100, pattern: "([a-zA-Z0-9-_]+)")
        static let action: Shape = .string(min: 0, max: 10_000, pattern: "(lambda:[*]|lambda:[a-zA-Z]+|[*])")
        static let principal: Shape = .string(min: 0, max: 2048, pattern: #"[^\s]+"#)
        static let arn: Shape = .string(min: 0, max: 10_000, pattern: #"arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)"#)
        static let functionUrlAuthType: Shape = .values(["NONE", "AWS_IAM"])
        static let sourceOwner: Shape = .string(min: 0, max: 12, pattern: #"\d{12}"#)
        static let eventSourceToken: Shape = .string(min: 0, max: 256, pattern: #"[a-zA-Z0-9._\-]+"#)
        static let numericLatestPublishedOrAliasQualifier: Shape = .string(min: 1, max: 128, pattern: #"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"#)
        static let principalOrgID: Shape = .string(min: 12, max: 34, pattern: "o-[a-z0-9]{10,32}")
        static let functionName: Shape = .string(min: 1, max: 140, pattern: #"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?"#)
        static let roleArn: Shape = .string(min: 0, max: 10_000, pattern: #"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"#)
        static let handler: Shape = .string(min: 0, max: 128, pattern: #"[^\s]+"#)
        static let blob: Shape = .blob(sensitive: true)
        static let s3Bucket: Shape = .string(min: 3, max: 63, pattern: #"[0-9A-Za-z\.\-_]*(?<!\.)"#)
        static let s3Key: Shape = .string(min: 1, max: 1024, pattern: ".*")
        static let s3ObjectVersion: Shape = .string(min: 1, max: 1024, pattern: ".*")
        static let s3ObjectStorageMode: Shape = .values(["COPY", "REFERENCE"])
        static let kmsKeyArn: Shape = .string(min: 0, max: 10_000, pattern: "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()")
        static let description: Shape = .string(min: 0, max: 256)
        static let timeout: Shape = .integer(min: 1, max: 900)
        static let memorySize: Shape = .integer(min: 128, max: 10_240)
        static let functionVersionLatestPublished: Shape = .values(["LATEST_PUBLISHED"])
        static let subnetId: Shape = .string(min: 0, max: 1024, pattern: "subnet-[0-9a-z]*")
        static let subnetIds: Shape = .list(Shapes.subnetId, min: 0, max: 16)
        static let securityGroupId: Shape = .string(min: 0, max: 1024, pattern: "sg-[0-9a-zA-Z]*")
        static let securityGroupIds: Shape = .list(Shapes.securityGroupId, min: 0, max: 5)
        static let packageType: Shape = .values(["Zip", "Image"])
        static let resourceArn: Shape = .string(min: 0, max: 10_000, pattern: "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()")
        static let environmentVariableName: Shape = .string(pattern: "[a-zA-Z]([a-zA-Z0-9_])+", sensitive: true)
        static let environmentVariableValue: Shape = .string(sensitive: true)
        static let environmentVariables: Shape = .map(Shapes.environmentVariableName, Shapes.environmentVariableValue, sensitive: true)
        static let tracingMode: Shape = .values(["Active", "PassThrough"])
        static let tagKey: Shape = .string(min: 1, max: 128, pattern: #"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)"#)
        static let tagValue: Shape = .string(min: 0, max: 256, pattern: #"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)"#)
        static let tags: Shape = .map(Shapes.tagKey, Shapes.tagValue)
        static let layerVersionArn: Shape = .string(min: 1, max: 2048, pattern: #"((arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+))"#)
        static let layerList: Shape = .list(Shapes.layerVersionArn)
        static let fileSystemArn: Shape = .string(min: 0, max: 256, pattern: #"arn:aws[a-zA-Z-]*:elasticfilesystem:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:access-point/fsap-[a-f0-9]{17}$|^arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system/fs-[0-9a-f]{17,40}/access-point/fsap-[0-9a-f]{17,40}"#)
        static let localMountPath: Shape = .string(min: 0, max: 160, pattern: "/mnt/[a-zA-Z0-9-_.]+")
        static let directS3Read: Shape = .values(["ENABLED", "DISABLED", "AUTO"])
        static let fileSystemConfigList: Shape = .list(.structure(FileSystemConfig.self), min: 0, max: 1)
        static let codeSigningConfigArn: Shape = .string(min: 0, max: 200, pattern: #"arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:code-signing-config:csc-[a-z0-9]{17}"#)
        static let stringList: Shape = .list(.string, min: 0, max: 1500)
        static let workingDirectory: Shape = .string(min: 0, max: 1000)
        static let architecture: Shape = .values(["x86_64", "arm64"])
        static let architecturesList: Shape = .list(Shapes.architecture, min: 1, max: 1)
        static let ephemeralStorageSize: Shape = .integer(min: 512, max: 10_240)
        static let snapStartApplyOn: Shape = .values(["PublishedVersions", "None"])
        static let logFormat: Shape = .values(["JSON", "Text"])
        static let applicationLogLevel: Shape = .values(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"])
        static let systemLogLevel: Shape = .values(["DEBUG", "INFO", "WARN"])
        static let logGroup: Shape = .string(min: 1, max: 512, pattern: #"[\.\-_/#A-Za-z0-9]+"#)
        static let tenantIsolationMode: Shape = .values(["PER_TENANT"])
        static let capacityProviderArn: Shape = .string(min: 1, max: 140, pattern: #"arn:aws[a-zA-Z-]*:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:capacity-provider:[a-zA-Z0-9-_]+"#)
        static let perExecutionEnvironmentMaxConcurrency: Shape = .integer(min: 1, max: 1600)
        static let executionEnvironmentMemoryGiBPerVCpu: Shape = .double(min: 2, max: 8)
        static let retentionPeriodInDays: Shape = .integer(min: 1, max: 90)
        static let executionTimeout: Shape = .integer(min: 1, max: 31_622_400)
        static let functionRuntimeArn: Shape = .string(min: 48, max: 2048, pattern: #"arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:runtime/.+"#)
        static let functionRuntimeAlias: Shape = .string(min: 1, max: 128)
        static let invocationType: Shape = .values(["Event", "RequestResponse", "DryRun"])
        static let logType: Shape = .values(["None", "Tail"])
        static let durableExecutionName: Shape = .string(min: 1, max: 64, pattern: "[a-zA-Z0-9-_]+")
        static let tenantId: Shape = .string(min: 1, max: 256, pattern: #"[a-zA-Z0-9\._:\/=+\-@ ]+"#)
        static let masterRegion: Shape = .string(min: 1, max: 50, pattern: #"ALL|(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}"#)
        static let functionVersion: Shape = .values(["ALL"])
        static let maxListItems: Shape = .integer(min: 1, max: 10_000)
        static let taggableResource: Shape = .string(min: 1, max: 10_000, pattern: #"arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:(function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|(capacity-provider|network-connector):[a-zA-Z0-9-_]{1,64})"#)
        static let namespacedStatementId: Shape = .string(min: 1, max: 100, pattern: "([a-zA-Z0-9-_.]+)")
    }
}
