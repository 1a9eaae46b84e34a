package import ServiceKit
package import HTTPServer
private import Policies
package import Identity
private import Store
package import Core
private import XML

/// IAM: roles and their inline policies. Source: IAM API Reference.
package struct IAMService: ServiceHandler {
    private static let wire = QueryProtocol(
        namespace: "https://iam.amazonaws.com/doc/2010-05-08/", service: "iam", shapes: IAMShapes.operations)
    private let identity: IdentityStore
    private let clock: any PeltonClock
    private let random: any RandomSource

    package init(identity: IdentityStore, clock: any PeltonClock, random: any RandomSource) {
        self.identity = identity
        self.clock = clock
        self.random = random
    }

    package func respond(to request: APIRequest, _ response: ResponseWriter) async {
        await Self.wire.run(request, response) { query throws(IdentityAPIError) in try await perform(query, request) }
    }

    package func refuse(_ error: AuthenticationError, id: RequestID, _ http: HTTPRequest, _ response: ResponseWriter) async {
        await Self.wire.send(IdentityAPIError(error), id, response)
    }

    private func perform(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> QueryResult? {
        switch query.action {
        case "CreateRole": return try await createRole(query, request)
        case "GetRole": return try await getRole(query, request)
        case "ListRoles": return try await listRoles(query, request)
        case "DeleteRole": return try await deleteRole(query, request)
        case "PutRolePolicy": return try await putRolePolicy(query, request)
        case "GetRolePolicy": return try await getRolePolicy(query, request)
        case "ListRolePolicies": return try await listRolePolicies(query, request)
        case "DeleteRolePolicy": return try await deleteRolePolicy(query, request)
        case "ListAttachedRolePolicies": return try await listNone("AttachedPolicies", query, request)
        case "ListInstanceProfilesForRole": return try await listNone("InstanceProfiles", query, request)
        case "": throw .unknownAction("")
        default: throw .notImplemented(query.action)
        }
    }

    // MARK: Roles

    private func createRole(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> QueryResult {
        let name = query.required("RoleName")
        let trust = query.required("AssumeRolePolicyDocument")
        let role = RoleRecord(
            account: request.caller.account, name: name, path: query["Path"] ?? "/", roleID: UniqueID.role.make(random), trustPolicy: trust,
            description: query["Description"], maxSessionSeconds: query.integer("MaxSessionDuration") ?? 3600, tags: try query.tags(),
            created: clock.now)
        try await Self.wire.authorize(
            "CreateRole", on: role.arn.description, request, tags: role.tags, boundary: query["PermissionsBoundary"])
        guard query["PermissionsBoundary"] == nil else { throw .notImplemented("CreateRole with a permissions boundary") }
        guard query.integer("MaxSigninSessionDuration") == nil else { throw .notImplemented("CreateRole with MaxSigninSessionDuration") }
        guard PolicySize(trust).characters <= Self.trustCharacters else { throw .trustPolicyTooLarge(Self.trustCharacters) }
        try await check(trust, .trust, request)
        do { try await identity.createRole(role) } catch {
            guard case .alreadyExists = error else { throw IdentityAPIError(error) }
            throw IdentityAPIError(status: 409, code: "EntityAlreadyExists", message: "Role with name \(name) already exists.")
        }
        return QueryResult { xml in xml.element("Role") { Self.write(role, to: &$0) } }
    }

    /// What a role's trust policy may have, white space aside. Source: IAM User Guide, "IAM and AWS STS quotas".
    private static let trustCharacters = 2048

    private func check(_ document: String, _ kind: PolicyKind, _ request: APIRequest) async throws(IdentityAPIError) {
        try await request.threads.run(bytes: document.utf8.count, busy: .throttled) { () throws(IdentityAPIError) in
            do throws(PolicyError) { _ = try PolicyDocument(parsing: document, kind: kind) } catch {
                throw IdentityAPIError.malformedPolicy(error.message)
            }
        }
    }

    private func getRole(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> QueryResult {
        let role = try await find(query, "GetRole", request).role
        return QueryResult { xml in xml.element("Role") { Self.write(role, to: &$0) } }
    }

    private func listRoles(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> QueryResult {
        try await Self.wire.authorize("ListRoles", on: "arn:aws:iam::\(request.caller.account):role/", request)
        let limit = query.integer("MaxItems") ?? 100
        let page = ListRoles(
            account: request.caller.account, pathPrefix: query["PathPrefix"] ?? "/", after: query["Marker"] ?? "", limit: limit + 1)
        let roles: [RoleRecord]
        do { roles = try await identity.roles(page) } catch { throw IdentityAPIError(error) }
        return QueryResult(bytes: 3 * roles.reduce(0) { $0 + $1.trustPolicy.utf8.count }) { xml in
            xml.element("Roles") { xml in
                for role in roles.prefix(limit) { xml.element("member") { Self.write(role, to: &$0) } }
            }
            xml.element("IsTruncated", roles.count > limit)
            if roles.count > limit { xml.element("Marker", page.marker(of: roles[limit - 1])) }
        }
    }

    private func deleteRole(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> QueryResult? {
        let role = try await find(query, "DeleteRole", request).role
        do { try await identity.deleteRole(account: role.account, name: role.name) } catch {
            switch error {
            case .notFound: throw .noSuchRole(role.name)
            case .conflict:
                throw IdentityAPIError(status: 409, code: "DeleteConflict", message: "Cannot delete entity, must delete policies first.")
            default: throw IdentityAPIError(error)
            }
        }
        return nil
    }

    // MARK: Inline policies

    private func putRolePolicy(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> QueryResult? {
        let role = try await find(query, "PutRolePolicy", request).role
        let name = query.required("PolicyName")
        let document = query.required("PolicyDocument")
        let policy = PutRolePolicy(account: role.account, role: role.name, name: name, document: document)
        guard policy.isWithinQuota else { throw .policiesTooLarge(role.name) }
        try await check(document, .identity, request)
        do { try await identity.putRolePolicy(policy) } catch {
            switch error {
            case .notFound: throw .noSuchRole(role.name)
            case .tooLarge: throw .policiesTooLarge(role.name)
            default: throw IdentityAPIError(error)
            }
        }
        return nil
    }

    private func getRolePolicy(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> QueryResult {
        let found = try await find(query, "GetRolePolicy", request)
        let name = query.required("PolicyName")
        guard let policy = found.policies.first(where: { $0.name == name }) else { throw .noSuchRolePolicy(name) }
        return QueryResult { xml in
            xml.element("RoleName", found.role.name)
            xml.element("PolicyName", name)
            xml.element("PolicyDocument", PercentCoding.encode(policy.document.utf8))
        }
    }

    private func listRolePolicies(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> QueryResult {
        let limit = query.integer("MaxItems") ?? 100
        let names = try await find(query, "ListRolePolicies", request).policies.map(\.name).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
        let left = query["Marker"].map { marker in names.drop { !marker.utf8.lexicographicallyPrecedes($0.utf8) } } ?? names[...]
        return QueryResult { xml in
            xml.element("PolicyNames") { xml in
                for name in left.prefix(limit) { xml.element("member", name) }
            }
            xml.element("IsTruncated", left.count > limit)
            if left.count > limit, let last = left.prefix(limit).last { xml.element("Marker", last) }
        }
    }

    private func deleteRolePolicy(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> (
        QueryResult
    )? {
        let role = try await find(query, "DeleteRolePolicy", request).role
        let name = query.required("PolicyName")
        do { try await identity.deleteRolePolicy(DeleteRolePolicy(account: role.account, role: role.name, name: name)) } catch {
            guard case .notFound = error else { throw IdentityAPIError(error) }
            throw .noSuchRolePolicy(name)
        }
        return nil
    }

    /// What a role cannot have here: nothing can be attached to it. Terraform asks all the same.
    private func listNone(
        _ element: String, _ query: QueryRequest, _ request: APIRequest
    ) async throws(IdentityAPIError) -> QueryResult {
        _ = try await find(query, query.action, request)
        return QueryResult { xml in
            xml.element(element) { _ in }
            xml.element("IsTruncated", false)
        }
    }

    // MARK: Parameters

    /// Reads the role that a request names, once the caller may do this to it.
    private func find(_ query: QueryRequest, _ action: String, _ request: APIRequest) async throws(IdentityAPIError) -> FindRole.Found {
        let name = query.required("RoleName")
        let found: FindRole.Found?
        do { found = try await identity.role(account: request.caller.account, name: name) } catch { throw IdentityAPIError(error) }
        let arn = found?.role.arn ?? .role(path: "/", name: name, account: request.caller.account)
        try await Self.wire.authorize(action, on: arn.description, request, roleTags: found?.role.tags ?? [:])
        guard let found else { throw .noSuchRole(name) }
        return found
    }

    private static func write(_ role: RoleRecord, to xml: inout XMLWriter) {
        xml.element("Path", role.path)
        xml.element("RoleName", role.name)
        xml.element("RoleId", role.roleID)
        xml.element("Arn", role.arn.description)
        xml.element("CreateDate", role.created.iso8601Seconds)
        xml.element("AssumeRolePolicyDocument", PercentCoding.encode(role.trustPolicy.utf8))
        xml.element("Description", ifPresent: role.description)
        xml.element("MaxSessionDuration", role.maxSessionSeconds)
        guard !role.tags.isEmpty else { return }
        xml.element("Tags") { xml in
            for (key, value) in role.tags.sorted(by: { $0.key < $1.key }) {
                xml.element("member") { xml in
                    xml.element("Key", key)
                    xml.element("Value", value)
                }
            }
        }
    }
}
