package import Core

/// One event of a function's log. Source: API_InputLogEvent.
package struct FunctionLogEvent: Sendable, Hashable {
    package let time: Timestamp
    package let message: String

    package init(time: Timestamp, message: String) {
        self.time = time
        self.message = message
    }
}

/// Takes what workers write, without waiting for a disk: bounded, and what it must drop it counts and says so in the log itself.
package protocol LogSink: Sendable {
    /// - Parameter mayMakeGroup: whether the group comes to be by this. Without it events of a group that is not there are dropped.
    func append(_ events: [FunctionLogEvent], group: String, stream: String, account: AccountID, region: Region, mayMakeGroup: Bool)
}
