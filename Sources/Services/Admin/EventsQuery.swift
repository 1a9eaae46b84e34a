internal import HTTPServer
internal import DeliveryData
internal import Core
private import SigV4

/// `GET /_pelton/events?state=dead&bucket=photos&after=17&limit=100`
struct EventsQuery {
    var state: DeliveryReport.State?
    var bucket: String?
    var after: Int64 = 0
    var limit = 1000

    init(_ request: HTTPRequest) throws(AdminError) {
        if let text = request.queryValue("state") {
            guard let state = DeliveryReport.State(rawValue: text) else {
                throw .invalid("`state` is one of \(DeliveryReport.State.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            self.state = state
        }
        bucket = request.queryValue("bucket")
        if let text = request.queryValue("after") {
            guard let after = Int64(text) else { throw .invalid("`after` is an event's number.") }
            self.after = after
        }
        if let text = request.queryValue("limit") {
            guard let limit = Int(text), (1...1000).contains(limit) else { throw .invalid("`limit` is a number from 1 to 1000.") }
            self.limit = limit
        }
    }
}

extension DeliveryReport {
    /// - Parameter pause: why its destination takes nothing now. No row says so, as nothing is written meanwhile.
    func json(waitsBecause pause: String?) -> JSON {
        let lastError = lastError ?? (state == .pending ? pause : nil)
        return .members([
            "id": .integer(id), "state": .string(state.rawValue), "eventName": .string(eventName), "bucket": .string(bucket),
            "key": .string(String(decoding: key, as: UTF8.self)), "destination": .string(destination),
            "configurationId": .string(configurationID), "requestId": .string(requestID), "attempts": .integer(attempts),
            "lastError": lastError.map { .string($0) }, "logStream": logStream.map { .string($0) },
            "eventMs": eventTime.map { .integer($0.milliseconds) }, "createdMs": .integer(created.milliseconds),
            "nextAttemptMs": nextAttempt.map { .integer($0.milliseconds) }, "startedMs": started.map { .integer($0.milliseconds) },
            "finishedMs": finished.map { .integer($0.milliseconds) }, "functionMs": functionMilliseconds.map { .integer($0) },
        ])
    }
}
