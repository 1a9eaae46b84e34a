internal import Policies
internal import IdentityData
package import Store
internal import Core

/// A user or a role whose policies are compiled: its own, those of its groups, and its boundary.
struct CompiledIdentity: Sendable {
    let resource: IAMResource
    /// A role's.
    let trust: NamedPolicy?
    let policies: [NamedPolicy]
    /// About what it takes in memory, in bytes.
    let weight: Int

    /// What binds the sessions of a role that is no more: they may not even do what others gave it.
    /// Source: IAM User Guide, "Delete roles or instance profiles".
    static let ofNoRole = [NamedPolicy(denyingAll: "of a role that is no more")]

    /// - Throws: if a document cannot be read, which was checked before it was stored: a Deny in it must not be lost.
    init(_ found: FindIdentityPolicies.Found) throws(StoreFailure) {
        let resource = found.identity
        var builder = Builder()
        trust = try resource.trustPolicy.map { text throws(StoreFailure) in
            NamedPolicy(
                name: resource.name, kind: .trust,
                document: try builder.read(text, .trust, "trust policy", resource, principals: resource.trustPrincipals))
        }
        try builder.add(found.inline, found.attached, of: resource)
        for group in found.groups { try builder.add(group.inline, group.attached, of: group.group) }
        if let boundary = found.boundary { try builder.add(boundary, .boundary, of: resource) }
        self.resource = resource
        (policies, weight) = (builder.policies, builder.weight)
    }

    private struct Builder {
        var policies: [NamedPolicy] = []
        var weight = 2000

        mutating func add(_ inline: [IAMDocument], _ attached: [FindIdentityPolicies.Managed], of owner: IAMResource) throws(StoreFailure) {
            for policy in inline {
                let document = try read(policy.document, .identity, "policy \(policy.name)", owner)
                policies.append(
                    NamedPolicy(name: "\"\(policy.name)\" of \(owner.kind.rawValue) \(owner.name)", kind: .identity, document: document))
            }
            for policy in attached { try add(policy, .identity, of: owner) }
        }

        mutating func add(_ policy: FindIdentityPolicies.Managed, _ kind: NamedPolicy.Kind, of owner: IAMResource) throws(StoreFailure) {
            switch policy {
            case .aws(let arn):
                guard let known = AWSManagedPolicies.find(arn) else {
                    throw .storage("\(owner.arn) has the policy \(arn), which is not among those of AWS's that are here")
                }
                policies.append(
                    NamedPolicy(name: "\"\(known.name)\" of \(owner.kind.rawValue) \(owner.name)", kind: kind, document: known.compiled))
            case .customer(let managed, let version):
                let document = try read(version.document, .identity, "policy \(managed.arn)", owner)
                policies.append(
                    NamedPolicy(name: "\"\(managed.name)\" of \(owner.kind.rawValue) \(owner.name)", kind: kind, document: document))
            }
        }

        mutating func read(
            _ text: String, _ kind: PolicyKind, _ what: String, _ owner: IAMResource, principals: [String: String] = [:]
        ) throws(StoreFailure) -> PolicyDocument {
            do {
                let document = try PolicyDocument(parsing: text, kind: kind, roles: principals, isStored: true)
                weight += 500 + document.weight
                return document
            } catch {
                throw .storage("the \(what) of \(owner.arn) cannot be read: \(error.message)")
            }
        }
    }
}

extension Principal {
    static func user(_ user: IAMResource) -> Self { .user(account: user.account, name: user.name, path: user.path, id: user.id) }

    static func session(of role: IAMResource, named name: String, accessKeyID: String) -> Self {
        .roleSession(
            account: role.account, roleName: role.name, rolePath: role.path, roleID: role.id, sessionName: name, accessKeyID: accessKeyID)
    }
}
