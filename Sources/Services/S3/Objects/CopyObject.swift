internal import Checksums
internal import Objects
internal import Notifications
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Store
internal import Core
internal import XML

extension S3Call {
    /// Source: API_CopyObject.
    func copyObject() async throws(ServiceError) {
        let key = try objectKey()
        let source = try CopySource(http.headers, services.addressing, now: request.received)
        try requirePossible(source.version, "x-amz-copy-source")
        var given = try ObjectHeaders.attributes(http.headers, limits: limits, now: request.received)
        let replacesMetadata = try directive("x-amz-metadata-directive")
        let replacesTags = try directive("x-amz-tagging-directive")
        let condition = try WriteCondition(http.headers)
        try refuseBody()
        let checksum = try http.headers.first("x-amz-checksum-algorithm").map { name throws(ServiceError) in
            try ChecksumAlgorithm(named: name)
        }
        let (bucket, engine) = try await authorize("s3:PutObject", key: key)
        try await requireComparison(with: condition.etag, bucket, key)
        try await requireExtras(of: given, bucket, key)
        try await setAccess(of: &given, bucket, key)
        let (sourceBucket, sourceObject, _) = try await authorize(source)
        let found = sourceObject.version
        if !replacesTags, !found.attributes.tags.isEmpty { try await requireTagCopy(source, sourceBucket, found, to: bucket, key) }
        guard found.size <= limits.objectBytes else {
            throw Self.copySourceTooLarge(limits.objectBytes)
        }
        var sourceCondition = source.condition
        let isByVersion = try await decidesByObject("s3:GetObject", sourceBucket)
        sourceCondition.judged = CopySourceCondition.Judged(bucketID: sourceBucket.id, sequence: isByVersion ? found.sequence : nil)
        let encryption = try await copyEncryption(try RequestedEncryption(http.headers), from: found, to: bucket, key)
        var copy = CopyObject(
            sourceBucket: source.bucket, sourceKey: source.key, sourceVersion: source.version, sourceCondition: sourceCondition,
            bucket: bucket.name, key: key, attributes: given.with(encryption.target?.stored), replacesMetadata: replacesMetadata,
            replacesTags: replacesTags, condition: condition, type: .objectCreatedCopy, stamp: stamp(of: request.caller))
        copy.asksEncryption = encryption.isAsked
        copy.asksStorageClass = http.headers.contains("x-amz-storage-class")
        copy.checksumAlgorithm = checksum?.rawValue
        let final = copy
        response.endWithClient()
        let written = try await run { () throws(EngineError) in
            guard encryption.keepsBytes else { return try await rewrite(engine, final, encryption, in: bucket) }
            return try await engine.copy(final, unlocking: encryption.sourceWrap, in: BucketIdentity(bucket))
        }
        var headers = source.headers(of: found)
        ObjectHeaders.write(written.versionID, in: bucket, to: &headers)
        EncryptionHeaders.write(encryption.target?.stored, to: &headers, context: true)
        let tags = replacesTags ? given.tags : found.attributes.tags
        headers.add("x-amz-expiration", ifPresent: await expiration(of: written, in: bucket, key, tags: tags))
        await send("CopyObjectResult", headers: headers) { xml in
            xml.element("LastModified", written.modified.iso8601Whole)
            xml.element("ETag", ObjectHeaders.quoted(written.etag))
            if let checksum = written.checksum {
                xml.element("Checksum" + checksum.algorithm, checksum.value)
                xml.element("ChecksumType", checksum.isComposite ? "COMPOSITE" : "FULL_OBJECT")
            }
        }
    }

