internal import Core

/// `Principal` or `NotPrincipal`. Source: IAM User Guide, "AWS JSON policy elements: Principal".
struct PrincipalElement: Sendable, Hashable {
    enum Name: Sendable, Hashable {
        case everyone
        /// Whoever has an account: only in access control lists.
        case authenticated
        case account(AccountID)
        case arn(String)
        /// A user or role by its unique id.
        case identity(String)
        case service(String)
        case canonicalUser(String)
        /// A federated provider, by its ARN: whom it vouches for.
        case federated(String)
    }

    /// How closely a statement names the caller.
    enum Match: Int, Comparable {
        case no
        /// Its account, which may hand on what it is given to whom it likes.
        case account
        /// All sessions of its role, or everyone.
        case role
        /// Itself alone: this session, this user, this service, or the root of the account.
        case itself

        static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    let isNegated: Bool
    let names: [Name]

    /// Naming an account does not except its users and roles from a Deny to all others; from an Allow to all others it does.
    func match(_ context: RequestContext, _ effect: Statement.Effect) -> Match {
        // Whom a provider vouches for may do what is given to that provider, and nothing that is given to everyone.
        if case .webIdentity(let provider, _) = context.principal, effect == .allow {
            return !isNegated && names.contains(.federated(provider)) ? .itself : .no
        }
        lazy var arns = (own: context.principal.arn, role: context.principal.roleARN)
        var best = Match.no
        for name in names {
            if case .arn(let arn) = name {
                best = max(best, arn == arns.own ? .itself : arn == arns.role ? .role : .no)
            } else {
                best = max(best, Self.match(name, context))
            }
        }
        guard isNegated else { return best }
        return best < (effect == .deny ? .role : .account) ? Self.anybody(context.principal) : .no
    }

    private static func anybody(_ principal: Principal) -> Match { principal.roleARN == nil ? .itself : .role }

    private static func match(_ name: Name, _ context: RequestContext) -> Match {
        let principal = context.principal
        switch name {
        case .everyone: return anybody(principal)
        case .authenticated: return principal.account == nil ? .no : anybody(principal)
        case .account(let account): return principal.account == account ? (principal.isRoot ? .itself : .account) : .no
        case .identity(let id): return id == principal.uniqueID ? anybody(principal) : .no
        case .service(let service): return principal == .service(service) ? .itself : .no
        case .federated(let name):
            if case .webIdentity(name, _) = principal { return .itself }
            return .no
        case .canonicalUser(let id):
            return principal.account != nil && id == context.canonicalID ? (principal.isRoot ? .itself : .account) : .no
        case .arn: return .no
        }
    }
}

/// `Action` or `NotAction`: service and name, compared without regard to case.
struct ActionElement: Sendable, Hashable {
    let isNegated: Bool
    let patterns: [Pattern]

    /// None has variables.
    func matches(_ action: String) -> Bool { patterns.contains { $0.glob.matches(action, ignoringCase: true) } != isNegated }
}

/// `Resource` or `NotResource`.
struct ResourceElement: Sendable, Hashable {
    let isNegated: Bool
    let patterns: [Pattern]

    /// What holds a variable that is not known takes part in a Deny, and in no Allow.
    func matches(_ context: RequestContext, _ effect: Statement.Effect) -> Bool {
        let unknownMatches = (effect == .deny) != isNegated
        return patterns.contains { $0.text == "*" || $0.matches(context.resource, context, unknownMatches: unknownMatches) } != isNegated
    }
}
