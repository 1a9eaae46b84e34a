package import Core

/// A token of an OpenID Connect provider's as it came: nobody has proven anything yet. Source: RFC 7515, RFC 7519.
package struct JSONWebToken: Sendable {
    /// What signatures are believed. `none`, and those that are made with a secret, are none of them.
    enum Algorithm: String, Sendable {
        case rs256 = "RS256"
        case es256 = "ES256"
    }

    /// Nil for one that is not believed.
    let algorithm: Algorithm?
    let keyID: String?
    /// What was signed.
    let signed: [UInt8]
    let signature: [UInt8]
    private let claims: JSON

    private static let mostValues = 4096
    private static let mostLevels = 16

    /// - Throws: `.malformed`.
    package init(_ text: String) throws(TokenRefusal) {
        let parts = text.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Base64URL.decode(parts[0]), let body = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw .malformed }
        let (header, claims) = (try Self.object(head), try Self.object(body))
        // Whatever a header calls critical must be understood, and nothing of the kind is.
        guard header["crit"] == nil, let name = header["alg"]?.string else { throw .malformed }
        algorithm = Algorithm(rawValue: name)
        keyID = header["kid"]?.string
        signed = Array(text.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count))
        self.signature = signature
        self.claims = claims
    }

    /// A member that is there twice would be read in one way here and in another elsewhere.
    private static func object(_ bytes: [UInt8]) throws(TokenRefusal) -> JSON {
        let json: JSON
        do { json = try JSON(parsing: bytes, maximumDepth: mostLevels, maximumValues: mostValues) } catch { throw .malformed }
        guard let members = json.members, Set(members.map { Array($0.name.utf8) }).count == members.count, !json.containsNUL else {
            throw .malformed
        }
        return json
    }

    /// Who it says that it is from. To be found before anything can be believed.
    /// - Throws: `.missing`.
    package var issuer: String {
        get throws(TokenRefusal) { try text("iss") }
    }

    /// What it claims, judged by all but its signature.
    ///
    /// - Parameters:
    ///   - clientIDs: for which the provider's tokens are taken.
    ///   - now: seconds since 1970.
    package func claims(for clientIDs: [String], now: Int64) throws(TokenRefusal) -> WebIdentityClaims {
        let (issuer, subject) = (try issuer, try text("sub"))
        let audiences = try texts("aud")
        let party = claims["azp"] == nil ? nil : try text("azp")
        if party == nil, audiences.count > 1 { throw .manyAudiences }
        guard let audience = party ?? audiences.first else { throw .missing("aud") }
        guard clientIDs.contains(where: { $0.utf8.elementsEqual(audience.utf8) }) else { throw .wrongAudience }
        let (issued, expiration) = (try seconds("iat"), try seconds("exp"))
        guard now < expiration.saturating(adding: Self.skew) else { throw .expired(now: now, expiration: expiration) }
        let begin = claims["nbf"] == nil ? issued : max(issued, try seconds("nbf"))
        guard begin <= now.saturating(adding: Self.skew) else { throw .notYetValid }
        for name in Self.unbuilt where claims[name] != nil { throw .unbuilt(name) }
        return WebIdentityClaims(
            issuer: issuer, subject: subject, audience: audience, originalAudiences: party == nil ? [] : audiences,
            methods: claims["amr"] == nil ? [] : try texts("amr"), email: claims["email"]?.string)
    }

    /// How far clocks may differ, in seconds: AWS takes a token that has been over for less than that.
    private static let skew: Int64 = 300

    /// What would change the session: left out, a Deny that asks for it would not hold.
    private static let unbuilt = ["https://aws.amazon.com/tags", "https://aws.amazon.com/source_identity"]

    private func text(_ name: String) throws(TokenRefusal) -> String {
        guard let text = claims[name]?.string, !text.isEmpty else { throw .missing(name) }
        return text
    }

    /// One, or a list of them.
    private func texts(_ name: String) throws(TokenRefusal) -> [String] {
        guard let items = claims[name]?.array else { return [try text(name)] }
        let texts = items.compactMap(\.string)
        guard texts.count == items.count, !texts.isEmpty, !texts.contains("") else { throw .missing(name) }
        return texts
    }

    /// A time may have a fraction. Source: RFC 7519, section 2, "NumericDate".
    private func seconds(_ name: String) throws(TokenRefusal) -> Int64 {
        guard case .number(let text)? = claims[name], let number = Double(text), number.magnitude < 1e15 else { throw .missing(name) }
        return Int64(number.rounded(.down))
    }
}

extension Int64 {
    fileprivate func saturating(adding other: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}

/// What a token says of whoever has it. Source: OpenID Connect Core 1.0, "ID Token".
package struct WebIdentityClaims: Sendable, Hashable {
    package let issuer, subject: String
    /// The authorized party where there is one, else the audience.
    package let audience: String
    /// The audiences, where an authorized party takes their place.
    package let originalAudiences: [String]
    /// How they were authenticated: `amr`.
    package let methods: [String]
    package let email: String?
}

/// Why a token proves nobody.
package enum TokenRefusal: Error, Sendable, Hashable {
    /// It is no signed token.
    case malformed
    /// A claim that each must have, by its name.
    case missing(String)
    case manyAudiences
    case wrongAudience
    case expired(now: Int64, expiration: Int64)
    case notYetValid
    /// A claim that asks for what is not built.
    case unbuilt(String)
    /// Its algorithm is not believed, nobody has its key, or that did not sign it.
    case notSigned
    case noKeys(KeyFailure)
}
