internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import Logging
internal import ObjectData
internal import Store
internal import Core

extension DocumentKind {
    static let policy = DocumentKind("policy")
    static let policyRoles = DocumentKind("policy-roles")
    static let accessControlList = DocumentKind("acl")
    static let ownershipControls = DocumentKind("ownership-controls")
    static let publicAccessBlock = DocumentKind("public-access-block")
}

/// All that a bucket says of who may do what, compiled.
struct AccessRules: Sendable {
    var policy: BucketPolicy?
    /// nil if the controls were deleted.
    var ownership: ObjectOwnership? = .bucketOwnerEnforced
    var bucketList: AccessControlList?
    /// What the bucket's access control list gives; nil if nothing to anybody but the owner.
    var bucketGrants: NamedPolicy?
    /// The same for who is about to make an object: its first access control list comes with it.
    var newObjectGrants: NamedPolicy?
    /// nil if it was deleted.
    var publicAccessBlock: PublicAccessBlock? = .all

    /// Of a bucket that nobody has told anything, as of S3's new ones since April 2023.
    static let standard = AccessRules()

    var hasAccessControlLists: Bool { ownership != .bucketOwnerEnforced }

    /// Whether the bucket's access control list does.
    var letsEverybodyWrite: Bool {
        guard hasAccessControlLists, publicAccessBlock?.ignorePublicAcls != true else { return false }
        return bucketList?.grants.contains { grant in
            if case .group(.allUsers) = grant.grantee { [.write, .fullControl].contains(grant.permission) } else { false }
        } ?? false
    }

    /// Whose resource the question is about: an object can belong to who wrote it, but a bucket's owner may remove it.
    func owner(of question: AuthorizationRequest) -> AccountID {
        guard hasAccessControlLists, let owner = question.object?.attributes.owner, !question.action.hasPrefix("s3:DeleteObject") else {
            return question.bucket.owner
        }
        return owner
    }

    /// Source: S3 User Guide, "Blocking public access to your Amazon S3 storage", RestrictPublicBuckets.
    func isRestricted(to owner: AccountID, _ principal: Principal) -> Bool {
        guard let policy, policy.isPublic, publicAccessBlock?.restrictPublicBuckets == true, principal.account != owner else {
            return false
        }
        if case .service = principal { return false }
        return true
    }
}

extension S3Services {
    /// - Parameter id: of the request, for the log.
    /// - Throws: `.internalError` for what was stored and cannot be read: never to be taken for none.
    func rules(of bucket: Bucket, _ id: RequestID) async throws(ServiceError) -> AccessRules {
        guard !bucket.documents.isPlain else { return .standard }
        let policy = try await policy(of: bucket)
        do throws(ServiceError) { return try Self.stored(bucket, policy) } catch {
            logger.error("a bucket's documents cannot be read", metadata: ["request_id": "\(id)", "bucket": "\(bucket.name)"])
            throw error
        }
    }

    private func policy(of bucket: Bucket) async throws(ServiceError) -> BucketPolicy? {
        let (documents, name) = (bucket.documents, bucket.name)
        return try await value(.policy, of: bucket) { bytes throws(ServiceError) in
            try BucketPolicy(stored: bytes, roles: try PolicyRoles(stored: documents.bytes(.policyRoles)), of: name)
        }
    }

    /// The other documents are no larger than a list of a hundred grants.
    private static func stored(_ bucket: Bucket, _ policy: BucketPolicy?) throws(ServiceError) -> AccessRules {
        let documents = bucket.documents
        var rules = AccessRules.standard
        rules.policy = policy
        if let stored = try documents.value(.ownershipControls, ObjectOwnership.stored) { rules.ownership = stored.value }
        if let stored = try documents.value(.publicAccessBlock, PublicAccessBlock.stored) { rules.publicAccessBlock = stored.value }
        guard rules.hasAccessControlLists else { return rules }
        guard let list = try documents.value(.accessControlList, AccessControlList.init(stored:)) else { return rules }
        rules.bucketList = list
        let ignoresPublic = rules.publicAccessBlock?.ignorePublicAcls == true
        let name = "of bucket \(bucket.name)"
        rules.bucketGrants = NamedPolicy(name: name, grants: list.bucketGrants(ignoresPublic: ignoresPublic))
        rules.newObjectGrants = NamedPolicy(name: name, grants: list.bucketGrants(ignoresPublic: ignoresPublic, isNewObject: true))
        return rules
    }

}

extension S3Call {
    func rules(of bucket: Bucket) async throws(ServiceError) -> AccessRules {
        if let decisions, decisions.isAbout(bucket) { return decisions.rules }
        return try await services.rules(of: bucket, request.id)
    }

    /// Whether the object itself can decide about `action`.
    func decidesByObject(_ action: String, _ bucket: Bucket) async throws(ServiceError) -> Bool {
        guard !bucket.documents.isPlain || !caller.policies.isEmpty else { return false }
        let isDelete = action == "s3:DeleteObject" || action == "s3:DeleteObjectVersion"
        guard isDelete || S3Action.ofExistingObjects.contains(action) else { return false }
        let rules = try await rules(of: bucket)
        if rules.hasAccessControlLists { return !isDelete || caller.principal.account != bucket.owner }
        let family = "s3:existingobjecttag/"
        return !isDelete
            && (rules.policy?.whole.document.asks(for: family) == true || caller.policies.contains { $0.document.asks(for: family) })
    }
}

/// A bucket's policy, compiled once.
final class BucketPolicy: Sendable {
    let whole: NamedPolicy
    let denials: NamedPolicy
    let isPublic: Bool

    init(_ document: PolicyDocument, of bucket: BucketName) {
        whole = NamedPolicy(name: "of bucket \(bucket)", kind: .resource, document: document)
        denials = NamedPolicy(name: "of bucket \(bucket)", kind: .resource, document: document.denials)
        isPublic = document.isPublic
    }

    convenience init(stored bytes: [UInt8], roles: PolicyRoles, of bucket: BucketName) throws(ServiceError) {
        do throws(PolicyError) {
            let text = String(decoding: bytes, as: UTF8.self)
            self.init(try PolicyDocument(parsing: text, kind: .resource, roles: roles.ids, isStored: true), of: bucket)
        } catch { throw .internalError }
    }
}

/// A setting that can have been taken away, which is another thing than never set.
struct Removable<Value: Sendable>: Sendable { let value: Value? }

extension S3Call {
    /// Whether a condition asks for what only the body says. Who did not sign is not let to send one.
    func decidesByBody(_ family: String) async throws(ServiceError) -> Bool {
        guard request.signature != nil else { return false }
        let policy = try await rules(of: try await findBucket()).policy
        return policy?.whole.document.asks(for: family) == true || caller.policies.contains { $0.document.asks(for: family) }
    }
}
