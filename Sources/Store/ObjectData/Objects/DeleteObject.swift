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

    /// What a delete judges.
    package struct Rows: Sendable {
        package let key: KeyState
        /// The version that is named, else the current one.
        package let found: StoredVersion?
        /// Only what owes nobody anything is let in any more.
        package let isInLastPart: Bool
        package let hasRoomForRow: Bool

        package init(key: KeyState, found: StoredVersion?, isInLastPart: Bool = false, hasRoomForRow: Bool = true) {
            self.key = key
            self.found = found
            self.isInLastPart = isInLastPart
            self.hasRoomForRow = hasRoomForRow
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

    /// What adds to the store, `decide` finds room for.
    package var usesReserve: Bool { true }

    /// - Throws: `.preconditionFailed`, `.noSuchKey` for an If-Match without an object, `.locked`, `.diskFull`.
    package func decide(_ rows: Rows, _ decision: inout DecisionContext) throws(ObjectError) -> (ObjectWrites, Outcome) {
        try judge(rows.found)
        if version != nil || rows.key.bucket.versioning == .never { return try remove(rows, &decision) }
        let takesRoom = try markerTakesRoom(rows)
        var writes = try rows.key.mark(key, as: cause.marked, by: stamp, &decision)
        writes.takesRoom = takesRoom
        writes.notedDeletion = rows.found?.row
        return (writes, Outcome(wasThere: rows.found != nil, versionID: writes.version?.id, isMarker: true))
    }

    /// - Throws: `.noSuchBucket`; as `decide`.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> Outcome {
        let entry = try transaction.buckets.entry(bucket, transaction.connection)
        let (key, found) = try translating { () throws(DatabaseError) in
            guard let version else {
                let rows = try transaction.rows(of: self.key, in: entry)
                return (rows, rows.current)
            }
            let rows = KeyState(
                bucket: entry.bucket, revision: entry.revision, notifications: entry.notifications, current: nil, null: nil)
            return (rows, try VersionRows.named(version, entry.bucket.id, self.key, transaction.connection))
        }
        let rows = Rows(
            key: key, found: found, isInLastPart: transaction.isInLastPart, hasRoomForRow: transaction.hasRoomForRow)
        var decision = transaction.decision(entry)
        let (writes, outcome) = try decide(rows, &decision)
        let after = decision
        try translating { () throws(DatabaseError) in try transaction.write(writes, in: entry, after) }
        return outcome
    }

    /// A marker is a row more, unless it takes the place of an object.
    private func markerTakesRoom(_ rows: Rows) throws(ObjectError) -> Bool {
        let version = rows.found?.version
        let replaces = rows.key.bucket.versioning != .enabled && version?.versionID == .null && version?.isDeleteMarker == false
        guard replaces ? !rows.isInLastPart : rows.hasRoomForRow else { throw .failed(.diskFull) }
        return !replaces
    }

    private func judge(_ found: StoredVersion?) throws(ObjectError) {
        guard let ifMatch else { return }
        guard let found, !found.version.isDeleteMarker else { throw .refused(.noSuchKey(key)) }
        guard ifMatch == "*" || ifMatch == found.version.etag else { throw .refused(.preconditionFailed(condition: "If-Match")) }
    }

    private func remove(_ rows: Rows, _ decision: inout DecisionContext) throws(ObjectError) -> (ObjectWrites, Outcome) {
        var writes = ObjectWrites()
        guard let found = rows.found else {
            if recordsMissing, version == nil {
                guard rows.hasRoomForRow else { throw .failed(.diskFull) }
                writes.takesRoom = true
                writes.event = try event(of: nil, rows, &decision)
            }
            return (writes, Outcome(wasThere: false, versionID: version, isMarker: false))
        }
        guard !found.version.isLocked(at: decision.wallNow, bypassesGovernance: bypassesGovernance) else { throw .refused(.locked) }
        writes.notedDeletion = found.row
        writes.removed = [found]
        writes.promotes = true
        if try isHeard(rows) { writes.event = try event(of: found.version, rows, &decision) }
        return (writes, Outcome(wasThere: true, versionID: version, isMarker: found.version.isDeleteMarker))
    }

    /// In the last part of the reserve a removal leaves no row behind: none of an event that nobody is owed, and where somebody would be
    /// the object stays.
    private func isHeard(_ rows: Rows) throws(ObjectError) -> Bool {
        guard rows.isInLastPart else { return true }
        guard try rows.key.compiled().matches(cause.removed, key: key.utf8).isEmpty else { throw .failed(.diskFull) }
        return false
    }

    private func event(of removed: ObjectVersion?, _ rows: Rows, _ decision: inout DecisionContext) throws(ObjectError) -> NewEvent {
        defer { decision.sequence += 1 }
        return try rows.key.event(
            EventDraft(
                type: cause.removed, key: key, versionID: removed?.versionID.inEvents, size: nil, etag: nil, attributes: nil,
                sequence: decision.sequence), stamp, &decision)
    }
}
