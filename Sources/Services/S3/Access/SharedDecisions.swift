internal import ServiceKit
internal import Policies
internal import ObjectData
internal import Core
private import Synchronization

/// What the decisions about the keys of one list share: the bucket's rules, and of all policies what can have a say about an action on the
/// bucket's objects. A thousand keys have so many steps together, not each.
final class SharedDecisions: Sendable {
    /// Two for each of a thousand keys that are brief, as a decision is that a loop makes by itself (`Evaluator.Length`). Measured, they take up
    /// to two or three seconds of a thread where policies and keys are made for it.
    static let mostSteps = 1 << 29

    private struct State {
        var own: [String: [NamedPolicy]] = [:]
        var ofBucket: [[String]: NamedPolicy] = [:]
        var stepsLeft = SharedDecisions.mostSteps
    }

    let rules: AccessRules
    private let bucketID: Int64
    private let prefix: String
    private let state = Mutex(State())

    init(_ bucket: Bucket, _ rules: AccessRules) {
        self.rules = rules
        bucketID = bucket.id
        prefix = ARN.bucket(bucket.name).description + "/"
    }

    func isAbout(_ bucket: Bucket) -> Bool { bucket.id == bucketID }

    /// Of the policies of who sent the list.
    func narrowed(_ policies: [NamedPolicy], to action: String) -> [NamedPolicy] {
        state.withLock { state in
            if let known = state.own[action] { return known }
            let narrowed = policies.map { $0.narrowed(to: action, on: prefix) }
            state.own[action] = narrowed
            return narrowed
        }
    }

    /// - Parameter part: which one of the bucket's policies it is.
    func narrowed(_ policy: NamedPolicy, _ part: String, to action: String) -> NamedPolicy {
        state.withLock { state in
            if let known = state.ofBucket[[part, action]] { return known }
            let narrowed = policy.narrowed(to: action, on: prefix)
            state.ofBucket[[part, action]] = narrowed
            return narrowed
        }
    }

    /// - Throws: `SlowDown` when the list has had its steps: its other keys may be sent again.
    func take(_ steps: Int) throws(ServiceError) {
        let isLeft = state.withLock { state in
            guard state.stepsLeft >= steps else { return false }
            state.stepsLeft -= steps
            return true
        }
        guard isLeft else { throw .slowDown }
    }
}
