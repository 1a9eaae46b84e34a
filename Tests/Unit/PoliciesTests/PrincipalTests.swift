import Policies
import Core
import Testing

/// How far what a resource gives reaches, by how its policy names the caller.
/// Source: IAM User Guide, "Policy evaluation logic", "Permissions boundaries for IAM entities", "AWS JSON policy elements: Principal".
struct PrincipalTests {
    enum Caller: String, CaseIterable { case root, user, session, stranger, foreignRoot }

    private static let account = "123456789012"
    private static let session = "arn:aws:sts::123456789012:assumed-role/reader/s"

    private func principal(_ caller: Caller) throws -> Principal {
        let own = try #require(AccountID(Self.account))
        let other = try #require(AccountID("210987654321"))
        func role(_ account: AccountID) -> Principal {
            .roleSession(account: account, roleName: "reader", rolePath: "/", roleID: "AROAREADER", sessionName: "s", accessKeyID: "ASIA")
        }
        return switch caller {
        case .root: .accountRoot(own)
        case .user: .user(account: own, name: "ann", path: "/", id: "AIDAANN")
        case .session: role(own)
        case .stranger: role(other)
        case .foreignRoot: .accountRoot(other)
        }
    }

    private func policy(_ kind: NamedPolicy.Kind, _ statement: String) throws -> NamedPolicy {
        let text = #"{"Version":"2012-10-17","Statement":[\#(statement)]}"#
        let isOfResource = kind == .resource || kind == .trust
        return NamedPolicy(name: "p", kind: kind, document: try PolicyDocument(parsing: text, kind: isOfResource ? .resource : .identity))
    }

