internal import Checksums
internal import Objects
internal import Notifications
internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import ObjectData
internal import NIOCore
internal import Core
internal import SigV4
internal import XML

/// An upload by a browser's form: its fields carry the signature, the policy and the object's attributes, its last one the file.
/// Source: S3 API Reference, "POST Object".
extension S3Call {
    func postObject() async throws(ServiceError) {
        try BodyClaims.requireLength(http)
        var upload = try FormUpload(http)
        _ = try await findBucket()
        // Until the fields tell who sends them.
        let contested = request.place?.contend(longest: FormParser.fieldLimit, isProven: false)
        var pending = try await readFields(&upload, contested)
        let fields = upload.fields
        let key = try fields.key(limits: limits)
        request.log.set { $0.key = key.description }
        let (caller, policy, version) = try await sender(of: fields)
        let headers = try fields.headers()
        var given = try ObjectHeaders.attributes(headers, limits: limits, now: request.received, isForm: true)
        let checksum = try fields.checksum()
        let md5 = try fields.md5()
        let bucket = try await findBucket()
        let call = asking(as: FormCaller(caller: caller, version: version, headers: headers))
        let engine = try await call.require("s3:PutObject", bucket, key: key)
        try await call.requireExtras(of: given, bucket, key)
        try await call.setAccess(of: &given, bucket, key)
        try call.takePlace()
        contested?.leave()
        let encryption = try await encryption(try RequestedEncryption(headers), bucket, key, caller: caller)
        let attributes = given.with(encryption?.stored)
        let sink = try await run { () throws(EngineError) in
            try await engine.sink(
                DigestRequest(checksum: checksum?.algorithm ?? .ownChoice), announced: http.body.announcedLength, seal: encryption?.seal)
        }
        try await receive(&upload, &pending, to: sink, policy)
        let content = try await run { () throws(EngineError) in try await sink.finish() }
        do throws(PostPolicyError) { try policy?.check(length: content.size) } catch { throw ServiceError(error) }
        let stored = try verify(content, against: checksum, md5)
        let object = NewObject(
            bucket: bucket.name, key: key, attributes: attributes, checksum: stored, type: .objectCreatedPost)
        let written = try await run { () throws(EngineError) in
            try await engine.put(object, content, in: BucketIdentity(bucket), by: stamp(of: caller))
        }
        await answer(
            fields, bucket, key, written, stored, encryption?.stored,
            expiration: await expiration(of: written, in: bucket, key, tags: attributes.tags))
    }

    /// - Returns: what came of the file with the last piece of the fields.
    private func readFields(_ upload: inout FormUpload, _ contested: ContestedBody?) async throws(ServiceError) -> [FormParser.Event] {
        let deadline = NIODeadline.now() + .milliseconds(limits.formFieldsMilliseconds)
        var count = 0
        while let piece = try await nextPiece(until: deadline) {
            count += piece.readableBytes
            guard contested?.covers(count, more: piece.readableBytes) ?? true else { throw .slowDown }
            var events = try upload.push(piece)[...]
            while let event = events.popFirst() {
                if try upload.take(event) { return Array(events) }
            }
        }
        throw .invalidArgument("POST requires exactly one file upload per request.", "file", "0")
    }

    /// Proves who filled in the form, and that it keeps to its policy.
    private func sender(of fields: FormFields) async throws(ServiceError) -> (Caller, PostPolicy?, SignatureVersion?) {
        let claim: FormClaim?
        do throws(SignatureError) { claim = try FormClaim(fields.pairs) } catch {
            throw ServiceError(AuthenticationError.signature(error))
        }
        guard let claim else { return (.anonymous, nil, nil) }
        let caller: Caller
        do throws(AuthenticationError) { caller = try await services.forms.sender(of: claim) } catch { throw ServiceError(error) }
        request.log.set { $0.principal = caller.principal.displayName }
        do throws(PostPolicyError) {
            let policy = try PostPolicy(base64: claim.policy)
            try policy.check(fields: fields.withFileName, bucket: route.bucketText, now: request.received)
            return (caller, policy, claim.version)
        } catch { throw ServiceError(error) }
    }

