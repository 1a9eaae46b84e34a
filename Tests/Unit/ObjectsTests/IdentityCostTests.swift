import CSQLite
import Core
import IdentityData
import Store
import Synchronization
import Testing

/// Law 7: what a principal may do costs what its own policies are, however many users and policies there are beside them.
struct IdentityCostTests {
    private struct Scene {
        let store: TestStore
        let steps: StatementSteps

        /// The least of some: a connection's first statement reads the schema as well.
        func steps<Q: Query>(_ query: Q) async throws -> (steps: Int, result: Q.Result) where Q.Refusal == Never {
            var least = Int.max
            let found = Mutex<Q.Result?>(nil)
            for _ in 0..<3 {
                least = min(
                    least,
                    try await steps.of {
                        let result = try await store.metadata.read(query)
                        found.withLock { $0 = result }
                    })
            }
            return (least, try #require(found.withLock { $0 }))
        }
    }

    private static let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#

    /// A user in a group, with a policy of its own and a managed one; beside it as many users, each with policies, and policies under the
    /// same path, all of them attached to others.
    private static func scene(users: Int, policies: Int) async throws -> Scene {
        let watched = Mutex<StatementSteps?>(nil)
        let store = try await TestStore { folder in watched.withLock { $0 = StatementSteps.watch(folder) } }
        let now = Timestamp(seconds: 0)
        func resource(_ kind: IAMKind, _ id: String, _ name: String) -> IAMResource {
            IAMResource(account: .none, kind: kind, id: id, name: name, path: "/many/", created: now)
        }
        let (user, group) = (resource(.user, "AIDAMINE", "mine"), resource(.group, "AGPAMINE", "mine"))
        let managed = resource(.policy, "ANPAMINE", "mine")
        _ = try await store.metadata.commit(CreateIAMResource(user))
        _ = try await store.metadata.commit(CreateIAMResource(group))
        _ = try await store.metadata.commit(CreateIAMResource(managed, document: policy))
        try store.restart { try fill(store.folder, users: users, policies: policies) }
        return Scene(store: store, steps: try #require(watched.withLock { $0 }))
    }

    /// Rows as the server writes them, without a commit for each.
    private static func fill(_ folder: String, users: Int, policies: Int) throws {
        func many(_ count: Int, _ insert: String) -> String {
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count)) \(insert);"
        }
        let columns = "id, account_id, kind, name, path, created_ms, tags, default_version, last_version, updated_ms"
        let script =
            many(
                users,
                """
                INSERT INTO iam_resources (\(columns)) SELECT printf('AIDA%06d', i), account_id, 'user', printf('user-%06d', i), '/many/', 0, '',
                    NULL, NULL, NULL FROM n, iam_resources WHERE id = 'AIDAMINE'
                """)
            + many(
                policies,
                """
                INSERT INTO iam_resources (\(columns)) SELECT printf('ANPA%06d', i), account_id, 'policy', printf('policy-%06d', i), '/many/', 0,
                    '', 1, 1, 0 FROM n, iam_resources WHERE id = 'AIDAMINE'
                """)
                + """
                INSERT INTO iam_documents (resource_id, name, created_ms, document)
                    SELECT id, 'v1', 0, '\(policy)' FROM iam_resources WHERE id LIKE 'ANPA0%';
                INSERT INTO iam_documents (resource_id, name, created_ms, document)
                    SELECT id, 'inline', 0, '\(policy)' FROM iam_resources WHERE id LIKE 'AIDA%';
                INSERT INTO iam_attachments (identity_id, policy_arn, account_id)
                    SELECT id, 'arn:aws:iam::' || account_id || ':policy/many/mine', account_id FROM iam_resources
                    WHERE id LIKE 'AIDA%' OR id = 'AGPAMINE';
                INSERT INTO iam_attachments (identity_id, policy_arn, account_id)
                    SELECT u.id, 'arn:aws:iam::' || p.account_id || ':policy/many/' || p.name, p.account_id FROM iam_resources p
                    JOIN iam_resources u ON u.id = 'AIDA' || substr(p.id, 5) WHERE p.id LIKE 'ANPA0%';
                INSERT INTO iam_members (container_id, member_id) SELECT 'AGPAMINE', id FROM iam_resources WHERE id LIKE 'AIDA%';
                """
        var database: OpaquePointer?
        #expect(sqlite3_open(folder + "/pelton.sqlite3", &database) == SQLITE_OK)
        defer { sqlite3_close(database) }
        #expect(sqlite3_exec(database, script, nil, nil, nil) == SQLITE_OK, "\(String(cString: sqlite3_errmsg(database)))")
    }

    @Test func `a user's policies cost the same among ten thousand users and a thousand policies`() async throws {
        let (small, large) = (try await Self.scene(users: 2, policies: 2), try await Self.scene(users: 10_000, policies: 1000))
        for find in [FindIAMResource(id: "AIDAMINE"), FindIAMResource(.none, .user, named: "MINE")] {
            let (few, many) = (try await small.steps(FindIdentityPolicies(find)), try await large.steps(FindIdentityPolicies(find)))
            for found in [few.result, many.result] {
                let found = try #require(found)
                // Its own two and the group's one: these are all that is compiled and asked.
                #expect((found.inline.count, found.attached.count, found.groups.map(\.attached.count)) == (1, 1, [1]))
            }
            #expect(many.steps <= few.steps + 8)
            #expect(many.steps < 400)
        }
    }

    @Test func `a page of the policies under a path costs the page`() async throws {
        let (small, large) = (try await Self.scene(users: 2, policies: 10), try await Self.scene(users: 10_000, policies: 1000))
        let page = ListIAMResources(account: .none, kind: .policy, pathPrefix: "/many/", after: "", limit: 5)
        let (few, many) = (try await small.steps(page), try await large.steps(page))
        #expect((few.result.count, many.result.count) == (5, 5))
        #expect(many.steps <= few.steps + 8)
    }
}
