/// What a whole run asked for and was answered, each with its place in the trace.
package struct History: Sendable {
    struct Step: Sendable {
        let number: Int
        let operation: Operation
        /// The place in the trace at which it was asked for.
        let begun: Int
        /// The place of its answer; beyond the end if it never came.
        var ended = Int.max
        var answer: Answer?

        func isBegun(at point: Int) -> Bool { begun < point }
        func isAnswered(at point: Int) -> Bool { ended < point }
    }

    struct Call: Sendable {
        let place: Int
        let succeeds: Bool
    }

    private(set) var steps: [Int: Step] = [:]
    /// What was sent, by the ETag under which it is found.
    private(set) var bodies: [String: Body] = [:]
    /// Deliveries that reached their function, by request id.
    private(set) var calls: [String: [Call]] = [:]

    package init(_ trace: Trace) throws {
        for (place, record) in trace.records.enumerated() {
            guard case .mark(let mark) = record else { continue }
            try add(mark, place)
        }
    }

    /// What made an event; nil if nothing that was ever asked for.
    func step(of event: SurvivingRows.Event) -> Step? { Operation.number(ofRequest: event.requestID).flatMap { steps[$0] } }

    /// What a bucket's versioning may be at `point`: true while it is enabled, nil before it ever was.
    func versioning(of bucket: String, at point: Int) -> Set<Bool?> {
        var register = Register<Bool?>(nil)
        for step in steps.values where step.answer?.isRefusal != true {
            if case .setVersioning(bucket, let isEnabled) = step.operation { register.write(isEnabled, step) }
        }
        return register.possible(from: point, to: point)
    }

    private mutating func add(_ mark: Mark, _ place: Int) throws {
        switch mark {
        case .begin(let number, let operation):
            steps[number] = Step(number: number, operation: operation, begun: place)
            // A copy of what was made of parts is one object, with its own MD5.
            if let (etag, body) = operation.sent { (bodies[etag], bodies[body.md5]) = (body, body) }
        case .end(let number, let answer):
            guard steps[number] != nil else { throw Trace.Invalid("Operation \(number) was answered before it began.") }
            steps[number]?.ended = place
            steps[number]?.answer = answer
        case .invoked(let id, let succeeds): calls[id, default: []].append(Call(place: place, succeeds: succeeds))
        }
    }
}
