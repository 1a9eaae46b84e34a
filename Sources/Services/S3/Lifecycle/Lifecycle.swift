internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import Lifecycle
internal import Logging
internal import ObjectData
internal import Core

extension S3Call {
    private static let minimumSizeHeader = "x-amz-transition-default-minimum-object-size"

    /// Source: API_GetBucketLifecycleConfiguration.
    func getLifecycle() async throws(ServiceError) {
        let (bucket, _) = try await authorize("s3:GetLifecycleConfiguration")
        guard let document = bucket.documents.bytes(.lifecycle) else {
            throw ServiceError(
                404, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", [("BucketName", bucket.name.description)]
            )
        }
        let (logger, name) = (services.logger, bucket.name)
        let (xml, minimumSize) = try await request.threads.run(bytes: document.count, busy: .slowDown) { () throws(ServiceError) in
            let configuration: LifecycleConfiguration
            do { configuration = try LifecycleConfiguration(document: document) } catch {
                logger.error("a stored lifecycle cannot be read", metadata: ["bucket": "\(name)", "error": "\(error)"])
                throw .internalError
            }
            let xml = Self.xml("LifecycleConfiguration") { LifecycleDocument.write(configuration, to: &$0) }
            return (xml, configuration.minimumSize)
        }
        await send(document: xml, headers: [(Self.minimumSizeHeader, minimumSize.rawValue)])
    }

    /// Source: API_PutBucketLifecycleConfiguration. Replaces the whole configuration.
    func putLifecycle() async throws(ServiceError) {
        let (bucket, engine) = try await authorize("s3:PutLifecycleConfiguration")
        let minimumSize = try minimumSize()
        let document = try await document("LifecycleConfiguration", requiresDigest: true) { root throws(ServiceError) in
            let rules = try LifecycleDocument.rules(root)
            do throws(LifecycleError) {
                return try LifecycleConfiguration(rules: rules, minimumSize: minimumSize).validated(random: SystemRandom()).document
            } catch { throw ServiceError(error) }
        }
        try await set(engine, .lifecycle, of: bucket, to: document)
        await send(200, [(Self.minimumSizeHeader, minimumSize.rawValue)])
    }

    /// Source: API_DeleteBucketLifecycle.
    func deleteLifecycle() async throws(ServiceError) {
        let (bucket, engine) = try await authorize("s3:PutLifecycleConfiguration")
        try await set(engine, .lifecycle, of: bucket, to: nil)
        await send(204)
    }

    private func minimumSize() throws(ServiceError) -> LifecycleConfiguration.MinimumSize {
        guard let text = http.headers.first(Self.minimumSizeHeader) else { return .allClasses }
        guard let size = LifecycleConfiguration.MinimumSize(rawValue: text) else {
            throw .invalidRequest("Invalid TransitionDefaultMinimumObjectSize found: \(text)")
        }
        return size
    }
}

/// What answers announce. Nothing is computed where a bucket has no lifecycle.
extension S3Call {
    /// `x-amz-expiration` of what was just written.
    func expiration(of written: WrittenVersion, in bucket: Bucket, _ key: ObjectKey, tags: [String: String]) async -> String? {
        await expiration(in: bucket, key, size: written.size, tags: tags, created: written.modified)
    }

    /// Of what is shown. A noncurrent version has rules of its own, which S3 does not announce.
    func expiration(of object: ObjectVersion, in bucket: Bucket) async -> String? {
        guard bucket.versioning == .never || http.queryValue("versionId") == nil else { return nil }
        return await expiration(in: bucket, object.key, size: object.size, tags: object.attributes.tags, created: object.modified)
    }

    /// Of what an upload became: its size and its tags are looked up, unless somebody has replaced it meanwhile.
    func expiration(_ engine: ObjectEngine, ofCompleted written: WrittenVersion, in bucket: Bucket, _ key: ObjectKey) async -> String? {
        guard bucket.documents.bytes(.lifecycle) != nil, let found = try? await engine.head(bucket: bucket.name, key: key).version,
            found.etag == written.etag
        else { return nil }
        return await expiration(of: found, in: bucket)
    }

    /// nil if no rule will end it.
    private func expiration(
        in bucket: Bucket, _ key: ObjectKey, size: Int64, tags: [String: String], created: Timestamp
    ) async -> String? {
        guard let rules = await lifecycle(of: bucket) else { return nil }
        let subject = LifecycleSubject(
            key: key.utf8, size: size, tags: tags, storageClass: nil, created: created, isMarker: false,
            standing: .current(isAlone: false))
        return rules.expiration(of: subject, day: limits.lifecycleDay).map { notice in
            "expiry-date=\"\(notice.date.http)\", rule-id=\"\(PercentCoding.encode(notice.ruleID.utf8))\""
        }
    }

    /// `x-amz-abort-date` and `x-amz-abort-rule-id` of an upload that is not completed.
    func abortHeaders(in bucket: Bucket, _ key: ObjectKey, created: Timestamp) async -> HTTPHeaders {
        guard let notice = await lifecycle(of: bucket)?.abort(of: key.utf8, created: created, day: limits.lifecycleDay) else { return [] }
        return [("x-amz-abort-date", notice.date.http), ("x-amz-abort-rule-id", PercentCoding.encode(notice.ruleID.utf8))]
    }

    /// One that cannot be read announces nothing; the log says why. Nor does any while too much waits to be read: what was asked is done, and
    /// a missing notice must not make a failure of it.
    private func lifecycle(of bucket: Bucket) async -> LifecycleRules? {
        guard !bucket.documents.isPlain else { return nil }
        return try? await services.value(.lifecycle, of: bucket) { bytes throws(ServiceError) in
            do { return try LifecycleRules(document: bytes) } catch { throw .internalError }
        }
    }
}

extension ServiceError {
    init(_ error: LifecycleError) {
        self.init(
            400, error.code, error.message, error.argument.map { [("ArgumentName", $0.name), ("ArgumentValue", $0.value)] } ?? [])
    }
}
