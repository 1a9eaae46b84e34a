/// Calls that wait for a worker, in the order in which they came. Those that somebody waits for go before events, which have time: but each
/// fourth turn is an event's, so that these go on whatever callers do.
struct WaitingCalls<Waiter> {
    private static var eventsTurn: Int { 4 }

    private var awaited: [Waiter] = []
    private var events: [Waiter] = []
    private var turns = 0
    private let most: Int

    /// - Parameter most: how many may wait. Of these no more than three quarters are events: they leave callers a place to wait.
    init(most: Int) { self.most = most }

    var count: Int { awaited.count + events.count }

    /// - Returns: false if there is no place for it.
    mutating func add(_ waiter: Waiter, isEvent: Bool) -> Bool {
        guard count < most, !isEvent || events.count < most - most / 4 else { return false }
        if isEvent { events.append(waiter) } else { awaited.append(waiter) }
        return true
    }

    mutating func next() -> Waiter? {
        turns += 1
        if !events.isEmpty, awaited.isEmpty || turns % Self.eventsTurn == 0 { return events.removeFirst() }
        return awaited.isEmpty ? nil : awaited.removeFirst()
    }

    /// Takes out one that waits no longer.
    mutating func remove(where isOver: (Waiter) -> Bool) -> Waiter? {
        if let place = awaited.firstIndex(where: isOver) { return awaited.remove(at: place) }
        return events.firstIndex(where: isOver).map { events.remove(at: $0) }
    }

    mutating func removeEvents() -> [Waiter] {
        defer { events = [] }
        return events
    }

    mutating func removeAll() -> [Waiter] {
        defer { awaited = [] }
        return awaited + removeEvents()
    }
}
