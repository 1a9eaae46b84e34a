internal import Database
internal import DeliveryData
internal import Notifications
internal import Store
internal import Core

/// An event about to be written. The bucket and the request behind it come from elsewhere.
struct EventDraft {
    let type: EventType
    let key: ObjectKey
    let versionID: VersionID?
    let size: Int64?
    let etag: String?
    let attributes: ObjectAttributes?
    let sequence: UInt64
}

extension WriteTransaction {
    /// Writes the event of one mutation, and what is owed for it.
    /// - Returns: the event row's id.
    /// - Throws: also where it cannot be told whom the event is for: what nobody would hear of does not happen.
    func record(_ event: EventDraft, _ entry: BucketCache.Entry, _ stamp: RequestStamp) throws(DatabaseError) -> Int64 {
        let (bucket, attributes) = (entry.bucket, event.attributes)
        let row = NewEvent(
            bucketID: bucket.id, bucketName: bucket.name, bucketOwner: bucket.ownerCanonicalID,
            region: bucket.region(default: context.region), revision: entry.revision, sequence: event.sequence, type: event.type,
            key: event.key, versionID: event.versionID, size: event.size, etag: event.etag, contentType: attributes?.contentType,
            tags: attributes?.tags ?? [:], userMetadata: attributes?.userMetadata ?? [:], storageClass: attributes?.storageClass,
            stamp: stamp)
        return try record(row, for: try entry.notifications.get().matches(event.type, key: event.key.utf8))
    }
}
