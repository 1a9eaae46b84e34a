// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension LambdaService {
    struct AddPermissionResponse: OutputStructure {
        var statement: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Statement", statement)
        }
    }
}

extension LambdaService {
    struct FunctionConfiguration: OutputStructure {
        var functionName: String?
        var functionArn: String?
        var runtime: String?
        var role: String?
        var handler: String?
        var codeSize: Int?
        var description: String?
        var timeout: Int?
        var memorySize: Int?
        var lastModified: String?
        var codeSha256: String?
        var version: String?
        var vpcConfig: VpcConfigResponse?
        var deadLetterConfig: DeadLetterConfig?
        var environment: EnvironmentResponse?
        var kmsKeyArn: String?
        var tracingConfig: TracingConfigResponse?
        var masterArn: String?
        var revisionId: String?
        var layers: [Layer]?
        var state: String?
        var stateReason: String?
        var stateReasonCode: String?
        var lastUpdateStatus: String?
        var lastUpdateStatusReason: String?
        var lastUpdateStatusReasonCode: String?
        var fileSystemConfigs: [FileSystemConfig]?
        var signingProfileVersionArn: String?
        var signingJobArn: String?
        var packageType: String?
        var imageConfigResponse: ImageConfigResponse?
        var architectures: [String]?
        var ephemeralStorage: EphemeralStorage?
        var snapStart: SnapStartResponse?
        var runtimeVersionConfig: RuntimeVersionConfig?
        var loggingConfig: LoggingConfig?
        var tenancyConfig: TenancyConfig?
        var capacityProviderConfig: CapacityProviderConfig?
        var configSha256: String?
        var durableConfig: DurableConfig?
        var runtimeConfig: FunctionRuntimeConfig?
        var acceleratorConfig: AcceleratorConfig?

        func write(to writer: inout OutputWriter) {
            writer.member("FunctionName", functionName)
            writer.member("FunctionArn", functionArn)
            writer.member("Runtime", runtime)
            writer.member("Role", role)
            writer.member("Handler", handler)
            writer.member("CodeSize", codeSize)
            writer.member("Description", description)
            writer.member("Timeout", timeout)
            writer.member("MemorySize", memorySize)
            writer.member("LastModified", lastModified)
            writer.member("CodeSha256", codeSha256)
            writer.member("Version", version)
            writer.member("VpcConfig", vpcConfig)
            writer.member("DeadLetterConfig", deadLetterConfig)
            writer.member("Environment", environment)
            writer.member("KMSKeyArn", kmsKeyArn)
            writer.member("TracingConfig", tracingConfig)
            writer.member("MasterArn", masterArn)
            writer.member("RevisionId", revisionId)
            writer.member("Layers", layers)
            writer.member("State", state)
            writer.member("StateReason", stateReason)
            writer.member("StateReasonCode", stateReasonCode)
            writer.member("LastUpdateStatus", lastUpdateStatus)
            writer.member("LastUpdateStatusReason", lastUpdateStatusReason)
            writer.member("LastUpdateStatusReasonCode", lastUpdateStatusReasonCode)
            writer.member("FileSystemConfigs", fileSystemConfigs)
            writer.member("SigningProfileVersionArn", signingProfileVersionArn)
            writer.member("SigningJobArn", signingJobArn)
            writer.member("PackageType", packageType)
            writer.member("ImageConfigResponse", imageConfigResponse)
            writer.member("Architectures", architectures)
            writer.member("EphemeralStorage", ephemeralStorage)
            writer.member("SnapStart", snapStart)
            writer.member("RuntimeVersionConfig", runtimeVersionConfig)
            writer.member("LoggingConfig", loggingConfig)
            writer.member("TenancyConfig", tenancyConfig)
            writer.member("CapacityProviderConfig", capacityProviderConfig)
            writer.member("ConfigSha256", configSha256)
            writer.member("DurableConfig", durableConfig)
            writer.member("RuntimeConfig", runtimeConfig)
            writer.member("AcceleratorConfig", acceleratorConfig)
        }
    }
}

