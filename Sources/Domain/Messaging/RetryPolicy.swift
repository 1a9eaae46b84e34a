internal import DeliveryData
internal import Store
internal import Core

/// What follows on how an attempt ended: when the next one is, or that there is none.
struct RetryPolicy: Sendable {
    let settings: DeliverySettings
    let clock: StoreClock
    let wall: any PeltonClock

    /// - Parameter error: what the destination failed with; nil if it did not.
    func attempted(
        _ delivery: Delivery, error: String?, logStream: String? = nil, started: Timestamp? = nil, functionMilliseconds: Int64? = nil
    ) -> DeliveryOutcome {
        let attempts = delivery.attempts + 1
        return DeliveryOutcome(
            delivery: delivery.id, end: error == nil ? .done : end(after: attempts), attempts: attempts, error: error, logStream: logStream,
            started: started, finished: wall.now, functionMilliseconds: functionMilliseconds)
    }

    /// For what is wrong with this delivery alone and is no attempt. A wait as long as it is old doubles its age each time.
    func postponed(_ delivery: Delivery, _ error: String) -> DeliveryOutcome {
        let age = clock.now.milliseconds - delivery.created.milliseconds
        guard age < settings.maximumAgeMilliseconds else { return dead(delivery, "Given up after \(age / 1000) seconds: \(error)") }
        let wait = min(max(age, settings.firstBackoffMilliseconds), settings.longestBackoffMilliseconds)
        return DeliveryOutcome(
            delivery: delivery.id, end: .retry(at: clock.now.adding(milliseconds: wait)), attempts: delivery.attempts, error: error,
            finished: wall.now)
    }

    func dead(_ delivery: Delivery, _ error: String) -> DeliveryOutcome {
        DeliveryOutcome(delivery: delivery.id, end: .dead, attempts: delivery.attempts, error: error, finished: wall.now)
    }

    private func end(after attempts: Int) -> DeliveryOutcome.End {
        guard attempts <= settings.retryWaitsMilliseconds.count else { return .dead }
        return .retry(at: clock.now.adding(milliseconds: settings.retryWaitsMilliseconds[attempts - 1]))
    }
}
