internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import ObjectData
internal import IdentityData
internal import Core

/// What must be known before anybody is asked: a bucket, the object as it is where that decides, and whom policies and lists name.
struct ObjectFinder: Sendable {
    private let engine: ObjectEngine

    init(_ engine: ObjectEngine) { self.engine = engine }

    var bodyMemory: MemoryBudget { engine.bodyMemory }
    var checksVersionIDs: Bool { engine.metadata.checksVersionIDs }

    func bucket(_ name: BucketName) async throws(EngineError) -> Bucket { try await engine.bucket(name) }

    /// - Returns: nil if there is none.
    func object(_ bucket: BucketName, _ key: ObjectKey, _ version: VersionID?) async throws(EngineError) -> ObjectVersion? {
        do throws(EngineError) { return try await engine.head(bucket: bucket, key: key, version: version).version } catch {
            switch error {
            case .refused(.noSuchKey), .refused(.noSuchVersion), .refused(.isDeleteMarker): return nil
            default: throw error
            }
        }
    }

    /// Who began an upload.
    /// - Returns: nil if there is no such upload.
    func uploader(_ bucket: BucketName, _ key: ObjectKey, _ id: UploadID) async throws(EngineError) -> String? {
        do throws(EngineError) { return try await engine.openUpload(bucket: bucket, key: key, id: id).principal } catch {
            if case .refused(.noSuchUpload) = error { return nil }
            throw error
        }
    }

    func role(_ find: FindIAMResource) async throws(EngineError) -> IAMResource? { try await engine.role(find) }
    func accounts(_ name: FindAccounts.Name) async throws(EngineError) -> [AccountRecord] { try await engine.accounts(name) }
}

/// May the caller do this? Asked once what is asked about is known to exist, before anything is read or changed.
extension S3Call {
    /// Finds the bucket and asks whether the caller may do `action` to it, or to an object in it.
    /// - Parameter tags: those that the request gives an object, where they are not in its head.
    func authorize(
        _ action: String, key: ObjectKey? = nil, values: [String: String?] = [:], tags: [String: String]? = nil
    ) async throws(ServiceError) -> (bucket: Bucket, engine: ObjectEngine) {
        let (bucket, _, engine) = try await authorizeChange(action, key, values: values, tags: tags)
        return (bucket, engine)
    }

    /// Asks, and says which version of the object was asked about, if that mattered: by the time of the change it can be another one.
    func authorizeChange(
        _ action: String, _ key: ObjectKey?, values: [String: String?] = [:], tags: [String: String]? = nil
    ) async throws(ServiceError) -> (bucket: Bucket, judged: ObjectVersion?, engine: ObjectEngine) {
        let bucket = try await findBucket()
        let version = http.queryValue("versionId").flatMap { VersionID($0) }
        let (judged, engine) = try await require(action, bucket, key: key, version: version, values: values, tags: tags)
        return (bucket, judged, engine)
    }

    func findBucket() async throws(ServiceError) -> Bucket { try await findBucket(try bucketName()) }

    func findBucket(_ name: BucketName) async throws(ServiceError) -> Bucket {
        let bucket = try await run { () throws(EngineError) in try await services.objects.bucket(name) }
        try requireOwner(of: bucket, "x-amz-expected-bucket-owner")
        if http.body.isPresent { request.log.set { $0.judged = (bucket.name, bucket.id) } }
        return bucket
    }

    /// Source: S3 User Guide, "Verifying bucket ownership with bucket owner condition".
    func requireOwner(of bucket: Bucket, _ header: String) throws(ServiceError) {
        guard let expected = http.headers.first(header) else { return }
        guard AccountID(expected) != nil else {
            throw ServiceError(
                400, "InvalidBucketOwnerAWSAccountID",
                "The value of the expected bucket owner parameter must be an AWS Account ID... [\(expected)]")
        }
        guard expected == bucket.owner.description else { throw .accessDenied() }
    }

    /// Who was asked about one bucket may have nothing to say of another that has its name by now: a body can take its time.
    func requireSameBucket() async throws(ServiceError) {
        guard let judged = request.log.current.judged else { return }
        let bucket = try await run { () throws(EngineError) in try await services.objects.bucket(judged.name) }
        guard bucket.id == judged.id else { throw .noSuchBucket(judged.name.description) }
    }

    /// Asks about an object that is there already: looks it up where its tags, its owner or its access control list decide.
    /// - Returns: the object, where it was looked up and is there.
    @discardableResult
    func require(
        _ action: String, _ bucket: Bucket, key: ObjectKey?, version: VersionID?, values: [String: String?] = [:],
        tags: [String: String]? = nil
    ) async throws(ServiceError) -> (object: ObjectVersion?, engine: ObjectEngine) {
        if let engine = plain(bucket, caller) { return (nil, engine) }
        guard let key, try await decidesByObject(action, bucket) else {
            return (nil, try await require(action, bucket, key: key, values: values, tags: tags))
        }
        let object = try await run { () throws(EngineError) in try await services.objects.object(bucket.name, key, version) }
        var question = AuthorizationRequest(action: action, bucket: bucket, key: key, values: values, tags: tags)
        question.object = object
        let verdict = try await verdict(question)
        if let engine = services.engine.open(verdict) { return (object, engine) }
        // Who deletes is never told that there is nothing.
        if object == nil, !action.hasPrefix("s3:DeleteObject"), !verdict.isExplicitDenial, try await mayLearnOf(key, bucket) {
            throw .noSuchKey(key.description)
        }
        throw refusal(verdict, bucket.owner)
    }

