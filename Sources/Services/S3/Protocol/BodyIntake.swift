internal import Checksums
internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import ObjectData
internal import NIOCore
internal import Core
internal import SigV4

/// What a request's head says that its body must be, checked when the body is there.
/// Source: S3 User Guide, "Checking object integrity"; API_PutObject.
struct BodyClaims {
    /// 16 bytes.
    let md5: [UInt8]?
    private(set) var algorithm: ChecksumAlgorithm?
    private var keepsOwnChecksum = false
    /// From a header; a trailer's comes with the body's end.
    let checksum: String?
    /// Whether the checksum comes behind the body.
    let isTrailing: Bool
    let sha256: String?
    /// Of the decoded body.
    let length: Int64

    init(_ http: HTTPRequest, _ payload: PayloadMode, limit: Int64) throws(ServiceError) {
        length = try Self.length(http, isChunked: payload.isStreaming, limit: limit)
        md5 = try Self.md5(http.headers.first("content-md5"))
        // The checksum that a completion has in its head is the object's.
        let claim = http.method == "POST" && http.queryValue("uploadId") != nil ? ChecksumClaim() : try ChecksumClaim(http.headers)
        (algorithm, checksum, isTrailing) = (claim.algorithm, claim.value, claim.isTrailing)
        if case .signed(let hash) = payload { sha256 = hash } else { sha256 = nil }
    }

    private static func length(_ http: HTTPRequest, isChunked: Bool, limit: Int64) throws(ServiceError) -> Int64 {
        if !isChunked { try requireLength(http) }
        // What is no number is none that was given.
        let announced =
            isChunked ? http.headers.first("x-amz-decoded-content-length").flatMap { Int64(digits: $0) } : http.body.announcedLength
        guard let announced else { throw .missingContentLength }
        guard announced <= limit else { throw .entityTooLarge(announced, limit) }
        return announced
    }

    /// A body that comes in HTTP's own chunks does not say how long it is.
    static func requireLength(_ http: HTTPRequest) throws(ServiceError) {
        guard !http.headers.contains("content-length") else { return }
        throw http.headers.contains("transfer-encoding") ? .notImplemented(header: "Transfer-Encoding") : .missingContentLength
    }

    private static func md5(_ text: String?) throws(ServiceError) -> [UInt8]? {
        guard let text else { return nil }
        guard let bytes = Base64.decode(text), bytes.count == 16 else {
            throw ServiceError(400, "InvalidDigest", "The Content-MD5 you specified was invalid.", [("Content-MD5", text)])
        }
        return bytes
    }

    /// An object has a checksum, if the client sends none then S3's own.
    mutating func becomeObject() { algorithm = algorithm ?? .ownChoice }

    /// The upload that the body is a part of keeps checksums of one kind, whether the client sends them or not.
    mutating func becomePart(of upload: Upload) throws(ServiceError) {
        guard let wanted = upload.checksumAlgorithm.flatMap({ ChecksumAlgorithm(rawValue: $0) }) else {
            keepsOwnChecksum = true
            return
        }
        // A composite checksum is made of those that the client sends.
        guard algorithm == wanted || algorithm == nil && !upload.checksumIsComposite else {
            throw .invalidRequest(
                "Checksum Type mismatch occurred, expected checksum Type: \(wanted.rawValue.lowercased()), actual checksum Type: \(algorithm?.rawValue.lowercased() ?? "null")"
            )
        }
        algorithm = wanted
    }

    var digests: DigestRequest { DigestRequest(checksum: algorithm, sha256: sha256 != nil, ownChecksum: keepsOwnChecksum) }
    var hasIntegrityCheck: Bool { md5 != nil || checksum != nil || isTrailing }

    /// Compares what came with what was claimed.
    /// - Returns: the checksum to keep.
    func verify(
        size: Int64, md5 actualMD5: [UInt8], sha256 actualSHA256: [UInt8]?, checksum actual: [UInt8]?,
        trailers: [(name: String, value: String)]
    ) throws(ServiceError) -> StoredChecksum? {
        guard size == length else { throw .incompleteBody }
        if let md5, md5 != actualMD5 {
            throw ServiceError(
                400, "BadDigest", "The Content-MD5 you specified did not match what we received.",
                [("ExpectedDigest", Base64.encode(md5)), ("CalculatedDigest", Base64.encode(actualMD5))])
        }
        if let sha256, let actualSHA256, Hex.encode(actualSHA256) != sha256 {
            throw ServiceError(
                400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.",
                [("ClientComputedContentSHA256", sha256), ("S3ComputedContentSHA256", Hex.encode(actualSHA256))])
        }
        let trailing = try ChecksumClaim.trailing(trailers, announced: isTrailing ? algorithm : nil)
        guard let algorithm, let actual else { return nil }
        let stored = StoredChecksum(algorithm: algorithm.rawValue, value: Base64.encode(actual))
        if let claimed = trailing ?? checksum, claimed != stored.value { throw .badDigest(algorithm.rawValue) }
        return stored
    }
}

