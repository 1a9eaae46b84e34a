internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Store
internal import Core
internal import XML

extension S3Call {
    /// Source: API_UploadPartCopy.
    func uploadPartCopy() async throws(ServiceError) {
        let part = try partAddress()
        let source = try CopySource(http.headers, services.addressing, now: request.received)
        try requirePossible(source.version, "x-amz-copy-source")
        try refuseBody()
        let (bucket, engine) = try await authorize("s3:PutObject", key: part.key)
        let upload = try await open(engine, part, bucket)
        let encryption = try await encryption(of: upload, in: bucket)
        let (copied, more) = try await copy(engine, source, part, upload, bucket, encryption)
        var headers = more
        EncryptionHeaders.write(encryption?.stored, to: &headers)
        await send("CopyPartResult", headers: headers) { xml in
            xml.element("LastModified", copied.modified.iso8601Whole)
            xml.element("ETag", ObjectHeaders.quoted(copied.etag))
            if let checksum = copied.checksum { xml.element("Checksum" + checksum.algorithm, checksum.value) }
        }
    }

    /// A source that is written again and again while it is looked at is looked at anew, but not for ever.
    private func copy(
        _ engine: ObjectEngine, _ source: CopySource, _ part: PartAddress, _ upload: Upload, _ bucket: Bucket,
        _ encryption: WriteEncryption?
    ) async throws(ServiceError) -> (CopiedPart, HTTPHeaders) {
        response.endWithClient()
        for _ in 0..<8 {
            let (_, found, _) = try await authorize(source)
            do throws(ObjectError) { try source.condition.judge(found.version) } catch { throw ServiceError(error) }
            let key = try customerKey(.copySource, for: found.version)
            var copy = PartCopy(
                sourceBucket: source.bucket, sourceKey: source.key, sourceVersion: source.version, condition: source.condition,
                range: try copyRange(size: found.version.size), bucket: bucket.name, upload: upload, number: part.number)
            copy.seal = encryption?.seal
            if let own = found.version.attributes.encryption { copy.sourceWrap = try await wrap(of: own, key) }
            let final = copy
            if let copied = try await run({ () throws(EngineError) in try await engine.copyPart(final, of: found) }) {
                return (copied, source.headers(of: found.version))
            }
        }
        throw .slowDown
    }

    /// A copy's bytes are the source's.
    func refuseBody() throws(ServiceError) {
        guard http.body.isPresent, http.body.announcedLength ?? 0 > 0 else { return }
        throw .invalidRequest("The request included a body. Requests of this type must not include a non-empty body.")
    }

    private func copyRange(size: Int64) throws(ServiceError) -> Range<Int64> {
        guard let text = http.headers.first("x-amz-copy-source-range") else {
            guard size <= limits.partBytes else { throw Self.copySourceTooLarge(limits.partBytes) }
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
        guard first < size else { throw .invalidRequest("The specified copy range is invalid for the source object size") }
        guard last < size else {
            throw .invalidArgument("Range specified is not valid for source object of size: \(size)", "x-amz-copy-source-range", text)
        }
        guard last - first < limits.partBytes else { throw Self.copySourceTooLarge(limits.partBytes) }
        return first..<(last + 1)
    }

    static func copySourceTooLarge(_ limit: Int64) -> ServiceError {
        .invalidRequest("The specified copy source is larger than the maximum allowable size for a copy source: \(limit)")
    }
}
