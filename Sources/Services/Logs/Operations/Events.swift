internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import FunctionLogs
internal import Core

/// One call of the logs' API.
struct LogsCall {
    let logs: LogStore
    let request: APIRequest
    let operation: String
    let input: JSON

    /// Source: API_FilterLogEvents. What `aws logs tail` asks.
    func filterLogEvents() async throws(LogsAPIError) -> JSON {
        let group = try await group()
        var filter = LogFilter(limit: limit(10_000))
        filter.streams = Set((input["logStreamNames"]?.array ?? []).compactMap(\.string))
        filter.streamPrefix = input["logStreamNamePrefix"]?.string ?? ""
        guard filter.streams.isEmpty || filter.streamPrefix.isEmpty else {
            throw .invalid("logStreamNames and logStreamNamePrefix cannot be given together.")
        }
        filter.start = time("startTime")
        // AWS includes the end.
        filter.end = time("endTime")?.adding(milliseconds: 1)
        if let pattern = input["filterPattern"]?.string {
            guard let terms = LogTerms(pattern) else { throw .notImplemented("filter patterns other than plain terms") }
            filter.terms = terms
        }
        // `interleaved` has had no effect in AWS since 2019, and nothing is masked that `unmask` could show.
        if input["startFromHead"]?.bool == false { throw .notImplemented("startFromHead false of FilterLogEvents") }
        filter.after = try position("nextToken")
        let page: LogPage
        do throws(LogError) { page = try await logs.filter(group, filter) } catch { throw LogsAPIError(error) }
        return .members([
            "events": .array(
                page.events.map { event in
                    .members([
                        "logStreamName": .string(event.stream), "timestamp": .integer(event.time.milliseconds),
                        "message": .string(event.message), "ingestionTime": .integer(event.ingested.milliseconds),
                        "eventId": .string(Self.eventID(event)),
                    ])
                }),
            "searchedLogStreams": [], "nextToken": page.next.map { .string(Self.token($0)) },
        ])
    }

    /// Source: API_GetLogEvents.
    func getLogEvents() async throws(LogsAPIError) -> JSON {
        let group = try await group()
        let stream = input["logStreamName"]?.string ?? ""
        let limit = limit(10_000)
        let token = input["nextToken"]?.string
        let forward = token.map { $0.hasPrefix("f/") } ?? (input["startFromHead"]?.bool ?? false)
        let from = try token.map { text throws(LogsAPIError) in try Self.position(String(text.dropFirst(2))) }
        let events: [StoredLogEvent]
        do throws(LogError) {
            events = try await logs.events(
                group, stream: stream, start: time("startTime"), end: time("endTime"), from: from, forward: forward, limit: limit)
        } catch { throw LogsAPIError(error) }
        // At the end of a stream the token stays the same: that is how clients know.
        let first =
            events.first.map { LogPosition(time: $0.time, id: $0.id) } ?? from ?? LogPosition(time: Timestamp(milliseconds: 0), id: 0)
        let last = events.last.map { LogPosition(time: $0.time, id: $0.id) } ?? from ?? LogPosition(time: Timestamp(milliseconds: 0), id: 0)
        return .members([
            "events": .array(
                events.map { event in
                    .members([
                        "timestamp": .integer(event.time.milliseconds), "message": .string(event.message),
                        "ingestionTime": .integer(event.ingested.milliseconds),
                    ])
                }),
            "nextForwardToken": .string("f/" + Self.token(last)), "nextBackwardToken": .string("b/" + Self.token(first)),
        ])
    }

    /// Source: API_DescribeLogGroups.
    func describeLogGroups() async throws(LogsAPIError) -> JSON {
        try await authorize("*")
        for name in ["logGroupNamePattern", "logGroupIdentifiers", "logGroupClass"] where input[name] != nil {
            throw .notImplemented(name)
        }
        guard input["accountIdentifiers"]?.array?.isEmpty ?? true, input["includeLinkedAccounts"]?.bool != true else {
            throw .notImplemented("log groups of other accounts")
        }
        let limit = limit(50)
        let caller = request.caller
        let groups: [LogGroup]
        do throws(LogError) {
            groups = try await logs.groups(
                account: caller.account, region: request.region, prefix: input["logGroupNamePrefix"]?.string ?? "",
                after: input["nextToken"]?.string ?? "", limit: limit + 1)
        } catch { throw LogsAPIError(error) }
        return .members([
            "logGroups": .array(
                groups.prefix(limit).map { group in
                    let arn = Self.arn(GroupKey(account: caller.account, region: request.region, name: group.name))
                    return .members([
                        "logGroupName": .string(group.name), "creationTime": .integer(group.created.milliseconds),
                        "metricFilterCount": 0, "arn": .string(arn + ":*"), "logGroupArn": .string(arn), "storedBytes": 0,
                        "logGroupClass": "STANDARD",
                    ])
                }),
            "nextToken": groups.count > limit ? .string(groups[limit - 1].name) : nil,
        ])
    }

