internal import Engine
internal import Metadata
internal import PeltonCore
internal import XML

extension S3Call {
    /// Source: API_GetObjectAcl, with the bucket owner's full control as buckets without ACLs have it.
    func getObjectACL() async throws(S3Error) {
        let bucket = try await headFor("s3:GetObjectAcl").bucket
        await send("AccessControlPolicy") { Self.ownerHasFullControl(bucket, &$0) }
    }

    /// Source: API_GetObjectTagging.
    func getObjectTagging() async throws(S3Error) {
        let tags = try await headFor("s3:GetObjectTagging").version.attributes.tags
        await send("Tagging") { xml in
            xml.element("TagSet") { xml in
                for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
                    xml.element("Tag") { xml in
                        xml.element("Key", key)
                        xml.element("Value", value)
                    }
                }
            }
        }
    }

    private func headFor(_ action: String) async throws(S3Error) -> FoundObject {
        let key = try objectKey()
        let version = try versionID()
        let bucket = try await authorize(action, key: key)
        return try await find(bucket) { () throws(EngineError) in try await engine.head(bucket: bucket.name, key: key, version: version) }
    }
}
