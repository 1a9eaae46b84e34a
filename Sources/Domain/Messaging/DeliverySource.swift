internal import DeliveryData
internal import Store
internal import Core

/// The deliveries of one destination.
struct DeliverySource: WorkSource {
    let destination: String
    let metadata: MetadataStore
    let clock: StoreClock
    let settings: DeliverySettings
    /// Ends those that the destination does not admit.
    let judge: @Sendable ([Delivery]) async -> [DeliveryOutcome]
    /// Rows that one step changes at most.
    static let batch = 256

    var name: String { destination }

    func take(_ limit: Int, running: Set<Int64>) async throws(StoreFailure) -> WorkBatch<Delivery, DeliveryOutcome> {
        let due = try await metadata.read(ListDueDeliveries(destination: destination, now: clock.now, limit: limit))
        let judged = await judge(due.deliveries.filter { !running.contains($0.id) })
        let ended = Set(judged.map(\.delivery))
        return WorkBatch(items: due.deliveries.filter { !ended.contains($0.id) }, judged: judged, nextDue: due.next)
    }

    func settle(_ outcomes: [DeliveryOutcome]) -> RecordOutcomes { RecordOutcomes(outcomes) }

    func expire(_ reason: String, except: Set<Int64>) async throws(StoreFailure) -> (step: ParkExpired, limit: Int)? {
        let now = clock.now
        let expired = ExpiredDeliveries(
            destination: destination, createdBefore: now.adding(milliseconds: -settings.maximumAgeMilliseconds), now: now,
            limit: Self.batch, except: except)
        // A commit only where there is something: most of the time there is not.
        guard try await metadata.read(expired) else { return nil }
        return (ParkExpired(expired, error: reason), Self.batch)
    }
}
