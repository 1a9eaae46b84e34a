internal import Policies
internal import Invocation
internal import Logging
internal import Core
private import Synchronization

/// What the lines of one call at a time are written with: a stream, and a session of the function's role, which may write it or not.
struct RemoteLog: Sendable {
    fileprivate let function: FunctionSpecification
    fileprivate let session: SessionCredentials
    fileprivate let retirement: Int
    let lines: LogAssembler
}

/// The logs of one function: as many as it has calls at once, each used again as those of a warm worker are.
final class RemoteLogs: Sendable {
    private static let sessionSeconds = 6 * 3600

    private struct State {
        /// The most recently used last.
        var idle: [RemoteLog] = []
        /// How often the function was retired: what was made before is not used again.
        var retirements = 0
    }

    private let sessions: any SessionIssuer
    private let sink: any LogSink
    private let clock: any PeltonClock
    private let random: any RandomSource
    private let logger: Logger
    private let state = Mutex(State())

    init(sessions: any SessionIssuer, sink: any LogSink, clock: any PeltonClock, random: any RandomSource, logger: Logger) {
        self.sessions = sessions
        self.sink = sink
        self.clock = clock
        self.random = random
        self.logger = logger
    }

    /// - Throws: `.unavailable` if the function's role cannot be assumed.
    func lease(for called: FunctionSpecification) async throws(InvokeError) -> RemoteLog {
        // What is kept must not keep the code.
        let function = called.withoutCode
        let needed = clock.now.adding(seconds: Int64(function.timeoutSeconds) + 60)
        while let log = state.withLock({ $0.idle.popLast() }) {
            if log.function == function, log.session.expiration > needed {
                // What cannot be read now leaves the log as it was.
                do throws(SessionError) { try await log.lines.permission.refresh() } catch {}
                return log
            }
            sessions.endSession(log.session.accessKeyID)
        }
        return try await make(function)
    }

    func giveBack(_ log: RemoteLog) {
        let isKept = state.withLock { state in
            guard log.retirement == state.retirements else { return false }
            state.idle.append(log)
            return true
        }
        if !isKept { sessions.endSession(log.session.accessKeyID) }
    }

    func retire() {
        let idle = state.withLock { state in
            state.retirements += 1
            defer { state.idle = [] }
            return state.idle
        }
        for log in idle { sessions.endSession(log.session.accessKeyID) }
    }

    private func make(_ function: FunctionSpecification) async throws(InvokeError) -> RemoteLog {
        let retirement = state.withLock(\.retirements)
        do throws(SessionError) {
            let session = try await sessions.issueSession(
                role: function.role, sessionName: function.name, service: "lambda.amazonaws.com", source: function.arn,
                durationSeconds: Self.sessionSeconds)
            let stream = LogAssembler.streamName(function, now: clock.now, random: random)
            let permission = LogPermission(
                function: function, stream: stream, session: session.accessKeyID, sessions: sessions, clock: clock, logger: logger)
            do throws(SessionError) { try await permission.refresh() } catch {
                sessions.endSession(session.accessKeyID)
                throw error
            }
            let lines = LogAssembler(function: function, stream: stream, permission: permission, sink: sink, clock: clock)
            return RemoteLog(function: function, session: session, retirement: retirement, lines: lines)
        } catch { throw .unavailable("The function's role cannot be assumed: \(error.message)") }
    }
}
