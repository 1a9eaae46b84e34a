package import ServiceKit
package import Logging
internal import Policies
internal import Core

/// STS: who am I. Source: STS API Reference.
package struct STSService: ModelledService {
    package typealias Domain = Void
    package typealias Failure = Never
    package let logger: Logger

    package init(logger: Logger) { self.logger = logger }

    package static let operations = Operations<STSService>([getCallerIdentity])

    package static let invalidInput = "ValidationError"
    package static let failure = ServiceError(500, "InternalFailure", "The request processing has failed because of an unknown error.")
    package static func error(_ failure: Never) -> ServiceError {}

    /// Source: API_GetCallerIdentity.
    static let getCallerIdentity = Operation<STSService>(GetCallerIdentity.self, unrestricted: "nobody can be denied this, as in AWS") {
        input, call throws(ServiceError) in
        let principal = call.request.caller.principal
        return GetCallerIdentityResponse(userId: principal.userID, account: call.account.description, arn: principal.arn ?? "")
    }
}