    /// Who began an upload in another account's bucket may look at it and end it, unless that is denied.
    /// Source: S3 User Guide, "Multipart upload API and permissions".
    func authorizeUpload(_ action: String, _ key: ObjectKey) async throws(ServiceError) -> (bucket: Bucket, engine: ObjectEngine) {
        let bucket = try await findBucket()
        if let engine = plain(bucket, caller) { return (bucket, engine) }
        var question = AuthorizationRequest(action: action, bucket: bucket, key: key)
        var verdict = try await verdict(question)
        if !verdict.isAllowed, !verdict.isExplicitDenial, caller.principal.isRoot {
            // Who asks is not told whether there is one.
            let uploader = try await run { () throws(EngineError) in try await services.objects.uploader(bucket.name, key, uploadID()) }
            question.isOwnUpload = uploader == caller.principal.arn
            verdict = try await self.verdict(question)
        }
        guard let engine = services.engine.open(verdict) else { throw refusal(verdict, bucket.owner) }
        return (bucket, engine)
    }

    /// Asks whether the caller may delete an object, or a version of it.
    ///
    /// Where there are no versions the object is gone whichever action let it be deleted: an explicit denial of either keeps it.
    /// Source: API_DeleteObject, "Permissions".
    func authorizeDelete(
        _ bucket: Bucket, _ key: ObjectKey, _ version: VersionID?, ifMatch etag: String?, values: [String: String?] = [:]
    ) async throws(ServiceError) -> ObjectEngine {
        if let engine = plain(bucket, caller) { return engine }
        let actions = ["s3:DeleteObject", "s3:DeleteObjectVersion"]
        let (action, otherAction) = version == nil ? (actions[0], actions[1]) : (actions[1], actions[0])
        let (object, engine) = try await require(action, bucket, key: key, version: version, values: values)
        if bucket.versioning != .enabled, version == nil || version == .null {
            var question = AuthorizationRequest(action: otherAction, bucket: bucket, key: key, values: values)
            if try await decidesByObject(otherAction, bucket) { question.object = object }
            let verdict = try await verdict(question)
            if verdict.isExplicitDenial { throw refusal(verdict, bucket.owner) }
        }
        try await requireComparison(with: etag, bucket, key, version: version)
        return engine
    }

    /// The version that is read may be another one than was looked up to decide: asks again where that matters. So may the bucket, if
    /// it was deleted and somebody else has its name now.
    func rejudge(
        _ action: String, _ bucket: Bucket, _ found: ObjectVersion, values: [String: String?] = [:]
    ) async throws(ServiceError) {
        guard found.bucketID == bucket.id else { throw .noSuchBucket(bucket.name.description) }
        guard plain(bucket, caller) == nil, try await decidesByObject(action, bucket) else { return }
        try await require(action, bucket, key: found.key, object: found, values: values)
    }

    /// Whether a key exists is told to those who may list it.
    func mayLearnOf(_ key: ObjectKey, _ bucket: Bucket) async throws(ServiceError) -> Bool {
        try await isAllowed("s3:ListBucket", bucket, values: ["s3:prefix": key.description])
    }

    @discardableResult
    func require(
        _ action: String, _ bucket: Bucket, key: ObjectKey? = nil, object: ObjectVersion? = nil, isNew: Bool = false,
        values: [String: String?] = [:], tags: [String: String]? = nil, caller: Caller? = nil
    ) async throws(ServiceError) -> ObjectEngine {
        if let engine = plain(bucket, caller ?? self.caller) { return engine }
        var question = AuthorizationRequest(action: action, bucket: bucket, key: key, values: values, tags: tags)
        if let object { question.object = object }
        question.isNew = isNew
        question.caller = caller
        let verdict = try await verdict(question)
        guard let engine = services.engine.open(verdict) else { throw refusal(verdict, bucket.owner) }
        return engine
    }

    /// Asks about what is no bucket, or is none yet.
    /// - Parameter account: the resource's owner.
    @discardableResult
    func require(
        _ action: String, on resource: String, of account: AccountID, values: [String: String?] = [:]
    ) async throws(ServiceError) -> ObjectEngine {
        let caller = self.caller
        var context = RequestContext(
            principal: caller.principal, action: action, resource: resource, resourceAccount: account, canonicalID: caller.canonicalID)
        if !caller.policies.isEmpty { fill(&context, account, values, tags: nil) }
        let verdict = try await request.decision(context, caller: caller, busy: .slowDown)
        guard let engine = services.engine.open(verdict) else { throw refusal(verdict, account) }
        return engine
    }

    /// - Throws: if it cannot be known, which is not to be taken for a refusal.
    func isAllowed(
        _ action: String, _ bucket: Bucket, object: ObjectVersion? = nil, values: [String: String?] = [:]
    ) async throws(ServiceError) -> Bool {
        if plain(bucket, caller) != nil { return true }
        var question = AuthorizationRequest(action: action, bucket: bucket, key: object?.key, values: values)
        if let object { question.object = object }
        return try await verdict(question).isAllowed
    }

    /// What decided goes to the log, and in the answer to the owner's account alone.
    private func refusal(_ verdict: AuthorizationDecision, _ owner: AccountID) -> ServiceError {
        request.log.set { $0.decision = verdict.reason }
        guard let message = verdict.message, caller.principal.account == owner else { return .accessDenied() }
        return .accessDenied(message + (verdict.denyingStatement.map { " (\($0))" } ?? ""))
    }
}
