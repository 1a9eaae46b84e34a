import Objects
import Notifications
import Foundation
import Logging
import DeliveryData
import ObjectData
import Store
import StoreAreas
import Core
import Testing

/// A store in a folder of its own, which goes with it.
final class TestStore {
    let folder: String
    private(set) var metadata: MetadataStore
    private(set) var engine: ObjectEngine
    private var limits: Limits
    private let clock: any PeltonClock

    /// - Parameter prepare: puts something into the folder first.
    init(limits: Limits = Limits(), clock: any PeltonClock = SystemClock(), prepare: (String) throws -> Void = { _ in }) async throws {
        folder = NSTemporaryDirectory() + "pelton-engine-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        self.limits = limits
        self.clock = clock
        try prepare(folder)
        (metadata, engine) = try Self.open(folder, limits, clock)
    }

    /// Ends when all that was committed has had its effects: a write is answered before the committer tells what it left behind.
    func stop() {
        metadata.close()
        engine.stop()
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Ends this run and begins another on the same folder.
    func restart(meanwhile: () throws -> Void = {}) throws {
        stop()
        try meanwhile()
        (metadata, engine) = try Self.open(folder, limits, clock)
    }

    /// - Parameter reserve: bytes of the disk that nothing may grow into from then on.
    func restart(holdingBack reserve: Int64) throws {
        limits.diskReserveBytes = reserve
        try restart()
    }

    private static func open(_ folder: String, _ limits: Limits, _ clock: any PeltonClock) throws -> (MetadataStore, ObjectEngine) {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let metadata = try MetadataStore(
            folder: folder, limits: limits, clock: clock, random: SystemRandom(), region: .usEast1, logger: logger
        )
        let engine = try ObjectEngine(
            metadata: metadata, blobsPath: folder + "/blobs", limits: limits, clock: clock, random: SystemRandom(), logger: logger)
        return (metadata, engine)
    }

    func makeBucket(_ name: String) async throws -> BucketName {
        let bucket = try #require(BucketName(name))
        try await engine.createBucket(CreateBucket(name: bucket, owner: .none, location: nil))
        return bucket
    }

    @discardableResult
    func put(_ bytes: [UInt8], _ bucket: BucketName, _ key: String, condition: WriteCondition = WriteCondition()) async throws
        -> WrittenVersion
    {
        try await engine.put(bytes, bucket, key, condition: condition)
    }

    func get(_ bucket: BucketName, _ key: String, range: Range<Int64>? = nil) async throws -> [UInt8] {
        let reader = try await engine.open(bucket: bucket, key: ObjectKey(key))
        return try await bytes(of: reader, range: range)
    }

    func bytes(of reader: ObjectReader, range: Range<Int64>? = nil) async throws -> [UInt8] {
        if let range { reader.seek(range) }
        var bytes: [UInt8] = []
        while let piece = try await reader.next() {
            switch piece {
            case .bytes(let some): bytes += some
            case .file(let descriptor, let offset, let length):
                var some = [UInt8](repeating: 0, count: Int(length))
                #expect(pread(descriptor, &some, some.count, off_t(offset)) == some.count)
                bytes += some
            }
        }
        return bytes
    }

    /// Files of large blobs that are there now.
    var blobFiles: [String] {
        (FileManager.default.enumerator(atPath: folder + "/blobs")?.compactMap { $0 as? String } ?? []).filter { $0.contains("/") }
    }
}

extension TestStore {
    var segmentFiles: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/segments")) ?? []).sorted() }

    /// What a file takes on the disk.
    func allocatedBytes(_ name: String) -> Int {
        var status = stat()
        return stat(folder + "/" + name, &status) == 0 ? Int(status.st_blocks) * 512 : 0
    }

    /// Waits for what is done beside the requests; the test's time limit ends a wait in vain.
    func eventually(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(2)) }
    }
}

extension ObjectEngine {
    func put(_ bytes: [UInt8], _ bucket: BucketName, _ key: String, condition: WriteCondition) async throws -> WrittenVersion {
        let sink = try await sink(DigestRequest(), announced: Int64(bytes.count))
        try await sink.write(bytes)
        let object = NewObject(
            bucket: bucket, key: try ObjectKey(key), attributes: ObjectAttributes(), condition: condition, type: .objectCreatedPut)
        return try await put(object, sink.finish(), by: .test)
    }
}

extension RequestStamp {
    static let test = RequestStamp(
        principalID: "AWS:000000000000", sourceIP: "127.0.0.1", requestID: RequestID(description: "REQUEST", hostID: "HOST"),
        traceHeader: nil,
        provenance: nil)
}

/// Bytes that differ from place to place, so that a swapped block shows.
func pattern(_ count: Int, seed: UInt64 = 1) -> [UInt8] { SeededRandom(seed: seed).bytes(count) }
