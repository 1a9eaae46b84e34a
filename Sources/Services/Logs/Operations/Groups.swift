internal import ServiceKit
internal import FunctionLogs
internal import Core

extension LogsService {
    /// Source: API_DescribeLogGroups.
    static let describeLogGroups = Operation<LogsService>(
        DescribeLogGroups.self, support: .partly("groups of the caller's account"),
        unread: [
            .refused("logGroupNamePattern"), .refused("logGroupIdentifiers"), .refused("logGroupClass"), .refused("accountIdentifiers"),
            .refused("includeLinkedAccounts"),
        ]
    ) { input, call throws(ServiceError) in
        let all = GroupKey(account: call.account, region: call.region, name: "")
        let permitted = try await call.authorize((), Call<LogsService>.arn(all, stream: ""))
        let limit = input.limit ?? 50
        let (account, region) = (call.account, call.region)
        let groups = try await permitted.run { logs throws(LogError) in
            try await logs.groups(
                account: account, region: region, prefix: input.logGroupNamePrefix ?? "", after: input.nextToken ?? "", limit: limit + 1)
        }
        return permitted.answer(
            DescribeLogGroupsResponse(
                logGroups: groups.prefix(limit).map { group in
                    let arn = Call<LogsService>.arn(GroupKey(account: account, region: region, name: group.name))
                    return LogGroup(
                        logGroupName: group.name, creationTime: group.created.number, metricFilterCount: 0, arn: arn + ":*",
                        storedBytes: 0, logGroupClass: "STANDARD", logGroupArn: arn)
                },
                nextToken: groups.count > limit ? groups[limit - 1].name : nil))
    }

    /// Source: API_DescribeLogStreams.
    static let describeLogStreams = Operation<LogsService>(DescribeLogStreams.self) { input, call throws(ServiceError) in
        let group = try await call.group(input.logGroupName, input.logGroupIdentifier)
        let limit = input.limit ?? 50
        let byTime = input.orderBy == "LastEventTime"
        let prefix = input.logStreamNamePrefix ?? ""
        guard !byTime || prefix.isEmpty else { throw .invalid("Cannot order by LastEventTime with a logStreamNamePrefix.") }
        let descending = input.descending ?? false
        let last = byTime ? try input.nextToken.map { text throws(ServiceError) in try LogPosition(token: text) } : nil
        let key = group.resource
        let streams = try await group.run { logs throws(LogError) in
            byTime
                ? try await logs.streamsByTime(key, after: last, descending: descending, limit: limit + 1)
                : try await logs.streams(key, prefix: prefix, after: input.nextToken, descending: descending, limit: limit + 1)
        }
        let next = streams.count > limit ? streams[limit - 1] : nil
        return group.answer(
            DescribeLogStreamsResponse(
                logStreams: streams.prefix(limit).map { stream in
                    LogStream(
                        logStreamName: stream.name, creationTime: stream.created.number, firstEventTimestamp: stream.first.number,
                        lastEventTimestamp: stream.last.number, lastIngestionTime: stream.ingested.number,
                        uploadSequenceToken: String(stream.last.milliseconds),
                        arn: Call<LogsService>.arn(key, stream: stream.name),
                        storedBytes: 0)
                },
                nextToken: next.map { byTime ? LogPosition(time: $0.last, id: $0.id).token : $0.name }))
    }
}
