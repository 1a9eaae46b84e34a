internal import Notifications
internal import Invocation
internal import Store
internal import Core

/// One try of one delivery, from its row to what becomes of it.
struct Attempt: Sendable {
    let metadata: MetadataStore
    let functions: any FunctionResolver
    let permissions: any DestinationCheck
    let invoker: any Invoker
    let settings: DeliverySettings
    let clock: MonotonicClock

    /// - Returns: nil if the server is stopping: then nothing happened, and the next start tries again.
    func run(_ delivery: Delivery) async -> DeliveryOutcome? {
        if let reason = loopReason(delivery) { return dead(delivery, reason, attempts: delivery.attempts) }
        if case .unreadable(let why) = delivery.cause { return postponed(delivery, why) }
        guard delivery.kind == .function, let arn = ARN(delivery.destination) else {
            return failed(delivery, "This server has no destination \(delivery.destination).")
        }
        do throws(DestinationUnknown) {
            if let refusal = try await refusal(delivery, arn) { return failed(delivery, refusal) }
        } catch { return postponed(delivery, error.message) }
        do throws(InvokeError) {
            let function = try await functions.specification(of: arn)
            guard let invocation = try await invocation(delivery, function) else {
                return dead(delivery, "The payload of the invocation is gone.", attempts: delivery.attempts)
            }
            return conclude(delivery, try await invoker.invoke(invocation))
        } catch {
            return concluding(delivery, error)
        }
    }

    private func loopReason(_ delivery: Delivery) -> String? {
        guard delivery.depth >= settings.maximumDepth else { return nil }
        return "Stopped a loop: \(delivery.depth) functions set each other off before this delivery."
    }

    /// S3 needs the function's leave at each delivery, not only when the configuration was put.
    private func refusal(_ delivery: Delivery, _ arn: ARN) async throws(DestinationUnknown) -> String? {
        guard case .event(let event, let owner) = delivery.cause else { return nil }
        guard let owner else { return "The bucket's owner is not known any more." }
        return try await permissions.check(destination: arn, kind: delivery.kind, bucket: event.bucket, account: owner)
    }

    /// - Returns: nil if there is nothing to send.
    private func invocation(_ delivery: Delivery, _ function: FunctionSpecification) async throws(InvokeError) -> Invocation? {
        let payload: [UInt8]
        var origin: Int64?
        switch delivery.cause {
        case .event(let event, _):
            payload = event.body(configurationID: delivery.configurationID)
            origin = event.originEvent ?? event.id
        case .invocation:
            guard let bytes = try await self.payload(of: delivery) else { return nil }
            payload = bytes
        case .unreadable: return nil
        }
        return Invocation(
            requestID: delivery.requestID, function: function, invokedARN: delivery.destination, payload: payload,
            traceHeader: delivery.traceHeader,
            provenance: Provenance(originEvent: origin, functionARN: function.arn.description, depth: delivery.depth + 1))
    }

    private func payload(of delivery: Delivery) async throws(InvokeError) -> [UInt8]? {
        do throws(MetadataError) { return try await metadata.read(FindPayload(delivery: delivery.id)) } catch {
            throw .unavailable("The payload could not be read: \(error)")
        }
    }
}

extension Attempt {
    private func conclude(_ delivery: Delivery, _ result: InvocationResult) -> DeliveryOutcome {
        let attempts = delivery.attempts + 1
        let milliseconds = Int64(result.durationMilliseconds.rounded())
        guard let error = result.errorText else {
            return DeliveryOutcome(
                delivery: delivery.id, end: .done, attempts: attempts, logStream: result.logStream, started: result.started,
                finished: clock.now, functionMilliseconds: milliseconds)
        }
        return DeliveryOutcome(
            delivery: delivery.id, end: end(after: attempts), attempts: attempts, error: error, logStream: result.logStream,
            started: result.started, finished: clock.now, functionMilliseconds: milliseconds)
    }

    private func concluding(_ delivery: Delivery, _ error: InvokeError) -> DeliveryOutcome? {
        switch error {
        case .stopping: nil
        case .noSuchFunction: failed(delivery, error.description)
        case .notReady, .throttled, .unavailable, .diskFull: postponed(delivery, error.description)
        }
    }

    private func failed(_ delivery: Delivery, _ error: String) -> DeliveryOutcome {
        let attempts = delivery.attempts + 1
        return DeliveryOutcome(delivery: delivery.id, end: end(after: attempts), attempts: attempts, error: error, finished: clock.now)
    }

    /// A wait as long as the delivery is old doubles its age each time.
    private func postponed(_ delivery: Delivery, _ error: String) -> DeliveryOutcome {
        let age = clock.now.milliseconds - delivery.created.milliseconds
        guard age < settings.maximumAgeMilliseconds else {
            return dead(delivery, "Given up after \(age / 1000) seconds: \(error)", attempts: delivery.attempts)
        }
        let wait = min(max(age, settings.firstBackoffMilliseconds), settings.longestBackoffMilliseconds)
        return DeliveryOutcome(
            delivery: delivery.id, end: .retry(at: clock.now.adding(milliseconds: wait)), attempts: delivery.attempts, error: error,
            finished: clock.now)
    }

    private func dead(_ delivery: Delivery, _ error: String, attempts: Int) -> DeliveryOutcome {
        DeliveryOutcome(delivery: delivery.id, end: .dead, attempts: attempts, error: error, finished: clock.now)
    }

    private func end(after attempts: Int) -> DeliveryOutcome.End {
        guard attempts <= settings.retryWaitsMilliseconds.count else { return .dead }
        return .retry(at: clock.now.adding(milliseconds: settings.retryWaitsMilliseconds[attempts - 1]))
    }
}
