internal import ServiceKit
internal import FunctionLogs
internal import Core

extension LogsService {
    /// Nothing is masked that it could show.
    private static let nothingMasked = UnreadMember.withoutEffect("unmask", "nothing is masked")

    /// Source: API_FilterLogEvents. What `aws logs tail` asks.
    static let filterLogEvents = Operation<LogsService>(
        FilterLogEvents.self, support: .partly("patterns of plain terms; `startFromHead` true"),
        unread: [.withoutEffect("interleaved", "as in AWS since 2019"), nothingMasked]
    ) { input, call throws(ServiceError) in
        let group = try await call.group(input.logGroupName, input.logGroupIdentifier)
        var filter = LogFilter(limit: input.limit ?? 10_000)
        filter.streams = Set(input.logStreamNames ?? [])
        filter.streamPrefix = input.logStreamNamePrefix ?? ""
        guard filter.streams.isEmpty || filter.streamPrefix.isEmpty else {
            throw .invalid("logStreamNames and logStreamNamePrefix cannot be given together.")
        }
        filter.start = Timestamp(input.startTime)
        // AWS includes the end.
        filter.end = Timestamp(input.endTime)?.adding(milliseconds: 1)
        if let pattern = input.filterPattern {
            guard let terms = LogTerms(pattern) else { throw .notImplemented("filter patterns other than plain terms") }
            filter.terms = terms
        }
        if input.startFromHead == false { throw .notImplemented("startFromHead false of FilterLogEvents") }
        filter.after = try input.nextToken.map { text throws(ServiceError) in try LogPosition(token: text) }
        let (key, asked) = (group.resource, filter)
        let page = try await group.run { logs throws(LogError) in try await logs.filter(key, asked) }
        return group.answer(
            FilterLogEventsResponse(
                events: page.events.map { event in
                    FilteredLogEvent(
                        logStreamName: event.stream, timestamp: event.time.number, message: event.message,
                        ingestionTime: event.ingested.number, eventId: eventID(event))
                },
                searchedLogStreams: [], nextToken: page.next?.token))
    }

    /// Source: API_GetLogEvents.
    static let getLogEvents = Operation<LogsService>(GetLogEvents.self, unread: [nothingMasked]) { input, call throws(ServiceError) in
        let group = try await call.group(input.logGroupName, input.logGroupIdentifier, stream: input.logStreamName)
        let token = input.nextToken
        let forward = token.map { $0.hasPrefix("f/") } ?? (input.startFromHead ?? false)
        let from = try token.map { text throws(ServiceError) in try LogPosition(token: text.dropFirst(2)) }
        let key = group.resource
        let events = try await group.run { logs throws(LogError) in
            try await logs.events(
                key, stream: input.logStreamName, start: Timestamp(input.startTime), end: Timestamp(input.endTime), from: from,
                forward: forward, limit: input.limit ?? 10_000)
        }
        // At the end of a stream the token stays the same: that is how clients know.
        let nowhere = from ?? LogPosition(time: Timestamp(milliseconds: 0), id: 0)
        let first = events.first.map { LogPosition(time: $0.time, id: $0.id) } ?? nowhere
        let last = events.last.map { LogPosition(time: $0.time, id: $0.id) } ?? nowhere
        return group.answer(
            GetLogEventsResponse(
                events: events.map { event in
                    OutputLogEvent(timestamp: event.time.number, message: event.message, ingestionTime: event.ingested.number)
                },
                nextForwardToken: "f/" + last.token, nextBackwardToken: "b/" + first.token))
    }

    /// 56 digits, as AWS's: clients compare them as text.
    private static func eventID(_ event: StoredLogEvent) -> String {
        let digits = String(event.id)
        return String(repeating: "0", count: max(0, 56 - digits.count)) + digits
    }
}
