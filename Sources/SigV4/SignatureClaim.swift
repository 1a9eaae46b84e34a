package import PeltonCore

/// What a request says about its own signature: read, not verified.
package struct SignatureClaim: Sendable {
    /// How far a client's clock may be off.
    package static let allowedSkewSeconds: Int64 = 900
    /// How long a presigned URL may live: a week.
    package static let longestExpiry = 604_800
    static let algorithm = "AWS4-HMAC-SHA256"

    package let source: SignatureSource
    package let scope: CredentialScope
    /// In lower case, in the order of the claim.
    package let signedHeaders: [String]
    /// Hexadecimal.
    package let signature: String
    package let date: Timestamp
    /// A presigned URL's life; nil on other requests.
    package let expiresSeconds: Int?
    /// The token of temporary credentials.
    package let sessionToken: String?
    /// How the body is signed. Nil for services other than S3: there the signature covers the body's SHA-256, whatever the headers say.
    package let payload: PayloadMode?

    /// Reads the claim of a request.
    /// - Returns: nil if the request does not say who sent it.
    /// - Throws: what S3 answers to a claim that cannot be read.
    package static func parse(_ input: SigningInput) throws(SignatureError) -> SignatureClaim? {
        let authorization = input.header("authorization")
        let query = try AuthorizationQuery(rawQuery: input.rawQuery)
        if let authorization, query.mentionsSignature { throw .severalMechanisms(authorization) }
        if let authorization { return try parse(authorization: authorization, input) }
        if query.isVersion2 { throw .unsupportedSignatureVersion }
        return query.mentionsSignature ? try parse(query: query, input) : nil
    }
}
