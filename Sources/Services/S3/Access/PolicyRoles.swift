internal import Objects
internal import ServiceKit
internal import IdentityData
internal import ObjectData
internal import Core

/// The roles and users that a bucket's policy names, by their unique ids as they were when it was put: who makes one of the same name later
/// has made another. Source: IAM User Guide, "AWS JSON policy elements: Principal", "IAM role principals", "IAM user principals".
struct PolicyRoles: Sendable, Hashable {
    /// By ARN.
    private(set) var ids: [String: String] = [:]

    /// A line each: its ARN and its id.
    /// - Throws: `.internalError` for a line that is none: another one of that name would have what the policy gives.
    init(stored bytes: [UInt8]?) throws(ServiceError) {
        for line in String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2 else { throw .internalError }
            ids[String(words[0])] = String(words[1])
        }
    }

    /// nil if the policy names none.
    var document: [UInt8]? {
        ids.isEmpty ? nil : Array(ids.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "\n").utf8)
    }

    /// Looks up the roles and users of accounts that are here; others may be anywhere.
    /// - Throws: `MalformedPolicy` if there is no such role or user.
    init(namedIn text: [UInt8], by call: S3Call) async throws(ServiceError) {
        let named = try await call.request.threads.run(bytes: text.count, busy: ServiceError.slowDown) { () throws(ServiceError) in
            var named: Set<String> = []
            _ = Self.map(try Self.json(text)) { principal in
                named.insert(principal)
                return principal
            }
            return named
        }
        for arn in named {
            guard let identity = Self.identity(arn), try await !call.accounts(.id(identity.account)).isEmpty else { continue }
            guard let id = try await call.id(of: arn) else { throw ServiceError(400, "MalformedPolicy", "Invalid principal in policy") }
            ids[arn] = id
        }
    }

    /// The policy's text, with the ids of those that are no more.
    func shown(in text: [UInt8], by call: S3Call) async throws(ServiceError) -> [UInt8] {
        var gone: [String: String] = [:]
        for (arn, id) in ids where try await call.id(of: arn) != id { gone[arn] = id }
        guard !gone.isEmpty else { return text }
        let names = gone
        return try await call.request.threads.run(bytes: text.count, busy: ServiceError.slowDown) { () throws(ServiceError) in
            Self.map(try Self.json(text)) { names[$0] ?? $0 }.utf8
        }
    }

    /// - Throws: `.internalError`: it was read as a policy before. Taken for one that names nobody, it would bind no role.
    private static func json(_ text: [UInt8]) throws(ServiceError) -> JSON {
        do { return try JSON(parsing: String(decoding: text, as: UTF8.self), maximumDepth: 16) } catch { throw .internalError }
    }

    fileprivate static func identity(_ text: String) -> (account: AccountID, kind: IAMKind, name: String)? {
        ARN(text).flatMap { IAMResource.named(by: $0) }.flatMap { $0.kind == .role || $0.kind == .user ? $0 : nil }
    }

    /// A policy with other texts for its principals of AWS.
    private static func map(_ policy: JSON, _ change: (String) -> String) -> JSON {
        func text(_ json: JSON) -> JSON { json.string.map { .string(change($0)) } ?? json }
        func each(_ json: JSON, _ change: (JSON) -> JSON) -> JSON { json.array.map { .array($0.map(change)) } ?? change(json) }
        func members(_ json: JSON, _ names: Set<String>, _ change: (JSON) -> JSON) -> JSON {
            guard let members = json.members else { return json }
            return .object(members.map { names.contains($0.name) ? JSON.Member($0.name, change($0.value)) : $0 })
        }
        return members(policy, ["Statement"]) { list in
            each(list) { statement in
                members(statement, ["Principal", "NotPrincipal"]) { members($0, ["AWS"]) { each($0, text) } }
            }
        }
    }
}

extension S3Call {
    /// The unique id of the role or user that has an ARN now.
    fileprivate func id(of arn: String) async throws(ServiceError) -> String? {
        guard let named = PolicyRoles.identity(arn) else { return nil }
        let found = try await run { () throws(EngineError) in
            try await services.objects.role(FindIAMResource(named.account, named.kind, named: named.name))
        }
        return found.flatMap { $0.arn.description == arn ? $0.id : nil }
    }
}
