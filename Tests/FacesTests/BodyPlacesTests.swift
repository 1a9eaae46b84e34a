import Faces
import PeltonCore
import Testing

struct BodyPlacesTests {
    private let places = BodyPlaces(4, unproven: ContestedMemory(bytes: 1 << 20, places: 4), clock: SystemClock())

    @Test func `a place is taken once, and comes back with its request`() {
        let held = (0..<4).map { _ in places.place() }
        for place in held + held { #expect(place.take(isAnonymous: false)) }
        #expect(!places.place().take(isAnonymous: false))
        withExtendedLifetime(held) {}
    }

    @Test func `what was not taken does not come back`() {
        for _ in 0..<10 { _ = places.place() }
        let held = (0..<4).map { _ in places.place() }
        for place in held { #expect(place.take(isAnonymous: false)) }
        #expect(!places.place().take(isAnonymous: false))
        withExtendedLifetime(held) {}
    }

    @Test func `whom a policy lets because it lets anybody leaves half of the places to those who are known`() {
        let held = (0..<4).map { _ in places.place() }
        #expect(held[0].take(isAnonymous: true))
        #expect(held[1].take(isAnonymous: true))
        #expect(!held[2].take(isAnonymous: true))
        #expect(held[2].take(isAnonymous: false))
        #expect(held[3].take(isAnonymous: false))
        withExtendedLifetime(held) {}
    }
}
