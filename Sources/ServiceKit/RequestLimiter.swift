package import Core
private import Synchronization

/// How many requests with a body may be under way. Each takes memory for what is known of it, before a byte of the body has come. Who comes
/// when all places are taken gets that of the one whose client is slowest, if one hardly sends anything; else is told to slow down.
///
/// They are for those who have proven who they are, or whom a policy has let, and whose body passes through or is there already. What must
/// be held whole while it comes has other places, for which its senders contend: those who have proven nothing among themselves.
package final class RequestLimiter: Sendable {
    private struct Holder {
        let body: any PlaceHolder
        let isAnonymous: Bool
    }

    private struct State {
        private(set) var holders: [ObjectIdentifier: Holder] = [:]
        private(set) var anonymous = 0

        mutating func add(_ id: ObjectIdentifier, _ holder: Holder) {
            holders[id] = holder
            if holder.isAnonymous { anonymous += 1 }
        }

        mutating func remove(_ id: ObjectIdentifier) {
            if holders.removeValue(forKey: id)?.isAnonymous == true { anonymous -= 1 }
        }
    }

    private let total: Int
    private let state = Mutex(State())
    private let unproven, proven: ContestedMemory
    private let clock: any PeltonClock

    package init(_ count: Int, unproven: ContestedMemory, proven: ContestedMemory, clock: any PeltonClock) {
        total = count
        self.unproven = unproven
        self.proven = proven
        self.clock = clock
    }

    /// Takes nothing yet.
    package func place(for body: any PlaceHolder) -> RequestPermit { RequestPermit(self, body) }

    /// Those whom a policy lets because it lets anybody leave half of the places to others, and take none of theirs.
    fileprivate func take(_ id: ObjectIdentifier, _ body: any PlaceHolder, isAnonymous: Bool) -> Bool {
        let (isTaken, slowest) = state.withLock { state -> (Bool, (any PlaceHolder)?) in
            var slowest: (any PlaceHolder)?
            if state.holders.count >= total || isAnonymous && state.anonymous >= total / 2 {
                let candidates = state.holders.lazy.filter { $0.value.isAnonymous || !isAnonymous }
                guard let leaves = candidates.slowest({ $0.value.body.pace }) else { return (false, nil) }
                state.remove(leaves.key)
                slowest = leaves.value.body
            }
            state.add(id, Holder(body: body, isAnonymous: isAnonymous))
            return (true, slowest)
        }
        slowest?.abandon()
        return isTaken
    }

    fileprivate func giveBack(_ id: ObjectIdentifier) { state.withLock { $0.remove(id) } }

    fileprivate func contend(_ body: any PlaceHolder, longest: Int, isProven: Bool) -> ContestedBody {
        let memory = isProven ? proven : unproven
        return ContestedBody(memory.enter(longest: longest, now: clock.monotonicMilliseconds) { body.abandon() }, clock)
    }
}

/// One request's, given back with this value.
package final class RequestPermit: Sendable {
    private let places: RequestLimiter
    private let body: any PlaceHolder
    private let isTaken = Atomic(false)

    fileprivate init(_ places: RequestLimiter, _ body: any PlaceHolder) {
        self.places = places
        self.body = body
    }

    deinit { if isTaken.load(ordering: .relaxed) { places.giveBack(ObjectIdentifier(self)) } }

    /// Takes it, if that has not been done, once it is known that the sender may send a body. By one task at a time.
    /// - Parameter isAnonymous: whether a policy lets anybody.
    /// - Returns: false if there is none.
    package func take(isAnonymous: Bool) -> Bool {
        if isTaken.load(ordering: .relaxed) { return true }
        guard places.take(ObjectIdentifier(self), body, isAnonymous: isAnonymous) else { return false }
        isTaken.store(true, ordering: .relaxed)
        return true
    }

    /// For what is held whole while it comes, or must come before it is known whether the sender may send it.
    package func contend(longest: Int, isProven: Bool) -> ContestedBody { places.contend(body, longest: longest, isProven: isProven) }
}

/// The place of a body that others can take, given back with this value.
package struct ContestedBody: Sendable {
    private let place: ContestedMemory.Place
    private let clock: any PeltonClock

    fileprivate init(_ place: ContestedMemory.Place, _ clock: any PeltonClock) {
        self.place = place
        self.clock = clock
    }

    /// - Parameters:
    ///   - bytes: that are there now.
    ///   - more: how many of them have just come.
    /// - Returns: false if there is no memory for them, or if others have taken it.
    package func covers(_ bytes: Int, more: Int) -> Bool { place.covers(bytes, more: more, now: clock.monotonicMilliseconds) }

    /// Gives it back.
    package func leave() { place.leave() }
}
