internal import Checksums
internal import Engine
internal import Events
internal import Faces
internal import HTTPFront
internal import IAM
internal import Metadata
internal import PeltonCore
internal import XML

extension S3Call {
    /// Source: API_CreateMultipartUpload.
    func createMultipartUpload() async throws(S3Error) {
        let key = try objectKey()
        var attributes = try ObjectHeaders.attributes(http.headers, limits: limits, now: request.received)
        let checksum = try UploadChecksum(http.headers)
        let bucket = try await authorize("s3:PutObject", key: key)
        try requireExtras(of: attributes, bucket, key)
        try await setAccess(of: &attributes, bucket, key)
        let id = engine.newUploadID()
        let caller = request.caller
        try await run { () throws(EngineError) in
            try await engine.createUpload(
                CreateUpload(
                    id: id, bucket: bucket.name, key: key, attributes: attributes, checksumAlgorithm: checksum?.algorithm.rawValue,
                    checksumIsComposite: checksum?.isComposite ?? false, owner: caller.account,
                    principal: caller.principal.arn ?? caller.principal.displayName))
        }
        var headers: HTTPHeaders = []
        headers.add("x-amz-checksum-algorithm", ifPresent: checksum?.algorithm.rawValue)
        headers.add("x-amz-checksum-type", ifPresent: checksum?.typeName)
        for (name, value) in abortHeaders(in: bucket, key, created: request.received).pairs { headers.add(name, value) }
        await send("InitiateMultipartUploadResult", headers: headers) { xml in
            xml.element("Bucket", bucket.name.description)
            xml.element("Key", key.description)
            xml.element("UploadId", id.description)
        }
    }

    /// Source: API_UploadPart.
    func uploadPart() async throws(S3Error) {
        let part = try partAddress()
        _ = try BodyClaims(http, request.signature, limit: limits.partBytes)
        let bucket = try await authorize("s3:PutObject", key: part.key)
        let upload = try await open(part, bucket)
        let (content, checksum) = try await receive(limit: limits.partBytes, algorithm: try algorithm(of: upload))
        _ = try await run { () throws(EngineError) in
            try await engine.putPart(
                bucket: bucket.name, key: part.key, upload: part.upload, number: part.number, checksum: checksum, content)
        }
        var headers: HTTPHeaders = [("ETag", ObjectHeaders.quoted(content.etag))]
        ObjectHeaders.writeValue(of: checksum, to: &headers)
        await send(200, headers)
    }

    /// Source: API_UploadPartCopy.
    func uploadPartCopy() async throws(S3Error) {
        let part = try partAddress()
        let source = try CopySource(http.headers)
        let bucket = try await authorize("s3:PutObject", key: part.key)
        let upload = try await open(part, bucket)
        let (sourceBucket, sourceObject) = try await authorize(source)
        let version = sourceObject.version
        do throws(MetadataError) { try source.condition.judge(version) } catch { throw S3Error(error) }
        let range = try copyRange(size: version.size)
        let (content, checksum) = try await copy(source, range, algorithm: try algorithm(of: upload))
        let modified = try await run { () throws(EngineError) in
            try await engine.putPart(
                bucket: bucket.name, key: part.key, upload: part.upload, number: part.number, checksum: checksum, content)
        }
        await send("CopyPartResult", headers: source.headers(of: version, in: sourceBucket)) { xml in
            xml.element("LastModified", modified.iso8601)
            xml.element("ETag", ObjectHeaders.quoted(content.etag))
            if let checksum { xml.element("Checksum" + checksum.algorithm, checksum.value) }
        }
    }

