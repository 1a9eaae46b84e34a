internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Store
internal import Core
internal import XML

/// The few calls of S3's control plane that tools make of ordinary buckets. Source: S3 Control API, "TagResource" and its like.
enum ControlPlane {
    private static let root = "/v20180820/"
    private static let tagsPath = "/v20180820/tags/"
    static let namespace = "http://awss3control.amazonaws.com/doc/2018-08-20/"

    /// - Returns: nil if the request is for S3 itself: a bucket or a key may be called like the control plane's paths.
    static func operation(_ http: HTTPRequest) throws(ServiceError) -> Operation<S3Service>? {
        guard http.rawPath.utf8.starts(with: root.utf8), http.headers.contains("x-amz-account-id") else { return nil }
        guard http.rawPath.utf8.starts(with: tagsPath.utf8) else { throw .notImplemented("\(http.method) \(http.rawPath) of S3 Control") }
        guard let found = S3Service.control.first(where: { $0.handler.method == http.method }) else { throw .methodNotAllowed(http.method) }
        return found
    }

    /// - Returns: nil unless the path names a bucket.
    static func bucket(_ path: Substring) -> BucketName? {
        PercentCoding.decode(path.dropFirst(tagsPath.count)).flatMap { ARN(String(decoding: $0, as: UTF8.self)) }
            .flatMap { $0.service == "s3" && $0.account.isEmpty ? BucketName($0.resource) : nil }
    }

    /// What a `TagResourceRequest` adds.
    static func tags(_ root: XMLElement) throws(ServiceError) -> BucketTags {
        try Shape.group("TagResourceRequest", [.group("Tags", [BucketTags.shape])]).check(root)
        return try BucketTags(root.child("Tags"))
    }
}

extension S3Call {
    /// Source: API_control_ListTagsForResource.
    func listTagsForResource() async throws(ServiceError) {
        let (bucket, _) = try await taggedBucket("s3:ListTagsForResource")
        let tags = try BucketTags(stored: bucket.documents.bytes(BucketConfiguration.tagging.kind))
        var xml = XMLWriter()
        xml.element("ListTagsForResourceResult", attributes: [("xmlns", ControlPlane.namespace)]) { xml in
            xml.element("Tags") { tags.write(to: &$0) }
        }
        await send(document: xml.bytes)
    }

    /// Source: API_control_TagResource.
    func tagResource() async throws(ServiceError) {
        let (bucket, engine) = try await taggedBucket("s3:TagResource")
        let added = try await document("TagResourceRequest") { root throws(ServiceError) in try ControlPlane.tags(root) }
        try await change(engine, bucket) { tags throws(ServiceError) in try tags.merge(added) }
        await send(204)
    }

    /// Source: API_control_UntagResource.
    func untagResource() async throws(ServiceError) {
        let (bucket, engine) = try await taggedBucket("s3:UntagResource")
        let keys = http.queryItems.filter { $0.name == "tagKeys" }.map(\.value)
        guard !keys.isEmpty else { throw .invalidRequest("tagKeys names the tags to remove.") }
        try await change(engine, bucket) { tags throws(ServiceError) in tags.remove(keys) }
        await send(204)
    }

    private func taggedBucket(_ action: String) async throws(ServiceError) -> (bucket: Bucket, engine: ObjectEngine) {
        guard let name = ControlPlane.bucket(http.rawPath) else { throw .invalidRequest("The resource is not the ARN of a bucket.") }
        request.log.set { log in
            log.bucket = name.description
            log.key = ""
        }
        let bucket = try await findBucket(name)
        // As with every owner that a request expects.
        guard http.headers.first("x-amz-account-id") == bucket.owner.description else { throw .accessDenied() }
        return (bucket, try await require(action, bucket))
    }

    /// Changes the tags as they are in the commit: what another request put meanwhile is not lost.
    private func change(
        _ engine: ObjectEngine, _ bucket: Bucket, _ body: (inout BucketTags) throws(ServiceError) -> Void
    ) async throws(ServiceError) {
        let kind = BucketConfiguration.tagging.kind
        var bucket = bucket
        while true {
            let (id, before) = (bucket.id, bucket.documents.bytes(kind))
            var tags = try BucketTags(stored: before)
            try body(&tags)
            let mutation = SetBucketDocument(bucket: bucket.name, kind: kind, document: tags.document) { current in
                current.id == id && current.documents.bytes(kind) == before ? nil : .conflict("tags")
            }
            do { return try await engine.set(mutation) } catch {
                guard case .refused(.conflict) = error else { throw ServiceError(error) }
            }
            bucket = try await findBucket(bucket.name)
            // Who was asked about the one may have nothing to say of the other.
            guard bucket.id == id else { throw .noSuchBucket(bucket.name.description) }
        }
    }
}
