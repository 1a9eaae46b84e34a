internal import Objects
internal import Notifications
internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import ObjectData
internal import Store
internal import Core

extension S3Call {
    /// Source: API_GetObjectAcl. Where lists are off it shows the bucket owner's full control.
    func getObjectACL() async throws(ServiceError) {
        let (key, version) = (try objectKey(), try versionID())
        let action = version == nil ? "s3:GetObjectAcl" : "s3:GetObjectVersionAcl"
        let (bucket, engine) = try await authorize(action, key: key)
        let found = try await find(bucket) { () throws(EngineError) in
            try await engine.head(bucket: bucket.name, key: key, version: version)
        }.version
        try await rejudge(action, bucket, found)
        let owner = try await ownerShown(of: found, in: bucket)
        var headers: HTTPHeaders = []
        ObjectHeaders.write(found.versionID, in: bucket, to: &headers)
        try await send(try await list(of: found, in: bucket, owner: owner.id), owner: owner, headers: headers)
    }

    /// Source: API_PutObjectAcl.
    func putObjectACL() async throws(ServiceError) {
        let (key, version) = (try objectKey(), try versionID())
        let action = version == nil ? "s3:PutObjectAcl" : "s3:PutObjectVersionAcl"
        let (bucket, engine) = try await authorize(action, key: key)
        let found = try await find(bucket) { () throws(EngineError) in
            try await self.refusingMarkers { () throws(EngineError) in
                try await engine.head(bucket: bucket.name, key: key, version: version)
            }
        }.version
        try await rejudge(action, bucket, found)
        let rules = try await rules(of: bucket)
        let owner = try await ownerShown(of: found, in: bucket).id
        let asked = try await requestedACL(owner: owner)
        let list = try await resolve(asked, owner: owner, bucketOwner: bucket.ownerCanonicalID)
        var headers: HTTPHeaders = []
        ObjectHeaders.write(found.versionID, in: bucket, to: &headers)
        guard rules.hasAccessControlLists else {
            guard list == .fullControl(of: owner), !asked.isPrivate else { throw .accessControlListNotSupported }
            return await send(200, headers)
        }
        if list.isPublic, rules.publicAccessBlock?.blockPublicAcls == true { throw .publicACLBlocked }
        let text = list == .fullControl(of: owner) ? nil : list.text
        let judged = bucket.documents
        try await change(engine, bucket, key, version) { attributes, moment throws(ObjectRefusal) in
            let isAsJudged = [DocumentKind.ownershipControls, .publicAccessBlock, .policy].allSatisfy {
                moment.bucket.documents.bytes($0) == judged.bytes($0)
            }
            // Another version can have another owner, who was not asked.
            guard isAsJudged, moment.version.versionID == found.versionID, moment.version.sequence == found.sequence else {
                throw .conflict("The object or its bucket's settings have changed.")
            }
            guard attributes.accessControl != text else { return nil }
            attributes.accessControl = text
            return .objectAclPut
        }
        await send(200, headers)
    }

    /// Whose a new object is and who else may have it. Source: S3 User Guide, "Controlling ownership of objects and disabling ACLs".
    func setAccess(of attributes: inout ObjectAttributes, _ bucket: Bucket, _ key: ObjectKey) async throws(ServiceError) {
        let rules = try await rules(of: bucket)
        let asked = try RequestedACL(headersAsked)
        // What gives the bucket's owner what is his anyway is nobody's right to give.
        if let asked, !asked.isFullControl(of: bucket.ownerCanonicalID) {
            try await require("s3:PutObjectAcl", bucket, key: key, isNew: true)
        }
        // Nobody in particular owns nothing: the bucket's owner does.
        let writer = caller.principal.account.flatMap { $0 == bucket.owner ? nil : $0 }
        guard rules.hasAccessControlLists else {
            guard let asked else { return }
            return try await requireNoList(asked, bucket, isForeign: writer != nil)
        }
        let isGiven = rules.ownership == .bucketOwnerPreferred && asked?.isBucketOwnerFullControl == true
        attributes.owner = isGiven ? nil : writer
        attributes.isAnonymous = !isGiven && caller.principal.account == nil
        guard let asked, !isGiven else { return }
        let owner = writer == nil ? bucket.ownerCanonicalID : caller.canonicalID
        let list = try await resolve(asked, owner: owner, bucketOwner: bucket.ownerCanonicalID)
        if list.isPublic, rules.publicAccessBlock?.blockPublicAcls == true { throw .publicACLBlocked }
        attributes.accessControl = list == .fullControl(of: owner) ? nil : list.text
    }

    /// Where lists are off, a write may ask for what is so anyway.
    private func requireNoList(_ asked: RequestedACL, _ bucket: Bucket, isForeign: Bool) async throws(ServiceError) {
        switch asked {
        case .canned(.bucketOwnerFullControl): return
        case .canned(.isPrivate) where !isForeign: return
        case .canned: throw .accessControlListNotSupported
        case .grants:
            let list = try await resolve(asked, owner: bucket.ownerCanonicalID, bucketOwner: bucket.ownerCanonicalID)
            guard list == .fullControl(of: bucket.ownerCanonicalID) else { throw .accessControlListNotSupported }
        }
    }

    private func ownerShown(of object: ObjectVersion, in bucket: Bucket) async throws(ServiceError) -> (id: String, name: String) {
        try await owner(try await rules(of: bucket).hasAccessControlLists ? object.attributes.owner : nil, in: bucket)
    }

    private func list(of object: ObjectVersion, in bucket: Bucket, owner: String) async throws(ServiceError) -> AccessControlList {
        guard try await rules(of: bucket).hasAccessControlLists else { return .fullControl(of: owner) }
        return try ownList(of: object, bucket) ?? .fullControl(of: owner)
    }
}
