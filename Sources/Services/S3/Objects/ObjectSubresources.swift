internal import Objects
internal import Notifications
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Store
internal import Core
internal import XML

extension S3Call {
    /// Changes what lies beside an object's bytes.
    /// - Parameter judged: the version that the caller was let to change, where that depended on it.
    @discardableResult
    func change(
        _ engine: ObjectEngine, _ bucket: Bucket, _ key: ObjectKey, _ version: VersionID?, judged: ObjectVersion? = nil,
        _ change: @escaping ChangeAttributes.Change
    ) async throws(ServiceError) -> ObjectVersion {
        let mutation = ChangeAttributes(
            bucket: bucket.name, key: key, version: version, judged: judged, stamp: stamp(of: request.caller), change: change)
        return try await find(bucket) { () throws(EngineError) in
            try await self.refusingMarkers { () throws(EngineError) in try await engine.change(mutation, in: BucketIdentity(bucket)) }
        }
    }

    /// What lies beside an object is neither read nor changed where a marker is on top: S3 refuses that as if its id had been given.
    func refusingMarkers<T>(_ body: () async throws(EngineError) -> T) async throws(EngineError) -> T {
        do throws(EngineError) { return try await body() } catch {
            if case .refused(.isDeleteMarker(let marker)) = error { throw .refused(.isDeleteMarker(marker.named)) }
            throw error
        }
    }
}
