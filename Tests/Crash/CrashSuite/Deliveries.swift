package import Messaging
private import Notifications
private import Invocation
private import Core
private import Synchronization
private import TestSupport

/// The driver's functions: closures of which some fail at first and some always, as their request's id has it.
package final class Deliveries: Sendable {
    private let recorder: Recorder
    private let attempts = Mutex<[String: Int]>([:])

    package init(_ recorder: Recorder) { self.recorder = recorder }

    /// A dispatcher for one run of the store.
    package func dispatcher(_ store: Store) -> Dispatcher {
        var settings = DeliverySettings()
        settings.retryWaitsMilliseconds = [1, 2]
        settings.firstBackoffMilliseconds = 1
        let invoker = ClosureInvoker { [self] (invocation) async throws(InvokeError) in invoke(invocation.requestID) }
        return Dispatcher(
            metadata: store.metadata, functions: AnyFunction(), permissions: NobodyRefuses(), invoker: invoker, settings: settings,
            clock: SystemClock(), logger: Store.logger)
    }

    private func invoke(_ requestID: String) -> InvocationResult.Outcome {
        let attempt = attempts.withLock { attempts in
            attempts[requestID, default: 0] += 1
            return attempts[requestID] ?? 0
        }
        let succeeds =
            switch requestID.utf8.last.map({ $0 & 0xF }) {
            case 0, 1: false
            case 2, 3, 4: attempt > 1
            default: true
            }
        do { try recorder.mark(.invoked(requestID: requestID, succeeds: succeeds)) } catch {
            preconditionFailure("A mark that cannot be written: \(error)")
        }
        return succeeds ? .success([]) : .functionError(Array(#"{"errorMessage":"no","errorType":"Error"}"#.utf8))
    }
}

private struct AnyFunction: FunctionResolver {
    func specification(of function: ARN) async throws(InvokeError) -> FunctionSpecification {
        FunctionSpecification(
            arn: function, name: "any", account: .none, region: .usEast1, version: "$LATEST", revision: "1", runtime: "provided.al2023",
            handler: "bootstrap", codeDirectory: "", role: ARN.role(path: "/", name: "any", account: .none), timeoutSeconds: 3,
            memoryMB: 128, ephemeralStorageMB: 512, environment: [:], logGroup: "/aws/lambda/any")
    }
}

private struct NobodyRefuses: DestinationCheck {
    func check(destination: ARN, kind: Rule.Kind, bucket: BucketName, account: AccountID) async -> String? { nil }
}