    /// Finds what is to be copied and asks whether the caller may read it.
    /// - Returns: the source as it is now.
    func authorize(_ source: CopySource) async throws(ServiceError) -> (bucket: Bucket, object: FoundObject, engine: ObjectEngine) {
        let bucket = try await run { () throws(EngineError) in try await services.objects.bucket(source.bucket) }
        try requireOwner(of: bucket, "x-amz-source-expected-bucket-owner")
        let action = source.version == nil ? "s3:GetObject" : "s3:GetObjectVersion"
        let values = ["s3:VersionId": source.version?.description]
        let (_, engine) = try await require(action, bucket, key: source.key, version: source.version, values: values)
        let found = try await find(bucket, source.key) { () throws(EngineError) in
            do throws(EngineError) {
                return try await engine.head(bucket: source.bucket, key: source.key, version: source.version)
            } catch {
                if case .refused(.isDeleteMarker(let marker)) = error, marker.isNamed { throw .refused(.copySourceIsDeleteMarker) }
                throw error
            }
        }
        try await rejudge(action, bucket, found.version, values: values)
        do throws(ObjectError) { try found.version.attributes.requireReadable(at: request.received) } catch { throw ServiceError(error) }
        return (bucket, found, engine)
    }

    /// Tags that come with the source are read there and written here. Source: API_CopyObject, "Permissions".
    private func requireTagCopy(
        _ source: CopySource, _ sourceBucket: Bucket, _ found: ObjectVersion, to bucket: Bucket, _ key: ObjectKey
    ) async throws(ServiceError) {
        let action = source.version == nil ? "s3:GetObjectTagging" : "s3:GetObjectVersionTagging"
        try await require(
            action, sourceBucket, key: source.key, object: found, values: ["s3:VersionId": source.version?.description])
        try await require("s3:PutObjectTagging", bucket, key: key, tags: found.attributes.tags)
    }

    /// Reads the source's bytes and writes them anew: their encryption is another.
    private func rewrite(_ engine: ObjectEngine, _ copy: CopyObject, _ encryption: CopyEncryption, in bucket: Bucket)
        async throws(EngineError) -> WrittenVersion
    {
        let reader = try await engine.open(bucket: copy.sourceBucket, key: copy.sourceKey, version: copy.sourceVersion)
        let source = reader.object.version
        do throws(ObjectError) {
            try copy.sourceCondition.judge(source)
            try source.attributes.requireReadable(at: request.received)
            try copy.requireChange(source)
        } catch { throw EngineError(error) }
        guard source.attributes.encryption == encryption.source else {
            throw .refused(.conflict("The copy's source was replaced by one with another encryption."))
        }
        if let wrap = encryption.sourceWrap { try reader.unlock(wrap) }
        let algorithm = (copy.checksumAlgorithm ?? source.checksum?.algorithm).flatMap { ChecksumAlgorithm(rawValue: $0) } ?? .ownChoice
        let sink = try await engine.sink(DigestRequest(checksum: algorithm), announced: source.size, seal: encryption.target?.seal)
        try await engine.transfer(reader, to: sink)
        let content = try await sink.finish()
        var object = NewObject(
            bucket: copy.bucket, key: copy.key, attributes: copy.attributes(from: source), condition: copy.condition, type: copy.type)
        object.sourceVersion = CopyObject.sourceText(copy.sourceBucket, copy.sourceKey, source.versionID)
        object.checksum = content.checksum.map { StoredChecksum(algorithm: algorithm.rawValue, value: Base64.encode($0)) }
        return try await engine.put(object, content, in: BucketIdentity(bucket), by: copy.stamp)
    }

    /// - Returns: true for REPLACE.
    private func directive(_ name: String) throws(ServiceError) -> Bool {
        switch http.headers.first(name) {
        case nil, "COPY"?: return false
        case "REPLACE"?: return true
        case let value?:
            throw .invalidArgument("Unknown \(name == "x-amz-metadata-directive" ? "metadata" : "tagging") directive.", name, value)
        }
    }
}

/// `x-amz-copy-source` and the conditions on it. Source: API_CopyObject.
struct CopySource {
    let bucket: BucketName
    let key: ObjectKey
    let version: VersionID?
    let condition: CopySourceCondition