extension S3Call {
    /// Streams the body to the disk, checking all that its head claims.
    /// - Returns: the bytes, not yet named by anything, and the checksum to keep with them.
    /// - Parameter upload: what the body is a part of; nil for an object.
    /// - Parameter seal: nil for bytes that lie as they come.
    func receive(
        _ engine: ObjectEngine, limit: Int64, partOf upload: Upload? = nil, seal: EnvelopeEncryption?
    ) async throws(ServiceError) -> (content: FreshContent, checksum: StoredChecksum?) {
        try takePlace()
        var claims = try BodyClaims(http, request.payload, limit: limit)
        if let upload { try claims.becomePart(of: upload) } else { claims.becomeObject() }
        let sink = try await run { () throws(EngineError) in
            try await engine.sink(
                claims.digests, announced: claims.length, hasTrailer: request.payload.isStreaming, seal: seal)
        }
        let trailers = try await stream(claims) { bytes throws(ServiceError) in try await self.write(bytes, to: sink) }
        let content = try await run { () throws(EngineError) in try await sink.finish() }
        let checksum = try claims.verify(
            size: content.size, md5: content.md5, sha256: content.sha256, checksum: content.checksum, trailers: trailers)
        return (content, checksum)
    }

    func write(_ bytes: ByteBufferView, to sink: ObjectSink) async throws(ServiceError) {
        var taken = 0
        while taken < bytes.count {
            taken += bytes.withUnsafeBytes { sink.take(UnsafeRawBufferPointer(rebasing: $0[taken...])) }
            if sink.isFull { try await run { () throws(EngineError) in try await sink.flush() } }
        }
    }

    /// Takes the framing off the body, if it has one, and hands on what it carries.
    private func stream(
        _ claims: BodyClaims, pace: MinimumRate? = nil, _ deliver: (ByteBufferView) async throws(ServiceError) -> Void
    ) async throws(ServiceError) -> [(name: String, value: String)] {
        let begun = pace == nil ? nil : NIODeadline.now()
        var count: Int64 = 0
        var deadline: NIODeadline? { begun.flatMap { pace?.deadline(behind: count, since: $0) } }
        guard request.payload.isStreaming else {
            while let piece = try await nextPiece(until: deadline) {
                count += Int64(piece.readableBytes)
                try await deliver(piece.readableBytesView)
            }
            return []
        }
        var decoder = ChunkedDecoder(request.payload, signer: request.signature?.chunkSigner, decodedLength: claims.length)
        while let piece = try await nextPiece(until: deadline) {
            let view = piece.readableBytesView
            for range in try Self.decode(view, with: &decoder) {
                count += Int64(range.count)
                try await deliver(view[(view.startIndex + range.lowerBound)..<(view.startIndex + range.upperBound)])
            }
        }
        do { return try decoder.finish() } catch { throw ServiceError(error) }
    }

    private static func decode(_ view: ByteBufferView, with decoder: inout ChunkedDecoder) throws(ServiceError) -> [Range<Int>] {
        let outcome = view.withUnsafeBytes { bytes in Result { () throws(ChunkedError) in try decoder.push(bytes) } }
        do { return try outcome.get() } catch { throw ServiceError(error) }
    }

    /// Takes a place among the bodies under way, once it is known that the caller may send one.
    func takePlace() throws(ServiceError) {
        guard request.place?.take(isAnonymous: caller.principal == .anonymous) ?? true else { throw .slowDown }
    }

    func nextPiece(until deadline: NIODeadline? = nil) async throws(ServiceError) -> ByteBuffer? {
        do { return try await http.body.next(until: deadline) } catch { throw ServiceError(error) }
    }

    /// A body that an operation reads whole, such as an XML document. Where nobody in particular sends it, it comes in as those of unproven
    /// senders do, since often it is what is in it that decides whether it may come; else as those of proven ones.
    /// - Parameter held: what its memory is taken from, for as long as it is kept.
    func smallBody(requiresDigest: Bool = false, held: MemoryReservation) async throws(ServiceError) -> [UInt8] {
        guard http.body.isPresent else { return [] }
        let claims = try BodyClaims(http, request.payload, limit: Int64(limits.xmlBytes))
        if requiresDigest, !claims.hasIntegrityCheck {
            throw .invalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*")
        }
        var whole: [UInt8] = []
        let longest = Int(claims.length)
        var memory = DocumentMemory(held, longest: longest)
        let contested = request.place?.contend(longest: longest, isProven: request.signature != nil)
        let trailers = try await stream(claims, pace: .held) { bytes throws(ServiceError) in
            let count = whole.count + bytes.count
            guard count <= limits.xmlBytes else { throw .malformedXML }
            guard contested?.covers(count, more: bytes.count) ?? true else { throw .slowDown }
            if count > whole.capacity { whole.reserveCapacity(min(longest, max(2 * whole.capacity, count))) }
            whole.append(contentsOf: bytes)
        }
        try takePlace()
        // What is read from it takes memory too.
        guard memory.covers(2 * whole.count) else { throw .slowDown }
        let bytes = whole
        let digests = try await request.threads.run(bytes: bytes.count, busy: .slowDown) { () throws(ServiceError) in
            (
                md5: MD5Hasher.hash(bytes), sha256: claims.sha256 == nil ? nil : SHA256Hasher.hash(bytes),
                checksum: claims.algorithm.map { ChecksumHasher.hash(bytes, $0) }
            )
        }
        _ = try claims.verify(
            size: Int64(bytes.count), md5: digests.md5, sha256: digests.sha256, checksum: digests.checksum, trailers: trailers)
        try await requireSameBucket()
        return bytes
    }
}

extension ChecksumAlgorithm {
    private static let names = "[\(allCases.map(\.rawValue).sorted().joined(separator: ", "))]"

    /// Reads `x-amz-checksum-algorithm` and its like.
    init(named name: String) throws(ServiceError) {
        guard let algorithm = ChecksumAlgorithm(rawValue: name.uppercased()) else {
            throw .invalidRequest(
                "Checksum algorithm provided is unsupported. Please try again with any of the valid types: \(Self.names)"
            )
        }
        self = algorithm
    }
}
