package import DeliveryData
package import Store
internal import Database
internal import Notifications
internal import Lifecycle
package import Core

/// Does what is due to some versions of a bucket. Each is judged again here, by the rules and the versions that there are in the commit;
/// what object lock keeps stays.
package struct ApplyLifecycle: Mutation {
    package let bucket: BucketName
    package let candidates: [LifecycleCandidate]
    package let stamp: RequestStamp

    package init(bucket: BucketName, candidates: [LifecycleCandidate], stamp: RequestStamp) {
        self.bucket = bucket
        self.candidates = candidates
        self.stamp = stamp
    }

    /// What adds to the store finds room for itself.
    package var usesReserve: Bool { true }

    /// What there is no room for is left for the next run: what comes after it may make some.
    /// - Returns: to how many something was done.
    /// - Throws: `.noSuchBucket`; `.storage` if the rules cannot be read.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> Int {
        let bucket = try transaction.buckets.entry(bucket, transaction.connection).bucket
        guard let rules = try bucket.readableLifecycle() else { return 0 }
        var done = 0
        for candidate in candidates {
            guard let (row, action) = try judge(candidate, bucket, rules, transaction) else { continue }
            do {
                try perform(action, row, transaction)
                done += 1
            } catch {
                switch error {
                case .refused(.locked), .failed(.diskFull): continue
                default: throw error
                }
            }
        }
        return done
    }

    private func judge(
        _ candidate: LifecycleCandidate, _ bucket: Bucket, _ rules: LifecycleRules, _ transaction: WriteTransaction
    ) throws(ObjectError) -> (LifecycleRow, LifecycleAction)? {
        try translating { () throws(DatabaseError) in
            let connection = transaction.connection
            let found = try connection.first(
                """
                SELECT key, version_order, version_id, is_latest, is_marker, size, modified_ms, storage_class, tags FROM versions
                WHERE bucket_id = ? AND key = ? AND version_order = ?
                """, .integer(bucket.id), .blob(candidate.key.utf8), .integer(candidate.order)
            ) { row throws(DatabaseError) in try LifecycleRow(row) }
            guard let row = found else { return nil }
            let subject = row.subject(
                above: row.isLatest ? LifecycleRow.Above() : try row.above(bucket.id, rules, connection),
                isAlone: row.isLatest && row.isMarker ? try row.isAlone(bucket.id, connection) : false)
            return rules.action(
                for: subject, now: transaction.wallNow, day: transaction.limits.lifecycleDay, keepsVersions: bucket.versioning != .never
            ).map { (row, $0) }
        }
    }

    private func perform(_ action: LifecycleAction, _ row: LifecycleRow, _ transaction: WriteTransaction) throws(ObjectError) {
        switch action {
        case .expire: try delete(row.key, nil, transaction)
        case .remove: try delete(row.key, row.versionID, transaction)
        case .move(let target):
            try transaction.requireRoomForRow()
            _ = try ChangeAttributes(bucket: bucket, key: row.key, version: row.versionID, stamp: stamp) {
                attributes, _ throws(ObjectRefusal) in
                attributes.storageClass = target.rawValue
                return .lifecycleTransition
            }.apply(transaction)
        }
    }

    private func delete(_ key: ObjectKey, _ version: VersionID?, _ transaction: WriteTransaction) throws(ObjectError) {
        _ = try DeleteObject(bucket: bucket, key: key, version: version, cause: .lifecycle, stamp: stamp).apply(transaction)
    }
}
