internal import Blobs
package import Database
package import Store
package import Core
private import Synchronization

/// Buckets, objects, uploads, and the contents that all of them and functions' code are made of.
package enum ObjectArea: StoreArea {
    package static let schema = ObjectSchema.steps
    package static let trims: [any TrimStep.Type] = [ForgetCompletedUploads.self]

    package static func open(_ connection: Connection, _ limits: Limits) throws(DatabaseError) -> (any AreaMemory)? {
        try ObjectMemory(connection, limits)
    }
}

/// What is known of a store's objects without looking at it.
final class ObjectMemory: AreaMemory {
    let cache: ReadCache
    let lastRecord: SegmentRange?
    /// Whether all version ids that were ever given out have a check number.
    let checksVersionIDs: Bool
    let garbageCollector = Callback<[BlobPlace]>()
    let releaseHint = Callback<Void>()
    private let limits: Limits
    private let removed = Mutex<[BlobID]>([])

    init(_ connection: Connection, _ limits: Limits) throws(DatabaseError) {
        self.limits = limits
        cache = ReadCache(bytes: limits.objectCacheBytes, bucketBytes: limits.bucketCacheBytes)
        lastRecord = try connection.lastSegmentRange()
        checksVersionIDs =
            try connection.first("SELECT 1 FROM settings WHERE name = 'unchecked_version_ids'") { _ in true } == nil
    }

    func makeParticipant() -> any CommitParticipant { ObjectCommits(self, limits) }

    /// Their files are gone: their rows go with the next group, as until then a restart would only look for them again.
    func forgetGarbage(_ blobs: [BlobID]) { removed.withLock { $0.append(contentsOf: blobs) } }

    fileprivate func takeRemoved(_ limit: Int) -> [BlobID] {
        removed.withLock { removed in
            guard !removed.isEmpty else { return [] }
            defer { removed.removeFirst(min(limit, removed.count)) }
            return Array(removed.prefix(limit))
        }
    }
}

/// What commits have to do with objects besides their rows.
final class ObjectCommits: CommitParticipant {
    let buckets: BucketCache
    /// Rows of what nobody can reach any more that may still go with this transaction; beyond, they go in steps.
    var releasableRows = 0
    /// Something was left to be given back in steps.
    var hasReleases = false

    private let memory: ObjectMemory
    private let limits: Limits
    /// What readers find in another state from then on.
    private var objects: [ReadCache.Change] = []
    private var changedBuckets: [BucketName] = []
    private var garbage: [BlobPlace] = []
    /// Files that are gone, whose rows go with this group.
    private var removed: [BlobID] = []
    /// How much of it all is kept.
    private var mark = (objects: 0, buckets: 0, garbage: 0, hasReleases: false)

    fileprivate init(_ memory: ObjectMemory, _ limits: Limits) {
        self.memory = memory
        self.limits = limits
        buckets = BucketCache(bytes: limits.bucketCacheBytes)
    }

    /// The key has another current version, or the one it has was changed.
    /// - Parameter object: the new one; nil if who reads must look it up.
    func change(_ bucket: Int64, _ key: ObjectKey, to object: FoundObject? = nil) {
        objects.append(ReadCache.Change(name: ReadCache.ObjectName(bucket: bucket, key: key), object: object))
    }

    /// Everybody looks the bucket up anew.
    func change(_ bucket: BucketName) { changedBuckets.append(bucket) }

    /// No row names these bytes any more.
    func discard(_ place: BlobPlace) { garbage.append(place) }

    // MARK: The commit

    func begin() { releasableRows = limits.stepRows }

    func keep() {
        mark = (objects.count, changedBuckets.count, garbage.count, hasReleases)
        buckets.keep()
    }

    func undo() {
        objects.removeLast(objects.count - mark.objects)
        changedBuckets.removeLast(changedBuckets.count - mark.buckets)
        garbage.removeLast(garbage.count - mark.garbage)
        hasReleases = mark.hasReleases
        buckets.undo()
    }

    func prepare(_ connection: Connection) throws(DatabaseError) {
        removed = memory.takeRemoved(limits.commitGroup)
        for blob in removed { try connection.run("DELETE FROM garbage WHERE blob = ?", .text(blob.description)) }
        try buckets.writeSequences(connection)
    }

    func commit() { memory.cache.take(objects, Set(changedBuckets)) }

    func finish() {
        if !garbage.isEmpty { memory.garbageCollector.notify(garbage) }
        if hasReleases { memory.releaseHint.notify(()) }
        clear()
    }

    func abandon() {
        if !removed.isEmpty { memory.forgetGarbage(removed) }
        buckets.clear()
        clear()
    }

    private func clear() {
        objects.removeAll(keepingCapacity: true)
        changedBuckets.removeAll()
        garbage.removeAll()
        removed = []
        hasReleases = false
        mark = (0, 0, 0, false)
    }
}

extension WriteTransaction {
    var objects: ObjectCommits { participant(ObjectCommits.self) }
    var buckets: BucketCache { objects.buckets }

    /// - Throws: `.diskFull`.
    func requireRoomForRow() throws(ObjectError) {
        guard takeRoomForRow() else { throw .failed(.diskFull) }
    }
}

extension MetadataStore {
    private var objects: ObjectMemory { memory(ObjectMemory.self) }

    /// Answers at once where the bucket was looked up lately.
    /// - Throws: `.noSuchBucket`.
    package func bucket(_ name: BucketName) async throws(ObjectError) -> Bucket {
        let cache = objects.cache
        if let found = cache.bucket(name) { return found }
        let generation = cache.bucketGeneration
        let found = try await read(FindBucket(name))
        cache.keep(found, readAt: generation)
        return found
    }

    /// The key's current version; at once where it was looked up lately.
    /// - Throws: as `FindObject`.
    package func currentObject(bucket: BucketName, key: ObjectKey) async throws(ObjectError) -> FoundObject {
        let cache = objects.cache
        let name = ReadCache.ObjectName(bucket: try await self.bucket(bucket).id, key: key)
        if let found = cache.object(name) { return found }
        let generation = cache.generation(name)
        let found = try await read(FindObject(bucket: bucket, key: key, version: nil))
        // The bucket may have been made anew meanwhile.
        if found.bucket.id == name.bucket { cache.keep(found, as: name, readAt: generation) }
        return found
    }

    /// Whether all version ids that were ever given out have a check number.
    package var checksVersionIDs: Bool { objects.checksVersionIDs }

    /// What the versions kept for readers take in memory, about.
    package var cachedBytes: Int { objects.cache.bytes }
    package var cachedBytesOfBuckets: Int { objects.cache.bytesOfBuckets }

    /// Called after each commit with the blobs that no row names any more. Their bytes are the caller's to give back; then `forgetGarbage`.
    package func onGarbage(_ collect: @escaping @Sendable ([BlobPlace]) -> Void) { objects.garbageCollector.set(collect) }

    /// Called after each commit that left something to be given back in steps: `ReleaseStep` is one.
    package func onReleases(_ hint: @escaping @Sendable () -> Void) { objects.releaseHint.set(hint) }

    /// The files of these are gone.
    package func forgetGarbage(_ blobs: [BlobID]) { objects.forgetGarbage(blobs) }
}
