internal import Objects
package import ServiceKit
internal import Policies
internal import ObjectData
package import Core

extension S3Service {
    /// What a bucket and its object say of a request that nobody makes.
    /// - Parameters:
    ///   - arn: of a bucket or an object.
    ///   - caller: who would make it.
    ///   - id: of the request that asks, for the log.
    /// - Returns: nil if there is no such bucket.
    package func side(
        of arn: ARN, _ action: String, for caller: Caller, _ id: RequestID
    ) async throws(ServiceError) -> ResourceSide? {
        let parts = arn.resource.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first.flatMap({ BucketName($0) }) else { return nil }
        let key = try parts.dropFirst().first.map { text throws(ServiceError) in try S3Call.objectKey(Array(text.utf8)) }
        let bucket: Bucket
        do throws(EngineError) { bucket = try await services.objects.bucket(name) } catch {
            if case .refused(.noSuchBucket) = error { return nil }
            throw ServiceError(error)
        }
        var question = AuthorizationRequest(action: action, bucket: bucket, key: key)
        if let key, S3Action.ofExistingObjects.contains(action) || action.hasPrefix("s3:DeleteObject") {
            do throws(EngineError) { question.object = try await services.objects.object(name, key, nil) } catch {
                throw ServiceError(error)
            }
        }
        let rules = try await services.rules(of: bucket, id)
        let owner = rules.owner(of: question)
        let refusal =
            rules.isRestricted(to: bucket.owner, caller.principal)
            ? "RestrictPublicBuckets keeps a bucket with a public policy to its owner's account" : nil
        let tags = question.isLookedUp ? question.object?.attributes.tags ?? [:] : nil
        return ResourceSide(
            owner: owner, policies: try services.resourcePolicies(question, rules, caller, owner, id), refusal: refusal
        ) { context in
            context.set("s3:ResourceAccount", bucket.owner.description)
            if let tags { context.set(family: "s3:ExistingObjectTag/", tags) }
        }
    }
}
