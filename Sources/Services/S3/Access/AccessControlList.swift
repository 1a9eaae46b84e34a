internal import ServiceKit
internal import Core
internal import Policies
internal import Logging
internal import ObjectData

/// Who may do what to a bucket or an object. Source: S3 User Guide, "Access control list (ACL) overview".
struct AccessControlList: Sendable, Hashable {
    enum Permission: String, Sendable {
        case fullControl = "FULL_CONTROL"
        case read = "READ"
        case write = "WRITE"
        case readACL = "READ_ACP"
        case writeACL = "WRITE_ACP"
    }

    enum Group: String, Sendable {
        case allUsers = "http://acs.amazonaws.com/groups/global/AllUsers"
        case authenticatedUsers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
        case logDelivery = "http://acs.amazonaws.com/groups/s3/LogDelivery"
    }

    enum Grantee: Sendable, Hashable {
        /// By its canonical user id.
        case account(String)
        case group(Group)
    }

    struct Grant: Sendable, Hashable {
        let grantee: Grantee
        let permission: Permission
    }

    static let maximumGrants = 100

    var grants: [Grant]

    /// What everything has that nobody gave a list.
    static func fullControl(of owner: String) -> Self { Self(grants: [Grant(grantee: .account(owner), permission: .fullControl)]) }

    /// Source: S3 User Guide, "The meaning of 'public'", ACLs.
    var isPublic: Bool {
        grants.contains { $0.grantee == .group(.allUsers) || $0.grantee == .group(.authenticatedUsers) }
    }
}

// MARK: As text

extension AccessControlList {
    /// A line a grant: the permission, and whom it is for.
    var text: String {
        grants.map { grant in
            switch grant.grantee {
            case .account(let id): "\(grant.permission.rawValue) id \(id)"
            case .group(let group): "\(grant.permission.rawValue) group \(group.rawValue)"
            }
        }.joined(separator: "\n")
    }

    init(stored bytes: [UInt8]) throws(ServiceError) { try self.init(text: String(decoding: bytes, as: UTF8.self)) }

    /// - Throws: `.internalError`: a list that cannot be read is not to be taken for another.
    init(text: String) throws(ServiceError) {
        var grants: [Grant] = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 3, let permission = Permission(rawValue: String(words[0])) else { throw .internalError }
            switch words[1] {
            case "id": grants.append(Grant(grantee: .account(String(words[2])), permission: permission))
            case "group":
                guard let group = Group(rawValue: String(words[2])) else { throw .internalError }
                grants.append(Grant(grantee: .group(group), permission: permission))
            default: throw .internalError
            }
        }
        self.init(grants: grants)
    }
}

// MARK: As a policy

/// Source: S3 User Guide, "Access control list (ACL) overview", "Mapping of ACL permissions and access policy permissions".
extension AccessControlList {
    /// - Parameter isNewObject: for who is about to make an object, which is its maker's.
    func bucketGrants(ignoresPublic: Bool, isNewObject: Bool = false) -> [AccessGrant] {
        policy(ignoresPublic: ignoresPublic) { permission in
            switch permission {
            case .fullControl: isNewObject ? ["s3:PutObject", "s3:PutObjectAcl"] : Self.bucketActions.flatMap(\.value)
            case .write where isNewObject: ["s3:PutObject", "s3:PutObjectAcl"]
            default: Self.bucketActions[permission] ?? []
            }
        }
    }

    func objectGrants(ignoresPublic: Bool) -> [AccessGrant] {
        policy(ignoresPublic: ignoresPublic) { permission in
            permission == .fullControl ? Self.objectActions.flatMap(\.value) : Self.objectActions[permission] ?? []
        }
    }

    private static let bucketActions: [Permission: [String]] = [
        .read: ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"], .write: ["s3:PutObject"],
        .readACL: ["s3:GetBucketAcl"], .writeACL: ["s3:PutBucketAcl"],
    ]

    private static let objectActions: [Permission: [String]] = [
        .read: ["s3:GetObject", "s3:GetObjectVersion"], .readACL: ["s3:GetObjectAcl", "s3:GetObjectVersionAcl"],
        .writeACL: ["s3:PutObjectAcl", "s3:PutObjectVersionAcl"],
    ]

    private func policy(ignoresPublic: Bool, _ actions: (Permission) -> [String]) -> [AccessGrant] {
        grants.compactMap { grant in
            let grantee: AccessGrant.Grantee
            switch grant.grantee {
            case .account(let id): grantee = .canonicalUser(id)
            case .group(.allUsers) where !ignoresPublic: grantee = .everyone
            case .group(.authenticatedUsers) where !ignoresPublic: grantee = .authenticated
            // Nobody here delivers logs as somebody else.
            case .group: return nil
            }
            return AccessGrant(grantee: grantee, actions: actions(grant.permission))
        }
    }
}

extension S3Services {
    /// - Parameter id: of the request, for the log.
    /// - Returns: nil if the object has none.
    func ownList(of object: ObjectVersion, _ bucket: Bucket, _ id: RequestID) throws(ServiceError) -> AccessControlList? {
        guard let text = object.attributes.accessControl else { return nil }
        do throws(ServiceError) { return try AccessControlList(text: text) } catch {
            logger.error(
                "an object's access control list cannot be read",
                metadata: ["request_id": "\(id)", "bucket": "\(bucket.name)", "key": "\(object.key)"])
            throw error
        }
    }

    /// What an object's own list gives, and what its owner may do to it in another account's bucket.
    func grants(
        of object: ObjectVersion, _ rules: AccessRules, _ bucket: Bucket, _ caller: Caller, _ id: RequestID
    ) throws(ServiceError) -> NamedPolicy {
        var grants: [AccessGrant] = []
        if let list = try ownList(of: object, bucket, id) {
            let ignoresPublic = rules.publicAccessBlock?.ignorePublicAcls == true
            grants = list.objectGrants(ignoresPublic: ignoresPublic)
        }
        if let account = caller.principal.account, object.attributes.owner == account {
            grants.append(
                AccessGrant(grantee: .canonicalUser(caller.canonicalID), actions: ["s3:DeleteObject", "s3:DeleteObjectVersion"]))
        }
        // Nobody in particular owns nothing, but may take back what he may still write.
        if object.attributes.isAnonymous, rules.letsEverybodyWrite {
            grants.append(AccessGrant(grantee: .everyone, actions: ["s3:DeleteObject"]))
        }
        return NamedPolicy(name: "of \(bucket.name)/\(object.key)", grants: grants)
    }
}

extension S3Call {
    func ownList(of object: ObjectVersion, _ bucket: Bucket) throws(ServiceError) -> AccessControlList? {
        try services.ownList(of: object, bucket, request.id)
    }
}
