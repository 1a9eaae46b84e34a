internal import NIOCore
internal import Core
private import Synchronization

/// How long the server has waited for a client during one request, and how many bytes went one way or the other.
/// Written on one loop, read anywhere.
struct ClientWait: ~Copyable, Sendable {
    private let waited = Atomic<Int64>(0)
    /// 0 while nobody waits.
    private let since = Atomic<Int64>(0)
    private let bytes = Atomic<Int64>(0)

    /// Of the clock that only goes forward.
    static var milliseconds: Int64 { milliseconds(.now()) }
    static func milliseconds(_ time: NIODeadline) -> Int64 { Int64(time.uptimeNanoseconds / 1_000_000) }

    /// Nothing happens if somebody waits already.
    func begin(_ now: Int64) { if since.load(ordering: .relaxed) == 0 { since.store(now, ordering: .relaxed) } }

    func end() {
        let since = since.load(ordering: .relaxed)
        guard since != 0 else { return }
        waited.add(Self.milliseconds - since, ordering: .relaxed)
        self.since.store(0, ordering: .relaxed)
    }

    func move(_ count: Int) { bytes.add(Int64(count), ordering: .relaxed) }

    /// - Parameter more: bytes of a piece that is under way.
    func pace(more: Int64 = 0) -> ClientPace {
        let since = since.load(ordering: .relaxed)
        return ClientPace(
            isWaitedFor: since != 0, waitedMilliseconds: waited.load(ordering: .relaxed) + (since == 0 ? 0 : Self.milliseconds - since),
            bytes: bytes.load(ordering: .relaxed) + more)
    }
}
