import Core
import IdentityData
import Store
import Testing

/// A password is judged in the commit that keeps it, by the policy and the passwords of that moment.
struct LoginProfileTests {
    private static let user = IAMResource(
        account: .none, kind: .user, id: "AIDA", name: "u", path: "/", created: Timestamp(milliseconds: 0))

    private func password(_ text: String, salt: UInt8 = 1) -> HashedPassword {
        HashedPassword(
            traits: PasswordTraits(text), scheme: 1, salt: [salt], hash: Array((text + String(repeating: ".", count: 32)).utf8.prefix(32)))
    }

    private func policy(reuse: Int?) -> SetPasswordPolicy {
        SetPasswordPolicy(
            PasswordPolicy(
                minimumLength: 6, requiresSymbols: false, requiresNumbers: false, requiresUppercase: false, requiresLowercase: false,
                usersMayChange: false, maximumAgeDays: nil, reusePrevention: reuse, isHardExpiry: nil), of: .none)
    }

    private func store() async throws -> TestStore {
        let store = try await TestStore()
        try await store.metadata.commit(CreateIAMResource(Self.user))
        _ = try await store.metadata.commit(policy(reuse: nil))
        _ = try await store.metadata.commit(CreateLoginProfile(of: Self.user, password("first-0"), mustReset: false))
        return store
    }

    private func change(_ text: String, salt: UInt8 = 1, proof: String? = nil) -> ChangeLoginProfile {
        ChangeLoginProfile(
            of: Self.user, password: password(text, salt: salt), proof: proof.map { password($0).hash }, mustReset: nil)
    }

    @Test func `the policy of the moment judges`() async throws {
        let store = try await store()
        await #expect(throws: LoginError.refused(.violates([.isShort(6)]))) { try await store.metadata.commit(change("short")) }
        try await store.metadata.commit(change("longer"))
        _ = try await store.metadata.commit(policy(reuse: 2))
        for text in ["first-0", "longer"] {
            await #expect(throws: LoginError.refused(.violates([.isReused]))) { try await store.metadata.commit(change(text)) }
        }
        try await store.metadata.commit(change("third-3"))
        try await store.metadata.commit(change("first-0"))
    }

    @Test func `as many are kept as a policy can ask for`() async throws {
        let store = try await store()
        for n in 1...30 { try await store.metadata.commit(change("number-\(n)")) }
        _ = try await store.metadata.commit(policy(reuse: 24))
        for n in [7, 30] {
            await #expect(throws: LoginError.refused(.violates([.isReused]))) { try await store.metadata.commit(change("number-\(n)")) }
        }
        try await store.metadata.commit(change("number-6"))
    }

    @Test func `what was hashed for another profile, or proves another password, changes nothing`() async throws {
        let store = try await store()
        await #expect(throws: LoginError.refused(.isChanged)) { try await store.metadata.commit(change("another", salt: 2)) }
        await #expect(throws: LoginError.refused(.isWrong)) { try await store.metadata.commit(change("another", proof: "wrong-1")) }
        try await store.metadata.commit(change("another", proof: "first-0"))
        try await store.metadata.commit(DeleteLoginProfile(of: Self.user))
        await #expect(throws: LoginError.refused(.noSuchProfile)) { try await store.metadata.commit(change("again-1")) }
    }

    @Test func `a user with a password is not deleted`() async throws {
        let store = try await store()
        await #expect(throws: IAMError.refused(.isInUse(.loginProfile))) { try await store.metadata.commit(DeleteIAMResource(Self.user)) }
        try await store.metadata.commit(DeleteLoginProfile(of: Self.user))
        try await store.metadata.commit(DeleteIAMResource(Self.user))
        await #expect(throws: LoginError.refused(.noSuchUser)) {
            try await store.metadata.commit(CreateLoginProfile(of: Self.user, password("first-0"), mustReset: false))
        }
    }
}
