internal import Notifications
internal import Invocation
internal import Logging
internal import DeliveryData
internal import Core

/// Brings deliveries to destinations of one kind.
protocol Courier: Sendable {
    /// Why the destination does not admit what an event of this bucket owes it; nil if it does.
    func refusal(of delivery: Delivery, by destination: ARN) async throws(InvokeError) -> String?

    func carry(_ delivery: Delivery, to destination: ARN) async -> CarryResult<DeliveryOutcome>
}

/// One try of one delivery: what speaks against it by itself, else the courier of its kind of destination.
struct Couriers: Sendable {
    /// By the service in the destination's ARN.
    let couriers: [String: any Courier]
    let retries: RetryPolicy
    let maximumDepth: Int
    let logger: Logger

    private struct Source: Hashable {
        let bucket: BucketName
        let owner: AccountID?
    }

    func carry(_ delivery: Delivery) async -> CarryResult<DeliveryOutcome> {
        let result = await result(of: delivery)
        switch result {
        case .answered(let outcome), .judged(let outcome): report(outcome, delivery)
        case .unavailable, .interrupted: break
        }
        return result
    }

    /// Those that their destination, one for all, does not admit. It is asked before they take anybody's place, once for each bucket; no
    /// attempt follows, as what a policy says is no failure that passes. Who mends the policy redrives them.
    func refused(_ deliveries: [Delivery]) async -> [DeliveryOutcome] {
        var asked: [Source: String?] = [:]
        var outcomes: [DeliveryOutcome] = []
        for delivery in deliveries {
            guard case .event(let event, let owner) = delivery.cause, delivery.depth < maximumDepth, let arn = ARN(delivery.destination),
                let courier = couriers[arn.service]
            else { continue }
            let source = Source(bucket: event.bucket, owner: owner)
            if asked[source] == nil {
                // What cannot be told now is asked again when its turn comes.
                do throws(InvokeError) { asked[source] = .some(try await courier.refusal(of: delivery, by: arn)) } catch {
                    asked[source] = .some(nil)
                }
            }
            if let refusal = asked[source] ?? nil { outcomes.append(retries.dead(delivery, refusal)) }
        }
        if let first = outcomes.first, let destination = deliveries.first?.destination {
            logger.error(
                "deliveries are dead: their destination does not admit them; see `pelton events --state dead`",
                metadata: ["destination": "\(destination)", "count": "\(outcomes.count)", "error": "\(first.error ?? "")"])
        }
        return outcomes
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
