import Objects
import Notifications
import ObjectData
import Store
import Core
import Testing

/// A bucket is deleted and made anew while a change that was judged for the first one is still on its way.
struct SameBucketTests {
    typealias Change = @Sendable (ObjectEngine, BucketIdentity, ObjectKey) async throws(EngineError) -> Void

    private static let changes: [(name: String, change: Change)] = [
        (
            "PutObject",
            { engine, judged, key throws(EngineError) in
                let sink = try await engine.sink(DigestRequest(), announced: 1)
                try await sink.write([1])
                let object = NewObject(bucket: judged.name, key: key, attributes: ObjectAttributes(), type: .objectCreatedPut)
                _ = try await engine.put(object, try await sink.finish(), in: judged, by: .test)
            }
        ),
        (
            "CopyObject",
            { engine, judged, key throws(EngineError) in
                var attributes = ObjectAttributes()
                attributes.contentType = "text/plain"
                _ = try await engine.copy(
                    CopyObject(
                        sourceBucket: judged.name, sourceKey: key, sourceVersion: nil, sourceCondition: CopySourceCondition(),
                        bucket: judged.name, key: key, attributes: attributes, replacesMetadata: true, replacesTags: false,
                        condition: WriteCondition(), type: .objectCreatedCopy, stamp: .test), in: judged)
            }
        ),
        (
            "DeleteObject",
            { engine, judged, key throws(EngineError) in
                _ = try await engine.delete(DeleteObject(bucket: judged.name, key: key, version: nil, stamp: .test), in: judged)
            }
        ),
        (
            "DeleteObjects",
            { engine, judged, key throws(EngineError) in
                let delete = DeleteObject(bucket: judged.name, key: key, version: nil, stamp: .test)
                for outcome in await engine.delete([delete], in: judged) { _ = try outcome.get() }
            }
        ),
        (
            "PutObjectTagging",
            { engine, judged, key throws(EngineError) in
                let change = ChangeAttributes(bucket: judged.name, key: key, version: nil, stamp: .test) {
                    attributes, _ throws(ObjectRefusal) in
                    attributes.tags = ["a": "b"]
                    return .objectTaggingPut
                }
                _ = try await engine.change(change, in: judged)
            }
        ),
        (
            "CreateMultipartUpload",
            { engine, judged, key throws(EngineError) in
                try await engine.createUpload(
                    CreateUpload(
                        id: engine.newUploadID(), bucket: judged.name, key: key, attributes: ObjectAttributes(), checksumAlgorithm: nil,
                        checksumIsComposite: false, owner: .none, principal: "AWS:1"), in: judged)
            }
        ),
        (
            "PutBucketVersioning",
            { engine, judged, _ throws(EngineError) in
                try await engine.set(SetVersioning(bucket: judged.name, isEnabled: true), in: judged)
            }
        ),
        (
            "PutObjectLockConfiguration",
            { engine, judged, _ throws(EngineError) in
                try await engine.set(SetObjectLock(bucket: judged.name, retention: nil), in: judged)
            }
        ),
        (
            "PutBucketNotificationConfiguration",
            { engine, judged, _ throws(EngineError) in
                try await engine.setNotificationConfiguration(of: judged.name, to: NotificationConfiguration(), in: judged)
            }
        ),
        ("DeleteBucket", { engine, judged, _ throws(EngineError) in try await engine.deleteBucket(judged.name, in: judged) }),
    ]

    @Test(arguments: changes.map(\.name))
    func `a change that was judged for a bucket never reaches another one of its name`(name: String) async throws {
        let change = try #require(Self.changes.first { $0.name == name }?.change)
        let (store, key) = (try await TestStore(), try ObjectKey("k"))
        let bucket = try await store.makeBucket("photos")
        let judged = BucketIdentity(try await store.engine.bucket(bucket))
        try await store.engine.deleteBucket(bucket)
        _ = try await store.makeBucket("photos")
        try await store.put([7], bucket, "k")
        await #expect(throws: EngineError.refused(.noSuchBucket(bucket))) { try await change(store.engine, judged, key) }
        #expect(try await store.get(bucket, "k") == [7])
    }
}
