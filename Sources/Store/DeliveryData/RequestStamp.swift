package import Core

/// Who asked for a mutation, from where and as which request: what an event tells of its cause.
package struct RequestStamp: Sendable, Hashable {
    /// The event's `userIdentity.principalId`, such as `AWS:AIDA…` or `AWS:AROA…:session`.
    package let principalID: String
    package let sourceIP: String
    package let requestID: RequestID
    /// `X-Amzn-Trace-Id` as the client sent it.
    package let traceHeader: String?
    /// Set on what a function writes.
    package let provenance: Provenance?

    package init(principalID: String, sourceIP: String, requestID: RequestID, traceHeader: String?, provenance: Provenance?) {
        self.principalID = principalID
        self.sourceIP = sourceIP
        self.requestID = requestID
        self.traceHeader = traceHeader
        self.provenance = provenance
    }
}
