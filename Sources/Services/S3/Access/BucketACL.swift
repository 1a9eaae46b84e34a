internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Core
internal import XML

extension S3Call {
    /// Source: API_GetBucketAcl. Without lists it shows the owner's full control.
    func getBucketACL() async throws(ServiceError) {
        let (bucket, _) = try await authorize("s3:GetBucketAcl")
        let list = try await rules(of: bucket).bucketList ?? .fullControl(of: bucket.ownerCanonicalID)
        try await send(list, owner: (bucket.ownerCanonicalID, bucket.ownerDisplayName))
    }

    /// Source: API_PutBucketAcl.
    func putBucketACL() async throws(ServiceError) {
        let (bucket, engine) = try await authorize("s3:PutBucketAcl")
        let rules = try await rules(of: bucket)
        let standard = AccessControlList.fullControl(of: bucket.ownerCanonicalID)
        let asked = try await requestedACL(owner: bucket.ownerCanonicalID)
        let list = try await resolve(asked, owner: bucket.ownerCanonicalID, bucketOwner: nil)
        guard rules.hasAccessControlLists else {
            guard list == standard, !asked.isPrivate else { throw .accessControlListNotSupported }
            return await send(200)
        }
        if list.isPublic, rules.publicAccessBlock?.blockPublicAcls == true { throw .publicACLBlocked }
        try await set(
            engine, .accessControlList, of: bucket, to: list == standard ? nil : Array(list.text.utf8),
            whileAreSame: [.ownershipControls, .publicAccessBlock])
        await send(200)
    }

    /// The list that a request for one asks for: in its headers or in its body.
    func requestedACL(owner: String) async throws(ServiceError) -> RequestedACL {
        let asked = try RequestedACL(http.headers)
        let held = MemoryReservation(services.objects.bodyMemory)
        defer { withExtendedLifetime(held) {} }
        let body = try await smallBody(held: held)
        switch (asked, body.isEmpty) {
        case (let asked?, true): return asked
        case (_?, false): throw ServiceError(400, "UnexpectedContent", "This request does not support content")
        case (nil, true):
            throw ServiceError(
                400, "MissingSecurityHeader", "Your request was missing a required header", [("MissingHeaderName", "x-amz-acl")])
        case (nil, false):
            return try await request.threads.run(bytes: body.count, busy: .slowDown) { () throws(ServiceError) in
                guard let root = try? XMLElement(parsing: body) else { throw .malformedACL }
                return try RequestedACL(root, owner: owner)
            }
        }
    }

    /// Puts or removes one of a bucket's settings, where it was judged by others of them.
    /// - Throws: `OperationAborted` if one of `others` has changed meanwhile, or the bucket is another one of the same name: who was asked
    ///   about the one may have nothing to say of the other.
    func set(
        _ engine: ObjectEngine, _ kind: DocumentKind, of bucket: Bucket, to document: [UInt8]?,
        with companions: [DocumentKind: [UInt8]?] = [:],
        whileAreSame others: [DocumentKind] = []
    ) async throws(ServiceError) {
        guard document != nil || kind.rawValue.utf8.contains(UInt8(ascii: "/")) || bucket.documents.bytes(kind) != nil else { return }
        let judged = bucket.documents
        let change = SetBucketDocument(bucket: bucket.name, kind: kind, document: document, companions: companions) { now in
            now.id == bucket.id && others.allSatisfy { now.documents.bytes($0) == judged.bytes($0) }
                ? nil : .conflict("The bucket's settings have changed.")
        }
        try await run { () throws(EngineError) in try await engine.set(change) }
    }
}

extension RequestedACL {
    var isPrivate: Bool { if case .canned(.isPrivate) = self { true } else { false } }
    /// Whether it gives the bucket's owner full control and nobody else anything.
    func isFullControl(of bucketOwner: String) -> Bool {
        switch self {
        case .canned(let canned): return canned == .bucketOwnerFullControl
        case .grants(let grants):
            return grants.allSatisfy { grant in
                if case .id(bucketOwner, _) = grant.grantee { grant.permission == .fullControl } else { false }
            }
        }
    }

    var isBucketOwnerFullControl: Bool { if case .canned(.bucketOwnerFullControl) = self { true } else { false } }
}
