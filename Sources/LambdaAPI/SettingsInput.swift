internal import Functions
internal import Invoke
internal import PeltonCore

/// Settings from the JSON of CreateFunction and UpdateFunctionConfiguration, checked as Lambda checks them.
struct SettingsInput {
    let input: JSON

    /// Members that would change how a function runs, and are not built: refused rather than ignored.
    private static let notBuilt = [
        "Layers", "FileSystemConfigs", "ImageConfig", "KMSKeyArn", "CodeSigningConfigArn", "CapacityProviderConfig", "DurableConfig",
        "TenancyConfig", "PublishTo",
    ]

    /// - Throws: `NotImplemented` for a setting that Pelton would have to ignore.
    func refuseUnbuilt() throws(LambdaError) {
        for name in Self.notBuilt {
            guard let value = input[name], !value.isNull, value.array?.isEmpty != true, value.members?.isEmpty != true, value.string != ""
            else {
                continue
            }
            throw .notImplemented("the setting \(name)")
        }
        if input["PackageType"]?.string ?? "Zip" != "Zip" { throw .notImplemented("PackageType Image") }
        if input["TracingConfig"]?["Mode"]?.string == "Active" { throw .notImplemented("active tracing") }
        if input["SnapStart"]?["ApplyOn"]?.string ?? "None" != "None" { throw .notImplemented("SnapStart") }
        if input["LoggingConfig"]?["LogFormat"]?.string ?? "Text" != "Text" { throw .notImplemented("LogFormat JSON") }
        if input["DeadLetterConfig"]?["TargetArn"]?.string ?? "" != "" { throw .notImplemented("DeadLetterConfig") }
        if input["VpcConfig"]?["SubnetIds"]?.array?.isEmpty == false { throw .notImplemented("VpcConfig") }
        if input["Publish"]?.bool == true { throw .notImplemented("publishing versions") }
    }

    /// What breaks the API model's constraints, in AWS's words.
    func violations() -> [String] {
        var problems: [String] = []
        number("Timeout", "timeout", 1...900, &problems)
        number("MemorySize", "memorySize", 128...10_240, &problems)
        if let storage = input["EphemeralStorage"] {
            SettingsInput(input: storage).number("Size", "ephemeralStorage.size", 512...10_240, &problems)
        }
        length("Handler", "handler", 128, &problems)
        length("Description", "description", 256, &problems)
        if let role = input["Role"]?.string, !Self.isRole(role) {
            problems.append(
                "Value '\(role)' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: "
                    + #"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"#)
        }
        for value in input["Architectures"]?.array ?? [] where value.string.flatMap({ FunctionSettings.Architecture(rawValue: $0) }) == nil
        {
            problems.append(
                "Value '[\(value.string ?? value.text)]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]"
            )
        }
        return problems
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
        if let name = input["Architectures"]?.array?.first?.string, let architecture = FunctionSettings.Architecture(rawValue: name) {
            settings.architecture = architecture
        }
        if let group = input["LoggingConfig"]?["LogGroup"]?.string { settings.logGroup = group }
        if let environment = input["Environment"], !environment.isNull {
            settings.environment = try Self.variables(environment["Variables"])
        }
    }

    private static func check(_ runtime: String) throws(LambdaError) {
        if Runtime.retired.contains(runtime) {
            throw .invalidParameter(
                "The runtime parameter of \(runtime) is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions."
            )
        }
        guard Runtime.current.contains(runtime), let family = Runtime.family(runtime) else {
            throw .invalidParameter(
                "Value \(runtime) at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [\(Runtime.current.joined(separator: ", "))] or be a valid ARN"
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
            guard isVariable(member.name) else {
                throw .validation([
                    "Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]"
                ])
            }
            guard let value = member.value.string, !value.utf8.contains(0) else {
                throw .invalidParameter("The value of the environment variable \(member.name) is not a string without NUL bytes.")
            }
            variables[member.name] = value
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
                "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: \(measured)"
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

    private static func isVariable(_ name: String) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
        guard name.utf8.count >= 2, let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }

    private static func isRole(_ text: String) -> Bool {
        guard let arn = ARN(text), arn.partition.hasPrefix("aws"), arn.service == "iam", AccountID(arn.account) != nil else { return false }
        return arn.resource.hasPrefix("role") && arn.resource.utf8.count > 5
    }

    private func number(_ name: String, _ member: String, _ range: ClosedRange<Int>, _ problems: inout [String]) {
        guard let value = input[name], !value.isNull else { return }
        guard let number = value.integer else {
            problems.append("Value '\(value.text)' at '\(member)' failed to satisfy constraint: Member must be an integer")
            return
        }
        if number < range.lowerBound {
            problems.append(
                "Value '\(number)' at '\(member)' failed to satisfy constraint: Member must have value greater than or equal to \(range.lowerBound)"
            )
        } else if number > range.upperBound {
            problems.append(
                "Value '\(number)' at '\(member)' failed to satisfy constraint: Member must have value less than or equal to \(range.upperBound)"
            )
        }
    }

    private func length(_ name: String, _ member: String, _ most: Int, _ problems: inout [String]) {
        guard let text = input[name]?.string, text.unicodeScalars.count > most else { return }
        problems.append(
            "Value '\(text)' at '\(member)' failed to satisfy constraint: Member must have length less than or equal to \(most)")
    }
}
