private import Synchronization

/// Where one part of the server is told of something by another that was made before it.
///
/// A closure must not lie in a `Mutex` by itself. Each look at it wraps it once more for the generic type, and puts the wrapped one back:
/// after some ten thousand looks, calling it takes more stack than a thread has. Inside a struct it stays as it is.
package final class Callback<Told: Sendable>: Sendable {
    private struct Listener: Sendable {
        let body: @Sendable (Told) -> Void
    }

    private let listener = Mutex<Listener?>(nil)

    package init() {}

    /// Whoever listened before is told nothing any more.
    package func set(_ body: @escaping @Sendable (Told) -> Void) { listener.withLock { $0 = Listener(body: body) } }

    /// Does nothing while nobody listens.
    package func notify(_ told: Told) { listener.withLock { $0 }?.body(told) }
}
