package import Events
package import Metadata
package import PeltonCore

/// An object about to be written, but for its bytes.
package struct NewObject: Sendable {
    package var bucket: BucketName
    package var key: ObjectKey
    package var attributes: ObjectAttributes
    package var checksum: StoredChecksum?
    package var condition: WriteCondition
    /// `ObjectCreated:Put` or `ObjectCreated:Post`
    package var type: EventType

    package init(
        bucket: BucketName, key: ObjectKey, attributes: ObjectAttributes, checksum: StoredChecksum? = nil,
        condition: WriteCondition = WriteCondition(), type: EventType
    ) {
        self.bucket = bucket
        self.key = key
        self.attributes = attributes
        self.checksum = checksum
        self.condition = condition
        self.type = type
    }
}

extension ObjectEngine {
    /// Makes `content` the key's object.
    /// - Throws: `.metadata` with `.noSuchBucket`, `.preconditionFailed`, `.noSuchKey` for an If-Match without an object, or why the
    ///   commit failed. Then the bytes go too.
    package func put(_ object: NewObject, _ content: FreshContent, by stamp: RequestStamp) async throws(EngineError) -> WrittenVersion {
        try await commit(
            PutObject(
                bucket: object.bucket, key: object.key, content: content.content, etag: content.etag, checksum: object.checksum,
                attributes: object.attributes, condition: object.condition, type: object.type, stamp: stamp), naming: content)
    }

    /// Source: API_CopyObject. Links the source's bytes: costs the same whatever their size.
    /// - Throws: `.diskFull`: rows take room too, and the reserve is for deletes and outcomes.
    package func copy(_ copy: CopyObject) async throws(EngineError) -> WrittenVersion {
        try await commitNew(copy)
    }

    /// Source: API_DeleteObject.
    /// - Returns: true if there was something to delete.
    package func delete(
        bucket: BucketName, key: ObjectKey, version: VersionID?, ifMatch: String?, by stamp: RequestStamp
    ) async throws(EngineError) -> Bool {
        try await commit(
            DeleteObject(
                bucket: bucket, key: key, version: version, ifMatch: ifMatch, recordsMissing: false, type: .objectRemovedDelete,
                stamp: stamp))
    }

    /// Source: API_DeleteObjects. Each key on its own; they share as few commits as their number allows.
    /// - Returns: nil for each that went or was not there, else why not; in the order of `objects`.
    package func delete(
        bucket: BucketName, _ objects: [(key: ObjectKey, version: VersionID?, ifMatch: String?)], by stamp: RequestStamp
    ) async -> [EngineError?] {
        await withTaskGroup(of: (Int, EngineError?).self) { group in
            for (i, object) in objects.enumerated() {
                let delete = DeleteObject(
                    bucket: bucket, key: object.key, version: object.version, ifMatch: object.ifMatch, recordsMissing: true,
                    type: .objectRemovedDelete, stamp: stamp)
                group.addTask { [self] in
                    do throws(EngineError) {
                        _ = try await commit(delete)
                        return (i, nil)
                    } catch { return (i, error) }
                }
            }
            var errors = [EngineError?](repeating: nil, count: objects.count)
            for await (i, error) in group { errors[i] = error }
            return errors
        }
    }
}
