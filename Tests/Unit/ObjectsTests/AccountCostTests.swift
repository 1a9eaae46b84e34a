import CSQLite
import Core
import IdentityData
import Store
import StoreAreas
import Synchronization
import Testing

/// Law 7: an account's summary costs what it says, and a page of its details what the page has, however much there is.
struct AccountCostTests {
    private static func resource(_ kind: IAMKind, _ name: String) -> IAMResource {
        IAMResource(
            account: .none, kind: kind, id: "\(kind.rawValue)-\(name)", name: name, path: "/", created: Timestamp(milliseconds: 0),
            trustPolicy: kind == .role ? "{}" : nil, maxSessionSeconds: kind == .role ? 3600 : nil)
    }

    private static func scene(_ many: Int) async throws -> (store: TestStore, steps: StatementSteps) {
        let watched = Mutex<StatementSteps?>(nil)
        let store = try await TestStore { folder in watched.withLock { $0 = StatementSteps.watch(folder) } }
        for kind in IAMKind.allCases {
            for name in 0..<many {
                try await store.metadata.commit(
                    CreateIAMResource(resource(kind, "n\(10_000 + name)"), document: kind == .policy ? "{}" : nil))
            }
        }
        return (store, try #require(watched.withLock { $0 }))
    }

    @Test func `neither costs more in a larger account`() async throws {
        var summaries: [Int] = []
        var pages: [Int] = []
        for many in [20, 200] {
            let (store, steps) = try await Self.scene(many)
            summaries.append(try await steps.of { _ = try await store.metadata.read(FindAccountCounts(of: .none)) })
            pages.append(
                try await steps.of {
                    let query = ListAuthorizationDetails(
                        of: .none, [.user, .role, .policy], after: .init(kind: .user, name: "n10015"), limit: 3)
                    let page = try await store.metadata.read(query)
                    #expect(page.details.count == 3)
                })
        }
        #expect(summaries[1] <= summaries[0] + 5, "\(summaries)")
        #expect(pages[1] <= pages[0] + pages[0] / 5, "\(pages)")
    }

    @Test func `counts are those of the rows`() async throws {
        let (store, _) = try await Self.scene(3)
        let user = Self.resource(.user, "n10000")
        try await store.metadata.commit(DeleteIAMResource(Self.resource(.user, "n10001")))
        for policy in ["arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B", "arn:aws:iam::aws:policy/A"] {
            try await store.metadata.commit(AttachPolicy(policy, to: user))
        }
        try await store.metadata.commit(AttachPolicy("arn:aws:iam::aws:policy/A", to: Self.resource(.role, "n10000")))
        try await store.metadata.commit(DetachPolicy("arn:aws:iam::aws:policy/A", from: user))
        for _ in 0..<2 {
            let counts = try await store.metadata.read(FindAccountCounts(of: .none))
            #expect(IAMKind.allCases.map { counts.count($0) } == [2, 3, 3, 3, 3])
            #expect(counts.policiesInUse == 2)
            try store.restart {
                let contradictions = try StoreAudit(folder: store.folder).contradictions()
                #expect(contradictions.isEmpty, "\(contradictions)")
            }
        }
    }
}