extension LambdaService {
    struct VpcConfigResponse: OutputStructure {
        var subnetIds: [String]?
        var securityGroupIds: [String]?
        var vpcId: String?
        var ipv6AllowedForDualStack: Bool?

        func write(to writer: inout OutputWriter) {
            writer.member("SubnetIds", subnetIds)
            writer.member("SecurityGroupIds", securityGroupIds)
            writer.member("VpcId", vpcId)
            writer.member("Ipv6AllowedForDualStack", ipv6AllowedForDualStack)
        }
    }
}

extension LambdaService {
    struct EnvironmentResponse: OutputStructure {
        var variables: [String: String]?
        var error: EnvironmentError?

        func write(to writer: inout OutputWriter) {
            writer.member("Variables", variables)
            writer.member("Error", error)
        }
    }
}

extension LambdaService {
    struct EnvironmentError: OutputStructure {
        var errorCode: String?
        var message: String?

        func write(to writer: inout OutputWriter) {
            writer.member("ErrorCode", errorCode)
            writer.member("Message", message)
        }
    }
}

extension LambdaService {
    struct TracingConfigResponse: OutputStructure {
        var mode: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Mode", mode)
        }
    }
}

extension LambdaService {
    struct Layer: OutputStructure {
        var arn: String?
        var codeSize: Int?
        var signingProfileVersionArn: String?
        var signingJobArn: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Arn", arn)
            writer.member("CodeSize", codeSize)
            writer.member("SigningProfileVersionArn", signingProfileVersionArn)
            writer.member("SigningJobArn", signingJobArn)
        }
    }
}

extension LambdaService {
    struct ImageConfigResponse: OutputStructure {
        var imageConfig: ImageConfig?
        var error: ImageConfigError?

        func write(to writer: inout OutputWriter) {
            writer.member("ImageConfig", imageConfig)
            writer.member("Error", error)
        }
    }
}

extension LambdaService {
    struct ImageConfigError: OutputStructure {
        var errorCode: String?
        var message: String?

        func write(to writer: inout OutputWriter) {
            writer.member("ErrorCode", errorCode)
            writer.member("Message", message)
        }
    }
}

extension LambdaService {
    struct SnapStartResponse: OutputStructure {
        var applyOn: String?
        var optimizationStatus: String?

        func write(to writer: inout OutputWriter) {
            writer.member("ApplyOn", applyOn)
            writer.member("OptimizationStatus", optimizationStatus)
        }
    }
}

extension LambdaService {
    struct RuntimeVersionConfig: OutputStructure {
        var runtimeVersionArn: String?
        var error: RuntimeVersionError?

        func write(to writer: inout OutputWriter) {
            writer.member("RuntimeVersionArn", runtimeVersionArn)
            writer.member("Error", error)
        }
    }
}

extension LambdaService {
    struct RuntimeVersionError: OutputStructure {
        var errorCode: String?
        var message: String?

        func write(to writer: inout OutputWriter) {
            writer.member("ErrorCode", errorCode)
            writer.member("Message", message)
        }
    }
}

extension LambdaService {
    struct DeleteFunctionResponse: OutputStructure {
        var statusCode: Int?

        func write(to writer: inout OutputWriter) {
            writer.status(statusCode)
        }
    }
}

extension LambdaService {
    struct DownloadFunctionCodeResponse: OutputStructure {
        var contentType: String?
        var code: Payload?

        func write(to writer: inout OutputWriter) {
            writer.header("Content-Type", contentType)
            writer.payload(code)
        }
    }
}

extension LambdaService {
    struct GetFunctionResponse: OutputStructure {
        var configuration: FunctionConfiguration?
        var code: FunctionCodeLocation?
        var tags: [String: String]?
        var tagsError: TagsError?
        var concurrency: Concurrency?

        func write(to writer: inout OutputWriter) {
            writer.member("Configuration", configuration)
            writer.member("Code", code)
            writer.member("Tags", tags)
            writer.member("TagsError", tagsError)
            writer.member("Concurrency", concurrency)
        }
    }
}

