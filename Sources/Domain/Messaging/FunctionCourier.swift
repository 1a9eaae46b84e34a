internal import Notifications
internal import Invocation
internal import DeliveryData
internal import Store
internal import Core

/// Runs functions with events of buckets, and with the payloads of asynchronous invocations.
struct FunctionCourier: Courier {
    let metadata: MetadataStore
    let functions: any FunctionResolver
    let permissions: any DestinationCheck
    let invoker: any Invoker
    let retries: RetryPolicy

    func carry(_ delivery: Delivery, to arn: ARN) async -> CarryResult<DeliveryOutcome> {
        do throws(InvokeError) {
            // Asked again: since it was found to be due the function's policy may have changed.
            if let refusal = try await refusal(of: delivery, by: arn) { return .judged(retries.dead(delivery, refusal)) }
            let function = try await functions.specification(of: arn)
            switch try await payload(of: delivery) {
            case .failure(let unsendable): return .judged(unsendable.outcome)
            case .success(let payload):
                return .answered(conclude(delivery, arn, try await invoker.invoke(payload.invocation(of: function))))
            }
        } catch {
            // None of these is the function's answer: Lambda's queue counts no such attempt.
            return error == .stopping ? .interrupted : .unavailable(error.description)
        }
    }

    /// S3 needs the function's leave at each delivery, not only when the configuration was put.
    func refusal(of delivery: Delivery, by arn: ARN) async throws(InvokeError) -> String? {
        guard case .event(let event, let owner) = delivery.cause else { return nil }
        guard let owner else { return "The bucket's owner is not known any more." }
        let refusal: String?
        do throws(DestinationUnknown) {
            refusal = try await permissions.check(destination: arn, kind: delivery.kind, bucket: event.bucket, account: owner)
        } catch { throw .unavailable(error.message) }
        // A function that is gone refuses too. It may come back, but only its own account may tell the two apart.
        if refusal != nil, arn.account == owner.description { _ = try await functions.specification(of: arn) }
        return refusal
    }

    /// What a function says, and where, is its own account's to know. The owner of a bucket in another one learns that it failed.
    private func conclude(_ delivery: Delivery, _ arn: ARN, _ result: InvocationResult) -> DeliveryOutcome {
        let isOwn = if case .event(_, let owner) = delivery.cause { owner?.description == arn.account } else { true }
        return retries.attempted(
            delivery, error: result.errorText.map { isOwn ? $0 : "The function failed." }, logStream: isOwn ? result.logStream : nil,
            started: result.started, functionMilliseconds: Int64(result.durationMilliseconds.rounded()))
    }
}

extension FunctionCourier {
    /// There is nothing to send, or it cannot be read; what that makes of the delivery.
    private struct Unsendable: Error {
        let outcome: DeliveryOutcome
    }

    private struct Payload {
        let delivery: Delivery
        let bytes: [UInt8]
        /// The event that began it all.
        let origin: Int64?

        func invocation(of function: FunctionSpecification) -> Invocation {
            Invocation(
                requestID: delivery.requestID, function: function, invokedARN: delivery.destination, payload: bytes,
                traceHeader: delivery.traceHeader,
                provenance: Provenance(originEvent: origin, functionARN: function.arn.description, depth: delivery.depth + 1), isEvent: true
            )
        }
    }

    private func payload(of delivery: Delivery) async throws(InvokeError) -> Result<Payload, Unsendable> {
        switch delivery.cause {
        case .event(let event, _):
            let bytes = event.body(configurationID: delivery.configurationID)
            return .success(Payload(delivery: delivery, bytes: bytes, origin: event.originEvent ?? event.id))
        case .invocation: return try await stored(delivery)
        case .unreadable(let why): return .failure(Unsendable(outcome: retries.postponed(delivery, why)))
        }
    }

    private func stored(_ delivery: Delivery) async throws(InvokeError) -> Result<Payload, Unsendable> {
        do throws(StoreFailure) {
            guard let bytes = try await metadata.read(FindPayload(delivery: delivery.id)) else {
                return .failure(Unsendable(outcome: retries.dead(delivery, "The payload of the invocation is gone.")))
            }
            return .success(Payload(delivery: delivery, bytes: bytes, origin: nil))
        } catch {
            switch error {
            case .stopped: throw .stopping
            case .busy: throw .unavailable("The payload cannot be read now.")
            // Others of the destination may be readable.
            default: return .failure(Unsendable(outcome: retries.postponed(delivery, "The payload could not be read: \(error)")))
            }
        }
    }
}
