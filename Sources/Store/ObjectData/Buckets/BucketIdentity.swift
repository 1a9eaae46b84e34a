package import Store
package import Core

/// Which bucket somebody was asked about. Another one can have its name by the time a change of it is committed.
package struct BucketIdentity: Sendable, Hashable {
    package let name: BucketName
    package let id: Int64

    package init(_ bucket: Bucket) { (name, id) = (bucket.name, bucket.id) }
}

/// A change of the bucket that was judged, and of no other.
package struct OfSameBucket<Change: Mutation>: Mutation where Change.Refusal == ObjectRefusal {
    private let bucket: BucketIdentity
    private let change: Change

    package init(_ bucket: BucketIdentity, _ change: Change) {
        self.bucket = bucket
        self.change = change
    }

    package var smallBytes: Int { change.smallBytes }
    package var weight: Int { change.weight }
    package var rowBytes: Int { change.rowBytes }
    package var usesReserve: Bool { change.usesReserve }

    /// - Throws: `.noSuchBucket` where the judged one is gone, whoever has its name now; and what the change throws.
    package func apply(_ transaction: WriteTransaction) throws(ObjectError) -> Change.Result {
        let current = try transaction.buckets.entry(bucket.name, transaction.connection).bucket
        guard current.id == bucket.id else { throw .refused(.noSuchBucket(bucket.name)) }
        return try change.apply(transaction)
    }
}
