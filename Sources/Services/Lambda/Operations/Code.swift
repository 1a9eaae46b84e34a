internal import ServiceKit
internal import Functions
internal import FunctionData
internal import NIOCore
internal import Core

extension LambdaService {
    /// Source: API_UpdateFunctionCode.
    static let updateFunctionCode = Operation<LambdaService>(
        UpdateFunctionCode.self, support: .partly("`ZipFile` only; the machine's own architecture"),
        unread: [
            .refused("DryRun"), .refused("ImageUri"), .refused("Publish"), .refused("PublishTo"), .refused("S3Bucket"), .refused("S3Key"),
            .refused("S3ObjectStorageMode"), .refused("S3ObjectVersion"), .refused("SourceKMSKeyArn"),
        ]
    ) { input, call throws(ServiceError) in
        let key = try call.key(input.functionName)
        let permitted = try await call.authorize(key)
        let functions = permitted.domain.functions
        _ = try await call.find(key, permitted.domain)
        let architecture = try architecture(input.architectures)
        let zip = try call.zip(input.zipFile)
        let function = try await call.run(key) { () throws(FunctionError) in
            try await functions.updateCode(key, zip: zip, architecture: architecture, expectedRevision: input.revisionId)
        }
        return permitted.answer(FunctionConfiguration(function, .updating, revision: call.service.random.uuid()))
    }.limitingBodies { service, _ in service.limits.lambdaRequestBytes }

    /// What GetFunction's `Code.Location` is for.
    static let downloadFunctionCode = Operation<LambdaService>(DownloadFunctionCode.self) { input, call throws(ServiceError) in
        let key = try call.key(input.functionName)
        let permitted = try await call.authorize(key)
        let functions = permitted.domain.functions
        try await call.reserve(Int(try await call.find(key, permitted.domain).record.codeSize))
        guard let zip = try await call.run(key, { () throws(FunctionError) in try await functions.zip(of: key) }) else {
            throw .noFunction(Call<LambdaService>.arn(key))
        }
        let code = try await call.request.threads.write(bytes: zip.count, busy: throttled) { ByteBuffer(bytes: zip) }
        return permitted.answer(DownloadFunctionCodeResponse(contentType: "application/zip", code: Payload(code)))
    }

    /// What was asked for, which must be what this machine has: code of another could not be run.
    static func architecture(_ names: [String]?) throws(ServiceError) -> FunctionSettings.Architecture? {
        guard let name = names?.first else { return nil }
        guard let architecture = FunctionSettings.Architecture(rawValue: name), architecture == .host else {
            throw .invalidParameterValueException(
                "The architecture \(name) is not supported by this server, which runs functions on \(FunctionSettings.Architecture.host.rawValue)."
            )
        }
        return architecture
    }
}

extension Call<LambdaService> {
    func zip(_ file: Blob?) throws(ServiceError) -> [UInt8] {
        guard let zip = file?.bytes else { throw .invalidParameterValueException("Please provide a source for function code.") }
        guard !zip.isEmpty else {
            // The model has no bound, AWS has.
            throw .invalid("Value '' at 'code.zipFile' failed to satisfy constraint: Member must have length greater than or equal to 1")
        }
        guard zip.count <= limits.zippedCodeBytes else {
            throw .tooLarge("Zipped size must be smaller than \(limits.zippedCodeBytes) bytes")
        }
        return zip
    }
}
