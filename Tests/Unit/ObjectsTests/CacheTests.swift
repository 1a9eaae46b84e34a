import Objects
import Notifications
import ObjectData
import Store
import Core
import Testing

struct CacheTests {
    @Test func `who reads after an answered write never sees the old object`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        let engine = store.engine
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for i in 0..<100 {
                        let body = Array("\(writer)-\(i)".utf8)
                        _ = try await engine.put(body, bucket, "k\(writer)", condition: WriteCondition())
                        let found = try await engine.head(bucket: bucket, key: ObjectKey("k\(writer)"))
                        #expect(found.place.inlineText == "\(writer)-\(i)")
                    }
                }
                // Readers that fill the cache all the time.
                group.addTask {
                    for _ in 0..<300 { _ = try? await engine.head(bucket: bucket, key: ObjectKey("k\(writer)")) }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `a key that was read is gone once it is deleted, and back once it is written`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        for round in 0..<3 {
            try await store.put([UInt8(round)], bucket, "a")
            #expect(try await store.get(bucket, "a") == [UInt8(round)])
            _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey("a"), version: nil, stamp: .test))
            await #expect(throws: EngineError.refused(.noSuchKey(try ObjectKey("a")))) { try await store.get(bucket, "a") }
        }
    }

    @Test func `a bucket made anew has nothing of the one before`() async throws {
        let store = try await TestStore()
        for round in 0..<3 {
            let bucket = try await store.makeBucket("photos")
            await #expect(throws: EngineError.refused(.noSuchKey(try ObjectKey("a")))) { try await store.get(bucket, "a") }
            try await store.put([UInt8(round)], bucket, "a")
            #expect(try await store.get(bucket, "a") == [UInt8(round)])
            _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey("a"), version: nil, stamp: .test))
            try await store.engine.deleteBucket(bucket)
            await #expect(throws: EngineError.refused(.noSuchBucket(bucket))) { try await store.engine.bucket(bucket) }
        }
    }

    @Test(arguments: [0, 100, 60_000, 200_000])
    func `a commit leaves in the cache what would be read`(size: Int) async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        var attributes = ObjectAttributes()
        attributes.contentType = "text/plain"
        attributes.userMetadata = ["a": "b", "ä": ""]
        attributes.tags = ["t": "1", "u": ""]
        attributes.storageClass = "GLACIER"
        attributes.owner = AccountID.none
        attributes.isAnonymous = true
        attributes.accessControl = "<AccessControlPolicy/>"
        attributes.encryption = ObjectEncryption(algorithm: .kms, keyARN: "arn", usesBucketKey: true, context: "{}")
        for (key, attributes) in [("plain", ObjectAttributes()), ("all", attributes)] {
            let sink = try await store.engine.sink(DigestRequest(), announced: Int64(size))
            try await sink.write(pattern(size))
            var object = NewObject(bucket: bucket, key: try ObjectKey(key), attributes: attributes, type: .objectCreatedPut)
            object.checksum = StoredChecksum(algorithm: "CRC32", value: "AAAAAA==")
            let before = store.metadata.cachedBytes
            _ = try await store.engine.put(object, sink.finish(), by: .test)
            #expect(store.metadata.cachedBytes > before)
            let kept = try await store.metadata.currentObject(bucket: bucket, key: ObjectKey(key))
            let read = try await store.metadata.read(FindObject(bucket: bucket, key: ObjectKey(key), version: nil))
            #expect(kept.version == read.version)
            #expect("\(kept.place)" == "\(read.place)")
            #expect(kept.bucket == read.bucket)
            #expect(try await store.get(bucket, key) == pattern(size))
        }
    }

    @Test func `the cache stays within its bound`() async throws {
        var limits = Limits()
        limits.objectCacheBytes = 64 * 10_000
        let store = try await TestStore(limits: limits)
        let bucket = try await store.makeBucket("photos")
        for i in 0..<300 { try await store.put(pattern(1000, seed: UInt64(i)), bucket, "k\(i)") }
        for _ in 0..<2 {
            for i in 0..<300 { #expect(try await store.get(bucket, "k\(i)") == pattern(1000, seed: UInt64(i))) }
        }
        #expect(store.metadata.cachedBytes <= limits.objectCacheBytes)
        #expect(store.metadata.cachedBytes > 0)
    }

    @Test func `an object in memory weighs what its metadata does, and does not keep its bucket's documents`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        let kind = DocumentKind("policy")
        try await store.engine.set(SetBucketDocument(bucket: bucket, kind: kind, document: pattern(20_000)))
        var attributes = ObjectAttributes()
        attributes.userMetadata = ["a": String(repeating: "x", count: 2000)]
        attributes.tags = ["b": String(repeating: "y", count: 250)]
        attributes.accessControl = String(repeating: "z", count: 10_000)
        let sink = try await store.engine.sink(DigestRequest(), announced: 1)
        try await sink.write([1])
        let object = NewObject(bucket: bucket, key: try ObjectKey("a"), attributes: attributes, type: .objectCreatedPut)
        _ = try await store.engine.put(object, sink.finish(), by: .test)
        let found = try await store.engine.head(bucket: bucket, key: ObjectKey("a"))
        #expect(found.version.attributes.userMetadata == attributes.userMetadata)
        #expect(found.bucket.documents.bytes(kind) == nil)
        #expect(store.metadata.cachedBytes > 12_250)
        #expect(try await store.engine.bucket(bucket).documents.bytes(kind) == pattern(20_000))
    }

    @Test func `a small object in memory weighs what it takes there, not its bytes alone`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        for i in 0..<10 { try await store.put([1], bucket, "k\(i)") }
        for i in 0..<10 { _ = try await store.get(bucket, "k\(i)") }
        #expect(store.metadata.cachedBytes >= 10 * (MemoryLayout<FoundObject>.stride + 400))
    }

    @Test func `buckets with their documents stay within a bound`() async throws {
        var limits = Limits()
        limits.bucketCacheBytes = 1 << 20
        let store = try await TestStore(limits: limits)
        for i in 0..<40 {
            let bucket = try await store.makeBucket("photos-\(i)")
            try await store.engine.set(SetBucketDocument(bucket: bucket, kind: DocumentKind("policy"), document: pattern(20_000)))
        }
        for _ in 0..<2 {
            for i in 0..<40 {
                let bucket = try #require(BucketName("photos-\(i)"))
                #expect(try await store.engine.bucket(bucket).documents.bytes(DocumentKind("policy")) == pattern(20_000))
                #expect(store.metadata.cachedBytesOfBuckets <= limits.bucketCacheBytes)
            }
        }
        #expect(store.metadata.cachedBytesOfBuckets > 100_000)
    }
}

extension ContentPlace {
    fileprivate var inlineText: String? {
        if case .inline(let bytes, _) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
}
