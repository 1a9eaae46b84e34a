internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import Logging
internal import ObjectData
internal import Store
internal import NIOCore
internal import Core

extension S3Call {
    /// Source: API_GetObject.
    func getObject() async throws(ServiceError) {
        let key = try objectKey()
        let version = try versionID()
        let (bucket, engine) = try await authorize(version == nil ? "s3:GetObject" : "s3:GetObjectVersion", key: key)
        let reader = try await find(bucket) { () throws(EngineError) in
            try await engine.open(bucket: bucket.name, key: key, version: version, withParts: asksPart)
        }
        let customerKey = try customerKey(for: reader.object.version)
        let view = try await view(of: reader.object, try part(of: reader.object), in: bucket, readsBytes: true)
        try await unlock(reader, with: customerKey)
        let length = Int64(view.range.count)
        reader.seek(view.range)
        // The first piece comes before the head: what is damaged gets an error, not a broken answer.
        let first = length == 0 ? nil : try await run { () throws(EngineError) in try await reader.next() }
        if case .bytes(let bytes)? = first, bytes.count == view.range.count {
            return await response.send(view.status, view.headers, body: ByteBuffer(bytes: bytes))
        }
        do throws(ResponseWriter.Closed) {
            try await response.start(view.status, view.headers, length: length)
            if let first { try await send(first) }
        } catch { return }
        try await sendRest(reader)
    }

    /// Source: API_HeadObject.
    func headObject() async throws(ServiceError) {
        let key = try objectKey()
        let version = try versionID()
        let (bucket, engine) = try await authorize(version == nil ? "s3:GetObject" : "s3:GetObjectVersion", key: key)
        let found = try await find(bucket) { () throws(EngineError) in
            try await engine.head(bucket: bucket.name, key: key, version: version, withParts: asksPart)
        }
        _ = try customerKey(for: found.version)
        let view = try await view(of: found, try part(of: found), in: bucket, readsBytes: false)
        do throws(ResponseWriter.Closed) {
            try await response.start(view.status, view.headers, length: Int64(view.range.count))
            try await response.finish()
        } catch { return }
    }

    /// - Parameter key: what is looked for, if not the request's own object.
    func find<T>(
        _ bucket: Bucket, _ key: ObjectKey? = nil, _ body: () async throws(EngineError) -> T
    ) async throws(ServiceError) -> T {
        do { return try await run(body) } catch {
            guard error.code == "NoSuchKey" else { throw error }
            let own = try objectKey()
            guard try await mayLearnOf(key ?? own, bucket) else { throw .accessDenied() }
            throw error
        }
    }

    private func sendRest(_ reader: ObjectReader) async throws(ServiceError) {
        while let piece = try await run({ () throws(EngineError) in try await reader.next() }) {
            do throws(ResponseWriter.Closed) { try await send(consume piece) } catch { return }
        }
        do throws(ResponseWriter.Closed) { try await response.finish() } catch { return }
    }

    /// The bytes go with the buffer that they are copied to: a slow client would keep both.
    private func send(_ piece: consuming Piece) async throws(ResponseWriter.Closed) {
        switch consume piece {
        case .bytes(let bytes): try await response.write(ByteBuffer(bytes: bytes))
        case .file(let descriptor, let offset, let length):
            try await response.write(file: descriptor, offset: offset, length: Int(length))
        }
    }

    // MARK: What is shown

    private struct View {
        let status: Int
        let range: Range<Int64>
        let headers: HTTPHeaders
    }

    /// Judges conditions and ranges, and makes the answer's head.
    /// - Throws: `InvalidObjectState` for bytes that are in an archive.
    private func view(of found: FoundObject, _ part: RequestedPart?, in bucket: Bucket, readsBytes: Bool) async throws(ServiceError) -> View
    {
        let object = found.version
        try await rejudge(http.queryValue("versionId") == nil ? "s3:GetObject" : "s3:GetObjectVersion", bucket, object)
        if readsBytes {
            do throws(ObjectError) { try object.attributes.requireReadable(at: request.received) } catch {
                throw .invalidObjectState("The operation is not valid for the object's storage class", object.attributes.storageClass)
            }
        }
        let conditions = ReadConditions(http.headers, now: request.received)
        switch conditions.judge(etag: object.etag, modified: object.modified) {
        case .proceed: break
        case .failed(let condition): throw .preconditionFailed(condition)
        case .notModified:
            var error = ServiceError(304, "NotModified", "Not Modified")
            error.headers = [("ETag", ObjectHeaders.quoted(object.etag)), ("Last-Modified", object.modified.http)]
            throw error
        }
        let asked = if let part { try part.range() } else { try range(of: object, conditions) }
        var headers = self.headers()
        ObjectHeaders.write(object, to: &headers)
        if let until = object.attributes.restoredUntil, until > request.received {
            headers.add("x-amz-restore", "ongoing-request=\"false\", expiry-date=\"\(until.http)\"")
        }
        headers.add("x-amz-expiration", ifPresent: await expiration(of: object, in: bucket))
        try override(&headers)
        ObjectHeaders.write(object.versionID, in: bucket, to: &headers)
        if !object.attributes.lock.isEmpty {
            for (name, value) in try await lockHeaders(of: object, in: bucket).pairs { headers.add(name, value) }
        }
        if object.partCount > 0, http.queryValue("partNumber") != nil { headers.add("x-amz-mp-parts-count", String(object.partCount)) }
        if let asked {
            headers.add("Content-Range", "bytes \(asked.lowerBound)-\(max(asked.lowerBound, asked.upperBound - 1))/\(object.size)")
        }
        if http.headers.first("x-amz-checksum-mode")?.uppercased() == "ENABLED" {
            let isWhole = asked == nil || asked == 0..<object.size
            if let checksum = part.map(\.checksum) ?? (isWhole ? object.checksum : nil) {
                if !readsBytes { try await requireDecryption(of: object.attributes.encryption) }
                ObjectHeaders.write(checksum, to: &headers)
            }
        }
        return View(status: asked == nil ? 200 : 206, range: asked ?? 0..<object.size, headers: headers)
    }

    /// - Returns: nil for the whole object.
    private func range(of object: ObjectVersion, _ conditions: ReadConditions) throws(ServiceError) -> Range<Int64>? {
        guard let header = http.headers.first("range"), let range = ByteRange(header) else { return nil }
        guard conditions.allowsRange(etag: object.etag, modified: object.modified) else { return nil }
        guard let resolved = range.resolved(size: object.size) else {
            var error = ServiceError(
                416, "InvalidRange", "The requested range is not satisfiable",
                [("RangeRequested", header), ("ActualObjectSize", String(object.size))])
            error.headers = [("Content-Range", "bytes */\(object.size)")]
            throw error
        }
        return resolved
    }

    /// `response-content-type` and its like: for signed requests only.
    private func override(_ headers: inout HTTPHeaders) throws(ServiceError) {
        guard !http.queryItems.isEmpty else { return }
        for (parameter, header) in Self.overrides {
            guard let value = http.queryValue(parameter) else { continue }
            guard request.signature != nil else {
                throw .invalidRequest("Request specific response headers cannot be used for anonymous GET requests.")
            }
            try ObjectHeaders.check(parameter, value, as: header)
            headers.set(header, value)
        }
    }

    private static let overrides = [
        ("response-content-type", "Content-Type"), ("response-content-language", "Content-Language"), ("response-expires", "Expires"),
        ("response-cache-control", "Cache-Control"), ("response-content-disposition", "Content-Disposition"),
        ("response-content-encoding", "Content-Encoding"),
    ]
}
