internal import Objects
internal import ServiceKit
internal import Policies
internal import ObjectData
internal import Core

/// One action on one bucket, or on one object in it.
struct AuthorizationRequest {
    let action: String
    let bucket: Bucket
    var key: ObjectKey?
    /// The object as it is, where it was looked up.
    var object: ObjectVersion? { didSet { isLookedUp = true } }
    /// Whether it was: one that was not may have any tags.
    var isLookedUp = false
    var values: [String: String?] = [:]
    /// Those that the request gives the object, where they are not in its head.
    var tags: [String: String]?
    /// The object is about to be made by the caller.
    var isNew = false
    /// It is about an upload that the caller began.
    var isOwnUpload = false
    /// Who asks, if not the call's own caller.
    var caller: Caller?

    var resource: String { (key.map { ARN.object(bucket.name, $0) } ?? ARN.bucket(bucket.name)).description }
}

extension S3Call {
    /// Asks the caller's own policies and, where the bucket has them, its policy and access control lists.
    func verdict(_ question: AuthorizationRequest) async throws(ServiceError) -> AuthorizationDecision {
        let caller = question.caller ?? self.caller
        let rules = try await rules(of: question.bucket)
        let account = rules.owner(of: question)
        var context = RequestContext(
            principal: caller.principal, action: question.action, resource: question.resource, resourceAccount: account,
            canonicalID: caller.canonicalID)
        guard !rules.isRestricted(to: question.bucket.owner, caller.principal) else {
            return AuthorizationDecision(deniedBecause: "RestrictPublicBuckets keeps a bucket with a public policy to its owner's account")
        }
        let resourcePolicies = try services.resourcePolicies(question, rules, caller, account, request.id, shared(question))
        if !caller.policies.isEmpty || !resourcePolicies.isEmpty {
            fill(&context, question.bucket.owner, question.values, tags: question.tags)
            if question.isLookedUp { context.set(family: "s3:ExistingObjectTag/", question.object?.attributes.tags ?? [:]) }
        }
        let own = shared(question)?.narrowed(caller.policies, to: question.action) ?? caller.policies
        try decisions?.take(Evaluator.steps(context, policies: own, resourcePolicies: resourcePolicies))
        return try await request.decision(context, caller: caller, narrowed: own, resourcePolicies: resourcePolicies, busy: .slowDown)
    }

    /// - Returns: nil for a question that is not about an object of the list.
    private func shared(_ question: AuthorizationRequest) -> SharedDecisions? {
        question.key != nil && question.caller == nil && decisions?.isAbout(question.bucket) == true ? decisions : nil
    }

    /// The usual case, in which nothing has to be asked: the owner's root, where neither a policy nor a list has a say.
    /// - Returns: nil in any other case.
    func plain(_ bucket: Bucket, _ caller: Caller) -> ObjectEngine? {
        bucket.documents.isPlain ? services.engine.open(to: caller, asRootOf: bucket.owner) : nil
    }
}

extension S3Services {
    /// What the bucket's side says. Source: S3 User Guide, "How Amazon S3 authorizes a request".
    func resourcePolicies(
        _ question: AuthorizationRequest, _ rules: AccessRules, _ caller: Caller, _ account: AccountID, _ id: RequestID,
        _ shared: SharedDecisions? = nil
    ) throws(ServiceError) -> [NamedPolicy] {
        var found: [NamedPolicy] = []
        if let policy = rules.policy, !Self.isRepair(question, caller.principal) {
            // A bucket's policy can take away access to another account's objects, not give it.
            let (said, part) = account == question.bucket.owner ? (policy.whole, "whole") : (policy.denials, "denials")
            found.append(shared?.narrowed(said, part, to: question.action) ?? said)
        }
        if question.isOwnUpload {
            let grant = AccessGrant(grantee: .canonicalUser(caller.canonicalID), actions: [question.action])
            found.append(NamedPolicy(name: "of the upload", grants: [grant]))
        }
        guard rules.hasAccessControlLists else { return found }
        if let list = question.isNew ? rules.newObjectGrants : rules.bucketGrants { found.append(list) }
        if let object = question.object { found.append(try grants(of: object, rules, question.bucket, caller, id)) }
        return found
    }

    /// The owner's root can always mend its bucket's policy. Source: API_PutBucketPolicy, API_DeleteBucketPolicy.
    private static func isRepair(_ question: AuthorizationRequest, _ principal: Principal) -> Bool {
        guard principal == .accountRoot(question.bucket.owner) else { return false }
        return ["s3:PutBucketPolicy", "s3:GetBucketPolicy", "s3:DeleteBucketPolicy"].contains(question.action)
    }
}
