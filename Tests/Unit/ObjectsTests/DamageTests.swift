import CSQLite
import Objects
import Foundation
import ObjectData
import Core
import Testing

struct DamageTests {
    private static func execute(_ script: String, _ folder: String) throws {
        var database: OpaquePointer?
        #expect(sqlite3_open(folder + "/pelton.sqlite3", &database) == SQLITE_OK)
        defer { sqlite3_close(database) }
        #expect(sqlite3_exec(database, script, nil, nil, nil) == SQLITE_OK)
    }

    /// Its second part, in a file of its own.
    private func upload(_ parts: [[UInt8]], _ store: TestStore, _ bucket: BucketName, _ key: String) async throws {
        let (engine, id, key) = (store.engine, store.engine.newUploadID(), try ObjectKey(key))
        try await engine.createUpload(
            CreateUpload(
                id: id, bucket: bucket, key: key, attributes: ObjectAttributes(), checksumAlgorithm: nil, checksumIsComposite: false,
                owner: .none, principal: "AWS:1"))
        var named: [NamedPart] = []
        for (i, bytes) in parts.enumerated() {
            let sink = try await engine.sink(DigestRequest(), announced: Int64(bytes.count))
            try await sink.write(bytes)
            let content = try await sink.finish()
            _ = try await engine.putPart(bucket: bucket, key: key, upload: id, number: i + 1, checksum: nil, content)
            named.append(NamedPart(number: i + 1, etag: content.etag))
        }
        _ = try await engine.completeUpload(bucket: bucket, key: key, id: id, Completion(parts: named), by: .test)
    }

    @Test func `a scrub marks the versions whose bytes are or contain what is damaged, wherever they lie among others`() async throws {
        var limits = Limits()
        limits.minimumPartBytes = 1
        let store = try await TestStore(limits: limits)
        let bucket = try await store.makeBucket("photos")
        try await store.put(pattern(10), bucket, "sound")
        try await store.put(pattern(200_000, seed: 2), bucket, "sound file")
        // More than one look reads.
        try store.restart {
            try Self.execute(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
                INSERT INTO versions (bucket_id, key, version_order, version_id, is_latest, is_marker, size, etag, checksum_is_composite,
                    content_id, part_count, modified_ms, sequence, attributes, tags, depth)
                SELECT bucket_id, CAST(printf('other/%06d', i) AS BLOB), version_order, version_id, 1, 0, size, etag, 0, content_id,
                    part_count, modified_ms, sequence, attributes, tags, 0
                FROM n, versions WHERE key = CAST('sound' AS BLOB);
                """, store.folder)
        }
        let sound = Set(store.blobFiles)
        try await store.put(pattern(200_000, seed: 3), bucket, "file")
        try await upload([pattern(10, seed: 4), pattern(200_000, seed: 5)], store, bucket, "parts")
        for name in store.blobFiles where !sound.contains(name) {
            let file = try #require(FileHandle(forUpdatingAtPath: store.folder + "/blobs/" + name))
            try file.seek(toOffset: 100_000)
            let byte = try #require(try file.read(upToCount: 1))
            try file.seek(toOffset: 100_000)
            try file.write(contentsOf: [~byte[0]])
            try file.close()
        }
        let scrubber = Scrubber(engine: store.engine, logger: .quiet)
        #expect(scrubber.start(bytesPerSecond: .max))
        try await store.eventually { !scrubber.progress.isRunning }
        #expect(scrubber.progress.failure == nil)
        #expect(scrubber.progress.damaged == 2)
        let damaged = try await store.engine.damagedVersions(limit: 10)
        #expect(damaged.map(\.key.description).sorted() == ["file", "parts"])
    }
}
