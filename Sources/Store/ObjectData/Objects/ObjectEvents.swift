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
    let sequence: UInt64
    let contentType: String?
    let tags: [String: String]
    let userMetadata: [String: String]
    let storageClass: String?

    /// - Parameter attributes: of the version that is there then.
    init(
        type: EventType, key: ObjectKey, versionID: VersionID?, size: Int64?, etag: String?, attributes: ObjectAttributes?, sequence: UInt64
    ) {
        self.type = type
        self.key = key
        self.versionID = versionID
        self.size = size
        self.etag = etag
        self.sequence = sequence
        contentType = attributes?.contentType
        tags = attributes?.tags ?? [:]
        userMetadata = attributes?.userMetadata ?? [:]
        storageClass = attributes?.storageClass
    }
}

extension WriteTransaction {
    /// Writes the event of one mutation, matched or not, and what is owed for it.
    /// - Returns: the event row's id.
    /// - Throws: also where it cannot be told whom the event is for: what nobody would hear of does not happen.
    func record(_ event: EventDraft, _ entry: BucketCache.Entry, _ stamp: RequestStamp) throws(ObjectError) -> Int64 {
        let rows = KeyState(
            bucket: entry.bucket, revision: entry.revision, notifications: entry.notifications, current: nil, null: nil)
        var decision = self.decision(entry)
        let row = try rows.event(event, stamp, &decision)
        try translating { () throws(DatabaseError) in
            advanceDeliveryIDs(event: decision.event, delivery: decision.delivery)
            try write(row)
        }
        return row.id
    }
}
