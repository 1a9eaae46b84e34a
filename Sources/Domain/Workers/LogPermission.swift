internal import Policies
internal import Invocation
internal import Logging
internal import Core
private import Synchronization

/// What a function's role lets it write of its log: lines are written as the role, so that one function writes into another's log only where
/// its role may, and a role without these rights has no log.
/// Source: Lambda Developer Guide, "Sending Lambda function logs to CloudWatch Logs".
final class LogPermission: Sendable {
    struct Rights: Sendable, Equatable {
        var mayWrite = false
        /// The group comes to be by the first line.
        var mayMakeGroup = false
    }

    private let function: FunctionSpecification
    private let stream: String
    private let session: String
    private let sessions: any SessionIssuer
    private let clock: any PeltonClock
    private let logger: Logger
    private let state = Mutex(State())

    private struct State {
        var rights = Rights()
        /// Of the monotonic clock.
        var asked: Int64 = 0
        /// Of the policies that were asked.
        var generation: UInt64?
        var isAsking = false
        var isTold = false
    }

    /// What is printed between calls, or late in a long one, is judged by policies no older than this.
    private static let oldestMilliseconds: Int64 = 5000

    init(
        function: FunctionSpecification, stream: String, session: String, sessions: any SessionIssuer, clock: any PeltonClock,
        logger: Logger
    ) {
        self.function = function
        self.stream = stream
        self.session = session
        self.sessions = sessions
        self.clock = clock
        self.logger = logger
    }

    /// As they were asked for last; what is older is asked for again, for those who come later.
    var rights: Rights {
        let now = clock.monotonicMilliseconds
        let (rights, mustAsk) = state.withLock { state in
            let mustAsk = !state.isAsking && now - state.asked > Self.oldestMilliseconds
            if mustAsk { state.isAsking = true }
            return (state.rights, mustAsk)
        }
        if mustAsk {
            Task { [weak self] in
                // What cannot be read now stays as it was, and is asked for again.
                do throws(SessionError) { try await self?.refresh() } catch {}
                self?.state.withLock { $0.isAsking = false }
            }
        }
        return rights
    }

    /// Asks the role's policies, unless nothing has changed since they were asked.
    /// - Throws: if they cannot be read; what was known before stays.
    func refresh() async throws(SessionError) {
        let (generation, now) = (sessions.policyGeneration, clock.monotonicMilliseconds)
        guard state.withLock({ $0.generation != generation || now - $0.asked > Self.oldestMilliseconds }) else { return }
        let group = "arn:aws:logs:\(function.region):\(function.account):log-group:\(function.logGroup):log-stream:"
        var rights = Rights()
        var refusal = try await refusal("logs:PutLogEvents", group + stream)
        if refusal == nil { refusal = try await self.refusal("logs:CreateLogStream", group + stream) }
        if refusal == nil {
            rights.mayWrite = true
            rights.mayMakeGroup = try await self.refusal("logs:CreateLogGroup", group) == nil
        }
        let mustTell = state.withLock { state in
            defer {
                state.rights = rights
                state.asked = now
                state.generation = generation
                state.isTold = refusal != nil
            }
            return refusal != nil && !state.isTold
        }
        guard mustTell, let refusal else { return }
        logger.warning(
            "a function's log is not written: its role may not",
            metadata: ["function": "\(function.arn)", "group": "\(function.logGroup)", "decision": "\(refusal.prefix(1024))"])
    }

    private func refusal(_ action: String, _ resource: String) async throws(SessionError) -> String? {
        try await sessions.refusal(of: action, on: resource, ofSession: session, region: function.region)
    }
}
