internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Store
internal import Core

extension IAMService {
    static let loginProfiles = [createLoginProfile, getLoginProfile, updateLoginProfile, deleteLoginProfile, changePassword]

    private static let noConsole = "there is no console: the password is kept and changed by the account's policy, and lets nobody in"

    /// Source: API_CreateLoginProfile.
    static let createLoginProfile = Operation<IAMService>(
        CreateLoginProfile.self, support: .partly(noConsole), unread: [.refused("MaxSigninSessionDuration")]
    ) { input, call throws(ServiceError) in
        let found = try await call.resource(.user, try call.userName(input.userName))
        guard let password = input.password else {
            throw ServiceError(
                400, "ValidationError",
                "1 validation error detected: Value null at 'password' failed to satisfy constraint: Member must not be null")
        }
        let user = found.resource
        guard try await found.read(FindLoginProfile(of: user)) == nil else { throw .login(.alreadyExists, user) }
        try await found.judge(password, of: user)
        let hashed = try await call.hash(password, PasswordHash.scheme, salt: found.domain.makeSalt())
        let mustReset = input.passwordResetRequired ?? false
        let made = try await found.commit(IdentityData.CreateLoginProfile(of: user, hashed, mustReset: mustReset), of: user)
        return found.answer(
            CreateLoginProfileResponse(
                loginProfile: LoginProfile(userName: user.name, createDate: made.whole, passwordResetRequired: mustReset)))
    }

    /// Source: API_GetLoginProfile.
    static let getLoginProfile = Operation<IAMService>(GetLoginProfile.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.user, try call.userName(input.userName))
        let user = found.resource
        guard let profile = try await found.read(FindLoginProfile(of: user)) else { throw .login(.noSuchProfile, user) }
        return found.answer(
            GetLoginProfileResponse(
                loginProfile: LoginProfile(
                    userName: user.name, createDate: profile.created.whole, passwordResetRequired: profile.mustReset)))
    }

    /// Source: API_UpdateLoginProfile.
    static let updateLoginProfile = Operation<IAMService>(
        UpdateLoginProfile.self, support: .partly(noConsole),
        unread: [.refused("MaxSigninSessionDuration"), .refused("ResetMaxSigninSessionDuration")]
    ) { input, call throws(ServiceError) in
        let found = try await call.resource(.user, input.userName)
        let user = found.resource
        guard let profile = try await found.read(FindLoginProfile(of: user)) else { throw .login(.noSuchProfile, user) }
        var hashed: HashedPassword?
        if let password = input.password {
            try await found.judge(password, of: user)
            hashed = try await call.hash(password, profile.scheme, salt: profile.salt)
        }
        try await found.commit(ChangeLoginProfile(of: user, password: hashed, mustReset: input.passwordResetRequired), of: user)
        return found.answer()
    }

    /// Source: API_DeleteLoginProfile.
    static let deleteLoginProfile = Operation<IAMService>(DeleteLoginProfile.self) { input, call throws(ServiceError) in
        let found = try await call.resource(.user, try call.userName(input.userName))
        let user = found.resource
        try await found.commit(IdentityData.DeleteLoginProfile(of: user), of: user)
        return found.answer()
    }

    /// Source: API_ChangePassword.
    static let changePassword = Operation<IAMService>(
        ChangePassword.self, support: .partly(noConsole)
    ) { input, call throws(ServiceError) in
        guard let name = call.request.caller.principal.userName else {
            throw .invalidUserTypeException("Only IAM Users can change their own password")
        }
        guard let user = try await call.find(FindIAMResource(call.account, .user, named: name)) else { throw IAMKind.user.notFound(name) }
        let found = try await call.authorize(
            user, user.arn, IAMConditions(resourceTags: user.tags, boundary: user.boundary), granted: try await call.grantsOfAccount())
        guard let profile = try await found.read(FindLoginProfile(of: user)) else { throw .login(.noSuchProfile, user) }
        let old = try await call.hash(input.oldPassword, profile.scheme, salt: profile.salt)
        guard profile.isOf(old.hash) else { throw .login(.isWrong, user) }
        try await found.judge(input.newPassword, of: user)
        let new = try await call.hash(input.newPassword, profile.scheme, salt: profile.salt)
        try await found.commit(ChangeLoginProfile(of: user, password: new, proof: old.hash, mustReset: false), of: user)
        return found.answer()
    }
}

