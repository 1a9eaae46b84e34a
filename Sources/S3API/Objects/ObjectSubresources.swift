internal import Engine
internal import Events
internal import Faces
internal import HTTPFront
internal import Metadata
internal import PeltonCore
internal import XML

extension S3Call {
    /// Changes what lies beside an object's bytes.
    @discardableResult
    func change(
        _ bucket: Bucket, _ key: ObjectKey, _ version: VersionID?, _ change: @escaping ChangeAttributes.Change
    ) async throws(S3Error) -> ObjectVersion {
        let mutation = ChangeAttributes(
            bucket: bucket.name, key: key, version: version, stamp: stamp(of: request.caller), change: change)
        return try await find(bucket) { () throws(EngineError) in try await engine.change(mutation) }
    }
}
