internal import IdentityData
internal import Store

/// What keys and policies may be, as far as it can be known from what was asked and answered.
struct IdentityHistory {
    enum Key: Hashable { case absent, active, inactive }

    struct Attachment: Hashable {
        let user, arn: String
    }

    private(set) var keys: [String: Register<Key>] = [:]
    private(set) var policies: [InlinePolicyName: Register<String?>] = [:]
    private(set) var attachments: [Attachment: Register<Bool>] = [:]

    init(_ history: History) {
        // A key that was deleted is not made active by whoever comes later.
        var deletions: [String: Int] = [:]
        for step in history.steps.values where step.answer == .done {
            if case .deleteKey(let id, _) = step.operation { deletions[id] = min(deletions[id] ?? .max, step.ended) }
        }
        for step in history.steps.values where step.answer?.isRefusal != true {
            switch step.operation {
            case .createKey(let id, _): keys[id, default: Register(.absent)].write(.active, step)
            case .deleteKey(let id, _): keys[id, default: Register(.absent)].write(.absent, step)
            case .setKey(let id, _, let isActive):
                guard step.begun < deletions[id] ?? .max else { continue }
                keys[id, default: Register(.absent)].write(isActive ? .active : .inactive, step)
            case .putPolicy(let name, let document): policies[name, default: Register(nil)].write(document, step)
            case .deletePolicy(let name): policies[name, default: Register(nil)].write(nil, step)
            case .attachPolicy(let arn, let user): attachments[Attachment(user: user, arn: arn), default: Register(false)].write(true, step)
            case .detachPolicy(let arn, let user):
                attachments[Attachment(user: user, arn: arn), default: Register(false)].write(false, step)
            default: continue
            }
        }
    }
}

extension Inspection {
    /// What was given is there, and what was taken back is not.
    func identities(_ store: Store) async throws -> [String] {
        let expected = IdentityHistory(history)
        var faults: [String] = []
        for (id, register) in expected.keys {
            let found = try await store.metadata.read(FindAccessKey(id))
            let state: IdentityHistory.Key = found.map { $0.key.isActive ? .active : .inactive } ?? .absent
            let possible = register.possible(from: point, to: point)
            if !possible.contains(state) { faults.append("the access key \(id) is \(state), not \(possible)") }
        }
        for user in Fixture.users {
            guard try await store.metadata.read(FindIAMResource(id: user)) != nil else {
                if isAnswered({ if case .createUser(user) = $0 { true } else { false } }) { faults.append("the user \(user) is lost") }
                continue
            }
            faults += try await policies(of: user, expected, store)
        }
        return faults
    }

    private func policies(of user: String, _ expected: IdentityHistory, _ store: Store) async throws -> [String] {
        var faults: [String] = []
        let documents = try await store.metadata.read(ListIAMDocuments(of: Fixture.user(user)))
        for name in Fixture.policyNames {
            let possible = expected.policies[InlinePolicyName(user: user, name: name)]?.possible(from: point, to: point) ?? [nil]
            let found = documents.first { $0.name == name }?.document
            if !possible.contains(found) { faults.append("the policy \(name) of \(user) is \(found ?? "absent"), not one of \(possible)") }
        }
        let attached = try await store.metadata.read(ListAttachedPolicies(of: Fixture.user(user)))
        for arn in Fixture.policyARNs {
            let attachment = IdentityHistory.Attachment(user: user, arn: arn)
            let possible = expected.attachments[attachment]?.possible(from: point, to: point) ?? [false]
            if !possible.contains(attached.contains(arn)) { faults.append("\(arn) is attached to \(user): \(attached.contains(arn))") }
        }
        for key in try await store.metadata.read(ListAccessKeys(of: .user(user))) where expected.keys[key.accessKeyID] == nil {
            faults.append("the access key \(key.accessKeyID) was never asked for")
        }
        return faults
    }
}
