private import Synchronization

/// Memory for bodies whose senders have yet to prove who they are.
///
/// It is separate, so that they hold nothing that others need. Among themselves they contend for it by how fast they have sent: who finds none
/// left takes it from those that are slower than he is, the slowest first, and of equals the oldest. So heads without bodies and bodies that
/// trickle push out each other, and what keeps others out costs its sender as much of his line as theirs. There is no share by key or
/// address: whoever knows the id of a key could fill its owner's, and who claims what is not known before the proof.
package final class ContestedMemory: Sendable {
    private static let small = 64 << 10

    private struct Holder {
        var capacity = 0
        var received = 0
        let since: Int64
        let giveUp: @Sendable () -> Void

        func isNew(_ now: Int64) -> Bool { now - since < 1000 }

        /// In kilobytes a second. Who has just begun has sent what he has in a whole one: a head alone is as slow as can be.
        func speed(_ now: Int64) -> Int { received / Int(max(now - since, 1000)) }
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

        /// Who makes room for one more. Those of whom nothing has come yet are compared with each other alone, once they have half of the
        /// places: whoever is new is one of them for as long as his first bytes are on their way.
        func slowest(_ now: Int64, of places: Int) -> Int? {
            let waiting = holders.lazy.count { $0.value.received == 0 }
            let candidates = holders.lazy.filter { ($0.value.received == 0) == (waiting > places / 2) }
            return candidates.min { Self.goesFirst($0, $1, now) }?.key
        }

        /// Whether one goes before the other.
        static func goesFirst(_ one: (key: Int, value: Holder), _ other: (key: Int, value: Holder), _ now: Int64) -> Bool {
            (one.value.speed(now), one.key) < (other.value.speed(now), other.key)
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
            let slowest = state.holders.count < places ? nil : state.slowest(now, of: places).flatMap { state.remove($0) }
            state.nextID += 1
            state.holders[state.nextID] = Holder(since: now, giveUp: giveUp)
            return (state.nextID, slowest)
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

        deinit { leave() }

        /// Gives it back before this value ends.
        package func leave() { memory.leave(id) }

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
            holder.received += more
            state.holders[id] = holder
            guard bytes > holder.capacity else { return [] }
            let wanted = max(bytes, min(longest, max(2 * holder.capacity, Self.small)))
            // The last of it is for small ones, as in `MemoryBudget`.
            let needed = wanted - holder.capacity + (wanted <= Self.small ? 0 : total / 16)
            // How fast he is will be known in a second. Until then he is let in, in place of the slowest.
            let speed = holder.isNew(now) ? .max : holder.speed(now)
            guard let victims = Self.slower(than: speed, freeing: needed, now, except: id, &state) else { return nil }
            state.free -= wanted - holder.capacity
            state.holders[id]?.capacity = wanted
            return victims
        }
        slower?.forEach { $0.giveUp() }
        return slower != nil
    }

    /// Takes away from the slowest what is missing.
    /// - Returns: nil if it would not be enough; then nobody has lost anything.
    private static func slower(than speed: Int, freeing needed: Int, _ now: Int64, except id: Int, _ state: inout State) -> [Holder]? {
        guard state.free < needed else { return [] }
        var missing = needed - state.free
        var victims: [Int] = []
        for (other, holder) in state.holders.sorted(by: { State.goesFirst($0, $1, now) }) where holder.capacity > 0 && other != id {
            guard missing > 0, holder.speed(now) < speed else { break }
            missing -= holder.capacity
            victims.append(other)
        }
        return missing > 0 ? nil : victims.compactMap { state.remove($0) }
    }
}
