internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Store
internal import Core

extension S3Call {
    /// Source: API_RenameObject; S3 User Guide, "Renaming objects in directory buckets". Permissions, which directory buckets have none of
    /// for single operations: the source is read and deleted, the new key is written.
    func renameObject() async throws(ServiceError) {
        let key = try objectKey()
        let source = try RenameSource(http.headers, to: key, now: request.received)
        try refuseBody()
        let (bucket, engine) = try await authorize("s3:PutObject", key: key)
        try await requireComparison(with: source.condition.etag, bucket, key)
        guard bucket.versioning == .never else { throw .notImplemented("RenameObject in a bucket that keeps versions") }
        let found = try await judge(engine, source, bucket, to: key)
        var rename = RenameObject(bucket: bucket.name, from: source.key, to: key, stamp: stamp(of: request.caller))
        rename.judged = found?.sequence
        source.fill(&rename)
        let change = rename
        try await find(bucket, source.key) { () throws(EngineError) in try await engine.rename(change, in: BucketIdentity(bucket)) }
        await send(200)
    }

    /// - Returns: the source as it was judged; nil if there is none: a request that is sent again finds none.
    private func judge(_ engine: ObjectEngine, _ source: RenameSource, _ bucket: Bucket, to key: ObjectKey) async throws(ServiceError)
        -> ObjectVersion?
    {
        let found: ObjectVersion?
        do { found = try await engine.head(bucket: bucket.name, key: source.key, version: nil).version } catch {
            guard case .refused(.noSuchKey) = error else { throw ServiceError(error) }
            found = nil
        }
        if let found, found.bucketID != bucket.id { throw .noSuchBucket(bucket.name.description) }
        for action in ["s3:GetObject", "s3:DeleteObject"] { try await require(action, bucket, key: source.key, object: found) }
        if let tags = found?.attributes.tags, !tags.isEmpty {
            try await require("s3:GetObjectTagging", bucket, key: source.key, object: found)
            try await require("s3:PutObjectTagging", bucket, key: key, tags: tags)
        }
        return found
    }
}

/// The headers of a RenameObject. Source: API_RenameObject.
private struct RenameSource {
    let key: ObjectKey
    private let source: CopySourceCondition
    let condition: WriteCondition
    private let ifModifiedSince, ifUnmodifiedSince: Timestamp?
    private let token: String?

    /// A slash before the key is no part of it.
    init(_ headers: HTTPHeaders, to target: ObjectKey, now: Timestamp) throws(ServiceError) {
        let name = "x-amz-rename-source"
        let text = headers.first(name) ?? ""
        let path = text.hasPrefix("/") ? text.dropFirst() : text[...]
        guard let bytes = PercentCoding.decode(path), !bytes.isEmpty else {
            throw .invalidArgument("x-amz-rename-source must be the URL-encoded key of an object in the same bucket.", name, text)
        }
        key = try S3Call.objectKey(bytes)
        guard key.utf8.last != UInt8(ascii: "/"), target.utf8.last != UInt8(ascii: "/") else {
            throw .invalidRequest("RenameObject takes no key that ends with a slash.")
        }
        guard key != target else { throw .invalidRequest("The object has this key already.") }
        source = CopySourceCondition(headers, name, now)
        condition = try WriteCondition(headers, takesDates: true)
        (ifModifiedSince, ifUnmodifiedSince) = CopySourceCondition.dates(headers, "", now)
        token = headers.first("x-amz-client-token")
        guard token.map({ (1...64).contains($0.utf8.count) && $0.utf8.allSatisfy { (33...126).contains($0) } }) ?? true else {
            throw .invalidArgument("x-amz-client-token must be 1 to 64 visible ASCII characters.", "x-amz-client-token", token ?? "")
        }
    }

    func fill(_ rename: inout RenameObject) {
        rename.sourceCondition = source
        rename.condition = condition
        (rename.ifModifiedSince, rename.ifUnmodifiedSince) = (ifModifiedSince, ifUnmodifiedSince)
        rename.token = token
    }
}
