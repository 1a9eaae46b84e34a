package import HTTPFront
package import PeltonCore
private import Synchronization

/// How many requests with a body may be under way. Each takes memory for what is known of it, before a byte of the body has come; who
/// comes when all places are taken is told to slow down.
///
/// They are for those who have proven who they are, or whom a policy has let. What must come before that is known has places of its own,
/// for which its senders contend.
package final class BodyPlaces: Sendable {
    private let total: Int
    private let free: Atomic<Int>
    private let unproven: ContestedMemory
    private let clock: any PeltonClock

    package init(_ count: Int, unproven: ContestedMemory, clock: any PeltonClock) {
        total = count
        free = Atomic(count)
        self.unproven = unproven
        self.clock = clock
    }

    /// Takes nothing yet.
    package func place() -> BodyPlace { BodyPlace(self) }

    fileprivate func take(isAnonymous: Bool) -> Bool {
        guard free.subtract(1, ordering: .relaxed).newValue >= (isAnonymous ? total / 2 : 0) else {
            giveBack()
            return false
        }
        return true
    }

    fileprivate func giveBack() { free.add(1, ordering: .relaxed) }

    fileprivate func contend(_ body: RequestBody, longest: Int) -> ContestedBody {
        ContestedBody(unproven.enter(longest: longest, now: clock.monotonicMilliseconds) { body.abandon() }, clock)
    }
}

/// One request's, given back with this value.
package final class BodyPlace: Sendable {
    private let places: BodyPlaces
    private let isTaken = Atomic(false)

    fileprivate init(_ places: BodyPlaces) { self.places = places }

    deinit { if isTaken.load(ordering: .relaxed) { places.giveBack() } }

    /// Takes it, if that has not been done, once it is known that the sender may send a body. By one task at a time.
    /// - Parameter isAnonymous: whether a policy lets anybody: all of those together leave half of the places to others.
    /// - Returns: false if there is none.
    package func take(isAnonymous: Bool) -> Bool {
        if isTaken.load(ordering: .relaxed) { return true }
        guard places.take(isAnonymous: isAnonymous) else { return false }
        isTaken.store(true, ordering: .relaxed)
        return true
    }

    /// For what must come before it is known whether the sender may send it.
    package func contend(_ body: RequestBody, longest: Int) -> ContestedBody { places.contend(body, longest: longest) }
}

/// The place of a body whose sender has proven nothing, given back with this value.
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
