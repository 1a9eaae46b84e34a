package import Core

/// Why a request's signature is not accepted. Each case carries what AWS's answer tells its reader.
/// Source: S3 API Reference, "Error responses"; the messages are those of S3's own answers.
package enum SignatureError: Error, Sendable, Hashable {
    /// Signature Version 2 where it may not sign, or 4A.
    case unsupportedSignatureVersion
    /// An `Authorization` of another scheme.
    case unsupportedAuthorizationType(String)
    /// Both an `Authorization` header and a signature in the query; or two in the query, and no header.
    case severalMechanisms(String?)
    /// The `Authorization` header cannot be read, or claims what it may not.
    case malformedHeader(String)
    /// The same of one of Version 2, which S3 tells by the argument.
    case malformedArgument(String, reason: String)
    /// The query has a part of a signature of Version 2.
    case incompleteQuery
    /// `Expires` of Version 2 is no second that S3 can count.
    case invalidExpiry(String)
    /// The same of a presigned URL, and of a form's credential.
    case malformedQuery(String)
    /// A field of a browser's form is missing, or says what it may not.
    case malformedForm(field: String, value: String, reason: String)
    /// A service was signed for that does not answer here.
    case wrongService(String, expected: String, source: SignatureSource)
    /// S3 wants to know how the body is signed.
    case missingPayloadHash
    case invalidPayloadHash(String)
    /// A payload mode of SigV4A.
    case unsupportedPayload(String)
    /// Chunks that are signed, in a request that is not.
    case unsignedChunks
    /// The same, in a request of Version 2.
    case payloadNotTaken
    /// A `%` in the target is not followed by two hexadecimal digits.
    case invalidURI(String)
    /// Neither `x-amz-date` nor `Date` can be read.
    case missingDate
    /// - Parameter shown: the request's time as the answer has it.
    case tooSkewed(Timestamp, shown: String, serverTime: Timestamp)
    /// - Parameter expiresSeconds: nil in Version 2, which does not say when a URL begins.
    case expired(expiresSeconds: Int?, expires: Timestamp, serverTime: Timestamp)
    case notYetValid(requestTime: Timestamp, serverTime: Timestamp)
    /// Names, in lower case, of headers that had to be signed and were not.
    case headersNotSigned([String])
    case mismatch(Mismatch)

    /// What the server signed, so that its reader finds the difference.
    package struct Mismatch: Sendable, Hashable, CustomStringConvertible {
        package let accessKeyID: String
        package let stringToSign: String
        package let signatureProvided: String
        /// Empty where the signature covers no request: chunks, forms.
        package let canonicalRequest: String

        package init(accessKeyID: String, stringToSign: String, signatureProvided: String, canonicalRequest: String = "") {
            self.accessKeyID = accessKeyID
            self.stringToSign = stringToSign
            self.signatureProvided = signatureProvided
            self.canonicalRequest = canonicalRequest
        }

        /// For logs: without the canonical request, whose headers may hold a customer's key, and without the signature, which may fit elsewhere.
        package var description: String { "key \(accessKeyID)" }
    }
}

/// Where a request carries its signature.
package enum SignatureSource: Sendable, Hashable {
    /// The `Authorization` header.
    case header
    /// The query of a presigned URL.
    case query
    /// The fields of a browser's form.
    case form
}
