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

    private mutating func add(_ mark: Mark, _ place: Int) throws {
        switch mark {
        case .begin(let number, let operation):
            steps[number] = Step(number: number, operation: operation, begun: place)
            if let (etag, body) = operation.sent { bodies[etag] = body }
        case .end(let number, let answer):
            guard steps[number] != nil else { throw Trace.Invalid("Operation \(number) was answered before it began.") }
            steps[number]?.ended = place
            steps[number]?.answer = answer
        case .invoked(let id, let succeeds): calls[id, default: []].append(Call(place: place, succeeds: succeeds))
        }
    }
}

extension Operation {
    /// The object's bytes that an operation brings in, with their ETag.
    var sent: (etag: String, body: Body)? {
        switch self {
        case .put(_, let body, _): (body.md5, body)
        case .completeUpload(_, _, let etag, let body): (etag, body)
        default: nil
        }
    }

    /// The name of its events, the keys they are about; nil for what makes no event.
    var event: (name: String, keys: [String])? {
        switch self {
        case .put(let key, _, let type): (type, [key])
        case .copy(_, let key): ("ObjectCreated:Copy", [key])
        case .completeUpload(_, let key, _, _): ("ObjectCreated:CompleteMultipartUpload", [key])
        case .delete(let key): ("ObjectRemoved:Delete", [key])
        case .deleteBatch(let keys): ("ObjectRemoved:Delete", keys)
        case .createBucket, .configure, .createUpload, .putPart, .abortUpload: nil
        }
    }
}

extension Answer {
    /// Whether an operation that was answered so made the event of its key number `index`.
    func makesEvent(_ index: Int) -> Bool {
        switch self {
        case .written: true
        case .deleted(let isGone): isGone
        case .deletedEach(let each): each[index]
        case .done, .refused: false
        }
    }
}
