internal import Faces
internal import HTTPFront
internal import IAM
internal import Metadata
internal import PeltonCore
internal import SigV4

/// The condition keys of S3. Source: Service Authorization Reference, "Condition keys for Amazon S3".
extension S3Call {
    func fill(
        _ context: inout RequestContext, _ owner: AccountID, _ values: [String: String?], tags: [String: String]?,
        object: ObjectVersion? = nil
    ) {
        let headers = self.headersAsked
        context.setEnvironment(
            now: request.received, sourceIP: http.remoteAddress, isSecure: false, region: request.region,
            userAgent: http.headers.first("user-agent"), referer: http.headers.first("referer"))
        context.set("s3:ResourceAccount", owner.description)
        context.set("s3:VersionId", http.queryValue("versionId"))
        setSignature(&context)
        for name in Self.headerKeys { context.set("s3:" + name, headers.first(name)) }
        for name in RequestedACL.headerNames { context.set("s3:" + name, RequestedACL.value(of: name, headers)) }
        context.set("s3:object-lock-mode", headers.first("x-amz-object-lock-mode"))
        context.set("s3:object-lock-retain-until-date", headers.first("x-amz-object-lock-retain-until-date"))
        context.set("s3:object-lock-legal-hold", headers.first("x-amz-object-lock-legal-hold"))
        if let until = headers.first("x-amz-object-lock-retain-until-date").flatMap({ Timestamp(iso8601: $0) }) {
            context.set("s3:object-lock-remaining-retention-days", days(until: until))
        }
        if headers.contains("x-amz-copy-source"), let source = try? CopySource(headers, now: request.received) {
            // Decoded: one object has one name, whatever the client wrote.
            context.set("s3:x-amz-copy-source", "\(source.bucket)/\(source.key)")
        }
        if context.action == "s3:PutObject" { context.set("s3:ObjectCreationOperation", String(createsObject)) }
        setRequestTags(tags ?? headers.first("x-amz-tagging").flatMap { try? Tags.parse(query: $0) } ?? [:], &context)
        if let object {
            set("s3:ExistingObjectTag/", object.attributes.tags, &context)
        }
        for (name, value) in values { context.set(name, value) }
    }

    private func setSignature(_ context: inout RequestContext) {
        if form != nil {
            context.set("s3:authType", caller.principal == .anonymous ? nil : "POST")
            context.set("s3:signatureversion", caller.principal == .anonymous ? nil : "AWS4-HMAC-SHA256")
            return
        }
        guard let signature = request.signature else { return }
        context.set("s3:signatureversion", "AWS4-HMAC-SHA256")
        context.set("s3:signatureAge", String(max(0, request.received.milliseconds - signature.date.milliseconds)))
        switch signature.source {
        case .header: context.set("s3:authType", "REST-HEADER")
        case .query: context.set("s3:authType", "REST-QUERY-STRING")
        case .form: context.set("s3:authType", "POST")
        }
    }

    private func setRequestTags(_ tags: [String: String], _ context: inout RequestContext) {
        guard !tags.isEmpty else { return }
        context.set("s3:RequestObjectTagKeys", tags.keys.sorted())
        set("s3:RequestObjectTag/", tags, &context)
    }

    /// Condition keys are compared without regard to case, tags are not: where two differ in nothing else, both values count.
    private func set(_ family: String, _ tags: [String: String], _ context: inout RequestContext) {
        for (key, values) in Dictionary(grouping: tags, by: { $0.key.lowercased() }) {
            context.set(family + key, values.map(\.value).sorted())
        }
    }

    /// A retention as conditions name it. Source: Service Authorization Reference, `s3:object-lock-remaining-retention-days`.
    func lockValues(_ retention: ObjectLock.Retention?) -> [String: String?] {
        guard let retention else { return [:] }
        return [
            "s3:object-lock-mode": retention.mode.rawValue, "s3:object-lock-retain-until-date": retention.until.iso8601,
            "s3:object-lock-remaining-retention-days": days(until: retention.until),
        ]
    }

    private func days(until end: Timestamp) -> String {
        let day: Int64 = 86_400
        return String(max(0, (end.seconds - request.received.seconds + day - 1) / day))
    }

    /// Source: S3 User Guide, "Enforce conditional writes on Amazon S3 buckets".
    private var createsObject: Bool { !["CreateMultipartUpload", "UploadPart", "UploadPartCopy"].contains(route.operation.name) }

    private static let headerKeys = [
        "x-amz-content-sha256", "x-amz-metadata-directive", "x-amz-server-side-encryption",
        "x-amz-server-side-encryption-aws-kms-key-id", "x-amz-server-side-encryption-customer-algorithm", "x-amz-storage-class",
        "x-amz-website-redirect-location", "x-amz-object-ownership", "if-match", "if-none-match",
    ]
}
