import IdentityData
import ParameterData
import CSQLite
import Objects
import Foundation
import Logging
import DeliveryData
import ObjectData
import Store
import StoreAreas
import Core
import Testing

struct MigrationTests {
    /// A store as that format wrote it: an object in its row, one in a file with a copy of it, a multipart one, an open upload, a delivery.
    private func open(format: Int, and more: String = "") async throws -> TestStore {
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/format-\(format)").path
        let script = try String(contentsOfFile: fixture + "/pelton.sql", encoding: .utf8)
        var limits = Limits()
        limits.minimumPartBytes = 1
        return try await TestStore(limits: limits) { folder in
            try FileManager.default.copyItem(atPath: fixture + "/blobs", toPath: folder + "/blobs")
            var database: OpaquePointer?
            #expect(sqlite3_open(folder + "/pelton.sqlite3", &database) == SQLITE_OK)
            defer { sqlite3_close(database) }
            #expect(sqlite3_exec(database, script + more, nil, nil, nil) == SQLITE_OK)
        }
    }

    @Test func `the payloads of invocations move to a table of their own`() async throws {
        let store = try await open(
            format: 3,
            and: """
                INSERT INTO deliveries (id, payload, destination, kind, configuration_id, request_id, state, attempts, created_ms,
                    next_attempt_ms, depth)
                VALUES (1000, x'7B7D', 'f', 'function', '', 'r', 'pending', 1, 5, 6, 2)
                """)
        for _ in 0..<2 {
            let due = try await store.metadata.read(
                ListDueDeliveries(DeliveryRoute(destination: "f"), now: Timestamp(milliseconds: 6), limit: 10))
            #expect(due.deliveries.map(\.id) == [1000])
            #expect(due.deliveries.map(\.requestID) == ["r"])
            #expect(due.deliveries.map(\.attempts) == [1])
            #expect(try await store.metadata.read(FindPayload(delivery: 1000)) == Array("{}".utf8))
            try store.restart()
        }
    }

    @Test func `roles, their policies and keys go on under what nobody else ever has`() async throws {
        let store = try await open(
            format: 12,
            and: """
                INSERT OR REPLACE INTO accounts VALUES ('000000000000', 'c', 'd', '');
                INSERT OR REPLACE INTO access_keys (access_key_id, account_id, user_name, sealed_secret, is_active, created_ms)
                VALUES ('AKIAROOT', '000000000000', NULL, x'01', 1, 7);
                """)
        for _ in 0..<2 {
            let role = try #require(try await store.metadata.read(FindIAMResource(.none, .role, named: "r")))
            #expect((role.id, role.arn.description) == ("AROAONE", "arn:aws:iam::000000000000:role/p/R"))
            #expect((role.trustPolicy, role.description, role.maxSessionSeconds) == (#"{"Statement":[]}"#, "told", 7200))
            #expect((role.tags, role.created) == (["a": "1"], Timestamp(milliseconds: 5)))
            let policies = try await store.metadata.read(ListIAMDocuments(of: role))
            #expect(policies.map(\.name) == ["one", "two"] && policies.map(\.document) == [#"{"n":1}"#, #"{"n":2}"#])
            #expect(try await store.metadata.read(FindIAMResource(id: "AROATWO"))?.tags == [:])
            let key = try #require(try await store.metadata.read(FindAccessKey("AKIAROOT")))
            #expect((key.key.userID, key.key.sealedSecret, key.account.account) == (nil, [1], .none))
            try store.restart()
        }
    }

    @Test func `users, groups, policies and their keys go on`() async throws {
        let store = try await open(format: 13)
        for _ in 0..<2 {
            let found = try #require(try await store.metadata.read(FindIdentityPolicies(FindIAMResource(.none, .user, named: "alice"))))
            #expect(found.identity.arn.description == "arn:aws:iam::000000000000:user/people/Alice" && found.identity.tags == ["team": "a"])
            #expect(found.inline.map(\.name) == ["own"] && found.groups.map(\.group.name) == ["readers"])
            guard case .customer(let policy, let version)? = found.boundary else { throw IAMError.refused(.noSuchPolicy) }
            #expect((policy.name, policy.lastVersion, version.document) == ("Bound", 2, #"{"n":4}"#))
            let keys = try await store.metadata.read(ListAccessKeys(of: .user("AIDAONE")))
            #expect(keys.map(\.accessKeyID) == ["AKIAALICE"] && keys.map(\.isActive) == [false])
            #expect(try await store.metadata.read(FindAccountAlias(of: .none)) == "fixture-account")
            let counts = try await store.metadata.read(FindAccountCounts(of: .none))
            #expect(IAMKind.allCases.map { counts.count($0) } == [2, 1, 2, 1, 1])
            #expect(counts.policiesInUse == 3)
            #expect(try await store.metadata.read(FindAccessKeyUse("AKIAALICE")) == nil)
            try store.restart()
        }
    }

