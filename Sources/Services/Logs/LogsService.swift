package import ServiceKit
package import FunctionLogs
package import Logging
internal import Policies
internal import Core

/// CloudWatch Logs, as far as it takes to read what functions print. Source: CloudWatch Logs API Reference.
package struct LogsService: ModelledService {
    package let domain: Guarded<LogStore>
    package let logger: Logger

    package init(logs: LogStore, logger: Logger) {
        domain = Guarded(logs)
        self.logger = logger
    }

    package static let operations = Operations<LogsService>([filterLogEvents, getLogEvents, describeLogGroups, describeLogStreams])

    package static let invalidInput = "InvalidParameterException"
    package static let failure = ServiceError.serviceUnavailableException("The service cannot complete the request.")

    package static func error(_ error: LogError) -> ServiceError {
        switch error {
        case .noSuchGroup: .resourceNotFoundException("The specified log group does not exist.")
        case .noSuchStream: .resourceNotFoundException("The specified log stream does not exist.")
        case .busy: model.wire.throttled
        case .storage: .serviceUnavailableException("The logs cannot be read now.")
        }
    }
}

extension ServiceError {
    static func invalid(_ message: String) -> Self { Self(400, LogsService.invalidInput, message) }
}

extension Call<LogsService> {
    /// The group that an input names, if the caller may do this to it.
    /// - Parameter stream: if it is about one of its streams. Source: Service Authorization Reference, "Amazon CloudWatch Logs", and AWS's
    ///   own denials, which name a group with no stream so as well.
    func group(_ name: String?, _ identifier: String?, stream: String = "") async throws(ServiceError) -> Authorized<GroupKey> {
        var name = name ?? ""
        if let identifier {
            guard name.isEmpty else { throw .invalid("logGroupName and logGroupIdentifier cannot be given together.") }
            name = try ARN(identifier).map { arn throws(ServiceError) in try ownGroup(arn) } ?? identifier
        }
        // Either will do: the model requires neither.
        guard !name.isEmpty else { throw .invalid("Either logGroupName or logGroupIdentifier must be given.") }
        let key = GroupKey(account: account, region: region, name: name)
        return try await authorize(key, Self.arn(key, stream: stream))
    }

    /// The group that an ARN names. Those of other accounts and regions are not here.
    private func ownGroup(_ arn: ARN) throws(ServiceError) -> String {
        let parts = arn.resource.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard arn.service == "logs", parts.count >= 2, parts[0] == "log-group" else {
            throw .invalid("The specified logGroupIdentifier is no ARN of a log group.")
        }
        guard arn.account == account.description, arn.region == region.description else { throw LogsService.error(.noSuchGroup) }
        return String(parts[1])
    }

    func authorize<Resource: Sendable>(_ resource: Resource, _ arn: String) async throws(ServiceError) -> Authorized<Resource> {
        // Groups have no tags, and no operation that is built gives any.
        try await authorize(resource, arn) { context in
            context.setRequestTags([:])
            context.set(family: "aws:ResourceTag/", [:])
        }
    }

    static func arn(_ group: GroupKey, stream: String) -> String { arn(group) + ":log-stream:" + stream }

    static func arn(_ group: GroupKey) -> String { "arn:aws:logs:\(group.region):\(group.account):log-group:\(group.name)" }
}

extension LogPosition {
    var token: String { "\(time.milliseconds)-\(id)" }

    init(token text: some StringProtocol) throws(ServiceError) {
        let parts = text.split(separator: "-").map { Int64($0) }
        guard parts.count == 2, let time = parts[0], let id = parts[1] else { throw .invalid("The specified nextToken is invalid.") }
        self.init(time: Timestamp(milliseconds: time), id: id)
    }
}

extension Timestamp {
    /// The API has times as milliseconds since 1970.
    init?(_ milliseconds: Int?) {
        guard let milliseconds else { return nil }
        self.init(milliseconds: Int64(milliseconds))
    }

    var number: Int { Int(milliseconds) }
}
