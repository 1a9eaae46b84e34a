internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import IdentityData
internal import ObjectData
internal import Core
internal import XML

/// Whom an access control list means.
extension S3Call {
    /// Finds the accounts that a request's list names.
    /// - Parameters:
    ///   - owner: whose the thing is, by canonical user id.
    ///   - bucketOwner: the same of its bucket; of a bucket, nil.
    /// - Throws: `InvalidArgument` for an id and `UnresolvableGrantByEmailAddress` for an address that nobody has.
    func resolve(_ asked: RequestedACL, owner: String, bucketOwner: String?) async throws(ServiceError) -> AccessControlList {
        switch asked {
        case .canned(let canned): return AccessControlList(canned, owner: owner, bucketOwner: bucketOwner)
        case .grants(let asked):
            var grants: [AccessControlList.Grant] = []
            for grant in asked {
                grants.append(AccessControlList.Grant(grantee: try await resolve(grant.grantee), permission: grant.permission))
            }
            return AccessControlList(grants: grants)
        }
    }

    private func resolve(_ grantee: RequestedACL.Grantee) async throws(ServiceError) -> AccessControlList.Grantee {
        switch grantee {
        case .group(let group): return .group(group)
        case .id(let id, let argument):
            guard id == AccessControlList.ec2 || id == caller.canonicalID || id == AccessControlList.anonymous else {
                guard try await accounts(.canonicalID(id)).count == 1 else { throw .invalidArgument("Invalid id", argument, id) }
                return .account(id)
            }
            return .account(id)
        case .email(let address):
            let found = try await accounts(.email(address))
            guard let account = found.first else {
                throw ServiceError(
                    400, "UnresolvableGrantByEmailAddress", "The email address you provided does not match any account on record.",
                    [("EmailAddress", address)])
            }
            guard found.count == 1 else {
                throw ServiceError(
                    400, "AmbiguousGrantByEmailAddress", "The email address you provided is associated with more than one account.",
                    [("EmailAddress", address)])
            }
            return .account(account.canonicalID)
        }
    }

    func accounts(_ name: FindAccounts.Name) async throws(ServiceError) -> [AccountRecord] {
        try await run { () throws(EngineError) in try await services.objects.accounts(name) }
    }

    /// An object's owner as lists and listings show it.
    func owner(_ account: AccountID?, in bucket: Bucket) async throws(ServiceError) -> (id: String, name: String) {
        guard let account, account != bucket.owner, let found = try await accounts(.id(account)).first else {
            return (bucket.ownerCanonicalID, bucket.ownerDisplayName)
        }
        return (found.canonicalID, found.displayName)
    }

    /// Writes an `AccessControlPolicy`'s content.
    func send(_ list: AccessControlList, owner: (id: String, name: String), headers: HTTPHeaders = []) async throws(ServiceError) {
        var names: [String: String] = [:]
        if services.options.showsOwnerNames {
            names[owner.id] = owner.name
            for case .account(let id) in list.grants.map(\.grantee) where names[id] == nil {
                names[id] = try await accounts(.canonicalID(id)).first?.displayName
            }
        }
        let known = names
        await send("AccessControlPolicy", headers: headers) { xml in
            writeOwner(owner, to: &xml)
            xml.element("AccessControlList") { xml in
                for grant in list.grants { grant.write(to: &xml, known) }
            }
        }
    }
}

extension AccessControlList.Grant {
    fileprivate func write(to xml: inout XMLWriter, _ names: [String: String]) {
        xml.element("Grant") { xml in
            let type = if case .group = grantee { "Group" } else { "CanonicalUser" }
            let attributes = [("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"), ("xsi:type", type)]
            xml.element("Grantee", attributes: attributes) { xml in
                switch grantee {
                case .account(let id):
                    xml.element("ID", id)
                    xml.element("DisplayName", ifPresent: names[id])
                case .group(let group): xml.element("URI", group.rawValue)
                }
            }
            xml.element("Permission", permission.rawValue)
        }
    }
}

extension AccessControlList {
    /// The account that `aws-exec-read` names: EC2's, which reads machine images. It has no keys here.
    static let ec2 = "6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c"
    /// What stands for nobody in particular.
    static let anonymous = "65a011a29cdf8ec533ec3d1ccaae921c"

    /// Whether an account could have it: 64 hexadecimal digits.
    static func isCanonicalID(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }
    }

    /// Source: S3 User Guide, "Access control list (ACL) overview", "Canned ACL".
    init(_ canned: RequestedACL.Canned, owner: String, bucketOwner: String?) {
        self = .fullControl(of: owner)
        switch canned {
        case .isPrivate: break
        case .publicRead: add(.group(.allUsers), .read)
        case .publicReadWrite:
            add(.group(.allUsers), .read)
            add(.group(.allUsers), .write)
        case .authenticatedRead: add(.group(.authenticatedUsers), .read)
        case .awsExecRead: add(.account(Self.ec2), .read)
        case .bucketOwnerRead: if let bucketOwner, bucketOwner != owner { add(.account(bucketOwner), .read) }
        case .bucketOwnerFullControl: if let bucketOwner, bucketOwner != owner { add(.account(bucketOwner), .fullControl) }
        case .logDeliveryWrite:
            guard bucketOwner == nil else { break }
            add(.group(.logDelivery), .write)
            add(.group(.logDelivery), .readACL)
        }
    }

    private mutating func add(_ grantee: Grantee, _ permission: Permission) {
        grants.append(Grant(grantee: grantee, permission: permission))
    }
}
