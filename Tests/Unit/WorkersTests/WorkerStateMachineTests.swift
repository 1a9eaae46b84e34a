import Invocation
import Policies
import Core
import Testing

@testable import Workers

/// What happens to a worker, as its process, its pool, the kernel and the clock see it.
private enum Step: CaseIterable {
    case start, call, close
    case next, loseNext
    case response, error, foreignResponse, initError
    /// The report that was begun last comes in: whole, too large, or cut off.
    case read, readTooMuch, cut
    case exit, sandboxEnd
    case deadline
    /// Of the wait before the present one.
    case lateDeadline
}

/// A worker's machine, and books of who waits for it. Every step is checked against them.
private struct Books {
    private var machine = WorkerStateMachine()
    private var requests = 0
    private var calls = 0
    /// Who started a process waits for it.
    private var isStarting = false
    /// Who made this call waits for it.
    private var running: String?
    /// A process that asked waits for its answer.
    private var asking: Int?
    /// A report whose body comes in.
    private var reading: Int?
    /// A process is there, and was not killed.
    private var isAlive = false
    private var isDying = false
    private var parked = 0
    private(set) var isForgotten = false
    private var limits: [WorkerStateMachine.TimeLimit] = []

    private static let function = FunctionSpecification(
        arn: .function("f", region: .usEast1, account: .none), name: "f", account: .none, region: .usEast1, version: "$LATEST",
        revision: "1", runtime: "provided.al2023", handler: "h", codeDirectory: "/", role: ARN(service: "iam", resource: "role/r"),
        timeoutSeconds: 3, memoryMB: 128, ephemeralStorageMB: 512, environment: [:], logGroup: "g")
    private static let all = (0...10).map {
        WorkerCall(
            invocation: Invocation(requestID: "call \($0)", function: function, invokedARN: "", payload: []),
            deadline: Timestamp(milliseconds: 0))
    }

    /// Whatever comes is told as it was before anything came: there is neither a process nor anybody who waits.
    var isAtRest: Bool { !isAlive && !isDying && !isForgotten }
    var timeLimit: WorkerStateMachine.TimeLimit? { machine.timeLimit }

    private mutating func event(_ step: Step) -> WorkerStateMachine.Event {
        switch step {
        case .start: return .startRequested(milliseconds: 1000)
        case .call:
            calls += 1
            return .invocationArrived(Self.all[calls], milliseconds: 3000)
        case .close: return .closed
        case .loseNext: return .nextLost(asking ?? requests)
        case .read: return .reportRead(reading ?? requests, .response([1]))
        case .readTooMuch: return .reportRead(reading ?? requests, .tooLarge)
        case .cut: return .reportRead(reading ?? requests, nil)
        case .exit: return .exited(1)
        case .sandboxEnd: return .sandboxEnded
        case .deadline: return .deadlinePassed(machine.timeLimit ?? limits.last ?? Self.neverSet)
        case .lateDeadline: return .deadlinePassed(limits.dropLast().last ?? Self.neverSet)
        case .next, .response, .error, .foreignResponse, .initError: break
        }
        requests += 1
        switch step {
        case .next: return .nextAsked(requests)
        case .response: return .reportPosted(requests, .response, on: "call \(calls)")
        case .error: return .reportPosted(requests, .error, on: "call \(calls)")
        case .foreignResponse: return .reportPosted(requests, .response, on: "another")
        default: return .reportPosted(requests, .initError, on: nil)
        }
    }

    private static let neverSet = WorkerStateMachine.TimeLimit(number: 0, milliseconds: 0)

