/// Every bound of the logs in one place.
package struct LogLimits: Sendable {
    /// Of the whole store; over it the oldest events go.
    package var totalBytes: Int64 = 1 << 30
    /// Left on the disk for what matters more: with less, events are dropped.
    package var diskReserveBytes: Int64 = 64 << 20
    /// The WAL moves to the database when it passes this many bytes.
    package var checkpointBytes: Int64 = 4 << 20
    /// It moves so long after a write, however small it is.
    package var idleMilliseconds: Int64 = 1000
    /// Events that wait in memory for the disk; what comes beyond is dropped.
    package var waitingBytes = 16 << 20
    package var messageBytes = 256 << 10
    /// Messages of one answer. Source: API_FilterLogEvents, "up to 1 MB".
    package var pageBytes = 1 << 20

    package init() {}
}
