internal import Objects
internal import Notifications
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Core

extension S3Call {
    /// Source: API_PutObject.
    func putObject() async throws(ServiceError) {
        let key = try objectKey()
        var given = try ObjectHeaders.attributes(http.headers, limits: limits, now: request.received)
        let condition = try WriteCondition(http.headers)
        // Judged before the body is asked for.
        let claims = try BodyClaims(http, request.payload, limit: limits.objectBytes)
        let (bucket, engine) = try await authorize("s3:PutObject", key: key)
        try await requireComparison(with: condition.etag, bucket, key)
        try await requireExtras(of: given, bucket, key)
        try await setAccess(of: &given, bucket, key)
        try requireDigest(claims, locking: given.lock, in: bucket)
        let encryption = try await encryption(try RequestedEncryption(http.headers), bucket, key)
        let attributes = given.with(encryption?.stored)
        let (content, checksum) = try await receive(engine, limit: limits.objectBytes, seal: encryption?.seal)
        let object = NewObject(
            bucket: bucket.name, key: key, attributes: attributes, checksum: checksum, condition: condition,
            type: .objectCreatedPut)
        let written = try await run { () throws(EngineError) in
            try await engine.put(object, content, in: BucketIdentity(bucket), by: stamp(of: request.caller))
        }
        var headers: HTTPHeaders = [("ETag", ObjectHeaders.quoted(written.etag))]
        ObjectHeaders.write(new: written.versionID, to: &headers)
        ObjectHeaders.write(checksum, to: &headers)
        EncryptionHeaders.write(encryption?.stored, to: &headers, context: true)
        headers.add("x-amz-expiration", ifPresent: await expiration(of: written, in: bucket, key, tags: attributes.tags))
        await send(200, headers)
    }

    /// Who is told whether an ETag is an object's could guess what is in it: that is for readers. `*` asks for none.
    /// Source: S3 User Guide, "Enforce conditional writes on Amazon S3 buckets", "Enforce conditional deletes on Amazon S3 buckets".
    func requireComparison(with etag: String?, _ bucket: Bucket, _ key: ObjectKey, version: VersionID? = nil) async throws(ServiceError) {
        guard let etag, etag != "*" else { return }
        try await require(version == nil ? "s3:GetObject" : "s3:GetObjectVersion", bucket, key: key, version: version)
    }

    /// A write that sets tags or a lock with its object needs the permissions for these as well.
    func requireExtras(of attributes: ObjectAttributes, _ bucket: Bucket, _ key: ObjectKey, caller: Caller? = nil)
        async throws(ServiceError)
    {
        if !attributes.tags.isEmpty { try await require("s3:PutObjectTagging", bucket, key: key, caller: caller) }
        try await requireLocking(attributes.lock, bucket, key, caller: caller)
    }

    /// Conditions on deletes that S3 knows in directory buckets only.
    private static let directoryConditions = ["x-amz-if-match-last-modified-time", "x-amz-if-match-size"]

    /// Source: API_DeleteObject.
    func deleteObject() async throws(ServiceError) {
        let key = try objectKey()
        let version = try versionID()
        let bucket = try await findBucket()
        let etag = http.headers.first("if-match").map { ObjectHeaders.unquoted($0) }
        let engine = try await authorizeDelete(bucket, key, version, ifMatch: etag)
        for name in Self.directoryConditions where http.headers.contains(name) {
            throw .notImplemented("the header \(name), which is for directory buckets")
        }
        let delete = DeleteObject(
            bucket: bucket.name, key: key, version: version, ifMatch: etag, bypassesGovernance: try await bypassesGovernance(bucket, key),
            stamp: stamp(of: request.caller))
        let outcome = try await run { () throws(EngineError) in try await engine.delete(delete, in: BucketIdentity(bucket)) }
        var headers: HTTPHeaders = []
        if outcome.isMarker { headers.add("x-amz-delete-marker", "true") }
        headers.add("x-amz-version-id", ifPresent: outcome.versionID?.description)
        await send(204, headers)
    }
}

extension WriteCondition {
    /// - Throws: `.notImplemented` for an If-None-Match that names an ETag, an If-Match that does not, both at once, and dates, as S3.
    /// - Parameter takesDates: whether the operation knows conditions by date; they are read elsewhere.
    init(_ headers: HTTPHeaders, takesDates: Bool = false) throws(ServiceError) {
        self.init()
        for name in ["if-modified-since", "if-unmodified-since"] where !takesDates && headers.contains(name) {
            throw .notImplemented("the header \(name) on a write")
        }
        let (absent, match) = (headers.first("if-none-match"), headers.first("if-match"))
        guard absent == nil || match == nil else {
            throw .notImplemented(header: "If-Match,If-None-Match", "Multiple conditional request headers present in the request")
        }
        if let absent {
            guard absent == "*" else { throw Self.notAccepted("If-None-Match") }
            mustBeAbsent = true
        }
        if let match {
            guard match != "*" else { throw Self.notAccepted("If-Match") }
            etag = ObjectHeaders.unquoted(match)
        }
    }

    private static func notAccepted(_ header: String) -> ServiceError {
        .notImplemented(header: header, "We don't accept the provided value of \(header) header for this API")
    }
}
