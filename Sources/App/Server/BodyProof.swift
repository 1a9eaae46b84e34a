internal import Crypto
internal import ServiceKit
internal import HTTPServer
internal import NIOCore
internal import Core
internal import SigV4

/// Who sends a request, proven, and what he sends where his signature covers it.
struct Proof: Sendable {
    let sender: Authenticator.Sender
    /// The whole body, of services that are given it so.
    let body: ByteBuffer?
    /// What its memory is taken from.
    let held: MemoryReservation?
}

extension Gateway {
    /// Has the sender proven as early as can be.
    ///
    /// The signature of services other than S3 covers the SHA-256 of the body. A request that names it in `x-amz-content-sha256` is proven
    /// by its head, and its body need only be what was named. boto3 and others name none: their bodies come in first, into memory that
    /// those contend for who have proven nothing yet (`ContestedMemory`); those who have contend for theirs. Only once all of a body is
    /// there it takes memory that nobody can take away.
    func proof(
        of claim: SignatureClaim, _ input: SigningInput, _ http: HTTPRequest, _ place: RequestPermit?, _ service: Service,
        _ handler: any ServiceHandler
    ) async throws(AuthenticationError) -> Proof {
        // All of these before a byte of the body is asked for.
        let key = try await authenticator.claimedKey(of: claim, input, service: service)
        guard service.collectsBody else {
            let sender = try authenticator.sender(of: claim, input, key, service: service, bodySHA256: nil)
            try take(place)
            return Proof(sender: sender, body: nil, held: nil)
        }
        let limit = handler.bodyLimit(of: http)
        if let announced = http.body.announcedLength, announced > Int64(limit) { throw .bodyTooLarge(limit: limit) }
        let longest = http.body.announcedLength.map { Int($0) } ?? limit
        let isKept = handler.keepsBody(of: http)
        let held = MemoryReservation(longest > limits.largeBodyBytes ? codeMemory : isKept ? payloadMemory : memory)
        var room = DocumentMemory(held, longest: longest)
        let named = Self.namedSHA256(http)
        var sender: Authenticator.Sender?
        if let named { sender = try authenticator.sender(of: claim, input, key, service: service, bodySHA256: named) }
        let contested = place?.contend(longest: longest, isProven: sender != nil)
        let (body, sha256) = try await collect(http, limit) { piece, count in
            contested?.covers(count, more: piece.readableBytes) ?? true
        }
        // What was named and did not come was not signed.
        let proven =
            if let sender, sha256 == named { sender } else {
                try authenticator.sender(of: claim, input, key, service: service, bodySHA256: sha256)
            }
        if !isKept { try take(place) }
        // What is read from it takes memory too.
        guard room.covers(2 * body.readableBytes) else { throw .busy }
        return Proof(sender: proven, body: body, held: held)
    }

    /// For a sender who is proven.
    private func take(_ place: RequestPermit?) throws(AuthenticationError) {
        guard place?.take(isAnonymous: false) ?? true else { throw .busy }
    }

    /// - Returns: nil if the request does not say what its body is.
    private static func namedSHA256(_ http: HTTPRequest) -> String? {
        guard http.body.isPresent else { return RequestSigner.sha256([]) }
        guard let text = http.headers.first("x-amz-content-sha256"), text.utf8.count == 64, let bytes = Hex.decode(text) else { return nil }
        return Hex.encode(bytes)
    }

    /// Hashed as it comes: at once it would hold up the loop.
    private func collect(
        _ http: HTTPRequest, _ limit: Int, _ admit: (_ piece: ByteBuffer, _ count: Int) -> Bool
    ) async throws(AuthenticationError) -> (body: ByteBuffer, sha256: String) {
        var hash = SHA256()
        do throws(RequestBody.Failure) {
            let body = try await http.body.collect(upTo: limit, pace: .held) { piece, count in
                guard admit(piece, count) else { return false }
                piece.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
                return true
            }
            return (body, Hex.encode(Array(hash.finalize())))
        } catch {
            switch error {
            case .tooLarge: throw .bodyTooLarge(limit: limit)
            case .noMemory: throw .busy
            case .closed, .tooSlow, .malformed: throw .unreadableBody
            }
        }
    }
}