    private func receive(
        _ upload: inout FormUpload, _ pending: inout [FormParser.Event], to sink: ObjectSink, _ policy: PostPolicy?
    ) async throws(ServiceError) {
        let limit = min(policy?.maximumLength ?? limits.objectBytes, limits.objectBytes)
        while true {
            for event in pending {
                guard case .content(let bytes) = event else { continue }
                try await run { () throws(EngineError) in try await sink.write(bytes) }
                // Refused as soon as it is known: the rest need not be sent.
                guard sink.bytesWritten <= limit else { throw .entityTooLarge(sink.bytesWritten, limit) }
            }
            guard let piece = try await nextPiece() else { break }
            pending = try upload.push(piece)
        }
        guard upload.isComplete else { throw .incompleteBody }
    }

    private func verify(
        _ content: FreshContent, against claim: (algorithm: ChecksumAlgorithm, value: String)?, _ md5: [UInt8]?
    ) throws(ServiceError) -> StoredChecksum? {
        if let md5, md5 != content.md5 {
            throw ServiceError(400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
        }
        guard let actual = content.checksum else { return nil }
        let stored = StoredChecksum(algorithm: (claim?.algorithm ?? .ownChoice).rawValue, value: Base64.encode(actual))
        if let claim, claim.value != stored.value { throw .badDigest(claim.algorithm.rawValue) }
        return stored
    }

    private func answer(
        _ fields: FormFields, _ bucket: Bucket, _ key: ObjectKey, _ written: WrittenVersion, _ checksum: StoredChecksum?,
        _ encryption: ObjectEncryption?, expiration: String?
    ) async {
        let etag = ObjectHeaders.quoted(written.etag)
        let location = location(bucket.name, key)
        var headers: HTTPHeaders = [("ETag", etag), ("Location", location)]
        ObjectHeaders.write(new: written.versionID, to: &headers)
        ObjectHeaders.write(checksum, to: &headers)
        EncryptionHeaders.write(encryption, to: &headers)
        headers.add("x-amz-expiration", ifPresent: expiration)
        if let redirect = fields.redirect(bucket.name, key, etag) {
            headers.set("Location", redirect)
            return await send(303, headers)
        }
        switch fields["success_action_status"] {
        case "200": await send(200, headers)
        case "201":
            var xml = XMLWriter()
            xml.element("PostResponse") { xml in
                xml.element("Location", location)
                xml.element("Bucket", bucket.name.description)
                xml.element("Key", key.description)
                xml.element("ETag", etag)
            }
            headers.add("Content-Type", "application/xml")
            for (name, value) in self.headers().pairs { headers.add(name, value) }
            await response.send(201, headers, body: ByteBuffer(bytes: xml.bytes))
        default: await send(204, headers)
        }
    }
}

/// A form as far as it has come.
private struct FormUpload {
    private var parser: FormParser
    private(set) var fields = FormFields()

    init(_ http: HTTPRequest) throws(ServiceError) {
        guard let boundary = FormParser.boundary(contentType: http.headers.first("content-type") ?? "") else {
            throw .preconditionFailed("Bucket POST must be of the enclosure-type multipart/form-data")
        }
        parser = FormParser(boundary: boundary)
    }

    var isComplete: Bool { parser.isComplete }

    mutating func push(_ piece: ByteBuffer) throws(ServiceError) -> [FormParser.Event] {
        do throws(FormParser.Failure) { return try parser.push(piece.readableBytesView) } catch {
            switch error {
            case .malformed:
                throw ServiceError(400, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.")
            case .fieldsTooLarge:
                throw Self.fieldsTooLarge
            }
        }
    }

    static let fieldsTooLarge = ServiceError(
        400, "MaxPostPreDataLengthExceeded", "Your POST request fields preceeding the upload file was too large.",
        [("MaxPostPreDataLengthBytes", String(FormParser.fieldLimit))])

    /// - Returns: true once the file begins.
    mutating func take(_ event: FormParser.Event) throws(ServiceError) -> Bool {
        switch event {
        case .field(let name, let value): fields.pairs.append((name, value))
        case .file(let name):
            try fields.begin(file: name)
            return true
        case .content, .end: break
        }
        return false
    }
}

/// The fields before the file.
private struct FormFields {
    var pairs: [(String, String)] = []
    private var fileName = ""
    private static let placeholder = "${filename}"
    /// What the fields may become when the file's name is in its places: a long one in many would be a thousand times what was sent.
    private static let longestExpansion = 4 * FormParser.fieldLimit