extension LambdaService {
    struct FunctionCodeLocation: OutputStructure {
        var repositoryType: String?
        var location: String?
        var imageUri: String?
        var resolvedImageUri: String?
        var resolvedS3Object: ResolvedS3Object?
        var sourceKMSKeyArn: String?
        var error: FunctionCodeLocationError?

        func write(to writer: inout OutputWriter) {
            writer.member("RepositoryType", repositoryType)
            writer.member("Location", location)
            writer.member("ImageUri", imageUri)
            writer.member("ResolvedImageUri", resolvedImageUri)
            writer.member("ResolvedS3Object", resolvedS3Object)
            writer.member("SourceKMSKeyArn", sourceKMSKeyArn)
            writer.member("Error", error)
        }
    }
}

extension LambdaService {
    struct ResolvedS3Object: OutputStructure {
        var s3Bucket: String?
        var s3Key: String?
        var s3ObjectVersion: String?

        func write(to writer: inout OutputWriter) {
            writer.member("S3Bucket", s3Bucket)
            writer.member("S3Key", s3Key)
            writer.member("S3ObjectVersion", s3ObjectVersion)
        }
    }
}

extension LambdaService {
    struct FunctionCodeLocationError: OutputStructure {
        var errorCode: String?
        var message: String?

        func write(to writer: inout OutputWriter) {
            writer.member("ErrorCode", errorCode)
            writer.member("Message", message)
        }
    }
}

extension LambdaService {
    struct TagsError: OutputStructure {
        var errorCode: String
        var message: String

        func write(to writer: inout OutputWriter) {
            writer.member("ErrorCode", errorCode)
            writer.member("Message", message)
        }
    }
}

extension LambdaService {
    struct Concurrency: OutputStructure {
        var reservedConcurrentExecutions: Int?

        func write(to writer: inout OutputWriter) {
            writer.member("ReservedConcurrentExecutions", reservedConcurrentExecutions)
        }
    }
}

extension LambdaService {
    struct GetFunctionCodeSigningConfigResponse: OutputStructure {
        var codeSigningConfigArn: String
        var functionName: String

        func write(to writer: inout OutputWriter) {
            writer.member("CodeSigningConfigArn", codeSigningConfigArn)
            writer.member("FunctionName", functionName)
        }
    }
}

extension LambdaService {
    struct GetPolicyResponse: OutputStructure {
        var policy: String?
        var revisionId: String?

        func write(to writer: inout OutputWriter) {
            writer.member("Policy", policy)
            writer.member("RevisionId", revisionId)
        }
    }
}

extension LambdaService {
    struct InvocationResponse: OutputStructure {
        var statusCode: Int?
        var functionError: String?
        var logResult: String?
        var payload: Payload?
        var executedVersion: String?
        var durableExecutionArn: String?

        func write(to writer: inout OutputWriter) {
            writer.status(statusCode)
            writer.header("X-Amz-Function-Error", functionError)
            writer.header("X-Amz-Log-Result", logResult)
            writer.payload(payload)
            writer.header("X-Amz-Executed-Version", executedVersion)
            writer.header("X-Amz-Durable-Execution-Arn", durableExecutionArn)
        }
    }
}

extension LambdaService {
    struct ListFunctionsResponse: OutputStructure {
        var nextMarker: String?
        var functions: [FunctionConfiguration]?

        func write(to writer: inout OutputWriter) {
            writer.member("NextMarker", nextMarker)
            writer.member("Functions", functions)
        }
    }
}

extension LambdaService {
    struct ListTagsResponse: OutputStructure {
        var tags: [String: String]?

        func write(to writer: inout OutputWriter) {
            writer.member("Tags", tags)
        }
    }
}

extension LambdaService {
    struct ListVersionsByFunctionResponse: OutputStructure {
        var nextMarker: String?
        var versions: [FunctionConfiguration]?

        func write(to writer: inout OutputWriter) {
            writer.member("NextMarker", nextMarker)
            writer.member("Versions", versions)
        }
    }
}
