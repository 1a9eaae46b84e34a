internal import Store
internal import Database
package import Core

/// The conditions on a copy's source. Source: API_CopyObject, `x-amz-copy-source-if-…`.
package struct CopySourceCondition: Sendable, Hashable {
    package var ifMatch: String?
    package var ifNoneMatch: String?
    package var ifModifiedSince: Timestamp?
    package var ifUnmodifiedSince: Timestamp?
    /// What the caller was let to copy.
    package var judged: Judged?
    package init() {}

    package struct Judged: Sendable, Hashable {
        package let bucketID: Int64
        /// The version's; nil if any version will do.
        package let sequence: UInt64?

        package init(bucketID: Int64, sequence: UInt64?) {
            self.bucketID = bucketID
            self.sequence = sequence
        }

        fileprivate func check(_ source: ObjectVersion) throws(ObjectError) {
            guard source.bucketID == bucketID, sequence == nil || source.sequence == sequence else {
                throw .refused(.conflict("The copy's source is another one than was asked about."))
            }
        }
    }

    /// If-Match that holds overrules If-Unmodified-Since, If-None-Match that fails overrules If-Modified-Since.
    /// - Parameter name: what the headers of these conditions begin with.
    package func judge(_ source: ObjectVersion, named name: String = "x-amz-copy-source") throws(ObjectError) {
        try judged?.check(source)
        if let ifMatch {
            guard ifMatch == "*" || ifMatch == source.etag else { throw .refused(.copyConditionFailed(condition: "\(name)-If-Match")) }
        } else if let ifUnmodifiedSince, source.modified.seconds > ifUnmodifiedSince.seconds {
            throw .refused(.copyConditionFailed(condition: "\(name)-If-Unmodified-Since"))
        }
        if let ifNoneMatch {
            guard ifNoneMatch != "*", ifNoneMatch != source.etag else {
                throw .refused(.copyConditionFailed(condition: "\(name)-If-None-Match"))
            }
        } else if let ifModifiedSince, source.modified.seconds <= ifModifiedSince.seconds {
            throw .refused(.copyConditionFailed(condition: "\(name)-If-Modified-Since"))
        }
    }
}

extension WriteTransaction {
    /// - Throws: `.noSuchBucket`, `.noSuchCopySource`, `.noSuchVersion`, `.copySourceIsDeleteMarker`, `.copyConditionFailed`, `.archived`.
    func findCopySource(
        _ bucket: BucketName, _ key: ObjectKey, _ version: VersionID?, _ condition: CopySourceCondition
    ) throws(ObjectError) -> ObjectVersion {
        let bucketID = try buckets.entry(bucket, connection).bucket.id
        let found = try translating { () throws(DatabaseError) in
            if let version { return try VersionRows.named(version, bucketID, key, connection) }
            return try VersionRows.latest(bucketID, key, connection)
        }
        guard let source = found?.version else {
            if let version { throw .refused(.noSuchVersion(key, version)) }
            throw .refused(.noSuchCopySource(bucket: bucket, key: key))
        }
        guard !source.isDeleteMarker else {
            throw .refused(version == nil ? .noSuchCopySource(bucket: bucket, key: key) : .copySourceIsDeleteMarker)
        }
        try source.attributes.requireReadable(at: wallNow)
        try condition.judge(source)
        return source
    }
}
