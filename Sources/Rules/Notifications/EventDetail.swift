package import Core

/// All that an event's row holds: what AWS's record says, and what Pelton's own rules and `explain` look at.
package struct EventDetail: Sendable, Hashable {
    /// The row's number; nil before it is written.
    package var id: Int64?
    package var type: EventType
    package var bucket: BucketName
    /// The owner's principal id, as `ownerIdentity` shows it.
    package var bucketOwner: String
    package var region: String
    /// The place of the event among all of its bucket.
    package var sequence: UInt64
    package var key: ObjectKey
    package var versionID: VersionID?
    /// Bytes of the whole object.
    package var size: Int64?
    /// Without quotes.
    package var etag: String?
    package var time: Timestamp
    /// Who caused it, as `userIdentity` shows it.
    package var principalID: String
    package var sourceIP: String
    package var requestID: RequestID
    /// The request's `X-Amzn-Trace-Id`, unchanged.
    package var traceHeader: String?
    package var contentType: String?
    package var tags: [String: String]
    package var userMetadata: [String: String]
    /// The revision of the notification configuration that the event was matched with.
    package var revision: Int64
    /// The event whose function wrote this object, and how long that chain is.
    package var originEvent: Int64?
    package var originFunction: String?
    package var depth: Int
    /// Set on `ObjectRestore:Completed`.
    package var restore: Restore?
    /// Set on `LifecycleTransition`.
    package var destinationClass: String?

    package struct Restore: Sendable, Hashable {
        package let expiry: Timestamp
        package let storageClass: String

        package init(expiry: Timestamp, storageClass: String) {
            self.expiry = expiry
            self.storageClass = storageClass
        }
    }

    package init(
        id: Int64? = nil, type: EventType, bucket: BucketName, bucketOwner: String, region: String, sequence: UInt64, key: ObjectKey,
        versionID: VersionID? = nil, size: Int64? = nil, etag: String? = nil, time: Timestamp, principalID: String, sourceIP: String,
        requestID: RequestID, traceHeader: String? = nil, contentType: String? = nil, tags: [String: String] = [:],
        userMetadata: [String: String] = [:], revision: Int64 = 0, originEvent: Int64? = nil, originFunction: String? = nil,
        depth: Int = 0, restore: Restore? = nil, destinationClass: String? = nil
    ) {
        self.id = id
        self.type = type
        self.bucket = bucket
        self.bucketOwner = bucketOwner
        self.region = region
        self.sequence = sequence
        self.key = key
        self.versionID = versionID
        self.size = size
        self.etag = etag
        self.time = time
        self.principalID = principalID
        self.sourceIP = sourceIP
        self.requestID = requestID
        self.traceHeader = traceHeader
        self.contentType = contentType
        self.tags = tags
        self.userMetadata = userMetadata
        self.revision = revision
        self.originEvent = originEvent
        self.originFunction = originFunction
        self.depth = depth
        self.restore = restore
        self.destinationClass = destinationClass
    }
}
