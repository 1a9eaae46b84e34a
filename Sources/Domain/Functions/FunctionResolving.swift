internal import Crypto
internal import Objects
package import Invocation
internal import Logging
internal import FunctionData
package import Core

/// What it takes to run a function, from its row and its code.
extension FunctionStore: FunctionResolver {
    package func specification(of function: ARN) async throws(InvokeError) -> FunctionSpecification {
        do throws(FunctionError) {
            guard let key = FunctionKey(function), let found = try await find(key) else { throw .noSuchFunction }
            let unpacked = try await unpackedCode(of: found, key)
            return found.specification(unpacked, Hold(unpacked) { unpacked.isCode(of: key) })
        } catch {
            switch error {
            case .noSuchFunction: throw .noSuchFunction(function.description)
            case .busy: throw .throttled
            case .diskFull: throw .diskFull
            default:
                logger.error("a function cannot be read", metadata: ["function": "\(function)", "error": "\(error)"])
                throw .unavailable("The function's code or settings could not be read.")
            }
        }
    }

    private func unpackedCode(of function: Function, _ key: FunctionKey) async throws(FunctionError) -> UnpackedCode {
        if let unpacked = code.find(function.record.codeSHA256) { return unpacked }
        let found: (zip: [UInt8], sha256: String)?
        do { found = try await engine.functionCode(key) } catch { throw FunctionError(error) }
        guard let found else { throw .noSuchFunction }
        return try await code.unpack(found.zip, found.sha256, of: key)
    }
}

extension Function {
    fileprivate func specification(_ code: UnpackedCode, _ hold: Hold) -> FunctionSpecification {
        FunctionSpecification(
            arn: arn, name: record.name, account: record.account, region: record.region, version: "$LATEST", revision: workerRevision,
            runtime: settings.runtime, handler: settings.handler, codeDirectory: code.path, codeHold: hold,
            role: ARN(record.roleARN) ?? ARN(service: "iam", resource: "role/unreadable"), timeoutSeconds: settings.timeoutSeconds,
            memoryMB: settings.memoryMB, ephemeralStorageMB: settings.ephemeralStorageMB, environment: settings.environment ?? [:],
            logGroup: settings.logGroup)
    }

    /// Not the row's revision: that one changes with the policy too, and a worker need not be replaced for that.
    private var workerRevision: String {
        Hex.encode(Array(SHA256.hash(data: Array("\(record.codeSHA256)\n\(record.roleARN)\n\(record.configuration)".utf8))))
    }
}
