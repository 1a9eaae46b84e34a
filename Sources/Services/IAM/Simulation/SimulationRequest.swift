internal import ServiceKit
internal import IdentityData
internal import Policies
internal import Core

/// What is simulated, as it was asked for.
struct SimulationRequest: Sendable {
    /// Who asks for the simulation.
    let account: AccountID
    let actions: [String]
    /// None for all.
    let resources: [String]
    /// Whose policies take part.
    var source: IAMResource?
    var attached: [SimulatedSource] = []
    var policies: [String] = []
    var boundaries: [String] = []
    var resourcePolicy: String?
    var resourceOwner: String?
    var caller: String?
    var entries: [IAMService.ContextEntry] = []

    init(account: AccountID, actions: [String], resources: [String]) {
        self.account = account
        self.actions = actions
        self.resources = resources
    }

    var namesResources: Bool { !resources.isEmpty && resources != ["*"] }

    /// - Throws: `InvalidInput` for names that no action or resource can have.
    func check() throws(ServiceError) {
        for action in actions {
            let parts = action.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw .invalidInputException("Invalid action name: \(action). It must be prefaced by its service, such as s3:GetObject.")
            }
        }
        for resource in resources where resources != ["*"] {
            guard ARN(resource) != nil else {
                throw .invalidInputException("ResourceNames are not in a valid ARN format: \(resource).")
            }
        }
        if resourcePolicy != nil, !namesResources { throw .unclearEntity("*") }
    }

    /// Who acts: the caller that is named, or the source. Nobody in particular for policies alone, and for a group's.
    /// - Throws: `InvalidInput` for who cannot.
    func principal() throws(ServiceError) -> SimulatedPrincipal {
        guard let text = caller ?? source?.arn.description else {
            guard resourcePolicy == nil else { throw .invalidInputException("Invalid caller - Caller cannot be null or empty.") }
            return SimulatedPrincipal(principal: .user(account: account, name: "", path: "/", id: ""), arn: nil)
        }
        guard let arn = ARN(text), let named = IAMResource.named(by: arn), [.user, .group, .role].contains(named.kind) else {
            throw .invalidInputException("Invalid caller - Caller must be an IAM user, role or group in this context.")
        }
        guard resourcePolicy == nil || named.kind == .user else {
            throw .invalidInputException("Invalid caller - Caller must be an IAM user in this context.")
        }
        let path = String(arn.resource.dropFirst(named.kind.rawValue.count).dropLast(named.name.count))
        let id = source.flatMap { $0.arn == arn ? $0.id : nil } ?? ""
        return switch named.kind {
        case .user: SimulatedPrincipal(principal: .user(account: named.account, name: named.name, path: path, id: id), arn: text)
        case .role:
            SimulatedPrincipal(
                principal: .roleSession(
                    account: named.account, roleName: named.name, rolePath: path, roleID: id, sessionName: "", accessKeyID: ""), arn: text)
        default: SimulatedPrincipal(principal: .user(account: named.account, name: "", path: "/", id: ""), arn: text)
        }
    }

    /// Whose a resource is that does not say so.
    func owner() throws(ServiceError) -> AccountID? {
        guard let resourceOwner else { return nil }
        guard let arn = ARN(resourceOwner), arn.service == "iam", arn.resource == "root", let account = AccountID(arn.account) else {
            throw .invalidInputException("'\(resourceOwner)' is not a valid as a Resource Owner.")
        }
        return account
    }

    /// The condition keys of the requests, by their names in lower case.
    /// - Throws: `InvalidInput` for values that are not of their type.
    func context() throws(ServiceError) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for entry in entries {
            guard let name = entry.contextKeyName else { throw .invalidInputException("A context entry must have a ContextKeyName.") }
            let (values, type) = (entry.contextKeyValues ?? [], entry.contextKeyType ?? "string")
            let isList = type.hasSuffix("List")
            guard isList || values.count <= 1 else {
                throw .invalidInputException("The context key \(name) has more than one value, which the type \(type) does not have.")
            }
            let single = isList ? String(type.dropLast("List".count)) : type
            guard values.allSatisfy({ Self.isValue($0, of: single) }) else {
                throw .invalidInputException("A value of the context key \(name) is not of the type \(type).")
            }
            found[name.lowercased()] = values
        }
        return found
    }

    private static func isValue(_ text: String, of type: String) -> Bool {
        switch type {
        case "numeric": Double(text) != nil
        case "boolean": ["true", "false"].contains(text.lowercased())
        case "ip": AddressRange(text) != nil
        case "binary": Base64.decode(text) != nil
        case "date": Double(text) != nil || Timestamp(iso8601: text) != nil || Timestamp(iso8601: text + "T00:00:00Z") != nil
        default: true
        }
    }
}

/// Who acts in a simulation.
struct SimulatedPrincipal: Sendable {
    let principal: Principal
    /// Nil if nobody is named.
    let arn: String?

    /// The requests that nobody makes.
    func context(_ action: String, _ resource: String, of owner: AccountID?, _ supplied: [String: [String]]) -> RequestContext {
        var context = RequestContext(principal: principal, action: action, resource: resource, resourceAccount: owner)
        context.isWhole = true
        // What follows from a user's or role's name is not said of somebody without one.
        if principal.userName == "" { context.suppose("aws:username", []) }
        if principal.uniqueID == "" { context.suppose("aws:userid", [arn ?? "STUB_PRINCIPAL_FOR_POLICY_SIMULATOR"]) }
        if let arn {
            context.suppose("aws:PrincipalArn", [arn])
        } else {
            for key in ["aws:PrincipalArn", "aws:PrincipalType"] { context.suppose(key, []) }
        }
        for (key, values) in supplied { context.suppose(key, values) }
        return context
    }
}
