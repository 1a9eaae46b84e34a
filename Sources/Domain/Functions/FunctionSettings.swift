package import FunctionData
package import Core

/// A function's settings, as CreateFunction names them. Kept in its row as JSON.
package struct FunctionSettings: Sendable, Hashable {
    package var runtime: String
    package var handler: String
    package var description = ""
    package var timeoutSeconds = 3
    package var memoryMB = 128
    package var ephemeralStorageMB = 512
    /// nil if none was ever given; AWS then shows no `Environment`.
    package var environment: [String: String]?
    package var architecture = Architecture.host
    package var logGroup: String
    package var tags: [String: String] = [:]

    /// Source: CreateFunction, `Architectures`.
    package enum Architecture: String, Sendable {
        case x86 = "x86_64"
        case arm = "arm64"

        package static let host: Architecture = {
            #if arch(arm64)
                .arm
            #else
                .x86
            #endif
        }()
    }

    package init(runtime: String, handler: String, logGroup: String) {
        self.runtime = runtime
        self.handler = handler
        self.logGroup = logGroup
    }
}

extension FunctionSettings {
    var json: JSON {
        .members([
            "runtime": .string(runtime), "handler": .string(handler), "description": .string(description),
            "timeout": .integer(timeoutSeconds), "memory": .integer(memoryMB), "storage": .integer(ephemeralStorageMB),
            "environment": environment.map { .strings($0) }, "architecture": .string(architecture.rawValue), "logGroup": .string(logGroup),
            "tags": .strings(tags),
        ])
    }

    /// - Returns: nil for what `json` did not write.
    init?(_ json: JSON) {
        guard let runtime = json["runtime"]?.string, let handler = json["handler"]?.string, let logGroup = json["logGroup"]?.string,
            let timeout = json["timeout"]?.integer, let memory = json["memory"]?.integer, let storage = json["storage"]?.integer,
            let tags = Self.map(json["tags"] ?? .object([])), let environment = Self.map(json["environment"] ?? .object([])),
            1...900 ~= timeout, 1...65_536 ~= memory, 1...65_536 ~= storage,
            let architecture = json["architecture"].map({ $0.string.flatMap { Architecture(rawValue: $0) } }) ?? .host
        else { return nil }
        self.init(runtime: runtime, handler: handler, logGroup: logGroup)
        description = json["description"]?.string ?? ""
        timeoutSeconds = timeout
        memoryMB = memory
        ephemeralStorageMB = storage
        self.environment = json["environment"] == nil ? nil : environment
        self.architecture = architecture
        self.tags = tags
    }

    private static func map(_ json: JSON) -> [String: String]? {
        guard let members = json.members else { return nil }
        var map: [String: String] = [:]
        for member in members {
            guard let value = member.value.string else { return nil }
            map[member.name] = value
        }
        return map
    }
}

/// A function: its row, with the settings read.
package struct Function: Sendable {
    package var record: FunctionRecord
    package var settings: FunctionSettings

    package var arn: ARN { record.arn }

    init(_ record: FunctionRecord) throws(FunctionError) {
        guard let json = try? JSON(parsing: record.configuration), let settings = FunctionSettings(json) else {
            throw .storage("The configuration of \(record.arn) cannot be read.")
        }
        self.record = record
        self.settings = settings
    }
}
