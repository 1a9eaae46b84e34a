internal import Objects
internal import Notifications
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Store
internal import Core
internal import XML

/// Object lock. Source: S3 User Guide, "Locking objects with Object Lock"; the API page of each operation.
extension S3Call {
    /// Source: API_GetObjectLockConfiguration.
    func getObjectLockConfiguration() async throws(ServiceError) {
        let (bucket, _) = try await authorize("s3:GetBucketObjectLockConfiguration")
        guard bucket.hasObjectLock else {
            throw ServiceError(
                404, "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket",
                [("BucketName", bucket.name.description)])
        }
        let retention = try defaultRetention(of: bucket)
        await send("ObjectLockConfiguration") { xml in
            xml.element("ObjectLockEnabled", "Enabled")
            guard let retention else { return }
            xml.element("Rule") { xml in
                xml.element("DefaultRetention") { xml in
                    xml.element("Mode", retention.mode.rawValue)
                    switch retention.period {
                    case .days(let days): xml.element("Days", days)
                    case .years(let years): xml.element("Years", years)
                    }
                }
            }
        }
    }

    /// Source: API_PutObjectLockConfiguration.
    func putObjectLockConfiguration() async throws(ServiceError) {
        let (bucket, engine) = try await authorize("s3:PutBucketObjectLockConfiguration")
        let retention = try await document("ObjectLockConfiguration", requiresDigest: true) { root throws(ServiceError) in
            try LockDocuments.defaultRetention(root)
        }
        try await run { () throws(EngineError) in
            try await engine.set(SetObjectLock(bucket: bucket.name, retention: retention), in: BucketIdentity(bucket))
        }
        await send(200)
    }

    /// Source: API_GetObjectRetention.
    func getObjectRetention() async throws(ServiceError) {
        let lock = try await lockedVersion("s3:GetObjectRetention")
        guard let retention = lock.retention else { throw try noLock() }
        await send("Retention") { xml in
            xml.element("Mode", retention.mode.rawValue)
            xml.element("RetainUntilDate", retention.until.iso8601)
        }
    }

    /// Source: API_PutObjectRetention.
    func putObjectRetention() async throws(ServiceError) {
        let (key, version) = (try objectKey(), try versionID())
        // Judged before the body is asked for, unless what is in it decides.
        let isByBody = try await decidesByBody("s3:object-lock-")
        if !isByBody { _ = try await authorizeLock("s3:PutObjectRetention", key) }
        let now = request.received
        let retention = try await document("Retention", requiresDigest: true) { root throws(ServiceError) in
            try LockDocuments.retention(root, now: now)
        }
        let values = isByBody ? lockValues(retention) : [:]
        let (bucket, judged, engine) = try await authorizeChange("s3:PutObjectRetention", key, values: values)
        let bypasses = try await bypassesGovernance(bucket, key, values)
        try await change(engine, bucket, key, version, judged: judged) { attributes, moment throws(ObjectRefusal) in
            guard moment.bucket.hasObjectLock else { throw .missingObjectLock }
            guard attributes.lock.permits(retention, at: moment.now, bypassesGovernance: bypasses) else { throw .locked }
            attributes.lock.retention = retention
            return nil
        }
        await send(200)
    }

    /// Source: API_GetObjectLegalHold.
    func getObjectLegalHold() async throws(ServiceError) {
        let lock = try await lockedVersion("s3:GetObjectLegalHold")
        guard let hold = lock.hasLegalHold else { throw try noLock() }
        await send("LegalHold") { $0.element("Status", hold ? "ON" : "OFF") }
    }

    /// Source: API_PutObjectLegalHold.
    func putObjectLegalHold() async throws(ServiceError) {
        let (key, version) = (try objectKey(), try versionID())
        let isByBody = try await decidesByBody("s3:object-lock-")
        if !isByBody { _ = try await authorize("s3:PutObjectLegalHold", key: key) }
        let hold = try await document("LegalHold", requiresDigest: true) { root throws(ServiceError) in try LockDocuments.legalHold(root) }
        let (bucket, judged, engine) = try await authorizeChange(
            "s3:PutObjectLegalHold", key, values: ["s3:object-lock-legal-hold": hold ? "ON" : "OFF"])
        guard bucket.hasObjectLock else { throw .missingObjectLock }
        try await change(engine, bucket, key, version, judged: judged) { attributes, moment throws(ObjectRefusal) in
            guard moment.bucket.hasObjectLock else { throw .missingObjectLock }
            attributes.lock.hasLegalHold = hold
            return nil
        }
        await send(200)
    }

