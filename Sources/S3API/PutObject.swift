internal import Engine
internal import Events
internal import Faces
internal import HTTPFront
internal import Metadata
internal import PeltonCore

extension S3Call {
    /// Source: API_PutObject.
    func putObject() async throws(S3Error) {
        let key = try objectKey()
        let attributes = try ObjectHeaders.attributes(http.headers, limits: limits)
        let condition = try WriteCondition(http.headers)
        // Judged before the body is asked for.
        _ = try BodyClaims(http, request.signature, limit: limits.objectBytes)
        let bucket = try await authorize("s3:PutObject", key: key)
        let (content, checksum) = try await receive(limit: limits.objectBytes)
        let object = NewObject(
            bucket: bucket.name, key: key, attributes: attributes, checksum: checksum, condition: condition, type: .objectCreatedPut)
        let written = try await run { () throws(EngineError) in try await engine.put(object, content, by: stamp(of: request.caller)) }
        var headers: HTTPHeaders = [("ETag", ObjectHeaders.quoted(written.etag))]
        ObjectHeaders.write(checksum, to: &headers)
        headers.add("x-amz-expiration", ifPresent: expiration(of: written, in: bucket, key, tags: attributes.tags))
        await send(200, headers)
    }

    /// Source: API_DeleteObject.
    func deleteObject() async throws(S3Error) {
        let key = try objectKey()
        let version = try versionID()
        let bucket = try await authorize(version == nil ? "s3:DeleteObject" : "s3:DeleteObjectVersion", key: key)
        let ifMatch = http.headers.first("if-match").map { ObjectHeaders.unquoted($0) }
        _ = try await run { () throws(EngineError) in
            try await engine.delete(bucket: bucket.name, key: key, version: version, ifMatch: ifMatch, by: stamp(of: request.caller))
        }
        await send(204)
    }
}

extension WriteCondition {
    /// - Throws: `.notImplemented` for an If-None-Match that names an ETag, as S3.
    init(_ headers: HTTPHeaders) throws(S3Error) {
        self.init()
        if let text = headers.first("if-none-match") {
            guard text == "*" else { throw .notImplemented("If-None-Match with an ETag on a write") }
            mustBeAbsent = true
        }
        etag = headers.first("if-match").map { ObjectHeaders.unquoted($0) }
    }
}
