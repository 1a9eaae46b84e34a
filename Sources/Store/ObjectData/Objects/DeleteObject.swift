package import DeliveryData
package import Store
internal import Database
internal import Notifications
package import Core

/// Source: API_DeleteObject and API_DeleteObjects. Without a version it removes the object of a bucket that keeps no versions, and puts
/// a delete marker on top of them in a bucket that does.
package struct DeleteObject: Mutation {
    package let bucket: BucketName
    package let key: ObjectKey
    package let version: VersionID?
    package let ifMatch: String?
    /// DeleteObjects tells of a key that was not there as if it had been; DeleteObject does not.
    package let recordsMissing: Bool
    /// The caller may, and wants to, remove what is locked in governance mode.
    package let bypassesGovernance: Bool
    package let cause: Cause
    package let stamp: RequestStamp

    /// Who deletes: events name it.
    package enum Cause: Sendable {
        case request, lifecycle

        var removed: EventType { self == .request ? .objectRemovedDelete : .lifecycleExpirationDelete }
        var marked: EventType {
            self == .request ? .objectRemovedDeleteMarkerCreated : .lifecycleExpirationDeleteMarkerCreated
        }
    }

    package struct Outcome: Sendable, Hashable {
        package let wasThere: Bool
        /// The version that was named, or the marker that was made; nil where neither was.
        package let versionID: VersionID?
        /// Whether that version is a delete marker, made or removed.
        package let isMarker: Bool
    }

    package init(
        bucket: BucketName, key: ObjectKey, version: VersionID?, ifMatch: String? = nil, recordsMissing: Bool = false,
        bypassesGovernance: Bool = false, cause: Cause = .request, stamp: RequestStamp
    ) {
        self.bucket = bucket
        self.key = key
        self.version = version
        self.ifMatch = ifMatch
        self.recordsMissing = recordsMissing
        self.bypassesGovernance = bypassesGovernance
        self.cause = cause
        self.stamp = stamp
    }

    /// What adds to the store, `apply` finds room for.
    package var usesReserve: Bool { true }

    /// - Throws: `.noSuchBucket`, `.preconditionFailed`, `.noSuchKey` for an If-Match without an object, `.locked`, `.diskFull`.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> Outcome {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        let found = try find(entry.bucket.id, transaction.connection)
        try judge(found)
        if let found { try translating { () throws(DatabaseError) in try transaction.noteDeletion(of: found, entry.bucket.id, key) } }
        if version != nil || entry.bucket.versioning == .never { return try remove(found, entry, transaction) }
        try requireRoomForMarker(replacing: found, in: entry.bucket, transaction)
        let marker = try transaction.mark(key, replacing: found, in: entry, as: cause.marked, by: stamp)
        return Outcome(wasThere: found != nil, versionID: marker, isMarker: true)
    }

    /// A marker is a row more, unless it takes the place of an object.
    private func requireRoomForMarker(
        replacing found: StoredVersion?, in bucket: Bucket, _ transaction: WriteTransaction
    ) throws(ObjectError) {
        let replaces = bucket.versioning != .enabled && found?.version.versionID == .null && found?.version.isDeleteMarker == false
        if !replaces { return try transaction.requireRoomForRow() }
        guard !transaction.isInLastPart else { throw .failed(.diskFull) }
    }

    private func find(_ bucket: Int64, _ connection: Connection) throws(ObjectError) -> StoredVersion? {
        try translating { () throws(DatabaseError) in
            if let version { return try VersionRows.named(version, bucket, key, connection) }
            return try VersionRows.latest(bucket, key, connection)
        }
    }

    private func judge(_ found: StoredVersion?) throws(ObjectError) {
        guard let ifMatch else { return }
        guard let found, !found.version.isDeleteMarker else { throw .refused(.noSuchKey(key)) }
        guard ifMatch == "*" || ifMatch == found.version.etag else { throw .refused(.preconditionFailed(condition: "If-Match")) }
    }

    private func remove(
        _ found: StoredVersion?, _ entry: BucketCache.Entry, _ transaction: WriteTransaction
    ) throws(ObjectError) -> Outcome {
        guard let found else {
            if recordsMissing, version == nil {
                try transaction.requireRoomForRow()
                try record(nil, entry, transaction)
            }
            return Outcome(wasThere: false, versionID: version, isMarker: false)
        }
        try transaction.requireUnlocked(found.version, bypassesGovernance: bypassesGovernance)
        let isHeard = try isHeard(entry, transaction)
        try translating { () throws(DatabaseError) in
            try transaction.remove(found)
            try transaction.promote(entry.bucket.id, key)
        }
        if isHeard {
            try record(found.version, entry, transaction)
        } else {
            transaction.objects.change(entry.bucket.id, key)
        }
        return Outcome(wasThere: true, versionID: version, isMarker: found.version.isDeleteMarker)
    }

    /// In the last part of the reserve a removal leaves no row behind: none of an event that nobody is owed, and where somebody would be
    /// the object stays.
    private func isHeard(_ entry: BucketCache.Entry, _ transaction: WriteTransaction) throws(ObjectError) -> Bool {
        guard transaction.isInLastPart else { return true }
        let notifications = try translating { () throws(DatabaseError) in try entry.notifications.get() }
        guard notifications.matches(cause.removed, key: key.utf8).isEmpty else { throw .failed(.diskFull) }
        return false
    }

    private func record(_ removed: ObjectVersion?, _ entry: BucketCache.Entry, _ transaction: WriteTransaction) throws(ObjectError) {
        let sequence = transaction.next(entry)
        transaction.objects.change(entry.bucket.id, key)
        try translating { () throws(DatabaseError) in
            _ = try transaction.record(
                EventDraft(
                    type: cause.removed, key: key, versionID: removed?.versionID.inEvents, size: nil, etag: nil, attributes: nil,
                    sequence: sequence), entry, stamp)
        }
    }
}
