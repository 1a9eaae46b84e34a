internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Store
internal import WebIdentity
internal import Core

extension STSService {
    /// What its input may have, percent-encoded: a token, a policy and the ARNs of ten.
    private static let formBytes = 192 << 10

    /// Source: API_AssumeRoleWithWebIdentity. Its callers have no keys: the token of an OpenID Connect provider proves who they are, and the
    /// role's trust policy says whether whom the provider vouches for may have it.
    static let assumeRoleWithWebIdentity = Operation<STSService>(
        AssumeRoleWithWebIdentity.self, bodyLimit: formBytes, unread: [.refused("ProviderId"), sizes]
    ) { input, call throws(ServiceError) in
        let text = input.webIdentityToken
        let token = try await call.reading(text.utf8.count) { () throws(TokenRefusal) in try JSONWebToken(text) }
        guard let arn = ARN(input.roleArn), arn.service == "iam", arn.resource.hasPrefix("role/"), let account = AccountID(arn.account)
        else { throw notAuthorized }
        // Whether there is such a role is told to nobody who does not have a token of the account's providers.
        let (provider, claims) = try await call.prove(token, in: account)
        let found = try await call.run { () throws(StoreFailure) in try await call.service.roles.role(arn) }
        guard let role = found else { throw notAuthorized }
        let federated = call.acting(as: Caller(claims, of: provider))
        let sessionName = input.roleSessionName
        let permitted: Call<STSService>.Authorized<AssumableRole>
        do throws(ServiceError) {
            permitted = try await federated.authorize(
                role, input.roleArn, of: role.resource.account, resourcePolicies: [role.trust], requiresResourcePolicy: true
            ) { context in
                context.setRequestTags([:])
                context.set(family: "aws:ResourceTag/", role.resource.tags)
                context.set("sts:RoleSessionName", sessionName)
                context.set("sts:SourceIdentity", [])
                context.set("sts:TransitiveTagKeys", [])
                for (key, values) in claims.conditionKeys(of: provider) { context.set(key, values) }
            }
        } catch { throw error.isDenial ? notAuthorized : error }
        if let policy = input.policy { try await call.check(policy) }
        let policyARNs = (input.policyArns ?? []).compactMap(\.arn)
        let packed = try packedPercent(input.policy, policyARNs, [:])
        let request = SessionRequest(
            sessionName: sessionName, durationSeconds: input.durationSeconds, policy: input.policy, policyARNs: policyARNs, tags: [:],
            transitiveTags: [])
        let made: SessionCredentials
        do throws(AssumeRoleError) {
            made = try await permitted.domain.assume(
                role, request, by: nil, in: nil,
                federation: PrincipalFacts.Federation(provider: provider.arn.description, keys: claims.sessionKeys(of: provider)))
        } catch { throw refusal(error) }
        return permitted.answer(
            AssumeRoleWithWebIdentityResponse(
                credentials: Credentials(made), subjectFromWebIdentityToken: claims.subject,
                assumedRoleUser: AssumedRoleUser(
                    assumedRoleId: "\(role.resource.id):\(sessionName)",
                    arn: "arn:aws:sts::\(role.resource.account):assumed-role/\(role.resource.name)/\(sessionName)"),
                packedPolicySize: input.policy == nil && policyARNs.isEmpty ? nil : packed, provider: provider.arn.description,
                audience: claims.audience))
    }.admittingUnsigned()

    private static let notAuthorized = ServiceError(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")

    /// The texts are AWS's where others have quoted them.
    fileprivate static func error(_ refusal: TokenRefusal) -> ServiceError {
        switch refusal {
        case .malformed:
            .invalidIdentityTokenException("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")
        case .missing(let claim): .invalidIdentityTokenException("Missing a required claim: \(claim)")
        case .manyAudiences:
            .invalidIdentityTokenException("Token audience contains more than one audience while authorized party is not present")
        case .wrongAudience: .invalidIdentityTokenException("Incorrect token audience")
        case .expired(let now, let expiration):
            .expiredTokenException(
                "Token expired: current date/time \(now) must be before the expiration date/time \(expiration)")
        case .notYetValid: .invalidIdentityTokenException("The web identity token is not valid yet.")
        case .unbuilt(let claim): .notImplemented("the claim \(claim)")
        case .notSigned: .invalidIdentityTokenException("The web identity token that was passed could not be validated.")
        case .noKeys(.busy): model.wire.throttled
        case .noKeys(.unreachable(let reason)):
            ServiceError.idpCommunicationErrorException("Couldn't reach your identity provider, please retry the request.").caused(
                by: reason)
        case .noKeys(.unusable):
            // With two blanks, as AWS has it.
            .invalidIdentityTokenException(
                "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"
            )
        }
    }
}

extension Call<STSService> {
    fileprivate func reading<T: Sendable>(
        _ bytes: Int, _ body: @escaping @Sendable () throws(TokenRefusal) -> T
    ) async throws(ServiceError) -> T {
        try await request.threads.run(bytes: bytes, busy: STSService.model.wire.throttled) { () throws(ServiceError) in
            do throws(TokenRefusal) { return try body() } catch { throw STSService.error(error) }
        }
    }

    /// Who has the token: by a provider of the account's, for an audience of its, in time, and signed by it.
    fileprivate func prove(
        _ token: JSONWebToken, in account: AccountID
    ) async throws(ServiceError) -> (OIDCProvider, WebIdentityClaims) {
        let issuer: String
        do throws(TokenRefusal) { issuer = try token.issuer } catch { throw STSService.error(error) }
        let found = try await run { () throws(StoreFailure) in try await service.providers.provider(of: issuer, in: account) }
        guard let provider = found else {
            throw .invalidIdentityTokenException("No OpenIDConnect provider found in your account for \(issuer)")
        }
        do throws(TokenRefusal) {
            let claims = try token.claims(for: provider.clientIDs, now: request.received.seconds)
            try await service.issuers.verify(token, of: issuer)
            return (provider, claims)
        } catch { throw STSService.error(error) }
    }
}

/// Which providers an account trusts, before anybody is asked.
struct Providers: Sendable {
    private let identity: IdentityStore

    init(_ identity: IdentityStore) { self.identity = identity }

    /// - Returns: nil for an issuer that is none of the account's. Issuers are compared byte by byte.
    func provider(of issuer: String, in account: AccountID) async throws(StoreFailure) -> OIDCProvider? {
        guard issuer.hasPrefix("https://") else { return nil }
        do { return try await identity.read(FindOIDCProvider(account, String(issuer.dropFirst("https://".count)))) } catch {
            throw error.failure
        }
    }
}

extension Caller {
    fileprivate init(_ claims: WebIdentityClaims, of provider: OIDCProvider) {
        self.init(
            principal: .webIdentity(provider: provider.arn.description, subject: claims.subject), account: provider.account,
            canonicalID: "",
            displayName: "", accessKeyID: nil, policies: [], provenance: nil)
    }
}

extension WebIdentityClaims {
    /// Source: IAM User Guide, "Available keys for AWS OIDC federation".
    fileprivate func conditionKeys(of provider: OIDCProvider) -> [String: [String]] {
        sessionKeys(of: provider).merging(
            ["\(provider.url):oaud": originalAudiences, "\(provider.url):email": email.map { [$0] } ?? []]) { own, _ in own }
    }

    /// Those that the requests of the session have too.
    fileprivate func sessionKeys(of provider: OIDCProvider) -> [String: [String]] {
        ["\(provider.url):aud": [audience], "\(provider.url):sub": [subject], "\(provider.url):amr": methods]
    }
}
