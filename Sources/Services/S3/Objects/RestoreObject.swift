internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Core
internal import XML

extension S3Call {
    /// Source: API_RestoreObject. What is in an archive is as near as all else: it is restored when this answers.
    func restoreObject() async throws(ServiceError) {
        let (key, version) = (try objectKey(), try versionID())
        _ = try await authorize("s3:RestoreObject", key: key)
        let asked = try await document("RestoreRequest") { root throws(ServiceError) in try RestoreRequest(root) }
        let (bucket, judged, engine) = try await authorizeChange("s3:RestoreObject", key)
        let object = try await find(bucket) { () throws(EngineError) in
            try await self.refusingMarkers { () throws(EngineError) in
                try await engine.head(bucket: bucket.name, key: key, version: version)
            }
        }.version
        try asked.judge(object.attributes.storageClass)
        let restore = RestoreObject(
            bucket: bucket.name, key: key, version: version, judged: judged ?? object, days: asked.days ?? 1,
            stamp: stamp(of: request.caller))
        let wasRestored = try await find(bucket) { () throws(EngineError) in
            try await self.refusingMarkers { () throws(EngineError) in try await engine.restore(restore, in: BucketIdentity(bucket)) }
        }
        await send(wasRestored ? 200 : 202)
    }

    /// How long the objects of a page are restored; none unless the request asks.
    func restores(
        _ engine: ObjectEngine, in bucket: Bucket, of names: () -> [(name: FindRestores.Name, storageClass: String?)]
    ) async throws(ServiceError) -> Restores {
        let header = http.headers.first("x-amz-optional-object-attributes") ?? ""
        for value in header.split(separator: ",") where value.filter({ $0 != " " }) != "RestoreStatus" {
            throw .invalidArgument("Invalid attribute name specified.", "x-amz-optional-object-attributes", String(value))
        }
        guard !header.isEmpty else { return Restores() }
        let find = FindRestores(bucketID: bucket.id, names: names())
        let found = try await run { () throws(EngineError) in try await engine.restores(find) }
        return Restores(ends: found.filter { $0.value > request.received })
    }
}

/// What a listing says of objects that are restored.
struct Restores: Sendable {
    var ends: [FindRestores.Name: Timestamp] = [:]

    func write(_ name: @autoclosure () -> FindRestores.Name, to xml: inout XMLWriter) {
        guard !ends.isEmpty, let end = ends[name()] else { return }
        xml.element("RestoreStatus") { xml in
            xml.element("IsRestoreInProgress", false)
            xml.element("RestoreExpiryDate", end.iso8601)
        }
    }
}

/// The document of a restore, read. Source: API_RestoreObject, `RestoreRequest`.
struct RestoreRequest: Sendable {
    private static let tiers = ["Standard", "Bulk", "Expedited"]
    private static let shape = Shape.group(
        "RestoreRequest",
        [
            .number("Days", Shape.maybe), .group("GlacierJobParameters", Shape.maybe, [.choice("Tier", tiers)]),
            .choice("Type", ["SELECT"], Shape.maybe), .choice("Tier", tiers, Shape.maybe), .text("Description", Shape.maybe),
        ])
    /// A hundred years: no restore that was meant is longer.
    private static let mostDays = 36_500

    let days: Int?
    private let isExpedited: Bool

    init(_ root: XMLElement) throws(ServiceError) {
        // What it selects and where that goes would follow.
        guard root.trimmedText("Type") != "SELECT" else { throw .notImplemented("RestoreObject of the type SELECT") }
        try Self.shape.check(root)
        days = root.trimmedText("Days").flatMap { Int(digits: $0) }
        if let days {
            guard days > 0 else { throw .malformedXML }
            guard days <= Self.mostDays else {
                throw .invalidArgument("A restore lasts at most \(Self.mostDays) days.", "Days", String(days))
            }
        }
        isExpedited = [root, root.child("GlacierJobParameters")].contains { $0?.trimmedText("Tier") == "Expedited" }
    }

    /// - Throws: for what cannot be asked of an object of this class; of those that are in no archive, what can be known before the commit.
    func judge(_ storageClass: String?) throws(ServiceError) {
        switch storageClass {
        case "INTELLIGENT_TIERING" where days != nil:
            throw .invalidArgument(
                "INTELLIGENT_TIERING objects are not subject to restore expiry. Do not specify Days when restoring this object", "Days",
                nil)
        case "DEEP_ARCHIVE" where isExpedited:
            throw .invalidArgument("Retrieval option is not supported by this storage class", "Tier", "Expedited")
        case "GLACIER", "DEEP_ARCHIVE": guard days != nil else { throw .malformedXML }
        default: break
        }
    }
}
