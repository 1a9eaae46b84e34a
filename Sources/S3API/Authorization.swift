internal import SigV4
internal import Engine
internal import Faces
internal import HTTPFront
internal import IAM
internal import Metadata
internal import PeltonCore

/// May the caller do this? Asked once what is asked about is known to exist, before anything is read or changed.
extension S3Call {
    /// Finds the bucket and asks whether the caller may do `action` to it, or to an object in it.
    func authorize(_ action: String, key: ObjectKey? = nil, values: [String: String?] = [:]) async throws(S3Error) -> Bucket {
        let bucket = try await findBucket()
        try require(action, bucket, key: key, values: values)
        return bucket
    }

    func findBucket() async throws(S3Error) -> Bucket { try await findBucket(try bucketName()) }

    func findBucket(_ name: BucketName) async throws(S3Error) -> Bucket {
        let bucket = try await run { () throws(EngineError) in try await engine.bucket(name) }
        try requireOwner(of: bucket, "x-amz-expected-bucket-owner")
        return bucket
    }

    /// Source: S3 User Guide, "Verifying bucket ownership with bucket owner condition".
    func requireOwner(of bucket: Bucket, _ header: String) throws(S3Error) {
        guard let expected = http.headers.first(header) else { return }
        guard AccountID(expected) != nil else {
            throw S3Error(
                400, "InvalidBucketOwnerAWSAccountID",
                "The value of the expected bucket owner parameter must be an AWS Account ID... [\(expected)]")
        }
        guard expected == bucket.owner.description else { throw .accessDenied() }
    }

    func require(
        _ action: String, _ bucket: Bucket, key: ObjectKey? = nil, values: [String: String?] = [:], caller: Caller? = nil
    ) throws(S3Error) {
        let resource = key.map { ARN.object(bucket.name, $0) } ?? ARN.bucket(bucket.name)
        try require(action, on: resource.description, of: bucket.owner, values: values, caller: caller)
    }

    /// - Parameter account: the resource's owner.
    func require(
        _ action: String, on resource: String, of account: AccountID, values: [String: String?] = [:], caller: Caller? = nil
    ) throws(S3Error) {
        let caller = caller ?? request.caller
        let context = context(action, resource, account, values, caller)
        let decision = Evaluator.decide(context, policies: caller.policies)
        guard !decision.isAllowed else { return }
        request.log.set { $0.decision = decision.description }
        // What decided is told to the resource's own account, and to nobody else.
        throw .accessDenied(caller.principal.account == account ? decision.message(for: context) : "Access Denied")
    }

    func isAllowed(_ action: String, _ bucket: Bucket, key: ObjectKey? = nil) -> Bool {
        let resource = key.map { ARN.object(bucket.name, $0) } ?? ARN.bucket(bucket.name)
        let context = context(action, resource.description, bucket.owner, [:], request.caller)
        return Evaluator.decide(context, policies: request.caller.policies).isAllowed
    }

    private func context(
        _ action: String, _ resource: String, _ account: AccountID, _ values: [String: String?], _ caller: Caller
    ) -> RequestContext {
        var context = RequestContext(
            principal: caller.principal, action: action, resource: resource, resourceAccount: account, canonicalID: caller.canonicalID,
            known: .s3)
        guard !caller.policies.isEmpty || caller.account != account else { return context }
        context.setEnvironment(
            now: request.received, sourceIP: http.remoteAddress, isSecure: false, region: request.region,
            userAgent: http.headers.first("user-agent"), referer: http.headers.first("referer"))
        context.set("s3:ResourceAccount", account.description)
        context.set("s3:VersionId", http.queryValue("versionId"))
        context.set("s3:signatureversion", request.signature == nil ? nil : "AWS4-HMAC-SHA256")
        context.set("s3:authType", authType)
        for name in Self.headerKeys { context.set("s3:" + name, http.headers.first(name)) }
        for (name, value) in values { context.set(name, value) }
        return context
    }

    private var authType: String? {
        switch request.signature?.source {
        case .header?: "REST-HEADER"
        case .query?: "REST-QUERY-STRING"
        case .form?: "POST"
        case nil: nil
        }
    }

    private static let headerKeys = [
        "x-amz-acl", "x-amz-content-sha256", "x-amz-copy-source", "x-amz-metadata-directive", "x-amz-server-side-encryption",
        "x-amz-storage-class", "x-amz-grant-full-control", "x-amz-grant-read", "x-amz-grant-read-acp", "x-amz-grant-write",
        "x-amz-grant-write-acp", "if-match", "if-none-match",
    ]
}