    /// - Returns: what is done, in words, and what is wrong with it.
    mutating func play(_ step: Step) -> (actions: [WorkerStateMachine.Action], fault: String?) {
        let event = event(step)
        let (wasAlive, before) = (isAlive, machine.timeLimit)
        let actions = machine.handle(event)
        if let limit = machine.timeLimit, limit != before { limits.append(limit) }
        var answered: Int? = nil
        var fault: String?
        func claim(_ isTrue: Bool, _ text: String) { if !isTrue, fault == nil { fault = text } }

        if step == .start {
            if case .started(.cancelled)? = actions.first, actions.count == 1 { return (actions, nil) }
            claim(!isAlive && !isDying && !isForgotten, "a process was started beside another, or in a sandbox that is gone")
            (isStarting, isAlive) = (true, true)
        }
        if step == .call {
            if case .finished(nil)? = actions.first, actions.count == 1 { return (actions, nil) }
            claim(isAlive, "a call was given to a worker that is dead or dying")
            claim(running == nil, "two calls at a time")
            running = "call \(calls)"
        }
        if case .deadlinePassed(let limit) = event, limit != before { claim(actions.isEmpty, "a late clock ended another wait") }
        let older = step == .next ? asking : nil
        if step == .next { asking = requests }
        for action in actions {
            switch action {
            case .answer(let request, let answer):
                claim(answered == nil, "two answers at once")
                answered = request
                if step == .next, request == requests || asking == nil { asking = nil }
                if step != .next, asking == request { asking = nil }
                switch answer {
                case .invocation(let call):
                    claim(wasAlive, "a dead process was given a call")
                    claim(call.invocation.requestID == running, "a call was given out that nobody waits for")
                case .accepted, .tooLarge, .truncated:
                    claim(wasAlive, "a dead process's report was taken")
                    claim(request == reading, "a report was taken that was not read")
                case .unknownRequest, .wrongState, .closed: break
                }
            case .read(let request):
                claim(wasAlive && reading == nil, "two reports are read at once, or one of a dead process")
                (answered, reading) = (request, request)
            case .started(let outcome):
                claim(isStarting, "a start ended twice")
                claim(outcome != nil || wasAlive, "a dead process started")
                isStarting = false
            case .finished:
                claim(running != nil, "a call ended twice")
                running = nil
            case .kill:
                claim(wasAlive, "a dead process was killed")
                (isAlive, isDying) = (false, true)
            case .park:
                claim(machine.isSettled && !machine.isClosed, "a worker was parked that still does something")
            case .forget:
                claim(!isForgotten, "a worker was forgotten twice")
                (isForgotten, isAlive, isDying) = (true, false, false)
            }
        }
        if step == .exit { (isAlive, isDying) = (false, false) }
        switch step {
        case .response, .error, .foreignResponse, .initError: claim(answered == requests, "a report was not answered")
        case .read, .readTooMuch, .cut:
            claim(answered != nil, "a report was not answered after it was read")
            reading = nil
        case .next: claim(older == nil || answered == older, "of two that ask the older one was left without an answer")
        default: break
        }
        if !isAlive { reading = nil }
        claim(isForgotten == machine.isClosed, "the machine knows another end")
        claim(asking == nil || machine.isIdle, "a process was left without an answer")
        claim(!(isStarting || running != nil) || machine.timeLimit != nil, "somebody waits without a limit")
        claim(isAlive || !isStarting && running == nil && asking == nil, "somebody waits for a process that is dead or dying")
        claim(!isDying || machine.timeLimit != nil, "a process that does not end is waited for without a limit")
        claim(machine.isSettled == (machine.timeLimit == nil), "what is settled has a limit")
        return (actions, fault)
    }

    /// - Returns: what is wrong if nothing happens any more but that time goes by.
    func faultOfWaiting() -> String? {
        var books = self
        for _ in 0..<4 where books.machine.timeLimit != nil {
            if let fault = books.play(.deadline).fault { return fault }
        }
        return books.machine.isSettled ? nil : "it never ends"
    }
}

struct WorkerStateMachineTests {
    private static let ways: [[Step]] = [
        [], [.start], [.start, .initError], [.start, .next], [.start, .next, .loseNext], [.start, .next, .loseNext, .call],
        [.start, .next, .call], [.start, .next, .call, .response], [.start, .next, .call, .response, .read],
        [.start, .next, .call, .response, .read, .deadline], [.start, .next, .call, .response, .read, .next],
        [.start, .next, .call, .deadline], [.start, .next, .call, .exit],
    ]

