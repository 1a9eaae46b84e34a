package import Core

/// Who makes a request. Source: IAM User Guide, "AWS JSON policy elements: Principal", "IAM identifiers".
package enum Principal: Sendable, Hashable {
    case accountRoot(AccountID)
    case user(account: AccountID, name: String, path: String, id: String)
    case roleSession(
        account: AccountID, roleName: String, rolePath: String, roleID: String, sessionName: String, accessKeyID: String)
    /// An AWS service on its own behalf, such as `s3.amazonaws.com`.
    case service(String)
    /// Whom a token of an OpenID Connect provider's names, by the provider's ARN. It has nothing but the roles that trust the provider.
    case webIdentity(provider: String, subject: String)
    case anonymous
}

extension Principal {
    /// Nil for services, web identities and the anonymous caller, which have none.
    package var arn: String? {
        switch self {
        case .accountRoot(let account): "arn:aws:iam::\(account):root"
        case .user(let account, let name, let path, _): "arn:aws:iam::\(account):user\(path)\(name)"
        case .roleSession(let account, let roleName, _, _, let sessionName, _):
            "arn:aws:sts::\(account):assumed-role/\(roleName)/\(sessionName)"
        case .service, .webIdentity, .anonymous: nil
        }
    }

    /// As error messages call it: an ARN, a service's name, or `anonymous`.
    package var displayName: String {
        switch self {
        case .service(let name): name
        case .webIdentity(let provider, let subject): "\(subject) of \(provider)"
        case .anonymous: "anonymous"
        default: arn ?? ""
        }
    }

    /// The role behind a session: what policies name to mean all of its sessions.
    package var roleARN: String? {
        guard case .roleSession(let account, let roleName, let rolePath, _, _, _) = self else { return nil }
        return "arn:aws:iam::\(account):role\(rolePath)\(roleName)"
    }

    /// A user's or role's: nobody else ever has it, whatever its name.
    package var uniqueID: String? {
        switch self {
        case .user(_, _, _, let id), .roleSession(_, _, _, let id, _, _): id
        case .accountRoot, .service, .webIdentity, .anonymous: nil
        }
    }

    /// `aws:userid`, and GetCallerIdentity's `UserId`.
    package var userID: String {
        switch self {
        case .accountRoot(let account): account.description
        case .user(_, _, _, let id): id
        case .roleSession(_, _, _, let roleID, let sessionName, _): roleID + ":" + sessionName
        case .service(let name): name
        case .webIdentity(_, let subject): subject
        case .anonymous: "anonymous"
        }
    }

    /// An event record's `userIdentity.principalId`: `AWS:AIDA…`, `AWS:AROA…:session`, `AWS:` and the account for its root.
    package var eventPrincipalID: String {
        switch self {
        case .accountRoot, .user, .roleSession: "AWS:" + userID
        case .service(let name): "AWS:" + name
        case .webIdentity(let provider, let subject): provider + ":" + subject
        case .anonymous: "Anonymous"
        }
    }

    package var account: AccountID? {
        switch self {
        case .accountRoot(let account), .user(let account, _, _, _), .roleSession(let account, _, _, _, _, _): account
        case .service, .webIdentity, .anonymous: nil
        }
    }

    /// `aws:username`: IAM users only.
    package var userName: String? { if case .user(_, let name, _, _) = self { name } else { nil } }

    /// `aws:PrincipalType`.
    package var type: String {
        switch self {
        case .accountRoot: "Account"
        case .user: "User"
        case .roleSession: "AssumedRole"
        case .service: "Service"
        case .webIdentity: "WebIdentityUser"
        case .anonymous: "Anonymous"
        }
    }

    package var isRoot: Bool { if case .accountRoot = self { true } else { false } }
}

/// What is known of a caller beside who it is.
package struct PrincipalFacts: Sendable, Hashable {
    /// `aws:PrincipalTag/`: of the user or role, and of its session.
    package let tags: [String: String]
    /// Of temporary credentials.
    package let session: Session?

    package struct Session: Sendable, Hashable {
        package let issued: Timestamp
        /// The long-lived key at the beginning of the chain; nil where a service acts as a role.
        package let source: String?
        /// Tags that the sessions made with these credentials have too.
        package let transitiveTags: [String: String]
        /// Of a session that a web identity began.
        package let federation: Federation?

        package init(issued: Timestamp, source: String?, transitiveTags: [String: String], federation: Federation? = nil) {
            self.issued = issued
            self.source = source
            self.transitiveTags = transitiveTags
            self.federation = federation
        }
    }

    /// Who vouched for whom a session is of, and what policies may ask of it.
    package struct Federation: Sendable, Hashable {
        /// The provider's ARN: `aws:FederatedProvider`.
        package let provider: String
        /// Condition keys, such as `idp.example.com:sub`.
        package let keys: [String: [String]]

        package init(provider: String, keys: [String: [String]]) {
            self.provider = provider
            self.keys = keys
        }
    }

    package init(tags: [String: String] = [:], session: Session? = nil) {
        self.tags = tags
        self.session = session
    }
}
