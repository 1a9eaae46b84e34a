package import PeltonCore

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
    /// - Throws: if the role does not exist or does not trust the service.
    func issueSession(role: ARN, sessionName: String, service: String, durationSeconds: Int) async throws -> SessionCredentials
}