extension Call<IAMService> {
    /// Hashes a password on one of the threads for large inputs, where callers have turns: so many are hashed at once as there are threads.
    fileprivate func hash(_ password: String, _ scheme: Int, salt: [UInt8]) async throws(ServiceError) -> HashedPassword {
        let hashed = try await request.threads.leaving(busy: IAMService.throttled) { () throws(ServiceError) in
            PasswordHash.make(password, scheme: scheme, salt: salt)
        }
        guard let hashed else { throw IAMService.failure.caused(by: "a password could not be hashed") }
        return hashed
    }

    /// What the account gives to all its users, beside their policies. Source: API_PasswordPolicy, "AllowUsersToChangePassword".
    func grantsOfAccount() async throws(ServiceError) -> [NamedPolicy] {
        guard case .user(let account, _, _, _) = request.caller.principal,
            let policy = try await run({ () throws(StoreFailure) in try await service.finder.passwordPolicy(of: account) }),
            policy.usersMayChange
        else { return [] }
        let actions = ["iam:ChangePassword", "iam:GetAccountPasswordPolicy"]
        return [NamedPolicy(allowing: actions, named: "password policy of account \(account)")]
    }
}

extension Call.Authorized where Service == IAMService {
    /// Before anything is hashed: what a policy refuses costs nobody much.
    fileprivate borrowing func judge(_ password: String, of user: IAMResource) async throws(ServiceError) {
        let policy = try await read(FindPasswordPolicy(of: user.account))
        let faults = PasswordPolicy.faults(of: PasswordTraits(password), by: policy)
        guard faults.isEmpty else { throw .login(.violates(faults), user) }
    }

    @discardableResult fileprivate borrowing func commit<M: Mutation>(
        _ mutation: M, of user: IAMResource
    ) async throws(ServiceError) -> M.Result where M.Refusal == LoginRefusal {
        do { return try await domain.commit(mutation) } catch {
            switch error {
            case .failed(let failure): throw IAMService.error(failure)
            case .refused(let refusal): throw .login(refusal, user)
            }
        }
    }
}

extension ServiceError {
    static func login(_ refusal: LoginRefusal, _ user: IAMResource) -> Self {
        switch refusal {
        case .noSuchUser: IAMKind.user.notFound(user.name)
        case .noSuchProfile: .noSuchEntityException("Login Profile for User \(user.name) cannot be found.")
        case .alreadyExists: .entityAlreadyExistsException("Login Profile for user \(user.name) already exists.")
        case .isWrong: ServiceError(403, "AccessDenied", "The old password was incorrect.")
        case .violates(let faults): .passwordPolicyViolationException(text(faults))
        case .isChanged:
            .entityTemporarilyUnmodifiableException(
                "Login Profile for User \(user.name) cannot be modified while it is being deleted or created.")
        }
    }

    private static func text(_ faults: [PasswordFault]) -> String {
        if faults.contains(.isReused) { return "Password does not conform to the account password policy." }
        return faults.map { fault in
            switch fault {
            case .isShort(let length): "Password should have a minimum length of \(length)"
            case .lacks(let kind): text(kind)
            case .lacksKinds(let count, let kinds):
                "Password should meet \(count) more of the following requirements: " + kinds.map(text).joined(separator: ", ")
            case .isReused: ""
            }
        }.joined(separator: ", ")
    }

    private static func text(_ kind: PasswordFault.Kind) -> String {
        switch kind {
        case .uppercase: "Password should have at least one uppercase letter"
        case .lowercase: "Password should have at least one lowercase letter"
        case .number: "Password should have at least one number"
        case .symbol: "Password should have at least one symbol"
        }
    }
}
