internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import ObjectData
internal import Core
internal import SigV4

/// The condition keys of S3. Source: Service Authorization Reference, "Condition keys for Amazon S3".
extension S3Call {
    func fill(
        _ context: inout RequestContext, _ owner: AccountID, _ values: [String: String?], tags: [String: String]?
    ) {
        let headers = self.headersAsked
        request.setEnvironment(&context)
        context.set("s3:ResourceAccount", owner.description)
        context.set("s3:VersionId", http.queryValue("versionId"))
        // Other operations have no use for these, whatever stands in their query.
        let isListing = Self.listings.contains(route.operation.name)
        for name in ["prefix", "delimiter", "max-keys"] { context.set("s3:" + name, isListing ? http.queryValue(name) : nil) }
        setSignature(&context, headers)
        for name in Self.headerKeys { context.set("s3:" + name, headers.first(name)) }
        for name in RequestedACL.headerNames { context.set("s3:" + name, RequestedACL.value(of: name, headers)) }
        for name in Self.absentKeys { context.set("s3:" + name, []) }
        setLock(&context, headers)
        setSource(&context, headers)
        context.set("s3:ObjectCreationOperation", String(createsObject))
        // What cannot be read will be refused as such, and is not known until then.
        if let tags = tags ?? Self.tags(headers) {
            context.set("s3:RequestObjectTagKeys", tags.keys.sorted())
            context.set(family: "s3:RequestObjectTag/", tags)
        }
        for (name, value) in values { context.set(name, value) }
    }

    /// Source: S3 API Reference, "Amazon S3 Signature Version 4 authentication specific policy keys".
    private func setSignature(_ context: inout RequestContext, _ headers: HTTPHeaders) {
        let signature = form == nil ? request.signature : nil
        let version = form.map { $0.version } ?? signature?.version
        switch version {
        case .version4: context.set("s3:signatureversion", "AWS4-HMAC-SHA256")
        case .version2: context.set("s3:signatureversion", "AWS")
        case nil: context.set("s3:signatureversion", nil)
        }
        // A URL of Version 2 does not say how old it is.
        context.set(
            "s3:signatureAge", signature?.date.map { String(max(0, request.received.milliseconds - $0.milliseconds)) })
        switch signature?.source {
        case .header: context.set("s3:authType", "REST-HEADER")
        case .query: context.set("s3:authType", "REST-QUERY-STRING")
        case .form: context.set("s3:authType", "POST")
        case nil: context.set("s3:authType", version == nil ? nil : "POST")
        }
        // A presigned URL of Version 4 covers what it says itself, else no payload.
        context.set(
            "s3:x-amz-content-sha256",
            version == .version4 && signature?.source == .query ? request.payload.headerValue : headers.first("x-amz-content-sha256"))
    }

    private func setLock(_ context: inout RequestContext, _ headers: HTTPHeaders) {
        let until = headers.first("x-amz-object-lock-retain-until-date")
        context.set("s3:object-lock-mode", headers.first("x-amz-object-lock-mode"))
        context.set("s3:object-lock-retain-until-date", until)
        context.set("s3:object-lock-legal-hold", headers.first("x-amz-object-lock-legal-hold"))
        guard let until else { return context.set("s3:object-lock-remaining-retention-days", []) }
        if let end = Timestamp(iso8601: until) { context.set("s3:object-lock-remaining-retention-days", days(until: end)) }
    }

    /// Decoded: one object has one name, whatever the client wrote.
    private func setSource(_ context: inout RequestContext, _ headers: HTTPHeaders) {
        guard headers.contains("x-amz-copy-source") else { return context.set("s3:x-amz-copy-source", []) }
        // One that cannot be read is refused by the operation; until then the key is not known, which allows nothing.
        guard let source = try? CopySource(headers, services.addressing, now: request.received) else { return }
        context.set("s3:x-amz-copy-source", "\(source.bucket)/\(source.key)")
    }

    /// - Returns: nil where they cannot be read.
    private static func tags(_ headers: HTTPHeaders) -> [String: String]? {
        guard let text = headers.first("x-amz-tagging") else { return [:] }
        return try? Tags.parse(query: text)
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

    private static let listings: Set<String> = ["ListObjects", "ListObjectsV2", "ListObjectVersions", "ListMultipartUploads"]

    private static let headerKeys = [
        "x-amz-metadata-directive", "x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id",
        "x-amz-server-side-encryption-customer-algorithm", "x-amz-storage-class", "x-amz-website-redirect-location",
        "x-amz-object-ownership", "if-match", "if-none-match",
    ]

    /// There is no TLS, and there are no access points and grants.
    private static let absentKeys = [
        "TlsVersion", "DataAccessPointArn", "DataAccessPointAccount", "AccessPointNetworkOrigin", "AccessGrantsInstanceArn",
    ]
}
