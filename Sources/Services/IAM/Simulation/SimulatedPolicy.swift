internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Core

/// A policy of the principal that is simulated, as it is stored.
struct SimulatedSource: Sendable {
    enum Origin: Sendable {
        /// With the name of whom it is in.
        case inline(name: String, owner: IAMKind, ownerName: String)
        case managed(arn: String, isAWS: Bool)
    }

    let id: String
    let kind: NamedPolicy.Kind
    let text: String
    let origin: Origin

    /// Those of the identity, of its groups, and its boundary.
    static func all(of found: FindIdentityPolicies.Found) -> [SimulatedSource] {
        var sources = of(found.identity, found.inline, found.attached)
        for group in found.groups { sources += of(group.group, group.inline, group.attached) }
        if let boundary = found.boundary.flatMap({ managed($0, .boundary) }) { sources.append(boundary) }
        return sources
    }

    private static func of(
        _ owner: IAMResource, _ inline: [IAMDocument], _ attached: [FindIdentityPolicies.Managed]
    ) -> [SimulatedSource] {
        inline.map { policy in
            SimulatedSource(
                id: "\(owner.kind.rawValue)_\(owner.name)_\(policy.name)", kind: .identity, text: policy.document,
                origin: .inline(name: policy.name, owner: owner.kind, ownerName: owner.name))
        } + attached.compactMap { managed($0, .identity) }
    }

    /// - Returns: nil for one of AWS's that is not here, which nothing can have attached.
    private static func managed(_ policy: FindIdentityPolicies.Managed, _ kind: NamedPolicy.Kind) -> SimulatedSource? {
        switch policy {
        case .aws(let arn):
            guard let known = AWSManagedPolicies.find(arn) else { return nil }
            return SimulatedSource(id: known.name, kind: kind, text: known.document, origin: .managed(arn: arn, isAWS: true))
        case .customer(let policy, let version):
            return SimulatedSource(
                id: policy.name, kind: kind, text: version.document, origin: .managed(arn: policy.arn.description, isAWS: false))
        }
    }
}

/// A policy that takes part in a simulation, with what its results call it.
struct SimulatedPolicy: Sendable {
    let policy: NamedPolicy
    let places: [StatementPlace]

    var id: String { policy.name }

    /// - Throws: `InvalidInput` for what is no policy.
    init(input text: String, _ id: String, _ kind: NamedPolicy.Kind) throws(ServiceError) {
        let document: PolicyDocument
        do throws(PolicyError) { document = try PolicyDocument(parsing: text, kind: kind == .resource ? .resource : .identity) } catch {
            throw .invalidInputException("\(id) is not a valid policy: \(error.message)")
        }
        self.init(document, text, id, kind)
    }

    /// - Throws: `PolicyEvaluation` for one that was stored and cannot be read.
    init(_ source: SimulatedSource) throws(ServiceError) {
        let document: PolicyDocument
        do throws(PolicyError) { document = try PolicyDocument(parsing: source.text, kind: .identity, isStored: true) } catch {
            throw ServiceError.policyEvaluationException("The policy \(source.id) could not be evaluated.").caused(by: error.message)
        }
        self.init(document, source.text, source.id, source.kind)
    }

    private init(_ document: PolicyDocument, _ text: String, _ id: String, _ kind: NamedPolicy.Kind) {
        policy = NamedPolicy(name: id, kind: kind, document: document)
        places = StatementPlace.all(in: text)
    }

    /// As AWS answers, whatever its model lists.
    var type: String { Self.type(policy.kind) }

    static func type(_ kind: NamedPolicy.Kind) -> String {
        switch kind {
        case .resource, .trust, .accessControlList: "Resource Policy"
        case .boundary: "Permissions Boundary Policy"
        case .identity, .session: "IAM Policy"
        }
    }

    func shown(_ statement: Int) -> IAMService.Statement {
        let place = places.indices.contains(statement) ? places[statement] : nil
        return IAMService.Statement(
            sourcePolicyId: id, sourcePolicyType: type, startPosition: place.map { IAMService.Position($0.start) },
            endPosition: place.map { IAMService.Position($0.end) })
    }
}

extension IAMService.Position {
    fileprivate init(_ position: StatementPlace.Position) { self.init(line: position.line, column: position.column) }
}

/// Policies that a simulation leaves out. Source: API_PolicyIdentifier, API_InlinePolicyIdentifierType.
enum PolicyExclusion: Sendable {
    case type(String)
    case managed(NamePattern)
    case inline(name: String, owner: String, ownerName: NamePattern)

    /// - Throws: `InvalidInput` unless it says one thing, and that in its form.
    init(_ identifier: IAMService.PolicyIdentifier) throws(ServiceError) {
        switch (identifier.policyType, identifier.policyArn, identifier.inlinePolicyIdentifier) {
        case (let type?, nil, nil): self = .type(type)
        case (nil, let text?, nil):
            guard let arn = ARN(text), arn.region.isEmpty, !arn.service.contains(where: Self.isWildcard),
                !arn.account.contains(where: Self.isWildcard), let slash = arn.resource.lastIndex(of: "/"),
                !arn.resource[..<slash].contains(where: Self.isWildcard)
            else { throw .invalidInputException("ARN \(text) is not valid.") }
            self = .managed(try Self.pattern(text))
        case (nil, nil, let inline?):
            self = .inline(
                name: inline.policyName, owner: inline.attachmentType, ownerName: try Self.pattern(inline.attachmentName))
        default:
            throw .invalidInputException(
                "A policy to exclude has exactly one of PolicyType, PolicyArn and InlinePolicyIdentifier.")
        }
    }

    private static func isWildcard(_ character: Character) -> Bool { character == "*" || character == "?" }

    private static func pattern(_ text: String) throws(ServiceError) -> NamePattern {
        guard text.utf8.count(where: { $0 == UInt8(ascii: "*") }) <= 1 else {
            throw .invalidInputException("A policy to exclude may have one * at most.")
        }
        return NamePattern(text)
    }

    func covers(_ source: SimulatedSource) -> Bool {
        switch (self, source.origin) {
        case (.type("permission-boundary"), _): source.kind == .boundary
        case (.type("inline"), .inline): true
        case (.type("aws-managed"), .managed(_, let isAWS)): isAWS && source.kind == .identity
        case (.type("user-managed"), .managed(_, let isAWS)): !isAWS && source.kind == .identity
        case (.managed(let pattern), .managed(let arn, _)): pattern.matches(arn)
        case (.inline(let name, let owner, let ownerName), .inline(let own, let kind, let whose)):
            name == own && owner == kind.rawValue && ownerName.matches(whose)
        default: false
        }
    }
}
