import CrashSuite
import Database
import Foundation
import Testing

/// Serialized: each case keeps a core busy by itself.
@Suite(.serialized)
struct CrashPointTests {
    private static let pointsOfRun = 100
    private static let output = NSTemporaryDirectory() + "pelton-crash"

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `what was answered survives a crash at any point, whole and with its events`(seed: UInt64) async throws {
        let verdict = try await RunSeries(output: Self.output).judge(seed: seed, count: Self.pointsOfRun)
        print("\(verdict.judged) crash points, \(verdict.failures.count) failed (seed \(seed))")
        #expect(verdict.judged == Self.pointsOfRun)
        #expect(verdict.failures.isEmpty, "\(verdict.report.joined(separator: "\n"))")
    }

    /// Without this, the suite could be one that finds nothing.
    @Test(arguments: ["*", "-wal", "blobs/", ".seg"])
    func `a store whose syncs do nothing is caught`(files: String) async throws {
        let verdict = try await RunSeries(driver: DriverProcess(lie: files), output: Self.output).judge(seed: 1, count: 20)
        #expect(!verdict.failures.isEmpty)
    }
}

/// What a run must be like for its crash points to mean anything.
struct RunTests {
    private static let wanted = [
        "new blobs/", "new segments/", "unlink blobs/", "unlink segments/", "write blobs/", "write segments/", "write pelton.sqlite3",
        "write pelton.sqlite3-wal", "punch segments/", "sync blobs/", "sync segments/", "sync pelton.sqlite3", "sync pelton.sqlite3-wal",
        "put", "copy", "delete", "deleteBatch", "createUpload", "putPart", "completeUpload", "abortUpload", "setVersioning",
        "tag", "hold", "retain", "createUser", "createKey", "setKey", "deleteKey", "putPolicy", "deletePolicy", "attachPolicy",
        "detachPolicy", "written", "marked", "deleted", "deletedEach", "changed", "locked", "refused", "delivered",
        "not delivered",
    ]

    @Test func `runs make checkpoints, full segments, holes and files, and do everything that changes objects and versions`() async throws {
        var seen: Set<String> = []
        for seed in 1...6 as ClosedRange<UInt64> { seen.formUnion(Self.happenings(try await recorded(seed: seed))) }
        #expect(Set(Self.wanted).subtracting(seen).isEmpty)
    }

    private static func happenings(_ trace: Trace) -> Set<String> {
        var names: [UInt64: String] = [:]
        return Set(
            trace.records.compactMap { record in
                switch record {
                case .open(let inode, let path, let isNew, _):
                    names[inode] = path
                    return isNew ? "new " + folder(path) : nil
                case .write(let inode, _, _): return names[inode].map { "write " + folder($0) }
                case .allocate(let inode, let mode, _): return mode == 3 ? names[inode].map { "punch " + folder($0) } : nil
                case .syncEnded(let inode, _): return names[inode].map { "sync " + folder($0) }
                case .unlink(let path): return "unlink " + folder(path)
                case .mark(let mark): return happening(mark)
                case .truncate, .rename, .link, .makeFolder, .syncBegan, .powerLost: return nil
                }
            })
    }

    private static func happening(_ mark: Mark) -> String {
        switch mark {
        case .begin(_, let operation): caseName(operation)
        case .end(_, let answer): caseName(answer)
        case .invoked(_, let succeeds): succeeds ? "delivered" : "not delivered"
        }
    }

    private static func caseName(_ value: some Any) -> String { Mirror(reflecting: value).children.first?.label ?? "\(value)" }

    /// The folder of a path, or the file itself where it lies on top.
    private static func folder(_ path: String) -> String { path.firstIndex(of: "/").map { String(path[...$0]) } ?? path }
}

/// A whole run, at its end, and then with one thing missing or wrong: each must be noticed.
@Suite(.serialized)
struct JudgementTests {
    /// Recorded once for all.
    private static let trace = Task { try await recorded(seed: 4) }

    private static func judge(_ tamper: @escaping @Sendable (String) throws -> Void) async throws -> [String] {
        let trace = try await trace.value
        return try await inScratch { scratch in
            let run = try Run(trace: trace, seed: 4, scratch: scratch)
            return try await run.judge([run.end], tamper: tamper).flatMap(\.faults)
        }
    }

    @Test func `a run that nothing was done to is found whole`() async throws {
        #expect(try await Self.judge { _ in }.isEmpty)
    }