    mutating func begin(file name: String) throws(ServiceError) {
        // Some browsers send the path on the user's disk.
        fileName = String(name.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }.last ?? "")
        let places = pairs.reduce(0) { $1.1.contains(Self.placeholder) ? $0 + $1.1.utf8.count / Self.placeholder.utf8.count : $0 }
        guard places * fileName.utf8.count <= Self.longestExpansion else { throw FormUpload.fieldsTooLarge }
    }

    /// The value of a field, with the file's name where it asks for it.
    subscript(name: String) -> String? { pairs.first { $0.0.lowercased() == name }.map { named($0.1) } }

    var withFileName: [(String, String)] { pairs.map { ($0.0, named($0.1)) } }

    private func named(_ value: String) -> String { value.replacing(Self.placeholder, with: fileName) }

    func key(limits: Limits) throws(ServiceError) -> ObjectKey {
        guard let key = self["key"] else {
            throw .invalidArgument(
                "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.", "key", "")
        }
        guard !key.isEmpty else { throw .invalidArgument("User key must have a length greater than 0.", "key", "") }
        return try S3Call.objectKey(Array(key.utf8))
    }

    /// The fields that are headers of a PUT.
    func headers() throws(ServiceError) -> HTTPHeaders {
        var headers: HTTPHeaders = []
        for (name, value) in withFileName {
            let name = name.lowercased()
            switch name {
            case "acl": headers.add("x-amz-acl", value)
            case "tagging": headers.add("x-amz-tagging", try Tags.query(fromXML: value))
            case "expires", "cache-control", "content-type", "content-disposition", "content-encoding", "content-language":
                try add(name, value, to: &headers)
            default:
                if name.hasPrefix("x-amz-"), !Self.signature.contains(name) { try add(name, value, to: &headers) }
            }
        }
        return headers
    }

    /// A header of a PUT cannot have a line end in it; a field can.
    private func add(_ name: String, _ value: String, to headers: inout HTTPHeaders) throws(ServiceError) {
        try ObjectHeaders.check(name, value, as: name)
        headers.add(name, value)
    }

    private static let signature: Set<String> = [
        "x-amz-signature", "x-amz-credential", "x-amz-algorithm", "x-amz-date", "x-amz-security-token",
    ]

    func checksum() throws(ServiceError) -> (algorithm: ChecksumAlgorithm, value: String)? {
        let given = ChecksumAlgorithm.allCases.filter { self[$0.headerName] != nil }
        guard given.count <= 1 else {
            throw .invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
        }
        guard let algorithm = given.first, let value = self[algorithm.headerName] else { return nil }
        guard Base64.decode(value)?.count == algorithm.digestLength else {
            throw .invalidRequest("Value for \(algorithm.headerName) header is invalid.")
        }
        return (algorithm, value)
    }

    /// - Throws: `InvalidDigest` unless it is the Base64 of an MD5.
    func md5() throws(ServiceError) -> [UInt8]? {
        guard let text = self["content-md5"] else { return nil }
        guard let bytes = Base64.decode(text), bytes.count == 16 else {
            throw ServiceError(400, "InvalidDigest", "The Content-MD5 you specified was invalid.", [("Content-MD5", text)])
        }
        return bytes
    }

    /// `success_action_redirect` with what was stored in its query; nil if it is no URL.
    func redirect(_ bucket: BucketName, _ key: ObjectKey, _ etag: String) -> String? {
        guard let target = self["success_action_redirect"] ?? self["redirect"] else { return nil }
        guard target.hasPrefix("http://") || target.hasPrefix("https://"), target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return nil
        }
        let query = [("bucket", Array(bucket.description.utf8)), ("key", key.utf8), ("etag", Array(etag.utf8))]
        // A fragment stays at the end: behind it a query would be a part of it.
        let fragment = target.firstIndex(of: "#") ?? target.endIndex
        return target[..<fragment] + (target[..<fragment].contains("?") ? "&" : "?")
            + query.map { $0.0 + "=" + PercentCoding.encode($0.1) }.joined(separator: "&") + target[fragment...]
    }
}
