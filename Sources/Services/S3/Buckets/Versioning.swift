internal import ServiceKit
internal import Objects
internal import ObjectData
internal import Core
internal import XML

extension S3Call {
    /// Source: API_GetBucketVersioning. A bucket that never had versions has no status.
    func getBucketVersioning() async throws(ServiceError) {
        let (bucket, _) = try await authorize("s3:GetBucketVersioning")
        await send("VersioningConfiguration") { xml in
            if bucket.versioning != .never { xml.element("Status", bucket.versioning.rawValue) }
        }
    }

    /// Source: API_PutBucketVersioning.
    func putBucketVersioning() async throws(ServiceError) {
        let (bucket, engine) = try await authorize("s3:PutBucketVersioning")
        let isEnabled = try await document("VersioningConfiguration") { root throws(ServiceError) in try Self.isEnabled(by: root) }
        try await run { () throws(EngineError) in
            try await engine.set(SetVersioning(bucket: bucket.name, isEnabled: isEnabled), in: BucketIdentity(bucket))
        }
        await send(200)
    }
    static func isEnabled(by root: XMLElement) throws(ServiceError) -> Bool {
        try Shape.group("VersioningConfiguration", [.text("Status", Shape.maybe), .text("MfaDelete", Shape.maybe)]).check(root)
        switch root.trimmedText("MfaDelete") {
        case nil, "Disabled"?: break
        case "Enabled"?: throw .notImplemented("MFA delete")
        default: throw .malformedXML
        }
        switch root.trimmedText("Status") {
        case "Enabled"?: return true
        case "Suspended"?: return false
        case nil: throw ServiceError(400, "IllegalVersioningConfigurationException", "The Versioning element must be specified")
        default: throw .malformedXML
        }
    }
}
