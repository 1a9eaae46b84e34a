internal import ServiceKit
internal import Identity
internal import IdentityData
internal import Policies
internal import Store
internal import Core

extension IAMService {
    static let accountReports = [getAccountSummary, getAccountAuthorizationDetails]

    /// Source: API_GetAccountSummary; IAM User Guide, "IAM and AWS STS quotas".
    static let getAccountSummary = Operation<IAMService>(
        GetAccountSummary.self,
        support: .partly("how many users, groups, roles, policies and instance profiles an account has is not limited by the quotas shown")
    ) { _, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*") { $0.setRequestTags([:]) }
        let counts = try await permitted.read(FindAccountCounts(of: call.account))
        let hasRootKey = try await permitted.read(HasAccessKey(call.account))
        let providers = try await permitted.read(ListOIDCProviders(of: call.account))
        return permitted.answer(
            GetAccountSummaryResponse(
                summaryMap: [
                    "Users": counts.count(.user), "UsersQuota": 5000, "Groups": counts.count(.group), "GroupsQuota": 300,
                    "Roles": counts.count(.role), "RolesQuota": 1000, "InstanceProfiles": counts.count(.instanceProfile),
                    "InstanceProfilesQuota": 1000, "Policies": counts.count(.policy), "PoliciesQuota": 1500,
                    "PolicyVersionsInUse": counts.policiesInUse, "PolicyVersionsInUseQuota": 10_000,
                    "VersionsPerPolicyQuota": IAMQuota.versions.limit, "PolicySizeQuota": 6144, "AssumeRolePolicySizeQuota": 2048,
                    "UserPolicySizeQuota": IAMKind.user.inlinePolicyCharacters,
                    "GroupPolicySizeQuota": IAMKind.group.inlinePolicyCharacters,
                    "RolePolicySizeQuota": IAMKind.role.inlinePolicyCharacters,
                    "AttachedPoliciesPerUserQuota": IAMQuota.attachedPolicies.limit,
                    "AttachedPoliciesPerGroupQuota": IAMQuota.attachedPolicies.limit,
                    "AttachedPoliciesPerRoleQuota": IAMQuota.attachedPolicies.limit, "GroupsPerUserQuota": IAMQuota.groups.limit,
                    "AccessKeysPerUserQuota": IAMQuota.accessKeys.limit, "AccountAccessKeysPresent": hasRootKey ? 1 : 0,
                    "SigningCertificatesPerUserQuota": 2, "AccountSigningCertificatesPresent": 0, "ServerCertificates": 0,
                    "ServerCertificatesQuota": 20, "Providers": providers.count, "MFADevices": 0, "MFADevicesInUse": 0,
                    "AccountMFAEnabled": 0,
                    "AccountPasswordPresent": 0, "GlobalEndpointTokenVersion": 1,
                ]))
    }

    /// The account's own first, then the policies of AWS's that it uses. Source: API_GetAccountAuthorizationDetails.
    static let getAccountAuthorizationDetails = Operation<IAMService>(
        GetAccountAuthorizationDetails.self,
        support: .partly("policies of AWS's have one version; a page also ends behind what makes it larger than a mebibyte")
    ) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*") { $0.setRequestTags([:]) }
        let limit = input.maxItems ?? 100
        let filter = input.filter.flatMap { $0.isEmpty ? nil : Set($0) } ?? Set(Self.filters.keys).union([ofAWS])
        var answer = GetAccountAuthorizationDetailsResponse(
            userDetailList: [], groupDetailList: [], roleDetailList: [], policies: [], isTruncated: false)
        let place = DetailMarker(input.marker)
        var left = limit
        if place?.isOfAWS != true {
            let query = ListAuthorizationDetails(
                of: call.account, Set(filter.compactMap { Self.filters[$0] }), after: place?.own, limit: limit)
            let page = try await permitted.read(query)
            // Documents are percent-encoded.
            try await call.reserve(3 * page.bytes)
            let begun = answer
            answer = try await call.request.threads.run(bytes: page.bytes, busy: throttled) { () throws(ServiceError) in
                var answer = begun
                for detail in page.details { answer.add(detail) }
                return answer
            }
            left -= page.details.count
            if let next = page.next {
                (answer.isTruncated, answer.marker) = (true, DetailMarker(own: next).text)
                return permitted.answer(answer)
            }
        }
        guard filter.contains(ofAWS) else { return permitted.answer(answer) }
        var last = place?.isOfAWS == true ? place?.name ?? "" : ""
        for policy in AWSManagedPolicies.all where last.utf8.lexicographicallyPrecedes(policy.name.utf8) {
            let uses = try await permitted.read(CountPolicyEntities(of: policy.arn, in: call.account))
            guard uses.attachments + uses.boundaries > 0 else { continue }
            guard left > 0 else {
                (answer.isTruncated, answer.marker) = (true, DetailMarker(ofAWS: last).text)
                break
            }
            answer.policies?.append(ManagedPolicyDetail(policy, uses))
            left -= 1
            last = policy.name
        }
        return permitted.answer(answer)
    }

    private static let filters: [String: IAMKind] = ["User": .user, "Group": .group, "Role": .role, "LocalManagedPolicy": .policy]
    private static let ofAWS = "AWSManagedPolicy"
}

