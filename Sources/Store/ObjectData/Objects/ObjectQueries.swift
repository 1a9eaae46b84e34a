package import Store
internal import Database
package import Core

/// One version of a key with the place of its bytes, as of one moment.
package struct FoundObject: Sendable {
    /// Its row alone, without its documents.
    package let bucket: Bucket
    package let version: ObjectVersion
    package let place: ContentPlace
    /// Its bytes were found damaged; they are never served.
    package let isDamaged: Bool
    /// Only where they were asked for, and only of what a multipart upload made.
    package let parts: PartTable?
}

/// Source: API_GetObject, API_HeadObject.
package struct FindObject: Query {
    package let bucket: BucketName
    package let key: ObjectKey
    package let version: VersionID?
    package let withParts: Bool

    /// - Parameter withParts: finds the table of parts in the same moment. Looked up later, it would be gone with a version that was
    ///   replaced in between.
    package init(bucket: BucketName, key: ObjectKey, version: VersionID?, withParts: Bool = false) {
        self.bucket = bucket
        self.key = key
        self.version = version
        self.withParts = withParts
    }

    /// - Throws: `.noSuchBucket`, `.noSuchKey`, `.noSuchVersion`, `.isDeleteMarker`.
    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> FoundObject {
        let bucket = try snapshot.row(of: bucket)
        let found = try translating { () throws(DatabaseError) in
            if let version { return try VersionRows.named(version, bucket.id, key, snapshot.connection) }
            return try VersionRows.latest(bucket.id, key, snapshot.connection)
        }
        guard let found else {
            if let version { throw .refused(.noSuchVersion(key, version)) }
            throw .refused(.noSuchKey(key))
        }
        guard !found.version.isDeleteMarker, let content = found.version.content else {
            throw .refused(
                .isDeleteMarker(
                    DeleteMarker(key: key, versionID: found.version.versionID, modified: found.version.modified, isNamed: version != nil)))
        }
        return try translating { () throws(DatabaseError) in
            FoundObject(
                bucket: bucket, version: found.version, place: try snapshot.place(of: content), isDamaged: found.isDamaged,
                parts: withParts && found.version.partCount > 0 ? try snapshot.parts(of: content) : nil)
        }
    }
}
