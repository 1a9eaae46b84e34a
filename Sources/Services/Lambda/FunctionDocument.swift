internal import Crypto
internal import Functions
internal import FunctionData
internal import Core

/// A function as Lambda's answers show it. Source: API_FunctionConfiguration.
enum FunctionDocument {
    enum FunctionState {
        /// The answer to CreateFunction.
        case creating
        /// The answer to an update.
        case updating
        case settled
    }

    /// - Parameter revision: what to show in place of the current one. Each change of state is a revision of its own in AWS, so the
    ///   answer to a change has one that is over by the time it can be read.
    static func configuration(_ function: Function, _ moment: FunctionState = .settled, revision: String? = nil) -> JSON {
        let (record, settings) = (function.record, function.settings)
        var members: [JSON.Member] = []
        func add(_ name: String, _ value: JSON?) { if let value { members.append(JSON.Member(name, value)) } }
        add("FunctionName", .string(record.name))
        add("FunctionArn", .string(function.arn.description))
        add("Runtime", .string(settings.runtime))
        add("Role", .string(record.roleARN))
        add("Handler", .string(settings.handler))
        add("CodeSize", .integer(record.codeSize))
        add("Description", .string(settings.description))
        add("Timeout", .integer(settings.timeoutSeconds))
        add("MemorySize", .integer(settings.memoryMB))
        add("LastModified", .string(record.modified.lambda))
        add("CodeSha256", .string(record.codeSHA256))
        add("Version", "$LATEST")
        add("Environment", settings.environment.map { .members(["Variables": .strings($0)]) })
        add("TracingConfig", .members(["Mode": "PassThrough"]))
        add("RevisionId", .string(revision ?? record.revisionID))
        addState(moment, add)
        add("PackageType", "Zip")
        add("Architectures", [.string(settings.architecture.rawValue)])
        add("EphemeralStorage", .members(["Size": .integer(settings.ephemeralStorageMB)]))
        add("SnapStart", .members(["ApplyOn": "None", "OptimizationStatus": "Off"]))
        add("RuntimeVersionConfig", .members(["RuntimeVersionArn": .string(runtimeVersion(settings.runtime, record.region))]))
        add("LoggingConfig", .members(["LogFormat": "Text", "LogGroup": .string(settings.logGroup)]))
        return .object(members)
    }

    private static func addState(_ moment: FunctionState, _ add: (String, JSON?) -> Void) {
        switch moment {
        case .creating:
            add("State", "Pending")
            add("StateReason", "The function is being created.")
            add("StateReasonCode", "Creating")
        case .updating:
            add("State", "Active")
            add("LastUpdateStatus", "InProgress")
            add("LastUpdateStatusReason", "The function is being created.")
            add("LastUpdateStatusReasonCode", "Creating")
        case .settled:
            add("State", "Active")
            add("LastUpdateStatus", "Successful")
        }
    }

    private static func runtimeVersion(_ runtime: String, _ region: Region) -> String {
        "arn:aws:lambda:\(region)::runtime:" + Hex.encode(Array(SHA256.hash(data: Array(runtime.utf8))))
    }
}
