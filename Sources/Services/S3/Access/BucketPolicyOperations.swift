internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import ObjectData
internal import NIOCore
internal import Core
internal import XML

extension S3Call {
    /// Source: API_GetBucketPolicy. The text comes back as it was put, but for roles that are no more.
    func getBucketPolicy() async throws(ServiceError) {
        let (bucket, _) = try await authorizeOwnAccount("s3:GetBucketPolicy")
        guard let text = bucket.documents.bytes(.policy) else { throw .noSuchBucketPolicy(bucket) }
        var headers = headers()
        headers.add("Content-Type", "application/json")
        let shown = try await PolicyRoles(stored: bucket.documents.bytes(.policyRoles)).shown(in: text, by: self)
        await response.send(200, headers, body: ByteBuffer(bytes: shown))
    }

    /// Source: API_PutBucketPolicy.
    func putBucketPolicy() async throws(ServiceError) {
        let (bucket, engine) = try await authorizeOwnAccount("s3:PutBucketPolicy")
        let held = MemoryReservation(services.objects.bodyMemory)
        defer { withExtendedLifetime(held) {} }
        let text = try await smallBody(held: held)
        // Not on the loop even if it is small: each action of it is held against all that there are.
        let document = try await request.threads.leaving(busy: .slowDown) { () throws(ServiceError) in
            do throws(PolicyError) { return try PolicyRules.parse(text, of: bucket.name) } catch {
                throw ServiceError(400, "MalformedPolicy", error.message)
            }
        }
        if document.isPublic, try await rules(of: bucket).publicAccessBlock?.blockPublicPolicy == true { throw publicPolicyBlocked(bucket) }
        try await requireSelf(document, bucket)
        let roles = try await PolicyRoles(namedIn: text, by: self)
        try await set(engine, .policy, of: bucket, to: text, with: [.policyRoles: roles.document], whileAreSame: [.publicAccessBlock])
        await send(204)
    }

    /// Source: API_DeleteBucketPolicy.
    func deleteBucketPolicy() async throws(ServiceError) {
        let (bucket, engine) = try await authorizeOwnAccount("s3:DeleteBucketPolicy")
        try await set(engine, .policy, of: bucket, to: nil, with: [.policyRoles: nil])
        await send(204)
    }

    /// Source: API_GetBucketPolicyStatus.
    func getBucketPolicyStatus() async throws(ServiceError) {
        let (bucket, _) = try await authorize("s3:GetBucketPolicyStatus")
        guard let policy = try await rules(of: bucket).policy else { throw .noSuchBucketPolicy(bucket) }
        await send("PolicyStatus") { $0.element("IsPublic", policy.isPublic) }
    }

    /// Only identities of the owner's account have to do with a policy, whatever it says itself.
    /// Source: API_PutBucketPolicy, API_GetBucketPolicy, API_DeleteBucketPolicy.
    private func authorizeOwnAccount(_ action: String) async throws(ServiceError) -> (bucket: Bucket, engine: ObjectEngine) {
        let (bucket, engine) = try await authorize(action)
        guard caller.principal.account == bucket.owner else { throw .methodNotAllowed(http.method) }
        return (bucket, engine)
    }

    private func publicPolicyBlocked(_ bucket: Bucket) -> ServiceError {
        request.log.set { $0.decision = "explicitDeny: BlockPublicPolicy refuses a public policy" }
        return .accessDenied(
            "User: \(caller.principal.displayName) is not authorized to perform: s3:PutBucketPolicy on resource: \(ARN.bucket(bucket.name)) because public policies are blocked by the BlockPublicPolicy block public access setting."
        )
    }

    /// Who would not be let to change the policy again must say that this is meant.
    private func requireSelf(_ document: PolicyDocument, _ bucket: Bucket) async throws(ServiceError) {
        guard caller.principal != .accountRoot(bucket.owner),
            http.headers.first("x-amz-confirm-remove-self-bucket-access")?.lowercased() != "true"
        else { return }
        let next = BucketPolicy(document, of: bucket.name)
        var context = RequestContext(
            principal: caller.principal, action: "s3:PutBucketPolicy", resource: ARN.bucket(bucket.name).description,
            resourceAccount: bucket.owner, canonicalID: caller.canonicalID)
        fill(&context, bucket.owner, [:], tags: nil)
        guard try await !request.decision(context, resourcePolicies: [next.whole], busy: .slowDown).isAllowed else { return }
        throw .accessDenied(
            "The policy would keep its author from changing it again. If that is meant, send x-amz-confirm-remove-self-bucket-access: true."
        )
    }
}

extension ServiceError {
    fileprivate static func noSuchBucketPolicy(_ bucket: Bucket) -> Self {
        Self(404, "NoSuchBucketPolicy", "The bucket policy does not exist", [("BucketName", bucket.name.description)])
    }
}
