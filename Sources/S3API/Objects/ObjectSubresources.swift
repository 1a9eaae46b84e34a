internal import Engine
internal import Events
internal import Faces
internal import HTTPFront
internal import Metadata
internal import PeltonCore
internal import XML

extension S3Call {
    /// Changes what lies beside an object's bytes.
    /// - Parameter judged: the version that the caller was let to change, where that depended on it.
    @discardableResult
    func change(
        _ bucket: Bucket, _ key: ObjectKey, _ version: VersionID?, judged: ObjectVersion? = nil,
        _ change: @escaping ChangeAttributes.Change
    ) async throws(S3Error) -> ObjectVersion {
        let mutation = ChangeAttributes(
            bucket: bucket.name, key: key, version: version, judged: judged, stamp: stamp(of: request.caller), change: change)
        return try await find(bucket) { () throws(EngineError) in try await engine.change(mutation) }
    }
}