    @Test(arguments: [
        ("DELETE FROM versions WHERE id = (SELECT MAX(id) FROM versions WHERE bucket_id = 1)", "is listed as absent"),
        ("UPDATE versions SET etag = '00' WHERE id = (SELECT MAX(id) FROM versions WHERE bucket_id = 1)", "is listed as 00"),
        ("UPDATE versions SET content_id = (SELECT MAX(content_id) FROM versions WHERE size <> 0), size = 1", "cannot be read"),
        ("UPDATE contents SET bytes = zeroblob(size) WHERE place = 0", "cannot be read"),
        ("DELETE FROM contents", "cannot be read"),
        ("DELETE FROM events WHERE id = (SELECT MAX(id) FROM events)", "was answered, and is lost"),
        ("UPDATE events SET request_id = 'OP-999999' WHERE id = 1", "was never sent"),
        ("UPDATE events SET etag = 'none' WHERE type = 'ObjectCreated:Put'", "bytes that were never sent"),
        ("UPDATE events SET sequence = (SELECT MAX(sequence) FROM events) - sequence", "out of order"),
        ("INSERT INTO events SELECT NULL, bucket_id, sequence + 100000, \(restOfEvent) FROM events WHERE id = 1", "two events"),
        ("DELETE FROM deliveries", "has deliveries to []"),
        ("DELETE FROM delivery_log", "has deliveries to []"),
        ("UPDATE deliveries SET state = 'lost'", "is lost"),
        ("UPDATE delivery_log SET request_id = 'nobody'", "is done, but was never made"),
        ("DELETE FROM uploads WHERE completed_ms IS NULL", "upload"),
        ("DELETE FROM parts WHERE number = 1", "is not what was sent"),
        ("DELETE FROM notification_revisions", "the notification configuration is lost"),
        ("DELETE FROM buckets", "the bucket is lost"),
        ("DELETE FROM versions WHERE is_latest = 0", "has the versions"),
        ("UPDATE versions SET is_latest = 0 WHERE bucket_id = 2", "has not one current version"),
        ("UPDATE versions SET version_order = -version_order", "which is its newest"),
        ("UPDATE versions SET is_marker = 1 WHERE is_latest = 0", "is listed as a marker"),
        ("UPDATE versions SET content_id = \(anotherContent) WHERE \(anotherContent) IS NOT NULL", "has other bytes than"),
        ("UPDATE versions SET tags = ''", "has the tags"),
        ("UPDATE versions SET attributes = json_set(attributes, '$.lock.hold', json('false'))", "the legal hold of"),
        ("UPDATE versions SET attributes = json_set(json_remove(attributes, '$.lock'), '$.lock.hold', json('true'))", "the retention of"),
        ("UPDATE versions SET attributes = json_remove(attributes, '$.lock.hold')", "cannot be read: a lock"),
        ("UPDATE versions SET attributes = json_remove(attributes, '$.lock.mode')", "cannot be read: a retention"),
        ("UPDATE events SET version_id = NULL", "is of version null, not of"),
        ("UPDATE events SET tags = '' WHERE type = 'ObjectTagging:Put'", "has other tags than were sent"),
        ("UPDATE events SET bucket_name = 'crash-test'", "is in another bucket"),
        ("DELETE FROM events WHERE type = 'ObjectRemoved:DeleteMarkerCreated'", "was answered, and is lost"),
        ("UPDATE buckets SET versioning = ''", "the versioning of"),
        ("UPDATE buckets SET object_lock = 0", "the object lock of"),
        ("DELETE FROM access_keys", "the access key"),
        ("UPDATE access_keys SET is_active = NOT is_active", "the access key"),
        ("DELETE FROM iam_documents", "the policy"),
        ("UPDATE iam_documents SET document = '{}'", "the policy"),
        ("DELETE FROM iam_attachments", "is attached to"),
        ("DELETE FROM iam_resources", "is lost"),
    ])
    func `what is missing or wrong is noticed`(change: String, fault: String) async throws {
        let faults = try await Self.judge { folder in
            try Connection(path: Store.database(in: folder), access: .readWrite).execute(script: change)
        }
        #expect(faults.contains { $0.contains(fault) }, "\(faults)")
    }

    /// One of the same size with other bytes.
    private static let anotherContent = """
        (SELECT other.content_id FROM versions other WHERE other.size = versions.size AND other.etag <> versions.etag LIMIT 1)
        """

    private static let restOfEvent = """
        type, key, version_id, size, etag, time_ms, principal, source_ip, request_id, host_id, trace_header, bucket_name, bucket_owner,
        bucket_region, content_type, tags, user_metadata, revision, origin_event_id, origin_function, depth, key_hash, destination_class,
        restored_until_ms
        """
}

private func recorded(seed: UInt64) async throws -> Trace {
    try await inScratch { scratch in
        let path = scratch + "/trace"
        try await DriverProcess().record(seed: seed, scratch: scratch, to: path)
        return try Trace(path: path)
    }
}

private func inScratch<T>(_ body: (String) async throws -> T) async throws -> T {
    let scratch = try DriverProcess.makeScratch()
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    return try await body(scratch)
}
