internal import Engine
internal import Events
internal import Faces
internal import HTTPFront
internal import Metadata
internal import PeltonCore
internal import XML

extension S3Call {
    /// Source: API_GetObjectAcl, with the bucket owner's full control as buckets without ACLs have it.
    func getObjectACL() async throws(S3Error) {
        let key = try objectKey()
        let version = try versionID()
        let bucket = try await authorize(version == nil ? "s3:GetObjectAcl" : "s3:GetObjectVersionAcl", key: key)
        _ = try await find(bucket) { () throws(EngineError) in
            try await engine.head(bucket: bucket.name, key: key, version: version)
        }
        await send("AccessControlPolicy") { Self.ownerHasFullControl(bucket, &$0) }
    }

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
