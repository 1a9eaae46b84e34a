internal import Invocation
internal import Core

/// A call on its way through a worker.
struct WorkerCall: Sendable {
    let invocation: Invocation
    /// When the function's time is over.
    let deadline: Timestamp
}

/// How a call, or the start before it, ended.
enum CallOutcome: Sendable, Hashable {
    case response([UInt8])
    /// The handler failed.
    case error([UInt8])
    /// Its start failed.
    case initError([UInt8])
    case tooLarge
    /// The process ended; its status, 128 and more for a signal.
    case exited(Int)
    case timedOut
    case cancelled
}

/// One sandbox and the process in it, which runs one call at a time. What the pool, the Runtime API, the kernel and the clock say of it
/// comes in, in any order; what is to be done comes out. A process that ended is replaced in the same sandbox, whose `/tmp` stays.
/// Source for orders that the Runtime API does not allow: runtime interface emulator, `core/states` and `rapi`.
struct WorkerStateMachine: Sendable {
    /// Of a request to the Runtime API. Whoever performs the actions gives it out.
    typealias RequestNumber = Int

    /// Each wait has its own, so that a late clock does not end another.
    struct TimeLimit: Sendable, Hashable {
        let number: Int
        let milliseconds: Int64
    }

    /// By AWS's names of the states that they lead to.
    enum Report: String, Sendable {
        case response = "InvocationResponse"
        case error = "InvocationErrorResponse"
        case initError = "InitError"
    }

    enum Event: Sendable {
        /// A process is being started.
        case startRequested(milliseconds: Int64)
        case invocationArrived(WorkerCall, milliseconds: Int64)
        /// Its function is retired, its place is wanted, its caller is gone or the server ends.
        case closed
        case nextAsked(RequestNumber)
        /// The connection over which it was asked is gone.
        case nextLost(RequestNumber)
        /// The head of a report has come; on a call, or on the start.
        case reportPosted(RequestNumber, Report, on: String?)
        /// What it says; nil if its connection is gone.
        case reportRead(RequestNumber, CallOutcome?)
        case exited(Int)
        case sandboxEnded
        case deadlinePassed(TimeLimit)
    }

    enum Action: Sendable {
        case answer(RequestNumber, Answer)
        /// The report's body; `reportRead` must follow.
        case read(RequestNumber)
        /// How the start ended; nil if the process asks for work.
        case started(CallOutcome?)
        /// How the call ended; nil if it has not begun, since there is no process that asks for work.
        case finished(CallOutcome?)
        case kill
        /// It can take the next call, or a process for it.
        case park
        /// It has ended, its sandbox is to.
        case forget
    }

    enum Answer: Sendable {
        case invocation(WorkerCall)
        case accepted, tooLarge, truncated
        case unknownRequest
        case wrongState(from: String, to: String)
        /// There will be no call.
        case closed

        fileprivate static func to(_ outcome: CallOutcome) -> Self { outcome == .tooLarge ? .tooLarge : .accepted }
    }

    /// There is never another beside it, since each is held in memory while it comes in.
    private struct OpenReport {
        let request: RequestNumber
        let kind: Report
    }

    private enum State {
        /// No process.
        case stopped
        /// The process has not asked for work yet.
        case starting(TimeLimit, OpenReport?)
        /// It asks for work; nil if the connection over which it did is gone.
        case idle(RequestNumber?)
        /// There is a call for it, but nothing to answer it to.
        case waiting(WorkerCall, TimeLimit)
        /// It has the call.
        case running(WorkerCall, TimeLimit, OpenReport?)
        /// It has reported on its call, and has not asked again.
        case reported(requestID: String, TimeLimit, isLate: Bool)
        /// It was killed, and has not ended yet.
        case ending(TimeLimit)
        case closed
    }

    /// For a process that reports just before its deadline to ask again.
    private static let graceMilliseconds: Int64 = 100
    /// A sandbox that does not let its process go for so long is closed.
    private static let endMilliseconds: Int64 = 10_000

    private var state = State.stopped
    private var limits = 0

    var isIdle: Bool { if case .idle = state { true } else { false } }
    var isClosed: Bool { if case .closed = state { true } else { false } }
    /// It can take a call, or a process for one, or never will.
    var isSettled: Bool { timeLimit == nil }

    /// When `deadlinePassed` is due, counted from the moment at which this became the limit.
    var timeLimit: TimeLimit? {
        switch state {
        case .starting(let limit, _), .waiting(_, let limit), .running(_, let limit, _), .reported(_, let limit, _), .ending(let limit):
            limit
        case .stopped, .idle, .closed: nil
        }
    }

