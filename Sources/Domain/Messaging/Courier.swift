internal import Logging
internal import DeliveryData
internal import Core

/// Brings deliveries to destinations of one kind.
protocol Courier: Sendable {
    func carry(_ delivery: Delivery, to destination: ARN) async -> CarryResult<DeliveryOutcome>
}

/// One try of one delivery: what speaks against it by itself, else the courier of its kind of destination.
struct Couriers: Sendable {
    /// By the service in the destination's ARN.
    let couriers: [String: any Courier]
    let retries: RetryPolicy
    let maximumDepth: Int
    let logger: Logger

    func carry(_ delivery: Delivery) async -> CarryResult<DeliveryOutcome> {
        let result = await result(of: delivery)
        switch result {
        case .answered(let outcome), .judged(let outcome): report(outcome, delivery)
        case .unavailable, .interrupted: break
        }
        return result
    }

    private func result(of delivery: Delivery) async -> CarryResult<DeliveryOutcome> {
        guard delivery.depth < maximumDepth else {
            let reason = "Stopped a loop: \(delivery.depth) functions set each other off before this delivery."
            return .judged(retries.dead(delivery, reason))
        }
        if case .unreadable(let why) = delivery.cause { return .judged(retries.postponed(delivery, why)) }
        guard let arn = ARN(delivery.destination), let courier = couriers[arn.service] else {
            return .judged(retries.dead(delivery, "This server has no destination \(delivery.destination)."))
        }
        return await courier.carry(delivery, to: arn)
    }

    private func report(_ outcome: DeliveryOutcome, _ delivery: Delivery) {
        var metadata: Logger.Metadata = [
            "delivery": "\(delivery.id)", "destination": "\(delivery.destination)", "request_id": "\(delivery.requestID)",
            "attempts": "\(outcome.attempts)",
        ]
        if let error = outcome.error { metadata["error"] = "\(error)" }
        switch outcome.end {
        case .done: logger.debug("delivered", metadata: metadata)
        case .retry: logger.warning("a delivery failed and will be tried again", metadata: metadata)
        case .dead: logger.error("a delivery is dead; see `pelton events --state dead`", metadata: metadata)
        }
    }
}
