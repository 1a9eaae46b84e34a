package import Store
internal import Database
package import Core

/// All that IAM has of an account, in the order of kinds and names, as much as a page holds: from one snapshot.
/// Source: API_GetAccountAuthorizationDetails.
package struct ListAuthorizationDetails: Query {
    /// Something with all that belongs to it.
    package enum Detail: Sendable {
        case user(IAMResource, Holdings, groups: [String])
        case group(IAMResource, Holdings)
        case role(IAMResource, Holdings, profiles: [IAMResource])
        case policy(IAMResource, versions: [IAMDocument], attachments: Int, boundaries: Int)
    }

    /// Policies that somebody has.
    package struct Holdings: Sendable {
        package let inline: [IAMDocument]
        /// By ARN.
        package let attached: [String]
    }

    package struct Page: Sendable {
        package let details: [Detail]
        /// About what they say, in bytes.
        package let bytes: Int
        /// Where the next page begins; nil if there is none.
        package let next: Place?
    }

    /// Behind the name of a kind.
    package struct Place: Sendable, Hashable {
        package let kind: IAMKind
        package let name: String

        package init(kind: IAMKind, name: String) {
            self.kind = kind
            self.name = name
        }
    }

    package static let kinds: [IAMKind] = [.user, .group, .role, .policy]
    /// A page ends behind what makes it this large.
    package static let largest = 1 << 20

    package let account: AccountID
    package let kinds: [IAMKind]
    package let after: Place?
    package let limit: Int

    /// - Parameter kinds: some of `Self.kinds`.
    package init(of account: AccountID, _ kinds: Set<IAMKind>, after: Place?, limit: Int) {
        self.account = account
        self.kinds = Self.kinds.filter { kinds.contains($0) }
        self.after = after
        self.limit = limit
    }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> Page {
        var (details, bytes) = ([] as [Detail], 0)
        let first = after.flatMap { after in kinds.firstIndex(of: after.kind) } ?? 0
        for kind in kinds[first...] {
            // One row at a time: what belongs to one may be much.
            var name = kind == after?.kind ? after?.name ?? "" : ""
            while true {
                let list = ListIAMResources(account: account, kind: kind, pathPrefix: "/", after: name, limit: 1)
                guard let found = try list.run(snapshot).first else { break }
                guard details.count < limit, bytes < Self.largest else {
                    return Page(details: details, bytes: bytes, next: Place(kind: kind, name: name))
                }
                let detail: Detail = try translating { () throws(DatabaseError) in try self.detail(of: found, snapshot) }
                details.append(detail)
                bytes += detail.bytes
                name = found.name
            }
        }
        return Page(details: details, bytes: bytes, next: nil)
    }

    private func detail(of resource: IAMResource, _ snapshot: ReadSnapshot) throws(DatabaseError) -> Detail {
        let connection = snapshot.connection
        let documents = try connection.documents(of: resource.id)
        switch resource.kind {
        case .policy:
            let arn = resource.arn.description
            return .policy(
                resource, versions: documents, attachments: try connection.attachments(of: arn, in: account),
                boundaries: try connection.boundaries(of: arn, in: account))
        case .user:
            let groups = try ListIAMMembers(.containers(resource.id), after: "", limit: IAMQuota.groups.limit).members(connection)
            return .user(resource, try holdings(resource, documents, connection), groups: groups.map(\.name))
        case .role:
            let profiles = try ListIAMMembers(.containers(resource.id), after: "", limit: Self.mostProfiles).members(connection)
            return .role(resource, try holdings(resource, documents, connection), profiles: profiles)
        case .group, .instanceProfile: return .group(resource, try holdings(resource, documents, connection))
        }
    }

    /// A role may be in any number of instance profiles; so many are shown.
    private static let mostProfiles = 1000

    private func holdings(
        _ owner: IAMResource, _ inline: [IAMDocument], _ connection: Connection
    ) throws(DatabaseError) -> Holdings {
        Holdings(inline: inline, attached: try connection.attachedPolicies(owner.id))
    }
}

extension ListAuthorizationDetails.Detail {
    fileprivate var bytes: Int {
        switch self {
        case .user(let user, let holdings, let groups): 500 + user.bytes + holdings.bytes + groups.reduce(0) { $0 + $1.utf8.count + 30 }
        case .group(let group, let holdings): 500 + group.bytes + holdings.bytes
        case .role(let role, let holdings, let profiles): 500 + role.bytes + holdings.bytes + profiles.count * (700 + role.bytes)
        case .policy(let policy, let versions, _, _): 500 + policy.bytes + versions.reduce(0) { $0 + $1.bytes }
        }
    }
}

extension ListAuthorizationDetails.Holdings {
    fileprivate var bytes: Int { inline.reduce(0) { $0 + $1.bytes } + attached.reduce(0) { $0 + 2 * $1.utf8.count + 100 } }
}

extension IAMDocument {
    fileprivate var bytes: Int { 200 + name.utf8.count + document.utf8.count }
}
