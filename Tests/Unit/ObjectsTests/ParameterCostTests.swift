import CSQLite
import Core
import ParameterData
import Store
import Synchronization
import Testing

/// Law 7: a page of parameters costs what the page has, however many lie before, behind and beneath it, and however little a filter lets
/// through.
struct ParameterCostTests {
    private struct Scene {
        let store: TestStore
        let steps: StatementSteps

        func steps(
            _ place: ListParameters.Place, after: String = "", limit: Int = 3, rows: Int = 50, only name: String? = nil
        ) async throws -> (steps: Int, names: [String]) {
            let query = ListParameters(
                account: .none, region: .usEast1, place: place, after: after, limit: limit, mostRows: rows, withValues: true
            ) { name == nil || $0.name == name }
            let names = Mutex<[String]>([])
            let steps = try await steps.of {
                let page = try await store.metadata.read(query)
                names.withLock { $0 = page.records.map(\.name) }
            }
            return (steps, names.withLock { $0 })
        }
    }

    /// `/m/1`, `/m/2`, `/m/2/x`, `/m/3`, the second with versions; before, behind and beneath them as many as are asked for.
    private static func scene(_ many: Int, versions: Int = 2) async throws -> Scene {
        let watched = Mutex<StatementSteps?>(nil)
        let store = try await TestStore { folder in watched.withLock { $0 = StatementSteps.watch(folder) } }
        let attributes = ParameterAttributes(
            type: .string, tier: .standard, dataType: "text", keyID: nil, description: nil, allowedPattern: nil)
        for (path, count) in [("/m/1", 1), ("/m/2", versions), ("/m/2/x", 1), ("/m/3", 1)] {
            for number in 1...count {
                _ = try await store.metadata.commit(
                    PutParameter(
                        key: ParameterKey(account: .none, region: .usEast1, path: path), name: path, attributes: attributes, value: [1],
                        modifiedBy: "", overwrites: true, basis: number == 1 ? nil : attributes, tags: [:]))
            }
        }
        try store.restart { try fill(store.folder, many) }
        return Scene(store: store, steps: try #require(watched.withLock { $0 }))
    }

    /// Rows as the server writes them, without a commit for each.
    private static func fill(_ folder: String, _ many: Int) throws {
        var script = ""
        for folder in ["/a/", "/m/1/", "/m/1/y/", "/n/", "/z/"] {
            script += """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(many))
                INSERT INTO parameters (account_id, region, path, parent, name, version, tags)
                SELECT account_id, region, printf('\(folder)%06d', i), '\(folder)', printf('\(folder)%06d', i), 1, '' FROM n, parameters
                WHERE path = '/m/1';
                """
        }
        script += """
            INSERT INTO parameter_versions (parameter_id, version, type, tier, data_type, modified_ms, modified_by, value)
            SELECT id, 1, 'String', 'Standard', 'text', 0, '', x'01' FROM parameters
            WHERE id NOT IN (SELECT parameter_id FROM parameter_versions);
            """
        var database: OpaquePointer?
        #expect(sqlite3_open(folder + "/pelton.sqlite3", &database) == SQLITE_OK)
        defer { sqlite3_close(database) }
        #expect(sqlite3_exec(database, script, nil, nil, nil) == SQLITE_OK)
    }

    @Test func `a page costs the same in a small store and in a large one`() async throws {
        let (small, large) = (try await Self.scene(5), try await Self.scene(2000))
        let cases: [(place: ListParameters.Place, after: String, names: [String])] = [
            (.directlyUnder("/m/"), "", ["/m/1", "/m/2", "/m/3"]), (.directlyUnder("/m/"), "/m/1", ["/m/2", "/m/3"]),
            (.beginning("/m/2"), "", ["/m/2", "/m/2/x"]), (.beginning("/m/"), "/m/2", ["/m/2/x", "/m/3"]),
            (.named(["/m/3", "/m/1", "/none"]), "", ["/m/1", "/m/3"]),
        ]
        for (place, after, names) in cases {
            let (few, many) = (try await small.steps(place, after: after), try await large.steps(place, after: after))
            #expect((few.names, many.names) == (names, names))
            #expect(many.steps <= few.steps + 8, "\(place)")
        }
    }

    @Test func `a filter that lets nothing through costs the rows of a page`() async throws {
        let large = try await Self.scene(2000)
        let (fifty, hundred) = (
            try await large.steps(.beginning("/"), rows: 50, only: ""), try await large.steps(.beginning("/"), rows: 100, only: "")
        )
        #expect((fifty.names, hundred.names) == ([], []))
        #expect(hundred.steps < fifty.steps * 9 / 4)
        // Ten thousand rows were there to be looked at.
        #expect(try await large.steps(.beginning("/"), rows: 100_000, only: "").steps > 20 * hundred.steps)
    }

    @Test func `a version and the newest one cost the same, however many there are`() async throws {
        let (small, large) = (try await Self.scene(5), try await Self.scene(2000, versions: 120))
        func steps(_ scene: Scene, _ version: Int?) async throws -> Int {
            let key = ParameterKey(account: .none, region: .usEast1, path: "/m/2")
            // The least of some: a connection's first statement reads the schema as well.
            var least = Int.max
            for _ in 0..<3 {
                least = min(least, try await scene.steps.of { _ = try await scene.store.metadata.read(FindParameters([(key, version)])) })
            }
            return least
        }
        let newest = (try await steps(large, nil), try await steps(small, nil))
        #expect(newest.0 <= newest.1 + 8)
        // Neither is the newest.
        #expect(try await steps(large, 60) <= steps(small, 1) + 8)
    }
}