    /// From the beginning orders of six, and of three more from everywhere that a worker comes.
    @Test(arguments: ways)
    fileprivate func `whatever happens, in whatever order, each call ends once and no dead worker gets one`(way: [Step]) {
        var books = Books()
        for step in way { #expect(books.play(step).fault == nil) }
        var count = 0
        let fault = Self.fault(books, way, left: way.isEmpty ? 6 : 3, &count)
        #expect(fault == nil, "\(fault ?? "")")
        #expect(count > 200)
    }

    private static func fault(_ books: Books, _ way: [Step], left: Int, _ count: inout Int) -> String? {
        for step in Step.allCases {
            var books = books
            count += 1
            if let fault = books.play(step).fault ?? books.faultOfWaiting() { return "\(way + [step]): \(fault)" }
            // What follows is what follows from the beginning, or from the end, which each is tried once more.
            guard left > 1, !books.isAtRest, !books.isForgotten || left > 2 && !way.contains(.close) && !way.contains(.sandboxEnd) else {
                continue
            }
            if let fault = fault(books, way + [step], left: books.isForgotten ? 2 : left - 1, &count) { return fault }
        }
        return nil
    }

    /// What the last step leads to.
    private func last(_ steps: Step...) -> [String] {
        var books = Books()
        var actions: [WorkerStateMachine.Action] = []
        for step in steps {
            let played = books.play(step)
            #expect(played.fault == nil)
            actions = played.actions
        }
        return actions.map(text)
    }

    private func text(_ action: WorkerStateMachine.Action) -> String {
        switch action {
        case .answer(_, .invocation(let call)): call.invocation.requestID
        case .answer(_, .wrongState(let from, let to)): "403 \(from) to \(to)"
        case .answer(_, .unknownRequest): "400"
        case .answer(let request, .closed): "410 to \(request)"
        case .answer(_, let answer): "\(answer)"
        case .read: "read"
        case .started(let outcome): outcome.map { "not started: \($0)" } ?? "started"
        case .finished(let outcome): outcome.map { "finished: \($0)" } ?? "not begun"
        case .kill, .park, .forget: "\(action)"
        }
    }

    @Test func `a call goes its way`() {
        #expect(last(.start) == [])
        #expect(last(.start, .next) == ["started"])
        #expect(last(.start, .next, .call) == ["call 1"])
        #expect(last(.start, .next, .call, .response) == ["read"])
        #expect(last(.start, .next, .call, .response, .read) == ["accepted", "finished: response([1])"])
        #expect(last(.start, .next, .call, .response, .read, .next) == ["park"])
        #expect(last(.start, .next, .call, .response, .read, .next, .call) == ["call 2"])
    }

    @Test func `a next while a call runs has lost the call, and gets it again`() {
        #expect(last(.start, .next, .call, .next) == ["call 1"])
        #expect(last(.start, .next, .call, .response, .cut, .next) == ["call 1"])
        #expect(last(.start, .next, .call, .response, .next) == ["403 InvocationResponse to Ready"])
        #expect(last(.start, .next, .call, .error, .next) == ["403 InvocationErrorResponse to Ready"])
    }

    @Test func `of two that ask the later one is answered`() {
        #expect(last(.start, .next, .next) == ["410 to 1"])
        #expect(last(.start, .next, .next, .call) == ["call 1"])
    }

    @Test func `a call waits for a process that has lost its connection`() {
        #expect(last(.start, .next, .loseNext) == ["410 to 1"])
        #expect(last(.start, .next, .loseNext, .call) == [])
        #expect(last(.start, .next, .loseNext, .call, .response) == ["400"])
        #expect(last(.start, .next, .loseNext, .call, .next) == ["call 1"])
        #expect(last(.start, .next, .loseNext, .call, .exit) == ["not begun"])
        #expect(last(.start, .next, .loseNext, .call, .deadline) == ["finished: timedOut", "kill"])
    }

    @Test func `a report is taken once, and only on the call that runs`() {
        #expect(last(.start, .response) == ["400"])
        #expect(last(.start, .next, .response) == ["400"])
        #expect(last(.start, .next, .call, .foreignResponse) == ["400"])
        #expect(last(.start, .next, .call, .response, .response) == ["403 InvocationResponse to InvocationResponse"])
        #expect(last(.start, .next, .call, .response, .read, .response) == ["403 RuntimeResponseSentState to InvocationResponse"])
        #expect(last(.start, .next, .call, .response, .read, .error) == ["403 RuntimeResponseSentState to InvocationErrorResponse"])
        #expect(last(.start, .next, .call, .response, .read, .next, .response) == ["400"])
        #expect(last(.start, .next, .call, .response, .cut, .response) == ["read"])
        #expect(last(.start, .next, .call, .response, .readTooMuch) == ["tooLarge", "finished: tooLarge"])
    }

    @Test func `after the deadline there is nothing to report on`() {
        #expect(last(.start, .next, .call, .deadline) == ["finished: timedOut", "kill"])
        #expect(last(.start, .next, .call, .deadline, .response) == ["400"])
        #expect(last(.start, .next, .call, .response, .deadline, .read) == ["400"])
        #expect(last(.start, .next, .call, .deadline, .next) == ["410 to 2"])
        #expect(last(.start, .next, .call, .deadline, .exit) == ["park"])
        #expect(last(.start, .next, .call, .deadline, .deadline) == ["forget"])
        #expect(last(.start, .next, .call, .lateDeadline) == [])
    }

    @Test func `a process that does not ask again is killed, a little after its deadline`() {
        #expect(last(.start, .next, .call, .response, .read, .deadline) == [])
        #expect(last(.start, .next, .call, .response, .read, .deadline, .deadline) == ["kill"])
        #expect(last(.start, .next, .call, .response, .read, .deadline, .next) == ["park"])
        #expect(last(.start, .next, .call, .response, .read, .deadline, .next, .lateDeadline) == [])
    }

    @Test func `a start fails once, by its own report, by its end or by the clock`() {
        #expect(last(.start, .initError, .read) == ["accepted", "not started: response([1])", "kill"])
        #expect(last(.start, .initError, .cut) == ["truncated"])
        #expect(last(.start, .initError, .initError) == ["403 InitError to InitError"])
        #expect(last(.start, .initError, .next) == ["403 InitError to Ready"])
        #expect(last(.start, .initError, .exit, .read) == ["400"])
        #expect(last(.start, .initError, .read, .exit) == ["park"])
        #expect(last(.start, .exit) == ["not started: exited(1)"])
        #expect(last(.start, .deadline) == ["not started: timedOut", "kill"])
        #expect(last(.start, .next, .initError) == ["403 Ready to InitError"])
        #expect(last(.start, .next, .call, .initError) == ["403 Ready to InitError"])
        #expect(last(.start, .next, .call, .response, .read, .initError) == ["403 RuntimeResponseSentState to InitError"])
        #expect(last(.initError) == ["410 to 1"])
    }

    @Test func `a process that ends while it is idle fails no call`() {
        #expect(last(.start, .next, .exit) == ["410 to 1"])
        #expect(last(.start, .next, .exit, .call) == ["not begun"])
        #expect(last(.start, .next, .exit, .start) == [])
        #expect(last(.start, .next, .call, .exit) == ["finished: exited(1)", "park"])
    }

    @Test func `a worker that is closed takes no call, and ends the one it has`() {
        #expect(last(.start, .next, .close) == ["410 to 1", "forget"])
        #expect(last(.start, .next, .close, .call) == ["not begun"])
        #expect(last(.start, .next, .close, .start) == ["not started: cancelled"])
        #expect(last(.start, .next, .call, .close) == ["finished: cancelled", "forget"])
        #expect(last(.start, .next, .call, .sandboxEnd) == ["finished: exited(137)", "forget"])
        #expect(last(.start, .next, .call, .close, .sandboxEnd) == [])
    }
}
