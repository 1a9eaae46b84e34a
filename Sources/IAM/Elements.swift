internal import PeltonCore

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
        /// A federated provider: nobody here.
        case unknown(String)
    }

    /// How a statement names the caller.
    enum Match { case no, account, itself }

    let isNegated: Bool
    let names: [Name]

    func match(_ context: RequestContext) -> Match {
        var best = Match.no
        for name in names {
            switch Self.match(name, context) {
            case .itself: best = .itself
            case .account where best == .no: best = .account
            case .account, .no: break
            }
        }
        guard isNegated else { return best }
        return best == .no ? .itself : .no
    }

    private static func match(_ name: Name, _ context: RequestContext) -> Match {
        let principal = context.principal
        switch name {
        case .everyone: return .itself
        case .authenticated: return principal.account == nil ? .no : .itself
        case .account(let account): return principal.account == account ? (principal.isRoot ? .itself : .account) : .no
        case .arn(let arn): return arn == principal.arn || arn == principal.roleARN ? .itself : .no
        case .identity(let id): return id == principal.uniqueID ? .itself : .no
        case .service(let service): return principal == .service(service) ? .itself : .no
        case .canonicalUser(let id): return principal.account != nil && id == context.canonicalID ? .account : .no
        case .unknown: return .no
        }
    }
}

/// `Action` or `NotAction`: service and name, compared without regard to case.
struct ActionElement: Sendable, Hashable {
    let isNegated: Bool
    let patterns: [Pattern]

    func matches(_ action: String) -> Bool { patterns.contains { $0.matches(action, [:], ignoringCase: true) } != isNegated }
}

/// `Resource` or `NotResource`.
struct ResourceElement: Sendable, Hashable {
    let isNegated: Bool
    let patterns: [Pattern]

    func matches(_ resource: String, _ values: [String: [String]]) -> Bool {
        patterns.contains { $0.text == "*" || $0.matches(resource, values) } != isNegated
    }
}