/// Where a page of an account's details goes on: a kind, a colon and the name behind which it does.
private struct DetailMarker {
    private static let aws = "aws"
    let kind, name: String

    init?(_ text: String?) {
        guard let text, let colon = text.firstIndex(of: ":") else { return nil }
        (kind, name) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    init(own place: ListAuthorizationDetails.Place) { (kind, name) = (place.kind.rawValue, place.name) }
    init(ofAWS name: String) { (kind, self.name) = (Self.aws, name) }

    var text: String { "\(kind):\(name)" }
    var isOfAWS: Bool { kind == Self.aws }
    var own: ListAuthorizationDetails.Place? { IAMKind(rawValue: kind).map { ListAuthorizationDetails.Place(kind: $0, name: name) } }
}

extension IAMService.GetAccountAuthorizationDetailsResponse {
    fileprivate mutating func add(_ detail: ListAuthorizationDetails.Detail) {
        switch detail {
        case .user(let user, let holdings, let groups):
            let shown = IAMService.User(user)
            userDetailList?.append(
                IAMService.UserDetail(
                    path: shown.path, userName: shown.userName, userId: shown.userId, arn: shown.arn, createDate: shown.createDate,
                    userPolicyList: holdings.shownInline, groupList: groups, attachedManagedPolicies: holdings.shownAttached,
                    permissionsBoundary: shown.permissionsBoundary, tags: shown.tags))
        case .group(let group, let holdings):
            let shown = IAMService.Group(group)
            groupDetailList?.append(
                IAMService.GroupDetail(
                    path: shown.path, groupName: shown.groupName, groupId: shown.groupId, arn: shown.arn, createDate: shown.createDate,
                    groupPolicyList: holdings.shownInline, attachedManagedPolicies: holdings.shownAttached))
        case .role(let role, let holdings, let profiles):
            let shown = IAMService.Role(role)
            roleDetailList?.append(
                IAMService.RoleDetail(
                    path: shown.path, roleName: shown.roleName, roleId: shown.roleId, arn: shown.arn, createDate: shown.createDate,
                    assumeRolePolicyDocument: shown.assumeRolePolicyDocument,
                    instanceProfileList: profiles.map { IAMService.InstanceProfile($0, roles: [role]) },
                    rolePolicyList: holdings.shownInline, attachedManagedPolicies: holdings.shownAttached,
                    permissionsBoundary: shown.permissionsBoundary, tags: shown.tags, roleLastUsed: IAMService.RoleLastUsed()))
        case .policy(let policy, let versions, let attachments, let boundaries):
            policies?.append(IAMService.ManagedPolicyDetail(policy, versions, (attachments, boundaries)))
        }
    }
}

extension ListAuthorizationDetails.Holdings {
    fileprivate var shownInline: [IAMService.PolicyDetail] {
        inline.map { IAMService.PolicyDetail(policyName: $0.name, policyDocument: PercentCoding.encode($0.document.utf8)) }
    }

    fileprivate var shownAttached: [IAMService.AttachedPolicy] {
        attached.map { arn in
            IAMService.AttachedPolicy(policyName: arn.split(separator: "/").last.map { String($0) }, policyArn: arn)
        }
    }
}

extension IAMService.ManagedPolicyDetail {
    fileprivate init(_ policy: IAMResource, _ versions: [IAMDocument], _ uses: (attachments: Int, boundaries: Int)) {
        let shown = IAMService.Policy(.customer(policy), uses, isWhole: true)
        self.init(shown, versions.map { IAMService.version($0, of: policy) }.sorted { $0.number > $1.number }.map(\.shown))
    }

    fileprivate init(_ policy: AWSManagedPolicy, _ uses: (attachments: Int, boundaries: Int)) {
        let version = IAMService.PolicyVersion(
            document: PercentCoding.encode(policy.document.utf8), versionId: policy.version, isDefaultVersion: true,
            createDate: policy.updated)
        self.init(IAMService.Policy(.aws(policy), uses, isWhole: true), [version])
    }

    private init(_ shown: IAMService.Policy, _ versions: [IAMService.PolicyVersion]) {
        self.init(
            policyName: shown.policyName, policyId: shown.policyId, arn: shown.arn, path: shown.path,
            defaultVersionId: shown.defaultVersionId, attachmentCount: shown.attachmentCount,
            permissionsBoundaryUsageCount: shown.permissionsBoundaryUsageCount, isAttachable: shown.isAttachable,
            description: shown.description, createDate: shown.createDate, updateDate: shown.updateDate, policyVersionList: versions)
    }
}

extension IAMService {
    fileprivate static func version(_ version: IAMDocument, of policy: IAMResource) -> (number: Int, shown: PolicyVersion) {
        let number = Int(version.name.dropFirst()) ?? 0
        return (
            number,
            PolicyVersion(
                document: PercentCoding.encode(version.document.utf8), versionId: version.name,
                isDefaultVersion: number == policy.defaultVersion, createDate: version.created.whole)
        )
    }
}
