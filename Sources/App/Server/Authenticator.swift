internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import Identity
internal import Core
internal import S3
internal import SigV4

/// Finds out who sends a request, from its signature alone.
struct Authenticator: Sendable {
    let identity: IdentityStore
    let region: Region
    /// Where requests may be signed with Version 2.
    let version2: SignatureVersion2
    let clock: any PeltonClock
    private let keys = SigningKeyCache()

    init(identity: IdentityStore, region: Region, version2: SignatureVersion2, clock: any PeltonClock) {
        self.identity = identity
        self.region = region
        self.version2 = version2
        self.clock = clock
    }

    struct Sender: Sendable {
        let caller: Caller
        let region: Region
        let signature: VerifiedSignature
    }

    static func input(_ http: HTTPRequest, _ place: Addressing.Place) -> SigningInput {
        let bucket: String? = if case .bucket(let name) = place { name } else { nil }
        return SigningInput(
            method: http.method, rawPath: String(http.rawPath), rawQuery: String(http.rawQuery), headers: http.headers.pairs,
            hostBucket: bucket)
    }

    /// Finds the key that a request claims, and judges all of the claim that does not need the body.
    /// - Returns: a key that exists, not yet proven to be the sender's.
    func claimedKey(of claim: SignatureClaim, _ input: SigningInput, service: Service) async throws(AuthenticationError) -> Credential {
        let credential = try await credential(claim.accessKeyID, token: claim.sessionToken)
        // Where no body is waited for, the proof comes next and checks it all.
        guard service.collectsBody else { return credential }
        do throws(SignatureError) { try claim.check(input, now: clock.now, isS3: false) } catch { throw .signature(error) }
        return credential
    }

    /// - Parameter credential: the claimed key.
    /// - Parameter bodySHA256: hexadecimal, where the service's signature covers it.
    func sender(
        of claim: SignatureClaim, _ input: SigningInput, _ credential: Credential, service: Service, bodySHA256: String?
    ) throws(AuthenticationError) -> Sender {
        let verified: VerifiedSignature
        do throws(SignatureError) {
            verified = try claim.verify(
                input, secret: credential.secret, now: clock.now, isS3: service == .s3, bodySHA256: bodySHA256, cache: keys)
        } catch { throw .signature(error) }
        let region = region(of: claim)
        noteUse(of: claim.accessKeyID, isTemporary: claim.sessionToken != nil, service, region)
        return Sender(caller: Caller(credential), region: region, signature: verified)
    }

    /// Nobody asks for the last use of what ends by itself. Source: API_GetAccessKeyLastUsed.
    private func noteUse(of accessKeyID: String, isTemporary: Bool, _ service: Service, _ region: Region) {
        if !isTemporary { identity.noteUse(of: accessKeyID, service: service.rawValue, region: region) }
    }

    /// Whatever is no name of a region is none that anything could be in: clients that must be told some are told "auto", or take a host.
    private func region(of claim: SignatureClaim) -> Region {
        guard let text = claim.region, text != "auto", text != region.description else { return region }
        return Region(text) ?? region
    }

    /// A browser's form carries its signature in its fields.
    func sender(of form: FormClaim) async throws(AuthenticationError) -> Caller {
        guard form.version == .version4 || version2 != .off else { throw .signature(.unsupportedSignatureVersion) }
        let credential = try await credential(form.accessKeyID, token: form.sessionToken)
        do throws(SignatureError) { try form.verify(secret: credential.secret, cache: keys) } catch { throw .signature(error) }
        noteUse(of: form.accessKeyID, isTemporary: form.sessionToken != nil, .s3, region)
        return Caller(credential)
    }

    /// The query with which whoever has it may GET `path` as the sender of `request` for ten minutes.
    /// - Returns: nil if the sender's key is not there any more.
    func presign(_ path: String, as request: APIRequest, service: Service) async -> String? {
        guard let signature = request.signature, let key = request.caller.accessKeyID,
            let credential = try? await credential(key, token: signature.sessionToken)
        else { return nil }
        let signer = RequestSigner(
            accessKeyID: key, secretAccessKey: credential.secret, sessionToken: signature.sessionToken, region: request.region.description,
            service: service.rawValue)
        return signer.presign(
            method: "GET", rawPath: path, rawQuery: "", headers: [("Host", request.http.headers.first("host") ?? "")], expiresSeconds: 600,
            date: clock.now)
    }

    private func credential(_ accessKeyID: String, token: String?) async throws(AuthenticationError) -> Credential {
        do throws(CredentialError) {
            return try await identity.credential(accessKeyID: accessKeyID, sessionToken: token)
        } catch {
            switch error {
            case .unknownAccessKey(let key): throw .unknownAccessKey(key)
            case .inactiveAccessKey(let key): throw .inactiveAccessKey(key)
            case .invalidToken: throw .invalidToken
            case .expiredToken: throw .expiredToken
            case .busy: throw .busy
            case .internalFailure: throw .internalFailure
            }
        }
    }
}

extension Caller {
    fileprivate init(_ credential: Credential) {
        self.init(
            principal: credential.principal, account: credential.account, canonicalID: credential.canonicalID,
            displayName: credential.displayName, accessKeyID: credential.accessKeyID, policies: credential.policies,
            facts: credential.facts, provenance: credential.provenance)
    }
}

/// S3's forms, whose signature only the S3 service can read.
extension Authenticator: FormAuthenticator {}
