internal import ServiceKit
internal import Objects
internal import Notifications
internal import HTTPServer
internal import ObjectData
internal import Store
internal import Core
internal import XML

extension S3Call {
    /// Source: API_GetObjectTagging.
    func getObjectTagging() async throws(ServiceError) {
        let (key, version) = (try objectKey(), try versionID())
        let (bucket, engine) = try await authorize(version == nil ? "s3:GetObjectTagging" : "s3:GetObjectVersionTagging", key: key)
        let found: FoundObject
        do throws(ServiceError) {
            found = try await find(bucket) { () throws(EngineError) in
                try await self.refusingMarkers { () throws(EngineError) in
                    try await engine.head(bucket: bucket.name, key: key, version: version)
                }
            }
        } catch {
            guard error.code == "NoSuchKey" else { throw error }
            // Of all that lies beside an object only this one names the bucket as well.
            var error = error
            error.fields = [("Key", "\(bucket.name)/\(key)")]
            throw error
        }
        await send("Tagging", headers: versionHeader(found.version.versionID, bucket)) {
            Tags.write(found.version.attributes.tags, to: &$0)
        }
    }

    /// Source: API_PutObjectTagging.
    func putObjectTagging() async throws(ServiceError) {
        let (key, version) = (try objectKey(), try versionID())
        let action = version == nil ? "s3:PutObjectTagging" : "s3:PutObjectVersionTagging"
        // Judged before the body is asked for, unless what is in it decides.
        let isByTags = try await decidesByBody("s3:requestobjecttag")
        if !isByTags { _ = try await authorize(action, key: key) }
        let tags = try await document("Tagging") { root throws(ServiceError) in
            try Tags.checked(try Tags.parse(root))
        }
        let (bucket, judged, engine) = try await authorizeChange(action, key, tags: tags)
        let changed = try await change(engine, bucket, key, version, judged: judged) { attributes, _ throws(ObjectRefusal) in
            attributes.tags = tags
            return .objectTaggingPut
        }
        await send(200, versionHeader(changed.versionID, bucket))
    }

    /// Source: API_DeleteObjectTagging.
    func deleteObjectTagging() async throws(ServiceError) {
        let (key, version) = (try objectKey(), try versionID())
        let action = version == nil ? "s3:DeleteObjectTagging" : "s3:DeleteObjectVersionTagging"
        let (bucket, judged, engine) = try await authorizeChange(action, key)
        let changed = try await change(engine, bucket, key, version, judged: judged) { attributes, _ throws(ObjectRefusal) in
            attributes.tags = [:]
            return .objectTaggingDelete
        }
        await send(204, versionHeader(changed.versionID, bucket))
    }

    private func versionHeader(_ id: VersionID, _ bucket: Bucket) -> HTTPHeaders {
        var headers: HTTPHeaders = []
        ObjectHeaders.write(id, in: bucket, to: &headers)
        return headers
    }
}
