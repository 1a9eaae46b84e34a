internal import DeliveryData
internal import Store
internal import Core

/// What one account owes to one destination.
struct DeliverySource: WorkSource {
    let route: DeliveryRoute
    let metadata: MetadataStore
    let clock: StoreClock
    let settings: DeliverySettings
    /// Ends those that the destination does not admit.
    let judge: @Sendable ([Delivery]) async -> [DeliveryOutcome]
    /// Rows that one step changes at most.
    static let batch = 256

    var name: String { route.destination }

    func take(_ limit: Int, running: Set<Int64>) async throws(StoreFailure) -> WorkBatch<Delivery, DeliveryOutcome> {
        let due = try await metadata.read(ListDueDeliveries(route, now: clock.now, limit: limit))
        let judged = await judge(due.deliveries.filter { !running.contains($0.id) })
        let ended = Set(judged.map(\.delivery))
        return WorkBatch(items: due.deliveries.filter { !ended.contains($0.id) }, judged: judged, nextDue: due.next)
    }

    func settle(_ outcomes: [DeliveryOutcome]) -> RecordOutcomes { RecordOutcomes(outcomes) }

    func expire(_ reason: String, except: Set<Int64>) async throws(StoreFailure) -> (step: ParkExpired, limit: Int)? {
        let now = clock.now
        let expired = ExpiredDeliveries(
            route, createdBefore: now.adding(milliseconds: -settings.maximumAgeMilliseconds), now: now,
            limit: Self.batch, except: except)
        // A commit only where there is something: most of the time there is not.
        guard try await metadata.read(expired) else { return nil }
        // Why is its own account's to know.
        return (ParkExpired(expired, error: route.source == nil ? reason : "The destination takes nothing."), Self.batch)
    }
}
