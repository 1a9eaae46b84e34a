private import Synchronization

/// How many requests with a body may be under way. Each takes memory for what is known of it, before a byte of the body has come; who
/// comes when all places are taken is told to slow down.
final class BodyPlaces: Sendable {
    private let free: Atomic<Int>

    init(_ count: Int) { free = Atomic(count) }

    /// - Returns: nil if there is none; else it is given back with the value.
    func take() -> Place? {
        guard free.subtract(1, ordering: .relaxed).newValue >= 0 else {
            giveBack()
            return nil
        }
        return Place(self)
    }

    fileprivate func giveBack() { free.add(1, ordering: .relaxed) }

    final class Place: Sendable {
        private let places: BodyPlaces
        fileprivate init(_ places: BodyPlaces) { self.places = places }
        deinit { places.giveBack() }
    }
}
