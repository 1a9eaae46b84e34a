internal import ServiceKit
internal import Functions
internal import Policies
internal import Invocation
internal import Core

/// The settings of a function, as CreateFunction and UpdateFunctionConfiguration have them.
protocol SettingsInput {
    var runtime: String? { get }
    var handler: String? { get }
    var description: String? { get }
    var timeout: Int? { get }
    var memorySize: Int? { get }
    var environment: LambdaService.Environment? { get }
    var ephemeralStorage: LambdaService.EphemeralStorage? { get }
    var loggingConfig: LambdaService.LoggingConfig? { get }
    var layers: [String]? { get }
    var vpcConfig: LambdaService.VpcConfig? { get }
    var deadLetterConfig: LambdaService.DeadLetterConfig? { get }
    var tracingConfig: LambdaService.TracingConfig? { get }
    var snapStart: LambdaService.SnapStart? { get }
}

extension LambdaService.CreateFunctionRequest: SettingsInput {}
extension LambdaService.UpdateFunctionConfigurationRequest: SettingsInput {}

extension SettingsInput {
    /// What the settings say of the condition keys, also those that are not built: a policy is asked first.
    func fill(_ context: inout RequestContext, codeSigning: String?) {
        context.set("lambda:CodeSigningConfigArn", codeSigning)
        context.set("lambda:Layer", layers ?? [])
        let subnets = vpcConfig?.subnetIds ?? []
        context.set("lambda:SubnetIds", subnets)
        context.set("lambda:SecurityGroupIds", vpcConfig?.securityGroupIds ?? [])
        // Which network a subnet is of cannot be known.
        if subnets.isEmpty { context.set("lambda:VpcIds", []) }
    }

    /// - Throws: `NotImplemented` for a part of a setting that Pelton would have to ignore.
    func refuseUnbuilt() throws(ServiceError) {
        if tracingConfig?.mode == "Active" { throw .notImplemented("active tracing") }
        if snapStart?.applyOn ?? "None" != "None" { throw .notImplemented("SnapStart") }
        if loggingConfig?.logFormat ?? "Text" != "Text" { throw .notImplemented("LogFormat JSON") }
        if loggingConfig?.applicationLogLevel != nil { throw .notImplemented("LoggingConfig.ApplicationLogLevel") }
        if loggingConfig?.systemLogLevel != nil { throw .notImplemented("LoggingConfig.SystemLogLevel") }
        if deadLetterConfig?.targetArn ?? "" != "" { throw .notImplemented("DeadLetterConfig") }
        let networks = (vpcConfig?.subnetIds ?? []) + (vpcConfig?.securityGroupIds ?? [])
        if !networks.isEmpty || vpcConfig?.ipv6AllowedForDualStack == true { throw .notImplemented("VpcConfig") }
    }

    /// Takes over what the input says; the rest stays.
    func apply(to settings: inout FunctionSettings) throws(ServiceError) {
        if let runtime {
            try Settings.check(runtime)
            settings.runtime = runtime
        }
        if let handler { settings.handler = handler }
        if let description { settings.description = description }
        if let timeout { settings.timeoutSeconds = timeout }
        if let memorySize { settings.memoryMB = memorySize }
        if let size = ephemeralStorage?.size { settings.ephemeralStorageMB = size }
        if let group = loggingConfig?.logGroup { settings.logGroup = group }
        if let environment { settings.environment = try Settings.variables(environment.variables ?? [:]) }
    }
}

private enum Settings {
    static func check(_ runtime: String) throws(ServiceError) {
        if Runtime.retired.contains(runtime) {
            throw .invalidParameterValueException(
                "The runtime parameter of \(runtime) is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions."
            )
        }
        guard Runtime.current.contains(runtime), let family = Runtime.family(runtime) else {
            throw .invalidParameterValueException(
                "Value \(ShownValue.text(runtime)) at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [\(Runtime.current.joined(separator: ", "))] or be a valid ARN"
            )
        }
        switch family {
        case .provided, .python: return
        case .nodejs, .unsupported: throw .notImplemented("the runtime \(runtime); it runs provided.* and python3.*")
        }
    }

    static func variables(_ variables: [String: String]) throws(ServiceError) -> [String: String] {
        let used = variables.keys.filter(reserved.contains).sorted()
        guard used.isEmpty else {
            throw .invalidParameterValueException(
                "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: \(used.joined(separator: ", "))"
            )
        }
        let measured = JSON.strings(variables).text
        guard measured.utf8.count <= 4096 else {
            throw .invalidParameterValueException(
                "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: \(ShownValue.text(measured))"
            )
        }
        return variables
    }

    private static let reserved: Set<String> = [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    ]
}
