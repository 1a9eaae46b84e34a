internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Store
internal import Core

extension IAMService {
    static let account = [createAccountAlias, listAccountAliases, deleteAccountAlias]

    /// Source: API_CreateAccountAlias: one takes the place of another.
    static let createAccountAlias = Operation<IAMService>(CreateAccountAlias.self) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*") { $0.setRequestTags([:]) }
        try await permitted.set(input.accountAlias, of: call.account)
        return permitted.answer()
    }

    /// Source: API_ListAccountAliases.
    static let listAccountAliases = Operation<IAMService>(ListAccountAliases.self) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*") { $0.setRequestTags([:]) }
        let alias = try await permitted.read(FindAccountAlias(of: call.account))
        let page = Page(alias.map { [$0] } ?? [], after: input.marker, limit: input.maxItems) { $0 }
        return permitted.answer(
            ListAccountAliasesResponse(accountAliases: page.elements, isTruncated: page.isTruncated, marker: page.marker))
    }

    /// Source: API_DeleteAccountAlias.
    static let deleteAccountAlias = Operation<IAMService>(DeleteAccountAlias.self) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*") { $0.setRequestTags([:]) }
        guard try await permitted.read(FindAccountAlias(of: call.account)) == input.accountAlias else {
            throw .noSuchEntityException("The account alias \(input.accountAlias) cannot be found.")
        }
        try await permitted.set(nil, of: call.account)
        return permitted.answer()
    }
}

extension Call.Authorized where Service == IAMService {
    fileprivate borrowing func set(_ alias: String?, of account: AccountID) async throws(ServiceError) {
        do throws(IAMError) { try await domain.setAlias(alias, of: account) } catch {
            switch error {
            case .failed(let failure): throw IAMService.error(failure)
            case .refused: throw .entityAlreadyExistsException("The account alias \(alias ?? "") already exists.")
            }
        }
    }
}