    /// Source: API_CompleteMultipartUpload.
    func completeMultipartUpload() async throws(S3Error) {
        let key = try objectKey()
        let id = uploadID()
        let condition = try WriteCondition(http.headers)
        let bucket = try await authorize("s3:PutObject", key: key)
        var completion = Completion(parts: try PartList.parse(try await document("CompleteMultipartUpload"), limits), condition: condition)
        completion.expectedSize = try expectedSize()
        completion.expectedChecksum = expectedChecksum()
        try await checkType(of: id, key, bucket)
        let complete = completion
        let written = try await run { () throws(EngineError) in
            try await engine.completeUpload(bucket: bucket.name, key: key, id: id, complete, by: stamp(of: request.caller))
        }
        var headers: HTTPHeaders = []
        ObjectHeaders.write(written.versionID, in: bucket, to: &headers)
        headers.add("x-amz-expiration", ifPresent: await expiration(ofCompleted: written, in: bucket, key))
        await send("CompleteMultipartUploadResult", headers: headers) { xml in
            xml.element("Location", location(bucket.name, key))
            xml.element("Bucket", bucket.name.description)
            xml.element("Key", key.description)
            xml.element("ETag", ObjectHeaders.quoted(written.etag))
            if let checksum = written.checksum {
                xml.element("Checksum" + checksum.algorithm, checksum.value)
                xml.element("ChecksumType", checksum.isComposite ? "COMPOSITE" : "FULL_OBJECT")
            }
        }
    }

    /// Source: API_AbortMultipartUpload.
    func abortMultipartUpload() async throws(S3Error) {
        let key = try objectKey()
        let bucket = try await authorizeUpload("s3:AbortMultipartUpload", key)
        try await run { () throws(EngineError) in try await engine.abortUpload(bucket: bucket.name, key: key, id: uploadID()) }
        await send(204)
    }

    /// Where an object can be had.
    func location(_ bucket: BucketName, _ key: ObjectKey) -> String {
        let host = http.headers.first("host") ?? "localhost"
        return "http://\(host)/\(route.target.isVirtualHost ? "" : "\(bucket)/")\(PercentCoding.encode(key.utf8, keepingSlash: true))"
    }

    // MARK: What parts are asked with

    func uploadID() -> UploadID { UploadID(http.queryValue("uploadId") ?? "") }

    private struct PartAddress { let key: ObjectKey, upload: UploadID, number: Int }

    private func partAddress() throws(S3Error) -> PartAddress {
        let key = try objectKey()
        let text = http.queryValue("partNumber") ?? ""
        guard let number = Int(digits: text), (1...limits.parts).contains(number) else {
            throw .invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text)
        }
        return PartAddress(key: key, upload: uploadID(), number: number)
    }

    private func open(_ part: PartAddress, _ bucket: Bucket) async throws(S3Error) -> Upload {
        try await run { () throws(EngineError) in
            try await engine.openUpload(bucket: bucket.name, key: part.key, id: part.upload)
        }
    }

    private func algorithm(of upload: Upload) throws(S3Error) -> ChecksumAlgorithm? {
        upload.checksumAlgorithm.flatMap { ChecksumAlgorithm(rawValue: $0) }
    }

    private func copyRange(size: Int64) throws(S3Error) -> Range<Int64> {
        guard let text = http.headers.first("x-amz-copy-source-range") else {
            guard size <= limits.partBytes else { throw .entityTooLarge(size, limits.partBytes) }
            return 0..<size
        }
        let bounds =
            text.hasPrefix("bytes=")
            ? text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false).map { Int64(digits: $0) } : []
        guard bounds.count == 2, let first = bounds[0], let last = bounds[1], first <= last else {
            throw .invalidArgument(
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
                "x-amz-copy-source-range", text)
        }
        guard last < size else {
            throw .invalidArgument("Range specified is not valid for source object of size: \(size)", "x-amz-copy-source-range", text)
        }
        guard last - first < limits.partBytes else { throw .entityTooLarge(last - first + 1, limits.partBytes) }
        return first..<(last + 1)
    }

    private func copy(
        _ source: CopySource, _ range: Range<Int64>, algorithm: ChecksumAlgorithm?
    ) async throws(S3Error) -> (FreshContent, StoredChecksum?) {
        try await run { () throws(EngineError) in
            let reader = try await engine.open(bucket: source.bucket, key: source.key, version: source.version)
            reader.seek(range)
            let sink = try engine.sink(DigestRequest(checksum: algorithm), announced: Int64(range.count))
            try await engine.transfer(reader, to: sink)
            let content = try await sink.finish()
            guard let algorithm, let checksum = content.checksum else { return (content, nil) }
            return (content, StoredChecksum(algorithm: algorithm.rawValue, value: Base64.encode(checksum)))
        }
    }

    /// A completed upload has no type any more: whether its repetition is the same is the engine's to say.
    private func checkType(of id: UploadID, _ key: ObjectKey, _ bucket: Bucket) async throws(S3Error) {
        guard let type = http.headers.first("x-amz-checksum-type") else { return }
        guard type == "COMPOSITE" || type == "FULL_OBJECT" else {
            throw .invalidRequest("Value for x-amz-checksum-type header is invalid.")
        }
        let upload: Upload
        do { upload = try await engine.openUpload(bucket: bucket.name, key: key, id: id) } catch {
            guard case .metadata(.noSuchUpload) = error else { throw S3Error(error) }
            return
        }
        // S3's own choice, for an upload that asked for no checksum, is one of the whole object.
        let own = upload.checksumIsComposite ? "COMPOSITE" : "FULL_OBJECT"
        guard own == type else {
            throw .invalidRequest(
                "The upload was created using the \(own) checksum mode. The complete request must use the same checksum mode.")
        }
    }

    private func expectedSize() throws(S3Error) -> Int64? {
        guard let text = http.headers.first("x-amz-mp-object-size") else { return nil }
        guard let size = Int64(digits: text) else { throw .invalidRequest("Value for x-amz-mp-object-size header is invalid.") }
        return size
    }

    private func expectedChecksum() -> StoredChecksum? {
        for algorithm in ChecksumAlgorithm.allCases {
            if let value = http.headers.first(algorithm.headerName) { return StoredChecksum(algorithm: algorithm.rawValue, value: value) }
        }
        return nil
    }
}

