package import HTTPServer
package import Policies
package import Invocation
package import Logging
package import Core
private import Synchronization

/// Runs functions in worker processes, kept warm between calls.
/// Source: Lambda Developer Guide, "Understanding the Lambda execution environment lifecycle".
package final class ProcessInvoker: Invoker {
    private let settings: WorkerSettings
    private let factory: WorkerFactory
    private let pool: WorkerPool
    private let sessions: any SessionIssuer
    private let clock: any PeltonClock
    private let logger: Logger

    package struct StartFailure: Error {
        package let reason: String
    }

    /// - Throws: if the folder for sandboxes cannot be written.
    package init(
        settings: WorkerSettings, sessions: any SessionIssuer, logs: any LogSink, clock: any PeltonClock, random: any RandomSource,
        logger: Logger
    ) throws(StartFailure) {
        self.settings = settings
        self.sessions = sessions
        self.clock = clock
        self.logger = logger
        pool = WorkerPool(settings, clock: clock)
        do {
            factory = try WorkerFactory(settings: settings, sessions: sessions, logs: logs, clock: clock, random: random, logger: logger)
        } catch { throw StartFailure(reason: error.reason) }
    }

    /// From now on functions run, and reach the server at the address that its clients have too.
    package func open(_ endpoint: WorkerEndpoint, responder: any Responder) { factory.open(endpoint, responder) }

    /// What holds workers on this host, in words for the log: found out by making one that runs nothing. To be asked once it is open.
    /// - Throws: why none can be made.
    package func layers() async throws(StartFailure) -> String {
        do throws(LaunchError) { return try await factory.layers() } catch { throw StartFailure(reason: error.reason) }
    }

    package func invoke(_ invocation: Invocation) async throws(InvokeError) -> InvocationResult {
        let worker = try await worker(for: invocation.function, isEvent: invocation.isEvent)
        let provenance =
            invocation.provenance
            ?? Provenance(originEvent: nil, functionARN: invocation.function.arn.description, depth: 1)
        sessions.setProvenance(provenance, ofSession: worker.session.accessKeyID)
        let runner = InvocationRunner(invocation: invocation, worker: worker, settings: settings, clock: clock)
        do {
            let result = try await runner.run()
            // The call is answered; what its worker still has to do is nobody's wait.
            pool.returning.begin(invocation.function.arn)
            Task { await finish(worker, invocation.function.arn) }
            return result
        } catch {
            await pool.end(worker)
            throw error
        }
    }

    package func retire(_ function: ARN) async { await pool.retire(function) }

    package func stopEvents() { pool.stopEvents() }

    package func stop() async {
        let workers = pool.stop()
        for worker in workers { worker.close() }
        let giveUp = clock.monotonicMilliseconds + 5000
        while clock.monotonicMilliseconds < giveUp, workers.contains(where: { !$0.isGone }) {
            do throws(CancellationError) { try await clock.sleep(milliseconds: 10) } catch { break }
        }
        await factory.stop()
    }

    private func worker(for function: FunctionSpecification, isEvent: Bool) async throws(InvokeError) -> Worker {
        switch try await pool.lease(for: function, isEvent: isEvent) {
        case .worker(let worker): return worker
        case .place:
            do throws(InvokeError) {
                let worker = try await factory.make(function)
                pool.add(worker)
                return worker
            } catch {
                pool.giveBackPlace()
                logger.error("no worker could be started", metadata: ["function": "\(function.arn)", "reason": "\(error)"])
                throw error
            }
        }
    }

    private func finish(_ worker: Worker, _ function: ARN) async {
        await worker.settle()
        await pool.giveBack(worker, function)
        pool.returning.end(function)
    }
}
