internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Store
internal import Core

extension IAMService {
    static let passwordPolicies = [updateAccountPasswordPolicy, getAccountPasswordPolicy, deleteAccountPasswordPolicy]

    private static let noExpiry =
        "`MaxPasswordAge` and `HardExpiry` are kept and shown without effect: nobody signs in with a password, so none expires"

    /// What it does not say is as in AWS's defaults. Source: API_UpdateAccountPasswordPolicy.
    static let updateAccountPasswordPolicy = Operation<IAMService>(
        UpdateAccountPasswordPolicy.self, support: .partly(noExpiry)
    ) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*") { $0.setRequestTags([:]) }
        let policy = IdentityData.PasswordPolicy(
            minimumLength: input.minimumPasswordLength ?? 6, requiresSymbols: input.requireSymbols ?? false,
            requiresNumbers: input.requireNumbers ?? false, requiresUppercase: input.requireUppercaseCharacters ?? false,
            requiresLowercase: input.requireLowercaseCharacters ?? false, usersMayChange: input.allowUsersToChangePassword ?? false,
            maximumAgeDays: input.maxPasswordAge, reusePrevention: input.passwordReusePrevention, isHardExpiry: input.hardExpiry)
        _ = try await permitted.set(policy, of: call.account)
        return permitted.answer()
    }

    /// Source: API_GetAccountPasswordPolicy.
    static let getAccountPasswordPolicy = Operation<IAMService>(GetAccountPasswordPolicy.self) { _, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*", granted: try await call.grantsOfAccount()) { $0.setRequestTags([:]) }
        guard let policy = try await permitted.read(FindPasswordPolicy(of: call.account)) else {
            throw .noSuchEntityException("The Password Policy with domain name \(call.account) cannot be found.")
        }
        return permitted.answer(GetAccountPasswordPolicyResponse(passwordPolicy: PasswordPolicy(policy)))
    }

    /// Source: API_DeleteAccountPasswordPolicy.
    static let deleteAccountPasswordPolicy = Operation<IAMService>(DeleteAccountPasswordPolicy.self) { _, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*") { $0.setRequestTags([:]) }
        guard try await permitted.set(nil, of: call.account) else {
            throw .noSuchEntityException("The account policy with name PasswordPolicy cannot be found.")
        }
        return permitted.answer()
    }
}

extension Call.Authorized where Service == IAMService {
    fileprivate borrowing func set(
        _ policy: IdentityData.PasswordPolicy?, of account: AccountID
    ) async throws(ServiceError) -> Bool {
        do { return try await domain.commit(SetPasswordPolicy(policy, of: account)) } catch { throw IAMService.error(error.failure) }
    }
}

extension IAMService.PasswordPolicy {
    fileprivate init(_ policy: IdentityData.PasswordPolicy) {
        self.init(
            minimumPasswordLength: policy.minimumLength, requireSymbols: policy.requiresSymbols, requireNumbers: policy.requiresNumbers,
            requireUppercaseCharacters: policy.requiresUppercase, requireLowercaseCharacters: policy.requiresLowercase,
            allowUsersToChangePassword: policy.usersMayChange, expirePasswords: (policy.maximumAgeDays ?? 0) > 0,
            maxPasswordAge: policy.maximumAgeDays, passwordReusePrevention: policy.reusePrevention, hardExpiry: policy.isHardExpiry)
    }
}