    /// Ids of versions had no check number: what is none of them cannot be told from one that was deleted.
    @Test(arguments: [("", true), ("UPDATE buckets SET versioning = 'Suspended'", false)])
    func `only a store that gave out no ids of versions tells those that never were`(change: String, checks: Bool) async throws {
        let store = try await open(format: 3, and: change)
        for _ in 0..<2 {
            #expect(store.metadata.checksVersionIDs == checks)
            try store.restart()
        }
        #expect(try await TestStore().metadata.checksVersionIDs)
    }

    @Test(arguments: Array(1...13))
    func `a store of an earlier format is migrated once, and all of it is there`(format: Int) async throws {
        let store = try await open(format: format)
        let bucket = try #require(BucketName("fixture"))
        for _ in 0..<2 {
            #expect(try await store.get(bucket, "inline") == pattern(10, seed: 1))
            #expect(try await store.get(bucket, "file") == pattern(100, seed: 2))
            #expect(try await store.get(bucket, "copy") == pattern(100, seed: 2))
            #expect(try await store.get(bucket, "multipart") == pattern(50, seed: 3) + pattern(5, seed: 4))
            #expect(try await store.get(bucket, "owed/empty") == [])
            #expect(
                try await store.metadata.read(ListDeliveries(account: .none, state: .pending, bucket: nil, after: 0, limit: 10)).reports
                    .map(\.key) == [
                        Array("owed/empty".utf8)
                    ])
            let uploads = try await store.engine.uploads(
                ListUploadPage(bucket: bucket, prefix: [], delimiter: [], position: .start, limit: 10))
            #expect(uploads.entries.compactMap(\.upload?.key.description) == ["open"])
            try store.restart()
        }
        let parameter = PutParameter(
            key: ParameterKey(account: .none, region: .usEast1, path: "/new"), name: "new",
            attributes: ParameterAttributes(
                type: .string, tier: .standard, dataType: "text", keyID: nil, description: nil, allowedPattern: nil),
            value: [1], modifiedBy: "", overwrites: false, basis: nil, tags: [:])
        #expect(try await store.metadata.read(FindParameters([(parameter.key, nil)])).compactMap(\.record).isEmpty)
        #expect(try await store.metadata.commit(parameter) == 1)
        try await completeOpenUpload(store, bucket)
        try await store.put(pattern(60_000), bucket, "new")
        #expect(try await store.get(bucket, "new") == pattern(60_000))
    }

    /// Its parts came before S3's own checksum was kept, so that the whole has none.
    private func completeOpenUpload(_ store: TestStore, _ bucket: BucketName) async throws {
        let page = try await store.engine.uploads(ListUploadPage(bucket: bucket, prefix: [], delimiter: [], position: .start, limit: 10))
        let upload = try #require(page.entries.compactMap(\.upload).first)
        let parts = try await store.engine.parts(ListParts(upload: upload.id, after: 0, limit: 10))
        let named = parts.map { NamedPart(number: $0.number, etag: $0.etag) }
        let done = try await store.engine.completeUpload(
            bucket: bucket, key: upload.key, id: upload.id, Completion(parts: named), by: .test)
        #expect(done.checksum == nil)
        #expect(try await store.get(bucket, "open").count == 55)
    }

    @Test func `parts of uploads that asked for no checksum lose those of their clients`() async throws {
        let store = try await open(format: 4, and: "UPDATE parts SET checksum_algorithm = 'CRC32', checksum_value = 'AAAAAA==';")
        let bucket = try #require(BucketName("fixture"))
        let page = try await store.engine.uploads(ListUploadPage(bucket: bucket, prefix: [], delimiter: [], position: .start, limit: 10))
        let upload = try #require(page.entries.compactMap(\.upload).first)
        #expect(upload.checksumAlgorithm == nil)
        let parts = try await store.engine.parts(ListParts(upload: upload.id, after: 0, limit: 10))
        #expect(!parts.isEmpty && parts.allSatisfy { $0.checksum == nil })
    }

    @Test func `destinations become rows, and no id of an event or a delivery is given twice`() async throws {
        let store = try await open(format: 10)
        func destinations(_ state: DeliveryReport.State) async throws -> [String] {
            try await store.metadata.read(ListDeliveries(account: .none, state: state, bucket: nil, after: 0, limit: 10)).reports
                .map(\.destination)
        }
        let functions = ["a", "b", "f"].map { ARN.function($0, region: .usEast1, account: .none).description }
        let bucket = try #require(BucketName("fixture"))
        var last: Int64 = 8
        for round in 0..<3 {
            #expect(try await destinations(.dead) == [functions[0]])
            #expect(try await destinations(.done) == [functions[1]])
            #expect(try await destinations(.pending).first == functions[2])
            // Of rows that are gone, and of those that an earlier start has given out.
            let event = try await store.put([1], bucket, "owed/\(round)").eventID
            #expect(event > last)
            last = event
            try store.restart()
        }
        let owed = try await store.metadata.read(
            ListDueDeliveries(DeliveryRoute(destination: functions[2]), now: Timestamp(milliseconds: 1 << 50), limit: 10))
        #expect(owed.deliveries.count == 4)
        #expect(owed.deliveries.dropFirst().allSatisfy { $0.id > 9 })
        #expect(try await store.metadata.read(FindPendingRoute(after: 0))?.route.destination == functions[2])
    }

    /// What has an id keeps it in answers and in records that were sent, however little of it is left in the store.
    @Test func `no id of an event or a delivery is given again, though its row is gone and the server was killed`() async throws {
        let store = try await open(format: 11)
        let bucket = try #require(BucketName("fixture"))
        func owed() async throws -> [Int64] {
            try await store.metadata.read(ListDeliveries(account: .none, state: .pending, bucket: nil, after: 0, limit: 10)).reports.map(
                \.id)
        }
        var (event, delivery) = (8 as Int64, 9 as Int64)
        for round in 0..<3 {
            for _ in 0..<2 {
                let next = try await store.put([1], bucket, "owed/\(round)").eventID
                #expect(next > event)
                event = next
            }
            let ids = try await owed().filter { $0 > 1 }
            #expect(ids.count == 2 && ids.allSatisfy { $0 > delivery })
            delivery = ids.max() ?? delivery
            // Nothing is written when a store is closed: a kill leaves the same.
            try store.restart {
                var database: OpaquePointer?
                #expect(sqlite3_open(store.folder + "/pelton.sqlite3", &database) == SQLITE_OK)
                defer { sqlite3_close(database) }
                #expect(sqlite3_exec(database, "DELETE FROM deliveries WHERE id > 1; DELETE FROM events", nil, nil, nil) == SQLITE_OK)
            }
        }
    }

    @Test func `a check tells of ids that may be given again`() async throws {
        let store = try await open(format: 11)
        try await store.put([1], #require(BucketName("fixture")), "owed/a")
        try store.restart {
            func told() throws -> [String] {
                try StoreAudit(folder: store.folder).contradictions().filter { $0.hasSuffix("may be given again.") }
            }
            let before = try told()
            #expect(before.isEmpty)
            var database: OpaquePointer?
            #expect(sqlite3_open(store.folder + "/pelton.sqlite3", &database) == SQLITE_OK)
            defer { sqlite3_close(database) }
            #expect(sqlite3_exec(database, "DELETE FROM settings WHERE name LIKE 'next_%'", nil, nil, nil) == SQLITE_OK)
            // Of the event, of its delivery and of one that was made.
            let after = try told()
            #expect(after.count == 3)
        }
    }

    @Test func `a database of a newer format is refused, and stays as it is`() async throws {
        let store = try await TestStore()
        try store.restart {
            var database: OpaquePointer?
            #expect(sqlite3_open(store.folder + "/pelton.sqlite3", &database) == SQLITE_OK)
            defer { sqlite3_close(database) }
            let format = try Self.format(database)
            #expect(sqlite3_exec(database, "PRAGMA user_version = 1000", nil, nil, nil) == SQLITE_OK)
            #expect(throws: StoreFailure.self) {
                _ = try MetadataStore(
                    folder: store.folder, limits: Limits(), clock: SystemClock(), random: SystemRandom(), region: .usEast1,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            }
            #expect(sqlite3_exec(database, "PRAGMA user_version = \(format)", nil, nil, nil) == SQLITE_OK)
        }
    }

    private static func format(_ database: OpaquePointer?) throws -> Int {
        var statement: OpaquePointer?
        #expect(sqlite3_prepare_v2(database, "PRAGMA user_version", -1, &statement, nil) == SQLITE_OK)
        defer { sqlite3_finalize(statement) }
        try #require(sqlite3_step(statement) == SQLITE_ROW)
        return Int(sqlite3_column_int(statement, 0))
    }
}
