internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import Queues
internal import QueueData
internal import Core

/// What must be known of a queue before anybody is asked.
struct QueueFinder: Sendable {
    private let queues: QueueStore

    init(_ queues: QueueStore) { self.queues = queues }

    func find(_ key: QueueKey) async throws(QueueError) -> QueueRecord? { try await queues.find(key) }
}

/// What a request says of tags.
struct SQSConditions {
    var requestTags: [String: String] = [:]
    /// Of tags that are to go.
    var tagKeys: [String]?
}

extension Call<SQSService> {
    /// The queue of a URL, or of a bare name: recorded of AWS. What the host is says nothing: all ways lead here.
    func key(_ url: String) throws(ServiceError) -> QueueKey {
        guard !url.isEmpty else { throw .missing("QueueUrl") }
        guard url.utf8.count <= 2048 else { throw .noQueue }
        guard url.utf8.contains(UInt8(ascii: "/")) else { return QueueKey(account: account, region: region, name: url) }
        let parts = url.split(separator: "/", omittingEmptySubsequences: true)
        guard parts.count >= 2, let owner = AccountID(parts[parts.count - 2]) else {
            throw .invalidAddress("The address \(ShownValue.text(url)) is not valid for this endpoint.")
        }
        return QueueKey(account: owner, region: region, name: String(parts[parts.count - 1]))
    }

    /// As the caller reaches this server.
    func url(_ key: QueueKey) -> String {
        let host = request.http.headers.first("host") ?? ""
        return "http://\(host)/\(key.account)/\(key.name)"
    }

    /// A queue that the caller may do this to.
    /// - Parameter isDelegable: whether the queue's policy can allow it to other accounts. Source: SQS Developer Guide, "Amazon SQS API permissions".
    func queue(
        _ url: String, isDelegable: Bool = true, _ conditions: SQSConditions = SQSConditions()
    ) async throws(ServiceError) -> Authorized<QueueRecord> {
        try await queue(try key(url), isDelegable: isDelegable, conditions)
    }

    func queue(
        _ key: QueueKey, isDelegable: Bool = true, _ conditions: SQSConditions = SQSConditions()
    ) async throws(ServiceError) -> Authorized<QueueRecord> {
        let found = try await run { () throws(QueueError) in try await service.finder.find(key) }
        guard isDelegable || key.account == account else {
            throw denied(AuthorizationDecision(deniedBecause: "only the queue's own account may"))
        }
        guard let found else {
            // Who may not ask is not told that there is none.
            _ = try await authorize((), key, nil, conditions)
            throw .noQueue
        }
        return try await authorize(found, key, found, conditions)
    }

    func authorize<Resource: Sendable>(
        _ resource: Resource, _ key: QueueKey, _ queue: QueueRecord?, _ conditions: SQSConditions
    ) async throws(ServiceError) -> Authorized<Resource> {
        let policies = try await policies(of: queue)
        let tags = queue?.tags ?? [:]
        return try await authorize(resource, key.arn.description, of: key.account, resourcePolicies: policies) { context in
            context.setRequestTags(conditions.requestTags)
            if let keys = conditions.tagKeys { context.set("aws:TagKeys", keys) }
            context.set(family: "aws:ResourceTag/", tags)
        }
    }

    private func policies(of queue: QueueRecord?) async throws(ServiceError) -> [NamedPolicy] {
        guard let queue, let text = queue.attributes["Policy"] else { return [] }
        let name = "of queue \(queue.key.name)"
        return try await request.threads.run(bytes: 8 * text.utf8.count, busy: SQSService.throttled) { () throws(ServiceError) in
            do throws(PolicyError) {
                return [
                    NamedPolicy(name: name, kind: .resource, document: try PolicyDocument(parsing: text, kind: .resource, isStored: true))
                ]
            } catch { throw SQSService.failure.caused(by: "the policy \(name) cannot be read: \(error.message)") }
        }
    }

    /// Whether the request came in the query protocol, which differs in some details.
    var isQuery: Bool { SQSProtocol.isQuery(request.http) }
}