    /// Source: API_DescribeLogStreams.
    func describeLogStreams() async throws(LogsAPIError) -> JSON {
        let group = try await group()
        let limit = limit(50)
        let byTime = input["orderBy"]?.string == "LastEventTime"
        let prefix = input["logStreamNamePrefix"]?.string ?? ""
        guard !byTime || prefix.isEmpty else {
            throw .invalid("Cannot order by LastEventTime with a logStreamNamePrefix.")
        }
        let descending = input["descending"]?.bool ?? false
        let last = byTime ? try position("nextToken") : nil
        let streams: [LogStream]
        do throws(LogError) {
            streams =
                byTime
                ? try await logs.streamsByTime(group, after: last, descending: descending, limit: limit + 1)
                : try await logs.streams(
                    group, prefix: prefix, after: input["nextToken"]?.string, descending: descending, limit: limit + 1)
        } catch { throw LogsAPIError(error) }
        let next = streams.count > limit ? streams[limit - 1] : nil
        return .members([
            "logStreams": .array(
                streams.prefix(limit).map { stream in
                    .members([
                        "logStreamName": .string(stream.name), "creationTime": .integer(stream.created.milliseconds),
                        "firstEventTimestamp": .integer(stream.first.milliseconds),
                        "lastEventTimestamp": .integer(stream.last.milliseconds),
                        "lastIngestionTime": .integer(stream.ingested.milliseconds),
                        "uploadSequenceToken": .string(String(stream.last.milliseconds)),
                        "arn": .string(Self.arn(group) + ":log-stream:" + stream.name), "storedBytes": 0,
                    ])
                }),
            "nextToken": next.map { .string(byTime ? Self.token(LogPosition(time: $0.last, id: $0.id)) : $0.name) },
        ])
    }

    // MARK: Reading the input

    private func group() async throws(LogsAPIError) -> GroupKey {
        var name = input["logGroupName"]?.string ?? ""
        if let identifier = input["logGroupIdentifier"]?.string {
            guard name.isEmpty else { throw .invalid("logGroupName and logGroupIdentifier cannot be given together.") }
            name = try ARN(identifier).map { arn throws(LogsAPIError) in try ownGroup(arn) } ?? identifier
        }
        // Either will do: the model requires neither.
        guard !name.isEmpty else { throw .invalid("Either logGroupName or logGroupIdentifier must be given.") }
        let key = GroupKey(account: request.caller.account, region: request.region, name: name)
        try await authorize(Self.arn(key) + ":*")
        return key
    }

    /// The group that an ARN names. Those of other accounts and regions are not here.
    private func ownGroup(_ arn: ARN) throws(LogsAPIError) -> String {
        let parts = arn.resource.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard arn.service == "logs", parts.count >= 2, parts[0] == "log-group" else {
            throw .invalid("The specified logGroupIdentifier is no ARN of a log group.")
        }
        guard arn.account == request.caller.account.description, arn.region == request.region.description else {
            throw LogsAPIError(.noSuchGroup)
        }
        return String(parts[1])
    }

    private func authorize(_ resource: String) async throws(LogsAPIError) {
        // Groups have no tags, and no operation that is built gives any.
        let refusal = try await request.refusal(
            of: "logs:\(operation)", on: resource, of: request.caller.account, busy: LogsAPIError.throttled
        ) { context in
            context.setRequestTags([:])
            context.set(family: "aws:ResourceTag/", [:])
        }
        if let refusal { throw .denied(refusal) }
    }

    private func limit(_ standard: Int) -> Int { input["limit"]?.integer ?? standard }

    private func time(_ name: String) -> Timestamp? { input[name]?.integer.map { Timestamp(milliseconds: Int64($0)) } }

    private func position(_ name: String) throws(LogsAPIError) -> LogPosition? {
        guard let text = input[name]?.string else { return nil }
        return try Self.position(text)
    }

    private static func token(_ position: LogPosition) -> String { "\(position.time.milliseconds)-\(position.id)" }

    private static func position(_ text: String) throws(LogsAPIError) -> LogPosition {
        let parts = text.split(separator: "-").map { Int64($0) }
        guard parts.count == 2, let time = parts[0], let id = parts[1] else { throw .invalid("The specified nextToken is invalid.") }
        return LogPosition(time: Timestamp(milliseconds: time), id: id)
    }

    /// 56 digits, as AWS's: clients compare them as text.
    private static func eventID(_ event: StoredLogEvent) -> String {
        let digits = String(event.id)
        return String(repeating: "0", count: max(0, 56 - digits.count)) + digits
    }

    private static func arn(_ group: GroupKey) -> String { "arn:aws:logs:\(group.region):\(group.account):log-group:\(group.name)" }
}
