import CrashSuite
import IdentityData
import Store
import Core

/// Gives to users and takes back from them: keys and policies.
extension Worker {
    mutating func identityStep() async throws {
        let user = dice.pick(Fixture.users)
        switch Int.random(in: 0..<100, using: &dice) {
        case 0..<20: try await createKey(user)
        case 20..<45: try await change(user, dice.pick([.activate, .deactivate, .deactivate]))
        case 45..<58: try await change(user, .delete)
        case 58..<75: try await putPolicy(user)
        case 75..<85: try await deletePolicy(user)
        case 85..<93: try await attach(user, true)
        default: try await attach(user, false)
        }
    }

    private mutating func createKey(_ user: String) async throws {
        let (store, number) = (store, journal.newNumber())
        let key = AccessKeyRecord(
            accessKeyID: "AKIACRASH\(seed)-\(number)", account: .none, userID: user, sealedSecret: [1, 2, 3], isActive: true,
            created: Timestamp(milliseconds: 0))
        try await journal.run(number, .createKey(id: key.accessKeyID, user: user)) { () throws(IAMError) in
            try await store.metadata.commit(CreateAccessKey(key, of: Fixture.user(user)))
            return .done
        }
    }

    private mutating func change(_ user: String, _ change: ChangeAccessKey.Change) async throws {
        let chosen = dice.next()
        let keys = try await store.metadata.read(ListAccessKeys(of: .user(user)))
        guard !keys.isEmpty else { return }
        let (store, id) = (store, keys[Int(chosen % UInt64(keys.count))].accessKeyID)
        let operation: Operation =
            switch change {
            case .delete: .deleteKey(id: id, user: user)
            case .activate: .setKey(id: id, user: user, isActive: true)
            case .deactivate: .setKey(id: id, user: user, isActive: false)
            }
        try await journal.run(journal.newNumber(), operation) { () throws(IAMError) in
            try await store.metadata.commit(ChangeAccessKey(id, of: Fixture.user(user), change))
            return .done
        }
    }

    private mutating func putPolicy(_ user: String) async throws {
        let (store, number, policy) = (store, journal.newNumber(), InlinePolicyName(user: user, name: dice.pick(Fixture.policyNames)))
        let document = "{\"Id\": \"\(seed)-\(number)-" + String(repeating: "x", count: dice.pick([1, 40, 500, 900])) + "\"}"
        try await journal.run(number, .putPolicy(policy, document: document)) { () throws(IAMError) in
            try await store.metadata.commit(PutInlinePolicy(Fixture.user(user), name: policy.name, document: document))
            return .done
        }
    }

    private mutating func deletePolicy(_ user: String) async throws {
        let (store, policy) = (store, InlinePolicyName(user: user, name: dice.pick(Fixture.policyNames)))
        try await journal.run(journal.newNumber(), .deletePolicy(policy)) { () throws(IAMError) in
            try await store.metadata.commit(DeleteInlinePolicy(Fixture.user(user), name: policy.name))
            return .done
        }
    }

    private mutating func attach(_ user: String, _ attaches: Bool) async throws {
        let (store, arn) = (store, dice.pick(Fixture.policyARNs))
        let operation: Operation = attaches ? .attachPolicy(arn: arn, user: user) : .detachPolicy(arn: arn, user: user)
        try await journal.run(journal.newNumber(), operation) { () throws(IAMError) in
            if attaches {
                try await store.metadata.commit(AttachPolicy(arn, to: Fixture.user(user)))
            } else {
                try await store.metadata.commit(DetachPolicy(arn, from: Fixture.user(user)))
            }
            return .done
        }
    }
}
