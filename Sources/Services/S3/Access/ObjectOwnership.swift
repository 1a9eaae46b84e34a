internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Core
internal import XML

/// Who owns what is written to a bucket. Source: S3 User Guide, "Controlling ownership of objects and disabling ACLs for your bucket".
enum ObjectOwnership: String, Sendable {
    /// Access control lists are off.
    case bucketOwnerEnforced = "BucketOwnerEnforced"
    /// The bucket's owner, if who writes says so.
    case bucketOwnerPreferred = "BucketOwnerPreferred"
    case objectWriter = "ObjectWriter"

    init(_ root: XMLElement) throws(ServiceError) {
        try Shape.group("OwnershipControls", [.group("Rule", [.text("ObjectOwnership")])]).check(root)
        guard let known = root.child("Rule")?.trimmedText("ObjectOwnership").flatMap(Self.init) else { throw .malformedXML }
        self = known
    }

    /// Reads what was stored; empty for controls that were deleted.
    static func stored(_ bytes: [UInt8]) throws(ServiceError) -> Removable<ObjectOwnership> {
        guard !bytes.isEmpty else { return Removable(value: nil) }
        guard let known = ObjectOwnership(rawValue: String(decoding: bytes, as: UTF8.self)) else { throw .internalError }
        return Removable(value: known)
    }
}

extension S3Call {
    /// Source: API_GetBucketOwnershipControls.
    func getBucketOwnershipControls() async throws(ServiceError) {
        let (bucket, _) = try await authorize("s3:GetBucketOwnershipControls")
        guard let ownership = try await rules(of: bucket).ownership else {
            throw ServiceError(
                404, "OwnershipControlsNotFoundError", "The bucket ownership controls were not found",
                [("BucketName", bucket.name.description)])
        }
        await send("OwnershipControls") { xml in
            xml.element("Rule") { $0.element("ObjectOwnership", ownership.rawValue) }
        }
    }

    /// Source: API_PutBucketOwnershipControls.
    func putBucketOwnershipControls() async throws(ServiceError) {
        let (bucket, engine) = try await authorize("s3:PutBucketOwnershipControls")
        let ownership = try await document("OwnershipControls") { root throws(ServiceError) in try ObjectOwnership(root) }
        if ownership == .bucketOwnerEnforced, let list = try storedList(of: bucket) {
            let owner = AccessControlList.Grantee.account(bucket.ownerCanonicalID)
            guard list.grants.allSatisfy({ $0.grantee == owner }) else { throw .listWithEnforcedOwnership }
        }
        try await set(engine, .ownershipControls, of: bucket, to: Array(ownership.rawValue.utf8), whileAreSame: [.accessControlList])
        await send(200)
    }

    /// Source: API_DeleteBucketOwnershipControls. Without controls objects belong to who writes them, as before there were any.
    func deleteBucketOwnershipControls() async throws(ServiceError) {
        let (bucket, engine) = try await authorize("s3:PutBucketOwnershipControls")
        try await set(engine, .ownershipControls, of: bucket, to: [])
        await send(204)
    }

    private func storedList(of bucket: Bucket) throws(ServiceError) -> AccessControlList? {
        try bucket.documents.value(.accessControlList, AccessControlList.init(stored:))
    }

    /// What a new bucket's headers say of access, as its first documents. Source: API_CreateBucket, "Permissions".
    func accessOfNewBucket(_ name: BucketName) async throws(ServiceError) -> [DocumentKind: [UInt8]] {
        var documents: [DocumentKind: [UInt8]] = [:]
        let (resource, account) = (ARN.bucket(name).description, request.caller.account)
        var ownership = services.options.opensNewBuckets ? ObjectOwnership.objectWriter : .bucketOwnerEnforced
        if let text = http.headers.first("x-amz-object-ownership") {
            guard let known = ObjectOwnership(rawValue: text) else {
                throw .invalidArgument("Invalid x-amz-object-ownership header: \(text)", "x-amz-object-ownership", nil)
            }
            try await require("s3:PutBucketOwnershipControls", on: resource, of: account)
            ownership = known
        }
        if ownership != .bucketOwnerEnforced { documents[.ownershipControls] = Array(ownership.rawValue.utf8) }
        if services.options.opensNewBuckets { documents[.publicAccessBlock] = [] }
        guard let asked = try RequestedACL(http.headers) else { return documents }
        // What a new bucket has anyhow needs no leave.
        if !asked.isPrivate { try await require("s3:PutBucketAcl", on: resource, of: account) }
        let owner = request.caller.canonicalID
        let list = try await resolve(asked, owner: owner, bucketOwner: nil)
        guard list != .fullControl(of: owner) else { return documents }
        guard ownership != .bucketOwnerEnforced else { throw .listWithEnforcedOwnership }
        guard !list.isPublic || services.options.opensNewBuckets else { throw .publicListOfNewBucket }
        documents[.accessControlList] = Array(list.text.utf8)
        return documents
    }

    /// Gives a bucket that is made again the list that its headers ask for, or the owner's alone.
    func resetList(_ engine: ObjectEngine, of bucket: Bucket) async throws(ServiceError) {
        let (rules, owner) = (try await rules(of: bucket), bucket.ownerCanonicalID)
        var list = AccessControlList.fullControl(of: owner)
        if let asked = try RequestedACL(http.headers) {
            try await require("s3:PutBucketAcl", bucket)
            list = try await resolve(asked, owner: owner, bucketOwner: nil)
        }
        let isOwners = list == .fullControl(of: owner)
        guard isOwners || rules.hasAccessControlLists else { throw .listWithEnforcedOwnership }
        if list.isPublic, rules.publicAccessBlock?.blockPublicAcls == true { throw .publicListOfNewBucket }
        try await set(
            engine, .accessControlList, of: bucket, to: isOwners ? nil : Array(list.text.utf8),
            whileAreSame: [.ownershipControls, .publicAccessBlock])
    }
}

extension ServiceError {
    static let listWithEnforcedOwnership = Self(
        400, "InvalidBucketAclWithObjectOwnership", "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting")
    static let publicListOfNewBucket = Self(
        400, "InvalidBucketAclWithBlockPublicAccessError", "Bucket cannot have public ACLs set with BlockPublicAccess enabled")
}
