import Blobs
import Notifications
import Foundation
import ObjectData
import Store
import Core
import ContentEncryption
import Synchronization
import Testing

@testable import Objects

/// No loop ever waits for a disk. That nothing of it is called on another thread than those for it, a debug build sees to by itself in every
/// test; here is what is done instead.
struct DiskWaitTests {
    @Test func `a segment that is not open is no reader's to open at once`() async throws {
        var limits = Limits()
        limits.inlineGroupBytes = 0
        limits.tinyBytes = 0
        let store = try await TestStore(limits: limits)
        let bucket = try await store.makeBucket("photos")
        try await store.put(pattern(4096), bucket, "a")
        let found = try await store.engine.head(bucket: bucket, key: ObjectKey("a"))
        guard case .record(let range)? = found.place.blobs.first else { return #expect(Bool(false), "no record: \(found.place)") }
        try store.restart()
        let segments = store.metadata.segments
        #expect(try segments.read(range, mayWait: false) == nil)
        #expect(try await store.get(bucket, "a") == pattern(4096))
        #expect(try segments.read(range, mayWait: false) == pattern(4096))
    }

    @Test func `what ends something is never done by its caller, however much waits`() async throws {
        let threads = DiskThreads(threads: 1, capacity: 2)
        defer { threads.stop() }
        let gate = DispatchSemaphore(value: 0)
        #expect(threads.submit { gate.wait() })
        let ended = Mutex(0)
        while threads.submit({}) {}
        for _ in 0..<100 {
            threads.finish {
                Threads.assertMayWait()
                ended.withLock { $0 += 1 }
            }
        }
        #expect(ended.withLock { $0 } == 0)
        gate.signal()
        while ended.withLock({ $0 }) < 100 { try await Task.sleep(for: .milliseconds(1)) }
    }

    private static let wrap = KeyEncryptionKey(key: pattern(32), name: "test", isForMany: true)

    private func putSealed(_ bytes: [UInt8], _ store: TestStore, _ bucket: BucketName) async throws {
        let sink = try await store.engine.sink(DigestRequest(), announced: nil, seal: EnvelopeEncryption(wrap: Self.wrap, hidesMD5: false))
        try await sink.write(bytes)
        let object = NewObject(
            bucket: bucket, key: try ObjectKey("a"), attributes: ObjectAttributes().with(ObjectEncryption(algorithm: .aes256)),
            type: .objectCreatedPut)
        _ = try await store.engine.put(object, sink.finish(), by: .test)
    }

    @Test(.timeLimit(.minutes(10)), arguments: [1, 4096])
    func `a small sealed object is read though no thread for disks has time`(size: Int) async throws {
        var limits = Limits()
        (limits.diskThreads, limits.diskQueue) = (1, 2)
        let store = try await TestStore(limits: limits)
        let bucket = try await store.makeBucket("photos")
        try await putSealed(pattern(size), store, bucket)
        let gate = DispatchSemaphore(value: 0)
        #expect(store.engine.threads.submit { gate.wait() })
        defer { gate.signal() }
        while store.engine.threads.submit({}) {}
        for _ in 0..<2 {
            let reader = try await store.engine.open(bucket: bucket, key: ObjectKey("a"))
            try reader.unlock(Self.wrap)
            guard case .bytes(let bytes)? = try await reader.next() else { return #expect(Bool(false), "no bytes") }
            #expect(bytes == pattern(size))
        }
    }

    @Test(.timeLimit(.minutes(10))) func `who stops reading a large sealed object leaves no file open`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        try await putSealed(pattern(3 << 20), store, bucket)
        func openFiles() -> [String] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
            return names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0) }
                .filter { $0.hasPrefix(store.folder + "/blobs/") && !$0.hasSuffix("/blobs") }
        }
        for steps in 1...6 {
            do {
                let reader = try await store.engine.open(bucket: bucket, key: ObjectKey("a"))
                try reader.unlock(Self.wrap)
                for _ in 0..<steps { _ = try await reader.next() }
                #expect(openFiles().count == 1)
            }
            while !openFiles().isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    /// It waited for the walk of each hour.
    @Test(.timeLimit(.minutes(10))) func `a dead file that no thread had time for is removed soon`() async throws {
        var limits = Limits()
        (limits.diskThreads, limits.diskQueue) = (1, 2)
        let store = try await TestStore(limits: limits)
        let bucket = try await store.makeBucket("photos")
        try await store.put(pattern(200_000), bucket, "a")
        #expect(store.blobFiles.count == 1)
        let gate = DispatchSemaphore(value: 0)
        #expect(store.engine.threads.submit { gate.wait() })
        while store.engine.threads.submit({}) {}
        _ = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey("a"), version: nil, stamp: .test))
        // Meanwhile it is found to be dead.
        try await Task.sleep(for: .milliseconds(300))
        gate.signal()
        try await store.eventually { store.blobFiles.isEmpty }
    }

    @Test func `a file is given in pieces that are small for who takes long`() {
        let clock = SteppedClock()
        var pieces = PieceSize(clock: clock)
        #expect(pieces.next() == 1 << 20)
        clock.advance(milliseconds: 10)
        #expect(pieces.next() == 1 << 20)
        clock.advance(milliseconds: 5000)
        #expect(pieces.next() == 64 << 10)
        clock.advance(milliseconds: 1)
        #expect(pieces.next() == 128 << 10)
        clock.advance(milliseconds: 250)
        #expect(pieces.next() == 64 << 10)
    }

    @Test func `blocks that were checked are read again before they are sent, once the system has dropped them`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        let body = pattern(6 << 20)
        try await store.put(body, bucket, "large")
        #expect(try await store.get(bucket, "large") == body)
        let path = store.folder + "/blobs/" + (try #require(store.blobFiles.first))
        let blocks = BlockReader()
        try Threads.allowingWaits {
            let file = open(path, O_RDONLY)
            defer { close(file) }
            let whole = 0..<Int64(body.count)
            fsync(file)
            posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
            // Where the system keeps them all the same, such as in a file system of memory, there is nothing to see.
            guard !blocks.isReady(file: file, range: whole) else { return }
            let id = BlobID(boot: 9, number: 9)
            let checksums = body.withUnsafeBytes { Blocks.checksums($0) }
            try blocks.warm(id, file: file, range: whole, size: whole.upperBound, checksums: checksums)
            #expect(blocks.isReady(file: file, range: whole))
            posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
            #expect(!blocks.isReady(file: file, range: whole))
            try blocks.warm(id, file: file, range: whole, size: whole.upperBound, checksums: checksums)
            #expect(blocks.isReady(file: file, range: whole))
        }
        #expect(try await store.get(bucket, "large") == body)
    }
}