    /// - Parameter own: which of the caller's own policies allow; all others that are there do not.
    private func outcome(
        _ caller: Caller, _ principals: String, effect: String = "Allow", own: Set<NamedPolicy.Kind> = [],
        having kinds: [NamedPolicy.Kind] = [.identity], requiresResourcePolicy: Bool = false
    ) throws -> Bool {
        let context = RequestContext(
            principal: try principal(caller), action: "s3:GetObject", resource: "arn:aws:s3:::b/k",
            resourceAccount: try #require(AccountID(Self.account)))
        let resource = try policy(.resource, #"{"Effect":"\#(effect)",\#(principals),"Action":"*","Resource":"*"}"#)
        let policies =
            caller == .root || caller == .foreignRoot
            ? []
            : try kinds.map { kind in
                try policy(kind, #"{"Effect":"Allow","Action":"\#(own.contains(kind) ? "s3:*" : "sqs:*")","Resource":"*"}"#)
            }
        return Evaluator.decide(
            context, policies: policies, resourcePolicies: [resource], requiresResourcePolicy: requiresResourcePolicy
        ).isAllowed
    }

    private static func aws(_ name: String) -> String { #""Principal":{"AWS":"\#(name)"}"# }
    private static let byAccount = aws("arn:aws:iam::123456789012:root")
    private static let byRole = aws("arn:aws:iam::123456789012:role/reader")

    @Test(arguments: [NamedPolicy.Kind.boundary, .session])
    func `a limit that does not allow limits all but what is given to the caller alone`(limit: NamedPolicy.Kind) throws {
        for (caller, name, isAllowed) in [
            (Caller.session, Self.session, true), (.session, "arn:aws:iam::123456789012:role/reader", false),
            (.session, "AROAREADER", false), (.session, "*", false), (.session, Self.account, false),
            (.user, "arn:aws:iam::123456789012:user/ann", true), (.user, "AIDAANN", true), (.user, Self.account, false),
        ] {
            #expect(try outcome(caller, Self.aws(name), own: [.identity], having: [.identity, limit]) == isAllowed, "\(caller) by \(name)")
            #expect(try outcome(caller, Self.aws(name), own: [.identity, limit], having: [.identity, limit]), "\(caller) by \(name)")
        }
        // Between accounts nothing goes past it.
        for name in ["arn:aws:sts::210987654321:assumed-role/reader/s", "arn:aws:iam::210987654321:role/reader", "210987654321"] {
            #expect(try !outcome(.stranger, Self.aws(name), own: [.identity], having: [.identity, limit]))
            #expect(try outcome(.stranger, Self.aws(name), own: [.identity, limit], having: [.identity, limit]))
        }
    }

    @Test(arguments: [false, true])
    func `an account hands on what it is given by its own policies alone`(requiresResourcePolicy: Bool) throws {
        for caller in [Caller.session, .user] {
            #expect(try !outcome(caller, Self.byAccount, requiresResourcePolicy: requiresResourcePolicy))
            #expect(try outcome(caller, Self.byAccount, own: [.identity], requiresResourcePolicy: requiresResourcePolicy))
            let limited: [NamedPolicy.Kind] = [.identity, .boundary, .session]
            for own in [[NamedPolicy.Kind.identity], [.identity, .boundary], [.identity, .session], [.boundary, .session]] {
                #expect(
                    try !outcome(
                        caller, Self.byAccount, own: Set(own), having: limited, requiresResourcePolicy: requiresResourcePolicy),
                    "\(caller) \(own)")
            }
            #expect(
                try outcome(caller, Self.byAccount, own: Set(limited), having: limited, requiresResourcePolicy: requiresResourcePolicy))
        }
        #expect(try outcome(.root, Self.byAccount, requiresResourcePolicy: requiresResourcePolicy))
        #expect(try outcome(.session, Self.byRole, requiresResourcePolicy: requiresResourcePolicy))
        #expect(
            try !outcome(.stranger, Self.aws("210987654321"), requiresResourcePolicy: requiresResourcePolicy),
            "between accounts both sides must allow")
        #expect(try outcome(.stranger, Self.aws("210987654321"), own: [.identity], requiresResourcePolicy: requiresResourcePolicy))
        #expect(try outcome(.foreignRoot, Self.aws("210987654321"), requiresResourcePolicy: requiresResourcePolicy))
    }

    @Test func `where the resource's policy must allow, the caller's own are not enough`() throws {
        #expect(try outcome(.session, Self.aws("AROAOTHER"), own: [.identity]))
        #expect(try !outcome(.session, Self.aws("AROAOTHER"), own: [.identity], requiresResourcePolicy: true))
        #expect(try !outcome(.root, Self.aws("AROAOTHER"), requiresResourcePolicy: true))
    }

    @Test func `an explicit deny wins, however closely the caller is named`() throws {
        for kind in [NamedPolicy.Kind.identity, .boundary, .session] {
            let deny = try policy(kind, #"{"Effect":"Deny","Action":"*","Resource":"*"}"#)
            let open = try policy(.resource, #"{"Effect":"Allow",\#(Self.aws(Self.session)),"Action":"*","Resource":"*"}"#)
            let context = RequestContext(
                principal: try principal(.session), action: "s3:GetObject", resource: "arn:aws:s3:::b/k",
                resourceAccount: try #require(AccountID(Self.account)))
            #expect(Evaluator.decide(context, policies: [deny], resourcePolicies: [open]).outcome == .explicitDeny)
        }
    }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:root", Caller.root, false), ("arn:aws:iam::123456789012:root", .session, true),
        ("arn:aws:iam::123456789012:root", .user, true), ("arn:aws:iam::123456789012:role/reader", .session, false),
        ("arn:aws:iam::123456789012:role/other", .session, true), ("arn:aws:iam::123456789012:user/ann", .user, false),
        ("arn:aws:iam::210987654321:root", .root, true),
    ])
    func `a deny to all but an account denies the users and roles of the account`(name: String, caller: Caller, isDenied: Bool) throws {
        let isAllowed = try outcome(caller, #""NotPrincipal":{"AWS":"\#(name)"}"#, effect: "Deny", own: [.identity])
        #expect(isAllowed == !isDenied)
    }
}