    mutating func handle(_ event: Event) -> [Action] {
        switch (state, event) {
        case (.stopped, .startRequested(let milliseconds)): enter(.starting(limit(milliseconds), nil))
        case (_, .startRequested): [.started(.cancelled)]

        case (.idle(let next?), .invocationArrived(let call, let milliseconds)):
            enter(.running(call, limit(milliseconds), nil), [.answer(next, .invocation(call))])
        case (.idle(nil), .invocationArrived(let call, let milliseconds)): enter(.waiting(call, limit(milliseconds)))
        case (_, .invocationArrived): [.finished(nil)]

        case (.starting(_, nil), .nextAsked(let request)): enter(.idle(request), [.started(nil)])
        case (.idle(nil), .nextAsked(let request)): enter(.idle(request))
        // It has lost the older connection.
        case (.idle(let older?), .nextAsked(let request)): enter(.idle(request), [.answer(older, .closed)])
        case (.waiting(let call, let limit), .nextAsked(let request)):
            enter(.running(call, limit, nil), [.answer(request, .invocation(call))])
        // It has lost the answer to its first question.
        case (.running(let call, _, nil), .nextAsked(let request)): [.answer(request, .invocation(call))]
        case (.reported, .nextAsked(let request)): enter(.idle(request), [.park])
        case (.starting(_, let report?), .nextAsked(let request)), (.running(_, _, let report?), .nextAsked(let request)):
            [.answer(request, .wrongState(from: report.kind.rawValue, to: "Ready"))]
        case (.stopped, .nextAsked(let request)), (.ending, .nextAsked(let request)), (.closed, .nextAsked(let request)):
            [.answer(request, .closed)]

        case (.idle(let next?), .nextLost(let request)) where next == request: enter(.idle(nil), [.answer(request, .closed)])
        case (_, .nextLost): []

        case (.starting(let limit, nil), .reportPosted(let request, .initError, _)):
            enter(.starting(limit, OpenReport(request: request, kind: .initError)), [.read(request)])
        case (.running(let call, let limit, nil), .reportPosted(let request, let kind, let id))
        where kind != .initError && id == call.invocation.requestID:
            enter(.running(call, limit, OpenReport(request: request, kind: kind)), [.read(request)])
        case (_, .reportPosted(let request, let kind, let id)): [.answer(request, refusal(of: kind, on: id))]

        case (.starting(let limit, let report?), .reportRead(let request, nil)) where report.request == request:
            enter(.starting(limit, nil), [.answer(request, .truncated)])
        case (.starting(_, let report?), .reportRead(let request, let outcome?)) where report.request == request:
            kill([.answer(request, .to(outcome)), .started(outcome)])
        case (.running(let call, let limit, let report?), .reportRead(let request, nil)) where report.request == request:
            enter(.running(call, limit, nil), [.answer(request, .truncated)])
        case (.running(let call, let limit, let report?), .reportRead(let request, let outcome?)) where report.request == request:
            enter(
                .reported(requestID: call.invocation.requestID, limit, isLate: false), [.answer(request, .to(outcome)), .finished(outcome)])
        // What it reports on ended while the report came in.
        case (_, .reportRead(let request, _)): [.answer(request, .unknownRequest)]

        case (.starting, .exited(let status)), (.idle, .exited(let status)): enter(.stopped, abandoned(.exited(status)))
        // It ended while it was idle: not this call's fault.
        case (.waiting, .exited): enter(.stopped, [.finished(nil)])
        case (.running, .exited(let status)): enter(.stopped, [.finished(.exited(status)), .park])
        case (.reported, .exited), (.ending, .exited): enter(.stopped, [.park])
        case (.stopped, .exited), (.closed, .exited): []

        case (.closed, .closed), (.closed, .sandboxEnded): []
        case (_, .closed): enter(.closed, abandoned(.cancelled) + [.forget])
        case (_, .sandboxEnded): enter(.closed, abandoned(.exited(128 + 9)) + [.forget])

        case (_, .deadlinePassed(let limit)) where limit != timeLimit: []
        case (.ending, .deadlinePassed): enter(.closed, [.forget])
        case (.reported(let id, _, isLate: false), .deadlinePassed):
            enter(.reported(requestID: id, limit(Self.graceMilliseconds), isLate: true))
        case (_, .deadlinePassed): kill(abandoned(.timedOut))
        }
    }

    private mutating func enter(_ state: State, _ actions: [Action] = []) -> [Action] {
        self.state = state
        return actions
    }

    private mutating func kill(_ actions: [Action]) -> [Action] { enter(.ending(limit(Self.endMilliseconds)), actions + [.kill]) }

    private mutating func limit(_ milliseconds: Int64) -> TimeLimit {
        limits += 1
        return TimeLimit(number: limits, milliseconds: milliseconds)
    }

    /// What is told to those who wait for the process.
    private func abandoned(_ outcome: CallOutcome) -> [Action] {
        switch state {
        case .starting: [.started(outcome)]
        case .waiting, .running: [.finished(outcome)]
        case .idle(let next?): [.answer(next, .closed)]
        case .idle, .stopped, .reported, .ending, .closed: []
        }
    }

    private func refusal(of report: Report, on id: String?) -> Answer {
        let (name, current): (String?, String?) =
            switch state {
            case .starting(_, let report): (report?.kind.rawValue ?? "Started", nil)
            case .idle, .waiting: ("Ready", nil)
            case .running(let call, _, let report): (report?.kind.rawValue ?? "Ready", call.invocation.requestID)
            case .reported(let id, _, _): ("RuntimeResponseSentState", id)
            case .stopped, .ending, .closed: (nil, nil)
            }
        if report != .initError, id != current { return .unknownRequest }
        return name.map { .wrongState(from: $0, to: report.rawValue) } ?? .closed
    }
}
