internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Store
internal import Core

extension IAMService {
    static let accessKeyUses = [getAccessKeyLastUsed]

    /// Source: API_GetAccessKeyLastUsed.
    static let getAccessKeyLastUsed = Operation<IAMService>(
        GetAccessKeyLastUsed.self,
        support: .partly("a use is written down within five minutes: one that a crash came before is not shown afterwards")
    ) { input, call throws(ServiceError) in
        let key = input.accessKeyId
        let found = try await call.run { () throws(StoreFailure) in try await call.service.finder.accessKey(key) }
        // AWS tells nobody whether another account has a key.
        guard let found, found.account.account == call.account else {
            throw call.unknownKey(key)
        }
        let permitted: Call<IAMService>.Authorized<Void>
        do throws(ServiceError) {
            permitted = try await call.authorize(
                (), found.user?.arn ?? ARN(service: "iam", account: call.account.description, resource: "root"),
                IAMConditions(resourceTags: found.user?.tags ?? [:], boundary: found.user?.boundary))
        } catch {
            // Whose key it is is told to nobody who may not ask.
            throw error.isDenial ? call.unknownKey(key) : error
        }
        let use = try await permitted.run { identity throws(StoreFailure) in try await identity.lastUse(of: key) }
        return permitted.answer(
            GetAccessKeyLastUsedResponse(
                userName: found.user?.name,
                accessKeyLastUsed: AccessKeyLastUsed(
                    lastUsedDate: use?.time.whole, serviceName: use?.service ?? "N/A", region: use?.region.description ?? "N/A")))
    }
}

extension Call<IAMService> {
    fileprivate func unknownKey(_ key: String) -> ServiceError {
        ServiceError(
            403, "AccessDenied",
            "User: \(request.caller.principal.displayName) is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key \(key)"
        )
    }
}
