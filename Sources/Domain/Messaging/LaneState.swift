package import Core

/// What a lane knows: what runs, what waits in memory, and whether its destination takes anything. Pure: it is told the time.
///
/// A destination that takes nothing pauses its lane, for 1 second at first and twice as long after each probe, which is one item that is
/// tried when a pause is over. What was tried in vain waits by itself as well, so that one that nobody could send holds up no others.
package struct LaneState<Item: Identifiable & Sendable>: Sendable where Item.ID: Sendable {
    private struct Pause {
        var until: Timestamp
        var failures: Int
        var probe: Item.ID?
    }

    private struct Held {
        var until: Timestamp
        var failures: Int
    }

    package private(set) var running: Set<Item.ID> = []
    private var queue: [Item] = []
    private var held: [Item.ID: Held] = [:]
    private var pause: Pause?
    /// There is something, or nobody knows.
    private var isOwing = true
    private let settings: DeliverySettings

    package init(settings: DeliverySettings) { self.settings = settings }

    /// How many may begin now.
    package func free(at now: Timestamp) -> Int {
        let free = max(0, settings.laneConcurrency - running.count)
        guard let pause else { return free }
        return now < pause.until || pause.probe != nil ? 0 : min(1, free)
    }

    package func mustRefill(at now: Timestamp) -> Bool { queue.isEmpty && free(at: now) > 0 }

    /// How much to look for: what is held or runs may be all there is in front.
    package var pageLimit: Int { settings.lanePage + running.count + held.count }

    /// - Parameter claimed: what ran before the look: an attempt that ended since may still show as due in what was read.
    package mutating func refill(_ items: [Item], claimed: Set<Item.ID>, hasMore: Bool, at now: Timestamp) {
        queue = items.filter { item in !claimed.contains(item.id) && (held[item.id].map { $0.until <= now } ?? true) }
        isOwing = !items.isEmpty || hasMore
    }

    /// As many as may run now, claimed.
    package mutating func take(at now: Timestamp) -> [Item] {
        let taken = Array(queue.prefix(free(at: now)))
        queue.removeFirst(taken.count)
        running.formUnion(taken.map(\.id))
        if pause != nil, let probe = taken.first { pause?.probe = probe.id }
        return taken
    }

    /// Its outcome is written.
    /// - Parameter isAlive: whether the destination answered.
    package mutating func finish(_ id: Item.ID, isAlive: Bool) {
        running.remove(id)
        held[id] = nil
        guard pause?.probe == id else { return }
        if isAlive { pause = nil } else { pause?.probe = nil }
    }

    /// - Returns: the pause, in milliseconds, if this began one or made it longer. What was under way when a pause began does not.
    package mutating func fail(_ id: Item.ID, at now: Timestamp) -> Int64? {
        running.remove(id)
        hold(id, at: now)
        guard pause == nil || pause?.probe == id else { return nil }
        let failures = (pause?.failures ?? 0) + 1
        let wait = backoff(failures)
        pause = Pause(until: now.adding(milliseconds: wait), failures: failures)
        return wait
    }

    /// It was not tried in earnest.
    package mutating func giveBack(_ id: Item.ID, at now: Timestamp) {
        running.remove(id)
        hold(id, at: now)
        if pause?.probe == id { pause?.probe = nil }
    }

    /// The destination was mended: nothing waits any more. An attempt that began before may still begin a pause, its first one.
    package mutating func resume() {
        pause = nil
        held = [:]
        isOwing = true
    }

    /// Some of what is in memory may be gone.
    package mutating func forget() {
        queue = []
        held = [:]
        isOwing = true
    }

    /// A look could not be taken.
    package mutating func miss() { isOwing = true }

    /// When to look again if nothing happens before.
    /// - Parameter nextDue: as the look has it that was just taken; nil if none was.
    package func nextLook(_ nextDue: Timestamp?, at now: Timestamp) -> Timestamp? {
        if let pause, now < pause.until { return pause.until }
        guard mustRefill(at: now) else { return nil }
        let released = held.values.map(\.until).filter { $0 > now }.min()
        return [nextDue, released].compactMap(\.self).min()
    }

    package var isPaused: Bool { pause != nil }
    package var isIdle: Bool { !isOwing && running.isEmpty && queue.isEmpty }

    private mutating func hold(_ id: Item.ID, at now: Timestamp) {
        let failures = (held[id]?.failures ?? 0) + 1
        held[id] = Held(until: now.adding(milliseconds: backoff(failures)), failures: failures)
        if held.count > settings.lanePage, let first = held.min(by: { $0.value.until < $1.value.until }) { held[first.key] = nil }
    }

    private func backoff(_ failures: Int) -> Int64 {
        // 2^40 milliseconds are more than any longest wait.
        min(settings.firstBackoffMilliseconds << Int64(min(failures - 1, 40)), settings.longestBackoffMilliseconds)
    }
}
