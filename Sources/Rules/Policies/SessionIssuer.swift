package import Core

/// Temporary credentials of a role's session.
package struct SessionCredentials: Sendable, Hashable {
    package let accessKeyID: String
    package let secretAccessKey: String
    package let sessionToken: String
    package let expiration: Timestamp

    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String, expiration: Timestamp) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}

/// Opens sessions for a service that acts as a role, as Lambda does for each of a function's workers.
package protocol SessionIssuer: Sendable {
    /// - Parameters:
    ///   - role: the role's ARN.
    ///   - service: who assumes it, such as `lambda.amazonaws.com`; the role's trust policy must allow it.
    ///   - source: what the service does it for, which is `aws:SourceArn` of the trust policy's conditions: a function.
    /// - Throws: if the role does not exist or does not trust the service.
    func issueSession(
        role: ARN, sessionName: String, service: String, source: ARN, durationSeconds: Int
    ) async throws(SessionError) -> SessionCredentials

    /// Another one after each change of a role or of its policies: what was asked before may be answered otherwise.
    var policyGeneration: UInt64 { get }

    /// Whether a service that acts as the session's role may do this, by the role's policies as they are now.
    /// - Returns: why not; nil if it may.
    /// - Throws: if the policies cannot be read: then it is not known.
    func refusal(of action: String, on resource: String, ofSession accessKeyID: String, region: Region) async throws(SessionError)
        -> String?

    /// What requests with this session's key are made for, from now on.
    func setProvenance(_ provenance: Provenance?, ofSession accessKeyID: String)

    /// The session's credentials prove nothing any more.
    func endSession(_ accessKeyID: String)
}

/// Why a role cannot be assumed.
package struct SessionError: Error, Sendable, Hashable {
    package let message: String
    package init(_ message: String) { self.message = message }
}