/// Which checksum a multipart upload keeps. Source: S3 User Guide, "Checking object integrity".
private struct UploadChecksum {
    let algorithm: ChecksumAlgorithm
    let isComposite: Bool
    var typeName: String { isComposite ? "COMPOSITE" : "FULL_OBJECT" }

    /// - Returns: nil if the client asked for none.
    init?(_ headers: HTTPHeaders) throws(S3Error) {
        let type = headers.first("x-amz-checksum-type")
        guard let name = headers.first("x-amz-checksum-algorithm") else {
            guard type == nil else {
                throw .invalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.")
            }
            return nil
        }
        let algorithm = try ChecksumAlgorithm(named: name)
        self.algorithm = algorithm
        switch type {
        case nil: isComposite = algorithm != .crc64nvme
        case "COMPOSITE"? where algorithm != .crc64nvme: isComposite = true
        case "FULL_OBJECT"? where algorithm.isCRC: isComposite = false
        case let type?:
            throw .invalidRequest(
                "The \(type) checksum type cannot be used with the \(algorithm.rawValue.lowercased()) checksum algorithm.")
        }
    }
}

/// The list of parts in a completion.
private enum PartList {
    static func parse(_ root: XMLElement, _ limits: Limits) throws(S3Error) -> [NamedPart] {
        let elements = root.children("Part")
        guard (1...limits.parts).contains(elements.count) else { throw .malformedXML }
        var parts: [NamedPart] = []
        for element in elements {
            guard let text = element.trimmedText("PartNumber"), let number = Int(digits: text), let etag = element.trimmedText("ETag")
            else {
                throw .malformedXML
            }
            guard (1...limits.parts).contains(number) else {
                throw .invalidArgument("PartNumber must be >= 1 and <= 10000", "PartNumber", text)
            }
            parts.append(NamedPart(number: number, etag: ObjectHeaders.unquoted(etag), checksum: checksum(element)))
        }
        return parts
    }

    private static func checksum(_ part: XMLElement) -> StoredChecksum? {
        for algorithm in ChecksumAlgorithm.allCases {
            if let value = part.trimmedText("Checksum" + algorithm.rawValue) {
                return StoredChecksum(algorithm: algorithm.rawValue, value: value)
            }
        }
        return nil
    }
}
