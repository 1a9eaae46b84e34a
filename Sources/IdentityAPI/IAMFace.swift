package import Faces
package import HTTPFront
private import IAM
package import Identity
private import Metadata
package import PeltonCore
private import XML

/// IAM: roles and their inline policies. Source: IAM API Reference.
package struct IAMFace: Face {
    private static let wire = QueryProtocol(namespace: "https://iam.amazonaws.com/doc/2010-05-08/", service: "iam")
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

    private func perform(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> ((inout XMLWriter) -> Void)? {
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

    private func createRole(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> (inout XMLWriter) -> Void {
        let name = try name(query, "RoleName")
        let path = try path(query["Path"])
        let trust = try query.required("AssumeRolePolicyDocument")
        let role = RoleRecord(
            account: request.caller.account, name: name, path: path, roleID: UniqueID.role.make(random), trustPolicy: trust,
            description: query["Description"], maxSessionSeconds: try maxSession(query["MaxSessionDuration"]), tags: query.tags,
            created: clock.now)
        try Self.wire.authorize("CreateRole", on: role.arn.description, request)
        guard query["PermissionsBoundary"] == nil else { throw .notImplemented("CreateRole with a permissions boundary") }
        do { _ = try PolicyDocument(parsing: trust, kind: .trust) } catch { throw .malformedPolicy(error.message) }
        do { try await identity.createRole(role) } catch {
            guard case .alreadyExists = error else { throw IdentityAPIError(error) }
            throw IdentityAPIError(status: 409, code: "EntityAlreadyExists", message: "Role with name \(name) already exists.")
        }
        return { xml in xml.element("Role") { Self.write(role, to: &$0) } }
    }

    private func getRole(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> (inout XMLWriter) -> Void {
        let role = try await find(query, "GetRole", request).role
        return { xml in xml.element("Role") { Self.write(role, to: &$0) } }
    }

    private func listRoles(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> (inout XMLWriter) -> Void {
        try Self.wire.authorize("ListRoles", on: "arn:aws:iam::\(request.caller.account):role/", request)
        let limit = query["MaxItems"].map { Int($0) ?? 0 } ?? 100
        guard (1...1000).contains(limit) else { throw .validation("MaxItems must be from 1 to 1000.") }
        let page = ListRoles(
            account: request.caller.account, pathPrefix: query["PathPrefix"] ?? "/", after: query["Marker"] ?? "", limit: limit + 1)
        let roles: [RoleRecord]
        do { roles = try await identity.roles(page) } catch { throw IdentityAPIError(error) }
        return { xml in
            xml.element("Roles") { xml in
                for role in roles.prefix(limit) { xml.element("member") { Self.write(role, to: &$0) } }
            }
            xml.element("IsTruncated", roles.count > limit)
            if roles.count > limit { xml.element("Marker", roles[limit - 1].name) }
        }
    }

    private func deleteRole(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> ((inout XMLWriter) -> Void)? {
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

    private func putRolePolicy(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> ((inout XMLWriter) -> Void)?
    {
        let role = try await find(query, "PutRolePolicy", request).role
        let name = try self.name(query, "PolicyName", longest: 128)
        let document = try query.required("PolicyDocument")
        guard document.utf8.count <= 10_240 else {
            throw IdentityAPIError(
                status: 409, code: "LimitExceeded", message: "Maximum policy size of 10240 bytes exceeded for role \(role.name)")
        }
        do { _ = try PolicyDocument(parsing: document, kind: .identity) } catch { throw .malformedPolicy(error.message) }
        do {
            try await identity.putRolePolicy(PutRolePolicy(account: role.account, role: role.name, name: name, document: document))
        } catch {
            guard case .notFound = error else { throw IdentityAPIError(error) }
            throw .noSuchRole(role.name)
        }
        return nil
    }

    private func getRolePolicy(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> (inout XMLWriter) -> Void {
        let found = try await find(query, "GetRolePolicy", request)
        let name = try query.required("PolicyName")
        guard let policy = found.policies.first(where: { $0.name == name }) else { throw .noSuchRolePolicy(name) }
        return { xml in
            xml.element("RoleName", found.role.name)
            xml.element("PolicyName", name)
            xml.element("PolicyDocument", PercentCoding.encode(policy.document.utf8))
        }
    }

    private func listRolePolicies(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> (inout XMLWriter) -> Void
    {
        let found = try await find(query, "ListRolePolicies", request)
        return { xml in
            xml.element("PolicyNames") { xml in
                for policy in found.policies { xml.element("member", policy.name) }
            }
            xml.element("IsTruncated", false)
        }
    }

    private func deleteRolePolicy(_ query: QueryRequest, _ request: APIRequest) async throws(IdentityAPIError) -> (
        (inout XMLWriter) -> Void
    )? {
        let role = try await find(query, "DeleteRolePolicy", request).role
        let name = try query.required("PolicyName")
        do { try await identity.deleteRolePolicy(DeleteRolePolicy(account: role.account, role: role.name, name: name)) } catch {
            guard case .notFound = error else { throw IdentityAPIError(error) }
            throw .noSuchRolePolicy(name)
        }
        return nil
    }

    /// What a role cannot have here: nothing can be attached to it. Terraform asks all the same.
    private func listNone(
        _ element: String, _ query: QueryRequest, _ request: APIRequest
    ) async throws(IdentityAPIError) -> (inout XMLWriter) -> Void {
        _ = try await find(query, query.action, request)
        return { xml in
            xml.element(element) { _ in }
            xml.element("IsTruncated", false)
        }
    }

    // MARK: Parameters

    /// Reads the role that a request names, once the caller may do this to it.
    private func find(_ query: QueryRequest, _ action: String, _ request: APIRequest) async throws(IdentityAPIError) -> FindRole.Found {
        let name = try name(query, "RoleName")
        let found: FindRole.Found?
        do { found = try await identity.role(account: request.caller.account, name: name) } catch { throw IdentityAPIError(error) }
        let arn = found?.role.arn ?? .role(path: "/", name: name, account: request.caller.account)
        try Self.wire.authorize(action, on: arn.description, request)
        guard let found else { throw .noSuchRole(name) }
        return found
    }

    private func name(_ query: QueryRequest, _ parameter: String, longest: Int = 64) throws(IdentityAPIError) -> String {
        let name = try query.required(parameter)
        let isValid = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "_+=,.@-".utf8.contains(byte)
        }
        guard (1...longest).contains(name.utf8.count), isValid else {
            throw .validation(
                "The specified value for \(parameter.prefix(1).lowercased() + parameter.dropFirst()) is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-, and have 1 to \(longest) of them"
            )
        }
        return name
    }

    private func path(_ text: String?) throws(IdentityAPIError) -> String {
        let path = text ?? "/"
        guard path.hasPrefix("/"), path.hasSuffix("/"), path.utf8.count <= 512, path.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .validation(
                "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters."
            )
        }
        return path
    }

    private func maxSession(_ text: String?) throws(IdentityAPIError) -> Int {
        guard let text else { return 3600 }
        guard let seconds = Int(text), (3600...43_200).contains(seconds) else {
            throw .validation("MaxSessionDuration must be from 3600 to 43200 seconds.")
        }
        return seconds
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
