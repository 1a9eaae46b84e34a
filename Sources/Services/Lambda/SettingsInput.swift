internal import ServiceKit
internal import Functions
internal import Policies
internal import Invocation
internal import Core

/// Settings from the JSON of CreateFunction and UpdateFunctionConfiguration, whose shapes were checked before.
struct SettingsInput {
    let input: JSON

    /// Members that would change how a function runs, and are not built: refused rather than ignored.
    private static let notBuilt = [
        "Layers", "FileSystemConfigs", "ImageConfig", "KMSKeyArn", "CodeSigningConfigArn", "CapacityProviderConfig", "DurableConfig",
        "TenancyConfig", "PublishTo", "RuntimeConfig", "AcceleratorConfig",
    ]

    /// What the settings say of the condition keys, also those that are not built: a policy is asked first.
    func fill(_ context: inout RequestContext) {
        func texts(_ json: JSON?) -> [String] { (json?.array ?? []).compactMap(\.string) }
        context.set("lambda:CodeSigningConfigArn", input["CodeSigningConfigArn"]?.string)
        context.set("lambda:Layer", texts(input["Layers"]))
        let subnets = texts(input["VpcConfig"]?["SubnetIds"])
        context.set("lambda:SubnetIds", subnets)
        context.set("lambda:SecurityGroupIds", texts(input["VpcConfig"]?["SecurityGroupIds"]))
        // Which network a subnet is of cannot be known.
        if subnets.isEmpty { context.set("lambda:VpcIds", []) }
    }

    /// - Throws: `NotImplemented` for a setting that Pelton would have to ignore.
    func refuseUnbuilt() throws(LambdaError) {
        for name in Self.notBuilt {
            guard let value = input[name], value.array?.isEmpty != true, value.members?.isEmpty != true, value.string != ""
            else {
                continue
            }
            throw .notImplemented("the setting \(name)")
        }
        if input["PackageType"]?.string ?? "Zip" != "Zip" { throw .notImplemented("PackageType Image") }
        if input["TracingConfig"]?["Mode"]?.string == "Active" { throw .notImplemented("active tracing") }
        if input["SnapStart"]?["ApplyOn"]?.string ?? "None" != "None" { throw .notImplemented("SnapStart") }
        if input["LoggingConfig"]?["LogFormat"]?.string ?? "Text" != "Text" { throw .notImplemented("LogFormat JSON") }
        for name in ["ApplicationLogLevel", "SystemLogLevel"] where input["LoggingConfig"]?[name] != nil {
            throw .notImplemented("LoggingConfig.\(name)")
        }
        if input["DeadLetterConfig"]?["TargetArn"]?.string ?? "" != "" { throw .notImplemented("DeadLetterConfig") }
        for name in ["SubnetIds", "SecurityGroupIds"] where input["VpcConfig"]?[name]?.array?.isEmpty == false {
            throw .notImplemented("VpcConfig")
        }
        if input["VpcConfig"]?["Ipv6AllowedForDualStack"]?.bool == true { throw .notImplemented("VpcConfig") }
        if input["Publish"]?.bool == true { throw .notImplemented("publishing versions") }
    }

    /// Takes over what the input says; the rest stays.
    func apply(to settings: inout FunctionSettings) throws(LambdaError) {
        if let runtime = input["Runtime"]?.string {
            try Self.check(runtime)
            settings.runtime = runtime
        }
        if let handler = input["Handler"]?.string { settings.handler = handler }
        if let description = input["Description"]?.string { settings.description = description }
        if let timeout = input["Timeout"]?.integer { settings.timeoutSeconds = timeout }
        if let memory = input["MemorySize"]?.integer { settings.memoryMB = memory }
        if let storage = input["EphemeralStorage"]?["Size"]?.integer { settings.ephemeralStorageMB = storage }
        if let architecture = try architecture() { settings.architecture = architecture }
        if let group = input["LoggingConfig"]?["LogGroup"]?.string { settings.logGroup = group }
        if let environment = input["Environment"] {
            settings.environment = try Self.variables(environment["Variables"])
        }
    }

    /// What was asked for, which must be what this machine has: code of another could not be run.
    func architecture() throws(LambdaError) -> FunctionSettings.Architecture? {
        guard let name = input["Architectures"]?.array?.first?.string else { return nil }
        guard let architecture = FunctionSettings.Architecture(rawValue: name), architecture == .host else {
            throw .invalidParameter(
                "The architecture \(name) is not supported by this server, which runs functions on \(FunctionSettings.Architecture.host.rawValue)."
            )
        }
        return architecture
    }

    private static func check(_ runtime: String) throws(LambdaError) {
        if Runtime.retired.contains(runtime) {
            throw .invalidParameter(
                "The runtime parameter of \(runtime) is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions."
            )
        }
        guard Runtime.current.contains(runtime), let family = Runtime.family(runtime) else {
            throw .invalidParameter(
                "Value \(ShownValue.text(runtime)) at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [\(Runtime.current.joined(separator: ", "))] or be a valid ARN"
            )
        }
        switch family {
        case .provided, .python: return
        case .nodejs, .unsupported: throw .notImplemented("the runtime \(runtime); it runs provided.* and python3.*")
        }
    }

    private static func variables(_ json: JSON?) throws(LambdaError) -> [String: String] {
        var variables: [String: String] = [:]
        for member in json?.members ?? [] {
            variables[member.name] = member.value.string ?? ""
        }
        let used = variables.keys.filter(reserved.contains).sorted()
        guard used.isEmpty else {
            throw .invalidParameter(
                "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: \(used.joined(separator: ", "))"
            )
        }
        let measured = JSON.strings(variables).text
        guard measured.utf8.count <= 4096 else {
            throw .invalidParameter(
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
