internal import DeliveryData
internal import Core
private import Synchronization

/// What readers found lately: buckets by name, and the current versions of objects. Bounded; what goes is read again.
///
/// A reader notes the generation before it opens its snapshot and keeps what it found only if the generation still stands. The committer
/// raises it after each COMMIT, before anybody who waits for the commit goes on: who reads after an answered write never sees the old
/// object. What the commit knows of the new one it puts in its place.
final class ReadCache: Sendable {
    struct ObjectName: Hashable, Sendable {
        let bucket: Int64
        let key: ObjectKey
    }

    private struct Buckets {
        var generation: UInt64 = 0
        var found: [BucketName: Bucket] = [:]
        var bytes = 0

        mutating func remove(_ name: BucketName) {
            if let old = found.removeValue(forKey: name) { bytes -= old.weight }
        }
    }

    /// What the table holds of an object: a table has room for nearly twice what it holds.
    private final class Kept: Sendable {
        let object: FoundObject
        let weight: Int

        init(_ object: FoundObject) {
            self.object = object
            weight = object.weight
        }
    }

    private struct Shard {
        var generation: UInt64 = 0
        var found: [ObjectName: Kept] = [:]
        var bytes = 0

        mutating func put(_ kept: Kept, _ name: ObjectName, limit: Int) {
            if let old = found.updateValue(kept, forKey: name) { bytes -= old.weight }
            bytes += kept.weight
            // Any will do: the table's order is as good as chance.
            while bytes > limit, let (name, old) = found.first {
                found[name] = nil
                bytes -= old.weight
            }
        }
    }

    private static let shardCount = 64
    private let buckets = Mutex(Buckets())
    private let shards: [Sharded]
    private let shardBytes: Int
    private let bucketBytes: Int

    /// A mutex cannot be an array's element.
    private final class Sharded: Sendable {
        let state = Mutex(Shard())
    }

    /// - Parameter bytes: what all objects together may take, about.
    /// - Parameter bucketBytes: what buckets may take besides.
    init(bytes: Int, bucketBytes: Int) {
        self.bucketBytes = bucketBytes
        shardBytes = bytes / Self.shardCount
        shards = (0..<Self.shardCount).map { _ in Sharded() }
    }

    // MARK: Buckets

    var bytesOfBuckets: Int { buckets.withLock { $0.bytes } }
    var bucketGeneration: UInt64 { buckets.withLock { $0.generation } }
    func bucket(_ name: BucketName) -> Bucket? { buckets.withLock { $0.found[name] } }

    func keep(_ bucket: Bucket, readAt generation: UInt64) {
        buckets.withLock { buckets in
            guard buckets.generation == generation, bucket.weight <= bucketBytes / 4 else { return }
            buckets.remove(bucket.name)
            buckets.found[bucket.name] = bucket
            buckets.bytes += bucket.weight
            // Any will do: the table's order is as good as chance.
            while buckets.bytes > bucketBytes, let name = buckets.found.first?.key { buckets.remove(name) }
        }
    }

    // MARK: Objects

    var bytes: Int { shards.reduce(0) { $0 + $1.state.withLock { $0.bytes } } }
    func object(_ name: ObjectName) -> FoundObject? { shard(name).state.withLock { $0.found[name] }?.object }
    func generation(_ name: ObjectName) -> UInt64 { shard(name).state.withLock { $0.generation } }

    func keep(_ object: FoundObject, as name: ObjectName, readAt generation: UInt64) {
        let kept = Kept(object)
        shard(name).state.withLock { shard in
            guard shard.generation == generation, kept.weight <= shardBytes / 4 else { return }
            shard.put(kept, name, limit: shardBytes)
        }
    }

    // MARK: Commits

    /// A key's current version as a commit has left it.
    struct Change {
        let name: ObjectName
        /// nil if it must be looked up.
        let object: FoundObject?
    }

    /// These have changed, in this order.
    func take(_ changes: [Change], _ changed: Set<BucketName>) {
        for change in changes {
            let kept = change.object.map { Kept($0) }
            shard(change.name).state.withLock { shard in
                shard.generation += 1
                if let kept, kept.weight <= shardBytes / 4 {
                    shard.put(kept, change.name, limit: shardBytes)
                } else if let old = shard.found.removeValue(forKey: change.name) {
                    shard.bytes -= old.weight
                }
            }
        }
        guard !changed.isEmpty else { return }
        buckets.withLock { buckets in
            buckets.generation += 1
            for name in changed { buckets.remove(name) }
        }
    }

    private func shard(_ name: ObjectName) -> Sharded { shards[Int(UInt(bitPattern: name.hashValue) % UInt(Self.shardCount))] }
}

extension FoundObject {
    /// The entry in the table, and what the allocator takes for the texts that each object has.
    private static var entryBytes: Int { MemoryLayout<FoundObject>.stride + 400 }
    fileprivate var weight: Int { Self.entryBytes + version.key.utf8.count + version.attributes.heldBytes + place.heldBytes }
}

extension ObjectAttributes {
    /// About what is not counted with every object.
    fileprivate var heldBytes: Int {
        func bytes(_ text: String?) -> Int { text?.utf8.count ?? 0 }
        func bytes(_ map: [String: String]) -> Int { map.reduce(0) { $0 + 100 + $1.key.utf8.count + $1.value.utf8.count } }
        // One after the other: a list of them would be made for each write.
        var sum = bytes(contentType) + bytes(contentEncoding) + bytes(contentDisposition) + bytes(contentLanguage)
        sum += bytes(cacheControl) + bytes(expires) + bytes(websiteRedirectLocation) + bytes(accessControl)
        sum += bytes(encryption?.keyARN) + bytes(encryption?.customerKeyMD5) + bytes(encryption?.context)
        return sum + bytes(userMetadata) + bytes(tags)
    }
}

extension ContentPlace {
    /// Sealed bytes stay sealed in memory.
    fileprivate var heldBytes: Int {
        switch self {
        case .inline(let bytes, _): bytes.count
        case .file(_, let crcs), .record(_, let crcs): crcs.count * 4
        case .sealed(let place, let key): 64 + key.count + place.heldBytes
        case .extents(let list): list.reduce(0) { $0 + 112 + $1.place.heldBytes }
        }
    }
}