    // MARK: Of other operations

    /// Whether the caller asks to remove what governance mode keeps, and may.
    func bypassesGovernance(_ bucket: Bucket, _ key: ObjectKey, _ values: [String: String?] = [:]) async throws(ServiceError) -> Bool {
        guard let text = try bypassHeader(bucket), text.lowercased() == "true" else { return false }
        try await require("s3:BypassGovernanceRetention", bucket, key: key, values: values)
        return true
    }

    /// - Throws: `InvalidArgument` where nothing can be locked, whatever the header says.
    @discardableResult
    func bypassHeader(_ bucket: Bucket) throws(ServiceError) -> String? {
        let name = "x-amz-bypass-governance-retention"
        guard let text = http.headers.first(name) else { return nil }
        guard bucket.hasObjectLock else {
            throw .invalidArgument("\(name) is only applicable to Object Lock enabled buckets.", name, nil)
        }
        return text
    }

    /// Who locks a new object must be allowed to.
    func requireLocking(_ lock: ObjectLock, _ bucket: Bucket, _ key: ObjectKey, caller: Caller? = nil) async throws(ServiceError) {
        guard !lock.isEmpty else { return }
        guard bucket.hasObjectLock else { throw .invalidRequest("Bucket is missing ObjectLockConfiguration") }
        if lock.retention != nil { try await require("s3:PutObjectRetention", bucket, key: key, caller: caller) }
        if lock.hasLegalHold != nil { try await require("s3:PutObjectLegalHold", bucket, key: key, caller: caller) }
    }

    /// What is to be kept for years is not to be kept wrong. Source: API_PutObject, "Content-MD5".
    func requireDigest(_ claims: BodyClaims, locking lock: ObjectLock, in bucket: Bucket) throws(ServiceError) {
        guard !claims.hasIntegrityCheck, bucket.hasObjectLock else { return }
        let standard = try defaultRetention(of: bucket)
        guard !lock.isEmpty || standard != nil else { return }
        throw .invalidRequest(
            "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters")
    }

    /// The lock's headers, as far as the caller may see them. Source: API_GetObject.
    func lockHeaders(of object: ObjectVersion, in bucket: Bucket) async throws(ServiceError) -> HTTPHeaders {
        var headers: HTTPHeaders = []
        let lock = object.attributes.lock
        if let retention = lock.retention, try await isAllowed("s3:GetObjectRetention", bucket, object: object) {
            headers.add("x-amz-object-lock-mode", retention.mode.rawValue)
            headers.add("x-amz-object-lock-retain-until-date", retention.until.iso8601)
        }
        if let hold = lock.hasLegalHold, try await isAllowed("s3:GetObjectLegalHold", bucket, object: object) {
            headers.add("x-amz-object-lock-legal-hold", hold ? "ON" : "OFF")
        }
        return headers
    }

    private func defaultRetention(of bucket: Bucket) throws(ServiceError) -> DefaultRetention? {
        do throws(ObjectError) { return try bucket.defaultRetention } catch { throw ServiceError(error) }
    }

    private func authorizeLock(_ action: String, _ key: ObjectKey) async throws(ServiceError) -> (bucket: Bucket, engine: ObjectEngine) {
        let (bucket, engine) = try await authorize(action, key: key)
        guard bucket.hasObjectLock else { throw .missingObjectLock }
        return (bucket, engine)
    }

    private func lockedVersion(_ action: String) async throws(ServiceError) -> ObjectLock {
        let (key, version) = (try objectKey(), try versionID())
        let (bucket, engine) = try await authorizeLock(action, key)
        return try await find(bucket) { () throws(EngineError) in
            try await engine.head(bucket: bucket.name, key: key, version: version)
        }.version.attributes.lock
    }

    private func noLock() throws(ServiceError) -> ServiceError {
        ServiceError(
            404, "NoSuchObjectLockConfiguration", "The specified object does not have a ObjectLock configuration",
            [("Key", try objectKey().description)])
    }
}

extension ObjectLock {
    /// Compliance can only be prolonged; governance can be weakened, and its mode be changed, by who may bypass it.
    fileprivate func permits(_ new: Retention?, at now: Timestamp, bypassesGovernance: Bool) -> Bool {
        guard let old = retention, old.until > now else { return true }
        let isOther = new.map { $0.until < old.until || $0.mode != old.mode } ?? true
        return !isOther || old.mode == .governance && bypassesGovernance
    }
}
