package import Store

/// Why the identity store did not do what it was asked.
package enum IdentityError: Error, Sendable {
    case failed(StoreFailure)
    /// The secrets folder cannot be used; the text is for whoever starts the server.
    case unusable(String)
}

/// Why a key proves nobody.
package enum CredentialError: Error, Sendable {
    case unknownAccessKey(String)
    case inactiveAccessKey(String)
    /// A session token that is missing, or belongs to another key.
    case invalidToken
    case expiredToken
    case busy
    case internalFailure
}
