internal import Checksums
internal import Objects
internal import Notifications
internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import ObjectData
internal import Core
internal import XML

extension S3Call {
    /// Source: API_CreateMultipartUpload.
    func createMultipartUpload() async throws(ServiceError) {
        let key = try objectKey()
        var given = try ObjectHeaders.attributes(http.headers, limits: limits, now: request.received)
        let checksum = try UploadChecksum(http.headers)
        let (bucket, engine) = try await authorize("s3:PutObject", key: key)
        guard caller.principal != .anonymous else {
            throw .accessDenied("Anonymous users cannot initiate multipart uploads.  Please authenticate.")
        }
        try await requireExtras(of: given, bucket, key)
        try await setAccess(of: &given, bucket, key)
        let encryption = try await encryption(try RequestedEncryption(http.headers), bucket, key)?.stored
        let attributes = given.with(encryption)
        let id = engine.newUploadID()
        let caller = request.caller
        try await run { () throws(EngineError) in
            try await engine.createUpload(
                CreateUpload(
                    id: id, bucket: bucket.name, key: key, attributes: attributes, checksumAlgorithm: checksum?.algorithm.rawValue,
                    checksumIsComposite: checksum?.isComposite ?? false, owner: caller.account,
                    principal: caller.principal.arn ?? caller.principal.displayName), in: BucketIdentity(bucket))
        }
        var headers: HTTPHeaders = []
        headers.add("x-amz-checksum-algorithm", ifPresent: checksum?.algorithm.rawValue)
        headers.add("x-amz-checksum-type", ifPresent: checksum?.typeName)
        EncryptionHeaders.write(encryption, to: &headers, context: true)
        for (name, value) in await abortHeaders(in: bucket, key, created: request.received).pairs { headers.add(name, value) }
        await send("InitiateMultipartUploadResult", headers: headers) { xml in
            xml.element("Bucket", bucket.name.description)
            xml.element("Key", key.description)
            xml.element("UploadId", id.description)
        }
    }

    /// Source: API_UploadPart.
    func uploadPart() async throws(ServiceError) {
        let part = try partAddress()
        _ = try BodyClaims(http, request.payload, limit: limits.partBytes)
        let (bucket, engine) = try await authorize("s3:PutObject", key: part.key)
        let upload = try await open(engine, part, bucket)
        let encryption = try await encryption(of: upload, in: bucket)
        let (content, checksum) = try await receive(
            engine, limit: limits.partBytes, partOf: upload, seal: encryption?.seal)
        _ = try await run { () throws(EngineError) in
            try await engine.putPart(
                bucket: bucket.name, key: part.key, upload: part.upload, number: part.number,
                checksum: upload.checksumAlgorithm == nil ? nil : checksum, content)
        }
        var headers: HTTPHeaders = [("ETag", ObjectHeaders.quoted(content.etag))]
        ObjectHeaders.writeValue(of: checksum, to: &headers)
        EncryptionHeaders.write(encryption?.stored, to: &headers)
        await send(200, headers)
    }

    /// Source: API_CompleteMultipartUpload.
    func completeMultipartUpload() async throws(ServiceError) {
        let key = try objectKey()
        let id = uploadID()
        let condition = try WriteCondition(http.headers)
        let (bucket, engine) = try await authorize("s3:PutObject", key: key)
        try await requireComparison(with: condition.etag, bucket, key)
        let upload = try await run { () throws(EngineError) in try await engine.upload(bucket: bucket.name, key: key, id: id) }
        guard http.body.isPresent, http.body.announcedLength != 0 else { throw .invalidRequest("You must specify at least one part") }
        let limits = limits
        let parts = try await document("CompleteMultipartUpload") { root throws(ServiceError) in try PartList.parse(root, limits) }
        var completion = Completion(parts: parts, condition: condition)
        completion.expectedSize = try expectedSize()
        completion.expectedChecksum = try expectedChecksum()
        completion.namesChecksumType = try namesType(of: upload)
        try judgeOptionalKey(of: upload)
        let complete = completion
        let namesChecksum = complete.expectedChecksum != nil || complete.parts.contains { $0.checksum != nil }
        if upload.checksumAlgorithm != nil || namesChecksum { try await requireDecryption(of: upload.attributes.encryption) }
        let written: WrittenVersion
        do throws(ServiceError) {
            written = try await run { () throws(EngineError) in
                try await engine.completeUpload(bucket: bucket.name, key: key, id: id, complete, by: stamp(of: request.caller))
            }
        } catch { throw error.naming(id, complete.parts) }
        var headers: HTTPHeaders = []
        ObjectHeaders.write(new: written.versionID, to: &headers)
        EncryptionHeaders.write(upload.attributes.encryption.flatMap { $0.algorithm == .customer ? nil : $0 }, to: &headers)
        headers.add("x-amz-expiration", ifPresent: await expiration(engine, ofCompleted: written, in: bucket, key))
        await send("CompleteMultipartUploadResult", headers: headers) { xml in
            xml.element("Location", location(bucket.name, key))
            xml.element("Bucket", bucket.name.description)
            xml.element("Key", key.description)
            xml.element("ETag", ObjectHeaders.quoted(written.etag))
            // Of what a KMS key seals, S3's own checksum is told to readers only.
            if let checksum = written.checksum, upload.checksumAlgorithm != nil || upload.attributes.encryption?.algorithm != .kms {
                xml.element("Checksum" + checksum.algorithm, checksum.value)
                xml.element("ChecksumType", checksum.isComposite ? "COMPOSITE" : "FULL_OBJECT")
            }
        }
    }

