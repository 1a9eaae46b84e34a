package import Notifications
package import DeliveryData
package import ObjectData
internal import Store
package import Core

/// An object about to be written, but for its bytes.
package struct NewObject: Sendable {
    package var bucket: BucketName
    package var key: ObjectKey
    package var attributes: ObjectAttributes
    package var checksum: StoredChecksum?
    package var condition: WriteCondition
    /// `ObjectCreated:Put` or `ObjectCreated:Post`
    package var type: EventType
    /// Of a copy whose bytes were written anew: what it was made of.
    package var sourceVersion: String?

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
    /// - Parameter judged: the bucket that was asked about, here as in what follows.
    /// - Throws: `.refused` with `.noSuchBucket`, `.preconditionFailed`, `.noSuchKey` for an If-Match without an object, or why the
    ///   commit failed. Then the bytes go too.
    package func put(
        _ object: NewObject, _ content: FreshContent, in judged: BucketIdentity? = nil, by stamp: RequestStamp
    ) async throws(EngineError) -> WrittenVersion {
        let put = PutObject(
            bucket: object.bucket, key: object.key, content: content.content, etag: content.etag, checksum: object.checksum,
            attributes: object.attributes, condition: object.condition, type: object.type, sourceVersion: object.sourceVersion, stamp: stamp
        )
        guard let judged else { return try await commit(put, naming: content) }
        return try await commit(OfSameBucket(judged, put), naming: content)
    }

    /// Source: API_RenameObject.
    package func rename(_ rename: RenameObject, in judged: BucketIdentity? = nil) async throws(EngineError) {
        try await commit(rename, in: judged)
    }

    /// Source: API_DeleteObject. What removes works on a full disk too; what adds, a marker or an event of nothing, needs room.
    package func delete(_ delete: DeleteObject, in judged: BucketIdentity? = nil) async throws(EngineError) -> DeleteObject.Outcome {
        try await commit(delete, in: judged)
    }

    /// Source: API_DeleteObjects. Each on its own; they share as few commits as their number allows.
    /// - Returns: what became of each, in their order.
    package func delete(
        _ deletes: [DeleteObject], in judged: BucketIdentity? = nil
    ) async -> [Result<DeleteObject.Outcome, EngineError>] {
        await withTaskGroup(of: (Int, Result<DeleteObject.Outcome, EngineError>).self) { group in
            for (i, delete) in deletes.enumerated() {
                group.addTask { [self] in (i, await outcome(of: delete, in: judged)) }
            }
            var outcomes = [Result<DeleteObject.Outcome, EngineError>](repeating: .failure(.busy), count: deletes.count)
            for await (i, outcome) in group { outcomes[i] = outcome }
            return outcomes
        }
    }

    private func outcome(of delete: DeleteObject, in judged: BucketIdentity?) async -> Result<DeleteObject.Outcome, EngineError> {
        do throws(EngineError) { return .success(try await self.delete(delete, in: judged)) } catch { return .failure(error) }
    }

    /// - Returns: whether it was restored before.
    package func restore(_ restore: RestoreObject, in judged: BucketIdentity? = nil) async throws(EngineError) -> Bool {
        try await commit(restore, in: judged)
    }

    package func restores(_ find: FindRestores) async throws(EngineError) -> [FindRestores.Name: Timestamp] { try await read(find) }

    /// Changes what lies beside an object's bytes.
    /// - Throws: `.failed(.diskFull)`, as `copy`; `.refused` with what the change found wrong.
    package func change(_ change: ChangeAttributes, in judged: BucketIdentity? = nil) async throws(EngineError) -> ObjectVersion {
        try await commit(change, in: judged)
    }
}
