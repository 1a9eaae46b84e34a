internal import Objects
internal import ServiceKit
internal import Policies
internal import Store
internal import Core

extension S3Call {
    /// Who began an upload in another account's bucket may look at it and end it, unless that is denied.
    /// Source: S3 User Guide, "Multipart upload API and permissions".
    func authorizeUpload(_ action: String, _ key: ObjectKey) async throws(S3Error) -> Bucket {
        let bucket = try await findBucket()
        let verdict = try await verdict(AuthorizationRequest(action: action, bucket: bucket, key: key))
        if !verdict.isAllowed, !verdict.isExplicit, caller.principal.isRoot {
            let upload = try? await run { () throws(EngineError) in
                try await engine.openUpload(bucket: bucket.name, key: key, id: uploadID())
            }
            if let upload, upload.principal == caller.principal.arn { return bucket }
        }
        try await require(action, bucket, key: key)
        return bucket
    }
}