    /// Source: API_AbortMultipartUpload.
    func abortMultipartUpload() async throws(ServiceError) {
        let key = try objectKey()
        let (bucket, engine) = try await authorizeUpload("s3:AbortMultipartUpload", key)
        if http.headers.contains("x-amz-if-match-initiated-time") {
            throw .notImplemented("the header x-amz-if-match-initiated-time, which is for directory buckets")
        }
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

    struct PartAddress { let key: ObjectKey, upload: UploadID, number: Int }

    func partAddress() throws(ServiceError) -> PartAddress {
        let key = try objectKey()
        let text = http.queryValue("partNumber") ?? ""
        guard let number = Int(digits: text), (1...limits.parts).contains(number) else {
            throw .invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text)
        }
        return PartAddress(key: key, upload: uploadID(), number: number)
    }

    func open(_ engine: ObjectEngine, _ part: PartAddress, _ bucket: Bucket) async throws(ServiceError) -> Upload {
        try await run { () throws(EngineError) in
            try await engine.openUpload(bucket: bucket.name, key: part.key, id: part.upload)
        }
    }

    /// A completed upload has no type any more: whether its repetition is the same is the engine's to say.
    /// - Returns: whether the request says of which type its checksum is.
    private func namesType(of upload: Upload) throws(ServiceError) -> Bool {
        guard let type = http.headers.first("x-amz-checksum-type")?.uppercased() else { return false }
        guard type == "COMPOSITE" || type == "FULL_OBJECT" else {
            throw .invalidRequest("Value for x-amz-checksum-type header is invalid.")
        }
        guard upload.completion == nil else { return true }
        let own = upload.checksumAlgorithm == nil ? "null" : upload.checksumIsComposite ? "COMPOSITE" : "FULL_OBJECT"
        guard own == type else {
            throw .invalidRequest(
                "The upload was created using the \(own) checksum mode. The complete request must use the same checksum mode.")
        }
        return true
    }

    private func expectedSize() throws(ServiceError) -> Int64? {
        guard let text = http.headers.first("x-amz-mp-object-size") else { return nil }
        if let size = Int64(digits: text) { return size }
        throw .invalidRequest(
            text.hasPrefix("-") && Int64(text) != nil
                ? "Value for x-amz-mp-object-size header is less than zero: '\(text)'"
                : "Value for x-amz-mp-object-size header is invalid: '\(text)'")
    }

    /// The whole's, as the client has it: behind a composite one may stand how many parts it is of.
    private func expectedChecksum() throws(ServiceError) -> StoredChecksum? {
        let given = ChecksumAlgorithm.allCases.filter { http.headers.contains($0.headerName) }
        guard given.count <= 1 else {
            throw .invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
        }
        guard let algorithm = given.first, let value = http.headers.first(algorithm.headerName) else { return nil }
        let digest = value.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ChecksumClaim.isValue(String(digest[0]), of: algorithm), digest.count == 1 || Int(digits: digest[1]) != nil else {
            throw .invalidRequest("Value for \(algorithm.headerName) header is invalid.")
        }
        return StoredChecksum(algorithm: algorithm.rawValue, value: value)
    }
}

/// Which checksum a multipart upload keeps. Source: S3 User Guide, "Checking object integrity".
private struct UploadChecksum {
    let algorithm: ChecksumAlgorithm
    let isComposite: Bool
    var typeName: String { isComposite ? "COMPOSITE" : "FULL_OBJECT" }

    /// - Returns: nil if the client asked for none.
    init?(_ headers: HTTPHeaders) throws(ServiceError) {
        let type = headers.first("x-amz-checksum-type")?.uppercased()
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
