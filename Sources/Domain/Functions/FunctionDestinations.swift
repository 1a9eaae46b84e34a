package import Notifications
internal import Policies
internal import Logging
internal import FunctionData
package import Core

/// S3 may send to a function only where the function's policy lets it.
extension FunctionStore: DestinationCheck {
    package func check(
        destination: ARN, kind: Rule.Kind, bucket: BucketName, account: AccountID
    ) async throws(DestinationUnknown) -> String? {
        switch kind {
        case .queue: return "The destination queue does not exist"
        case .topic: return "The destination topic does not exist"
        case .function:
            do throws(FunctionError) {
                return try await mayInvoke(destination, from: bucket, of: account) ? nil : Self.refusal(destination)
            } catch {
                logger.error("a function's policy could not be read", metadata: ["function": "\(destination)", "error": "\(error)"])
                throw DestinationUnknown("Whether S3 may invoke \(destination) cannot be read now.")
            }
        }
    }

    /// A function that is not there and one that does not let S3 in look the same.
    private static func refusal(_ destination: ARN) -> String { "Not authorized to invoke function [\(destination)]" }

    private func mayInvoke(_ destination: ARN, from bucket: BucketName, of account: AccountID) async throws(FunctionError) -> Bool {
        guard let reference = FunctionReference(destination.description), reference.qualifier == nil || reference.qualifier == "$LATEST",
            let key = FunctionKey(destination), let function = try await find(key)
        else { return false }
        var context = RequestContext(
            principal: .service("s3.amazonaws.com"), action: "lambda:InvokeFunction", resource: function.arn.description,
            resourceAccount: key.account)
        context.set("aws:SourceArn", ARN.bucket(bucket).description)
        context.set("aws:SourceAccount", account.description)
        return Evaluator.decide(
            context, policies: [], resourcePolicies: try await resourcePolicies(key), requiresResourcePolicy: true
        ).isAllowed
    }
}
