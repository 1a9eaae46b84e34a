/// How often and how long a delivery is tried. Source: Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation".
package struct DeliverySettings: Sendable {
    /// The wait before each further attempt, after an attempt that failed; as many retries as there are waits.
    package var retryWaitsMilliseconds: [Int64] = [60_000, 120_000]
    /// Where a destination as a whole takes nothing (gone, throttled, starting, no sandbox): its first and longest pause. These are no attempts.
    package var firstBackoffMilliseconds: Int64 = 1000
    package var longestBackoffMilliseconds: Int64 = 300_000
    /// After this a delivery is given up, whatever its attempts.
    package var maximumAgeMilliseconds: Int64 = 6 * 3600 * 1000
    /// Functions that set each other off: a chain longer than this is a loop.
    package var maximumDepth = 16
    /// Deliveries of one destination that run at once, and that wait in memory.
    package var laneConcurrency = 4
    package var lanePage = 64

    package init() {}
}
