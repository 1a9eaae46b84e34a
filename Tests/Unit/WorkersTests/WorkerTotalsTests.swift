import Synchronization
import Testing

@testable import Workers

struct WorkerTotalsTests {
    private final class Killed: Sendable {
        private let names = Mutex<[String]>([])
        func note(_ name: String) -> @Sendable () -> Void { { self.names.withLock { $0.append(name) } } }
        var all: [String] { names.withLock { $0 } }
    }

    private func totals() -> WorkerTotals { WorkerTotals(WorkerCeiling(memoryBytes: 1000, processes: 10)) }

    @Test func `within the ceiling nobody is killed`() {
        let (totals, killed) = (totals(), Killed())
        for (name, bytes) in [("a", 400), ("b", 300), ("c", 250)] {
            #expect(totals.note(name, .init(memoryBytes: bytes, processes: 3), kill: killed.note(name)) == nil)
        }
        #expect(killed.all.isEmpty)
    }

    @Test func `over it the one that holds most goes, not the one that was looked at`() {
        let (totals, killed) = (totals(), Killed())
        _ = totals.note("large", .init(memoryBytes: 800, processes: 1), kill: killed.note("large"))
        #expect(totals.note("small", .init(memoryBytes: 300, processes: 1), kill: killed.note("small")) == "large")
        #expect(killed.all == ["large"])
    }

    @Test func `one that was killed does not count until it is seen again`() {
        let (totals, killed) = (totals(), Killed())
        _ = totals.note("a", .init(memoryBytes: 800, processes: 1), kill: killed.note("a"))
        _ = totals.note("b", .init(memoryBytes: 300, processes: 1), kill: killed.note("b"))
        #expect(totals.note("b", .init(memoryBytes: 600, processes: 1), kill: killed.note("b")) == nil)
        #expect(killed.all == ["a"])
    }

    @Test func `processes have a ceiling of their own`() {
        let (totals, killed) = (totals(), Killed())
        _ = totals.note("a", .init(memoryBytes: 1, processes: 4), kill: killed.note("a"))
        #expect(totals.note("b", .init(memoryBytes: 1, processes: 7), kill: killed.note("b")) == "b")
    }

    @Test func `a worker that is gone holds nothing`() {
        let (totals, killed) = (totals(), Killed())
        _ = totals.note("a", .init(memoryBytes: 900, processes: 1), kill: killed.note("a"))
        totals.forget("a")
        #expect(totals.note("b", .init(memoryBytes: 900, processes: 1), kill: killed.note("b")) == nil)
    }
}
