import Blobs
import Objects
import Notifications
import Foundation
import DeliveryData
import FunctionData
import IdentityData
import ObjectData
import Store
import Core
import Testing

struct ReserveTests {
    /// What is let in without room, and why. Whatever is not here must find room, as everything that comes to be must.
    private static let letIn = [
        // Gives rows back, and bytes with them.
        "AbortUpload", "AbortStaleUploads", "DeleteBucket", "DeleteFunction", "DeleteKMSAlias", "DeleteParameters", "DeleteIAMResource",
        "DeleteInlinePolicy", "DeletePolicyVersion", "DetachPolicy", "RemoveIAMMember", "ForgetCompletedUploads", "ForgetRecords",
        "ReleaseStep", "DeleteExpiredKMSKeys", "RemoveFunctionStatement", "TrimHistory", "TrimQueues", "DeleteMessages", "DeleteQueue",
        "PurgeQueue", "DeleteLoginProfile", "DeleteOIDCProvider", "TrimRoleDeletions",
        // Changes rows where they are, or has others in their place.
        "ReceiveMessages", "ChangeVisibility",
        // The same, and what adds is judged in the commit: markers, events of what was not there or was restored, moves.
        "ApplyLifecycle", "DeleteObject", "EndRestores",
        // Takes tags away; what gives some is not let in.
        "ChangeParameterTags", "ChangeQueueTags",
        // What an operator takes back is taken back on a full disk too; what comes is not let in.
        "ChangeAccessKey", "ChangeIAMResource", "ChangeOIDCProvider", "SetAccountAlias", "SetPasswordPolicy",
        // Changes a row that is there.
        "ChangeLoginProfile", "DropPrepared", "MarkDamaged", "ParkExpired", "Redrive",
        // What ran has run: its delivery becomes a row of the history.
        "RecordOutcomes",
        // A row for each key, written over again.
        "RecordAccessKeyUses",
        // A row for each bucket, written over again; what lifecycles remove depends on it.
        "RecordLifecycleRun",
        // The same rows at each start, which must not fail on a full disk.
        "DeclareAccounts",
        // As what they carry: a document's removal, and the change that they are about.
        "OfSameBucket", "SetBucketDocument",
    ]

    @Test func `only what is known to give back is let into the reserve`() throws {
        var sources = URL(filePath: #filePath)
        for _ in 0..<4 { sources.deleteLastPathComponent() }
        sources.append(path: "Sources/Store")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }
        var (found, all): (Set<String>, Int) = ([], 0)
        for path in paths {
            let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
            for mutation in text.matches(of: /struct (\w+)(?:<.*>)?: (Mutation|TrimStep) (?:where .*)?\{(?s:.*?)\n\}/) {
                all += 1
                if mutation.2 == "TrimStep" || mutation.0.contains("var usesReserve") { found.insert(String(mutation.1)) }
            }
        }
        #expect(all > 40)
        #expect(found == Set(Self.letIn))
    }

    @Test func `a configuration that is removed is let in, and one that comes is not`() throws {
        let bucket = try #require(BucketName("photos"))
        let removal = SetBucketDocument(bucket: bucket, kind: .lifecycle, document: nil)
        #expect(removal.usesReserve)
        #expect(!SetBucketDocument(bucket: bucket, kind: .lifecycle, document: [1]).usesReserve)
        #expect(!SetBucketDocument(bucket: bucket, kind: .lifecycle, document: nil, companions: [.objectLock: [1]]).usesReserve)
    }

    // MARK: A disk that is full, made of one that is not by what is held back of it

    private func free() throws -> Int64 {
        let attributes = try FileManager.default.attributesOfFileSystem(forPath: NSTemporaryDirectory())
        return try #require(attributes[.systemFreeSize] as? NSNumber).int64Value
    }

    private func delete(_ key: String, _ bucket: BucketName, version: VersionID? = nil) throws -> DeleteObject {
        DeleteObject(bucket: bucket, key: try ObjectKey(key), version: version, recordsMissing: true, stamp: .test)
    }

    /// Two buckets with two objects each, one with versions; then `times` the free bytes are held back.
    private func fullStore(times: Int64) async throws -> (TestStore, plain: BucketName, versioned: BucketName) {
        let store = try await TestStore()
        let (plain, versioned) = (try await store.makeBucket("plain"), try await store.makeBucket("versioned"))
        try await store.engine.set(SetVersioning(bucket: versioned, isEnabled: true))
        for bucket in [plain, versioned] {
            for key in ["a", "b"] { try await store.put([1], bucket, key) }
        }
        try store.restart(holdingBack: try free() * times)
        return (store, plain, versioned)
    }

    @Test(arguments: [2, 8] as [Int64])
    func `a delete that adds is refused on a full disk, and one that removes is not`(times: Int64) async throws {
        let (store, plain, versioned) = try await fullStore(times: times)
        let full = EngineError.failed(.diskFull)
        for _ in 0..<3 {
            await #expect(throws: full) { _ = try await store.engine.delete(try delete("never", plain)) }
            await #expect(throws: full) { _ = try await store.engine.delete(try delete("never", versioned)) }
            await #expect(throws: full) { _ = try await store.engine.delete(try delete("a", versioned)) }
            await #expect(throws: full) { _ = try await store.makeBucket("more") }
        }
        #expect(try await store.engine.delete(try delete("a", plain)).wasThere)
        await #expect(throws: EngineError.refused(.noSuchKey(try ObjectKey("a")))) { _ = try await store.get(plain, "a") }
        let found = try await store.metadata.read(FindObject(bucket: versioned, key: try ObjectKey("a"), version: nil))
        #expect(try await store.engine.delete(try delete("a", versioned, version: found.version.versionID)).wasThere)
        try store.restart(holdingBack: 0)
        try await store.put([2], plain, "a")
        #expect(try await store.engine.delete(try delete("b", versioned)).isMarker)
    }

    @Test func `a removal that owes somebody an event leaves the last part of the reserve alone`() async throws {
        let (store, plain, _) = try await fullStore(times: 0)
        let rule = RuleDraft(
            id: "r", destination: "arn:aws:lambda:us-east-1:123456789012:function:f", kind: .function, events: ["s3:ObjectRemoved:*"],
            filter: [])
        let rules = try NotificationConfiguration(validating: [rule], eventBridge: false, random: SeededRandom(seed: 1))
        try await store.engine.setNotificationConfiguration(of: plain, to: rules)
        try store.restart(holdingBack: try free() * 8)
        await #expect(throws: EngineError.failed(.diskFull)) { _ = try await store.engine.delete(try delete("a", plain)) }
        #expect(try await store.get(plain, "a") == [1])
        try store.restart(holdingBack: try free() * 2)
        #expect(try await store.engine.delete(try delete("a", plain)).wasThere)
        let owed = ListDueDeliveries(DeliveryRoute(destination: rule.destination, from: .none), now: SystemClock().now, limit: 10)
        #expect(try await store.metadata.read(owed).deliveries.count == 1)
    }
}
