internal import Crypto
internal import Faces
internal import HTTPFront
internal import Identity
internal import NIOCore
internal import PeltonCore
internal import SigV4

/// Finds out who sends a request, from its signature alone.
struct Authenticator: Sendable {
    let identity: IdentityStore
    let region: Region
    let clock: any PeltonClock
    private let keys = SigningKeyCache()

    init(identity: IdentityStore, region: Region, clock: any PeltonClock) {
        self.identity = identity
        self.region = region
        self.clock = clock
    }

    struct Sender: Sendable {
        let caller: Caller
        let region: Region
        let signature: VerifiedSignature?
    }

    static func input(_ http: HTTPRequest) -> SigningInput {
        SigningInput(method: http.method, rawPath: String(http.rawPath), rawQuery: String(http.rawQuery), headers: http.headers.pairs)
    }

    /// - Parameter body: the whole body, where the service's signature covers it.
    func sender(
        of claim: SignatureClaim, _ input: SigningInput, service: Service, body: ByteBuffer?
    ) async throws(AuthenticationError) -> Sender {
        let credential = try await credential(claim.scope.accessKeyID, token: claim.sessionToken)
        let hash = body.map { Hex.encode(SHA256.hash(data: $0.readableBytesView)) }
        let verified: VerifiedSignature
        do {
            verified = try claim.verify(
                input, secret: credential.secret, now: clock.now, isS3: service == .s3, bodySHA256: hash, cache: keys)
        } catch { throw .signature(error) }
        if let hash, case .signed(let claimed) = verified.payload, !claimed.utf8.elementsEqual(hash.utf8) {
            throw .signature(.invalidPayloadHash(claimed))
        }
        return Sender(caller: credential.caller, region: Region(claim.scope.region) ?? region, signature: verified)
    }

    /// A browser's form carries its signature in its fields.
    func sender(of form: FormClaim) async throws(AuthenticationError) -> Caller {
        let credential = try await credential(form.scope.accessKeyID, token: form.sessionToken)
        do { _ = try form.verify(secret: credential.secret, cache: keys) } catch { throw .signature(error) }
        return credential.caller
    }

    private func credential(_ accessKeyID: String, token: String?) async throws(AuthenticationError) -> Credential {
        try await identity.credential(accessKeyID: accessKeyID, sessionToken: token, now: clock.now)
    }
}