    init(_ headers: HTTPHeaders, _ addressing: Addressing, now: Timestamp) throws(ServiceError) {
        // Of several fields all are read, as all were signed.
        let text = RequestedACL.value(of: "x-amz-copy-source", headers) ?? ""
        let (path, version) = Self.split(text)
        guard let bytes = PercentCoding.decode(path, plusIsSpace: true), let version = Self.decode(version) else {
            throw .invalidArgument("Invalid copy source encoding", "x-amz-copy-source", text)
        }
        let (name, key) = Self.names(bytes[...], addressing)
        guard !key.isEmpty else { throw .invalidArgument("Invalid copy source object key", "x-amz-copy-source", "x-amz-copy-source") }
        guard let bucket = BucketName(String(decoding: name, as: UTF8.self)) else {
            throw .invalidArgument("Invalid copy source bucket name", "x-amz-copy-source", text)
        }
        self.bucket = bucket
        self.key = try S3Call.objectKey(Array(key))
        self.version = try version.map { text throws(ServiceError) in try S3Call.versionID(text, "x-amz-copy-source") }
        condition = CopySourceCondition(headers, "x-amz-copy-source", now)
    }

    /// Which version was copied: the null version only if it was named.
    func headers(of copied: ObjectVersion) -> HTTPHeaders {
        version != nil || copied.versionID != .null ? [("x-amz-copy-source-version-id", copied.versionID.description)] : []
    }

    private static func split(_ text: String) -> (path: Substring, version: Substring?) {
        guard let mark = text.utf8.lastIndex(of: UInt8(ascii: "?")) else { return (text[...], nil) }
        let query = text[text.utf8.index(after: mark)...]
        guard query.hasPrefix("versionId=") else { return (text[...], nil) }
        return (text[..<mark], query.dropFirst("versionId=".count))
    }

    /// - Returns: nil for what cannot be decoded.
    private static func decode(_ version: Substring?) -> String?? {
        guard let version else { return .some(nil) }
        return PercentCoding.decode(version).map { String(decoding: $0, as: UTF8.self) }
    }

    /// `bucket/key`, with a slash before it or without, or the object's whole URL.
    private static func names(_ path: ArraySlice<UInt8>, _ addressing: Addressing) -> (bucket: ArraySlice<UInt8>, key: ArraySlice<UInt8>) {
        let slash = UInt8(ascii: "/")
        var path = path
        for scheme in ["http://", "https://"] where path.starts(with: scheme.utf8) {
            let url = path.dropFirst(scheme.utf8.count)
            path = url.drop { $0 != slash }
            let host = String(decoding: url[..<path.startIndex], as: UTF8.self)
            if case .bucket(let name) = addressing.place(host) { return (Array(name.utf8)[...], path.dropFirst()) }
        }
        if path.first == slash { path = path.dropFirst() }
        let bucket = path.prefix { $0 != slash }
        return (bucket, path[bucket.endIndex...].dropFirst())
    }
}

extension CopySourceCondition {
    /// - Parameter name: what the headers of the conditions begin with.
    init(_ headers: HTTPHeaders, _ name: String, _ now: Timestamp) {
        self.init()
        ifMatch = headers.first(name + "-if-match").map { ObjectHeaders.unquoted($0) }
        ifNoneMatch = headers.first(name + "-if-none-match").map { ObjectHeaders.unquoted($0) }
        (ifModifiedSince, ifUnmodifiedSince) = Self.dates(headers, name + "-", now)
    }

    /// A time of If-Modified-Since that is yet to come is as if it were not there.
    static func dates(_ headers: HTTPHeaders, _ prefix: String, _ now: Timestamp) -> (modified: Timestamp?, unmodified: Timestamp?) {
        func date(_ name: String) -> Timestamp? { headers.first(prefix + name).flatMap { Timestamp(http: $0) ?? Timestamp(iso8601: $0) } }
        return (date("if-modified-since").flatMap { $0 > now ? nil : $0 }, date("if-unmodified-since"))
    }
}
