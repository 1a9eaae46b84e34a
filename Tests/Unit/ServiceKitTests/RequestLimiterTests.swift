import ServiceKit
import Core
import Synchronization
import Testing

private final class Body: PlaceHolder {
    let pace: ClientPace
    private let abandoned = Atomic(false)
    var isAbandoned: Bool { abandoned.load(ordering: .relaxed) }

    /// - Parameter waited: how long, in milliseconds; nil while nobody waits for it.
    init(waited: Int64? = nil, bytes: Int64 = 0) {
        pace = ClientPace(isWaitedFor: waited != nil, waitedMilliseconds: waited ?? 60_000, bytes: bytes)
    }

    func abandon() { abandoned.store(true, ordering: .relaxed) }
}

struct BodyPlacesTests {
    private let places = RequestLimiter(
        4, unproven: ContestedMemory(bytes: 1 << 20, places: 4), proven: ContestedMemory(bytes: 1 << 20, places: 4), clock: SystemClock())

    private func place(_ body: Body = Body()) -> RequestPermit { places.place(for: body) }

    @Test func `a place is taken once, and comes back with its request`() {
        for _ in 0..<3 {
            let held = (0..<4).map { _ in place() }
            for place in held + held { #expect(place.take(isAnonymous: false)) }
            #expect(!place().take(isAnonymous: false))
            withExtendedLifetime(held) {}
        }
    }

    @Test func `what was not taken does not come back`() {
        for _ in 0..<10 { _ = place() }
        let held = (0..<4).map { _ in place() }
        for place in held { #expect(place.take(isAnonymous: false)) }
        #expect(!place().take(isAnonymous: false))
        withExtendedLifetime(held) {}
    }

    @Test func `whom a policy lets because it lets anybody leaves half of the places to those who are known`() {
        let held = (0..<4).map { _ in place() }
        #expect(held[0].take(isAnonymous: true))
        #expect(held[1].take(isAnonymous: true))
        #expect(!held[2].take(isAnonymous: true))
        #expect(held[2].take(isAnonymous: false))
        #expect(held[3].take(isAnonymous: false))
        withExtendedLifetime(held) {}
    }

    @Test func `one more takes the place of the body that comes slowest, and only of one that hardly comes`() {
        let bodies = [Body(waited: 60_000, bytes: 60 << 14), Body(waited: 60_000, bytes: 300_000), Body(waited: 60_000, bytes: 30), Body()]
        let held = bodies.map { place($0) }
        for place in held { #expect(place.take(isAnonymous: false)) }
        let more = (0..<3).map { _ in place() }
        #expect(more[0].take(isAnonymous: false))
        #expect(bodies.map(\.isAbandoned) == [false, false, true, false])
        #expect(more[1].take(isAnonymous: false))
        #expect(bodies.map(\.isAbandoned) == [false, true, true, false])
        #expect(!more[2].take(isAnonymous: false))
        withExtendedLifetime((held, more)) {}
    }

    /// Whoever begins again and again, to be new.
    @Test func `a body that has begun is as slow as one that trickles, and the one that has been waited for longer goes first`() {
        let bodies = [Body(waited: 300, bytes: 100), Body(waited: 4000, bytes: 1), Body(waited: 400), Body(waited: 99)]
        let held = bodies.map { place($0) }
        for place in held { #expect(place.take(isAnonymous: false)) }
        var gone: [[Bool]] = []
        let more = (0..<3).map { _ in place() }
        for place in more {
            #expect(place.take(isAnonymous: false))
            gone.append(bodies.map(\.isAbandoned))
        }
        #expect(gone == [[false, true, false, false], [false, true, true, false], [true, true, true, false]])
        #expect(!place().take(isAnonymous: false), "the first bytes of the last may be under way")
        withExtendedLifetime((held, more)) {}
    }

    @Test func `whose place was taken gives none back when it ends`() {
        var slow: [RequestPermit] = (0..<4).map { _ in place(Body(waited: 60_000)) }
        for place in slow { #expect(place.take(isAnonymous: false)) }
        let more = (0..<4).map { _ in place() }
        for place in more { #expect(place.take(isAnonymous: false)) }
        slow = []
        #expect(!place().take(isAnonymous: false))
        withExtendedLifetime(more) {}
    }

    @Test func `anybody takes the place of nobody who is known`() {
        let known = [Body(waited: 60_000), Body(waited: 60_000)]
        let anybody = Body(waited: 60_000, bytes: 1)
        let held = [place(known[0]), place(known[1]), place(anybody), place()]
        for (index, place) in held.enumerated() { #expect(place.take(isAnonymous: index > 1)) }
        let more = place()
        #expect(more.take(isAnonymous: true))
        #expect(anybody.isAbandoned && !known[0].isAbandoned && !known[1].isAbandoned)
        withExtendedLifetime((held, more)) {}
    }
}
