internal import Crypto
internal import Functions
internal import FunctionData
internal import Core

extension LambdaService.FunctionConfiguration {
    enum Moment {
        /// The answer to CreateFunction.
        case creating
        /// The answer to an update.
        case updating
        case settled
    }

    /// A function as Lambda's answers show it. Source: API_FunctionConfiguration.
    /// - Parameter revision: what to show in place of the current one. Each change of state is a revision of its own in AWS, so the
    ///   answer to a change has one that is over by the time it can be read.
    init(_ function: Function, _ moment: Moment = .settled, revision: String? = nil) {
        let (record, settings) = (function.record, function.settings)
        self.init()
        functionName = record.name
        functionArn = function.arn.description
        runtime = settings.runtime
        role = record.roleARN
        handler = settings.handler
        codeSize = Int(record.codeSize)
        description = settings.description
        timeout = settings.timeoutSeconds
        memorySize = settings.memoryMB
        lastModified = record.modified.lambda
        codeSha256 = record.codeSHA256
        version = "$LATEST"
        environment = settings.environment.map { LambdaService.EnvironmentResponse(variables: $0) }
        tracingConfig = LambdaService.TracingConfigResponse(mode: "PassThrough")
        revisionId = revision ?? record.revisionID
        setState(moment)
        packageType = "Zip"
        architectures = [settings.architecture.rawValue]
        ephemeralStorage = LambdaService.EphemeralStorage(size: settings.ephemeralStorageMB)
        snapStart = LambdaService.SnapStartResponse(applyOn: "None", optimizationStatus: "Off")
        runtimeVersionConfig = LambdaService.RuntimeVersionConfig(
            runtimeVersionArn: Self.runtimeVersion(settings.runtime, record.region))
        loggingConfig = LambdaService.LoggingConfig(logFormat: "Text", logGroup: settings.logGroup)
    }

    private mutating func setState(_ moment: Moment) {
        let reason = "The function is being created."
        switch moment {
        case .creating: (state, stateReason, stateReasonCode) = ("Pending", reason, "Creating")
        case .updating:
            state = "Active"
            (lastUpdateStatus, lastUpdateStatusReason, lastUpdateStatusReasonCode) = ("InProgress", reason, "Creating")
        case .settled: (state, lastUpdateStatus) = ("Active", "Successful")
        }
    }

    private static func runtimeVersion(_ runtime: String, _ region: Region) -> String {
        "arn:aws:lambda:\(region)::runtime:" + Hex.encode(Array(SHA256.hash(data: Array(runtime.utf8))))
    }

    /// The same as a list of versions shows it.
    var asVersion: Self {
        var version = self
        version.functionArn = functionArn.map { $0 + ":$LATEST" }
        return version
    }
}
