private import Synchronization

/// Memory for bodies whose senders have yet to prove who they are.
///
/// It is separate, so that they hold nothing that others need. Among themselves they contend for it by how fast they send: who finds none left
/// takes it from those that are slower than he is, the slowest first. So bodies that trickle keep nobody out, and what keeps others out
/// costs its sender as much of his line as theirs. There is no share by key or address: whoever knows the id of a key could fill its
/// owner's, and who claims what is not known before the proof.
package final class ContestedMemory: Sendable {
    private static let small = 64 << 10

    private struct Holder {
        var capacity = 0
        var speed: Speed
        let giveUp: @Sendable () -> Void
    }

    private struct State {
        var free: Int
        var holders: [Int: Holder] = [:]
        var nextID = 0

        mutating func remove(_ id: Int) -> Holder? {
            guard let holder = holders.removeValue(forKey: id) else { return nil }
            free += holder.capacity
            return holder
        }
    }

    private let total, places: Int
    private let state: Mutex<State>

    /// - Parameter places: how many bodies there may be; one more takes the place of the slowest.
    package init(bytes: Int, places: Int) {
        total = bytes
        self.places = places
        state = Mutex(State(free: bytes))
    }

    package var freeBytes: Int { state.withLock { $0.free } }

    /// - Parameters:
    ///   - longest: what the body can be, in bytes.
    ///   - now: steady, in milliseconds.
    ///   - giveUp: called when others took the memory: the body's bytes must go.
    package func enter(longest: Int, now: Int64, giveUp: @escaping @Sendable () -> Void) -> Place {
        let (id, slowest) = state.withLock { state in
            let slowest = state.holders.count < places ? nil : state.holders.min { $0.value.speed.at(now) < $1.value.speed.at(now) }
            if let slowest { _ = state.remove(slowest.key) }
            state.nextID += 1
            state.holders[state.nextID] = Holder(speed: Speed(since: now), giveUp: giveUp)
            return (state.nextID, slowest?.value)
        }
        slowest?.giveUp()
        return Place(self, id, longest)
    }

    /// What one body has of it, given back with this value.
    package final class Place: Sendable {
        private let memory: ContestedMemory
        private let id, longest: Int

        fileprivate init(_ memory: ContestedMemory, _ id: Int, _ longest: Int) {
            self.memory = memory
            self.id = id
            self.longest = longest
        }

        deinit { memory.leave(id) }

        /// - Parameters:
        ///   - bytes: of the body that are there now.
        ///   - more: how many of them have just come.
        /// - Returns: false if there is no memory for them, or if others have taken it.
        package func covers(_ bytes: Int, more: Int, now: Int64) -> Bool { memory.cover(id, bytes, more, longest, now) }
    }

    private func leave(_ id: Int) { state.withLock { _ = $0.remove(id) } }

    private func cover(_ id: Int, _ bytes: Int, _ more: Int, _ longest: Int, _ now: Int64) -> Bool {
        let slower: [Holder]? = state.withLock { state in
            guard var holder = state.holders[id] else { return nil }
            holder.speed.add(more, now)
            state.holders[id] = holder
            guard bytes > holder.capacity else { return [] }
            let wanted = max(bytes, min(longest, max(2 * holder.capacity, Self.small)))
            // The last of it is for small ones, as in `BodyMemory`.
            let needed = wanted - holder.capacity + (wanted <= Self.small ? 0 : total / 16)
            guard let victims = Self.slower(than: holder.speed.at(now), freeing: needed, now, &state) else { return nil }
            state.free -= wanted - holder.capacity
            state.holders[id]?.capacity = wanted
            return victims
        }
        slower?.forEach { $0.giveUp() }
        return slower != nil
    }

    /// Takes away from the slowest what is missing.
    /// - Returns: nil if it would not be enough; then nobody has lost anything.
    private static func slower(than speed: Int, freeing needed: Int, _ now: Int64, _ state: inout State) -> [Holder]? {
        guard state.free < needed else { return [] }
        var missing = needed - state.free
        var victims: [Int] = []
        for (id, holder) in state.holders.sorted(by: { $0.value.speed.at(now) < $1.value.speed.at(now) }) where holder.capacity > 0 {
            guard missing > 0, holder.speed.at(now) < speed else { break }
            missing -= holder.capacity
            victims.append(id)
        }
        return missing > 0 ? nil : victims.compactMap { state.remove($0) }
    }
}

/// How fast a body comes: over the last second, or for as long as it has been waiting since.
private struct Speed {
    private static let window: Int64 = 1000
    private var since: Int64
    private var bytes = 0
    private var before: Int?

    init(since: Int64) { self.since = since }

    mutating func add(_ more: Int, _ now: Int64) {
        if now - since >= Self.window {
            before = at(now)
            since = now
            bytes = 0
        }
        bytes += more
    }

    /// In bytes a second. Who has just begun is the fastest: nothing is known of him.
    func at(_ now: Int64) -> Int {
        let elapsed = now - since
        return elapsed < Self.window ? before ?? .max : bytes * 1000 / Int(elapsed)
    }
}
