import CSQLite
import IdentityData
import Store
import Core
import Synchronization
import Testing

struct RolePolicyTests {
    private static let role = IAMResource(
        account: .none, kind: .role, id: "AROA", name: "r", path: "/", created: Timestamp(milliseconds: 0), trustPolicy: "{}",
        maxSessionSeconds: 3600)

    private func put(_ name: String, _ document: String) -> PutInlinePolicy { PutInlinePolicy(Self.role, name: name, document: document) }

    private func text(_ characters: Int) -> String { String(repeating: "x", count: characters) }

    @Test func `a role's policies are counted together, without white space`() async throws {
        let store = try await TestStore()
        try await store.metadata.commit(CreateIAMResource(Self.role))
        try await store.metadata.commit(put("a", text(5000) + String(repeating: " \t\r\n", count: 2000)))
        try await store.metadata.commit(put("b", text(5000) + String(repeating: "é", count: 240)))
        await #expect(throws: IAMError.refused(.exceeds(.inlinePolicies))) { try await store.metadata.commit(put("c", "x")) }
        await #expect(throws: IAMError.refused(.exceeds(.inlinePolicies))) { try await store.metadata.commit(put("b", text(5241))) }
        // One that is replaced does not count besides.
        try await store.metadata.commit(put("b", text(5239)))
        try await store.metadata.commit(put("c", "x"))
        try await store.metadata.commit(DeleteInlinePolicy(Self.role, name: "a"))
        try await store.metadata.commit(put("d", text(5000)))
        await #expect(throws: IAMError.refused(.exceeds(.inlinePolicies))) { try await store.metadata.commit(put("e", "x")) }
    }

    @Test func `white space is free, but not without an end`() async throws {
        let store = try await TestStore()
        try await store.metadata.commit(CreateIAMResource(Self.role))
        for name in ["a", "b"] { try await store.metadata.commit(put(name, "x" + String(repeating: " ", count: 60_000))) }
        await #expect(throws: IAMError.refused(.exceeds(.inlinePolicies))) {
            try await store.metadata.commit(put("c", "x" + String(repeating: " ", count: 60_000)))
        }
        #expect(put("c", text(10_240)).isWithinQuota)
        #expect(!put("c", text(10_241)).isWithinQuota)
    }

    @Test func `two at once do not get past it`() async throws {
        let store = try await TestStore()
        try await store.metadata.commit(CreateIAMResource(Self.role))
        let metadata = store.metadata
        let done = await withTaskGroup(of: Bool.self) { group in
            for i in 0..<40 {
                let policy = put("p\(i)", text(1024))
                group.addTask {
                    do { try await metadata.commit(policy) } catch { return false }; return true
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(done == 10)
    }

    /// As an earlier version let it become: it goes on to work, and what refuses it more does not read it whole.
    @Test(arguments: [20, 2000]) func `a role that has more already gets no more`(_ many: Int) async throws {
        let watched = Mutex<StatementSteps?>(nil)
        let store = try await TestStore { folder in watched.withLock { $0 = StatementSteps.watch(folder) } }
        try await store.metadata.commit(CreateIAMResource(Self.role))
        try store.restart {
            let script = """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(many))
                INSERT INTO iam_documents SELECT 'AROA', printf('p%06d', i), 0, '\(text(9000))' FROM n
                """
            var database: OpaquePointer?
            try #require(sqlite3_open(store.folder + "/pelton.sqlite3", &database) == SQLITE_OK)
            defer { sqlite3_close(database) }
            try #require(sqlite3_exec(database, script, nil, nil, nil) == SQLITE_OK)
        }
        #expect(try await store.metadata.read(ListIAMDocuments(of: Self.role)).count == many)
        let steps = try #require(watched.withLock { $0 })
        let taken = try await steps.of {
            await #expect(throws: IAMError.refused(.exceeds(.inlinePolicies))) { try await store.metadata.commit(put("z", text(2000))) }
        }
        #expect(taken < 200, "\(taken) steps")
        try await store.metadata.commit(DeleteInlinePolicy(Self.role, name: "p000001"))
    }
}
