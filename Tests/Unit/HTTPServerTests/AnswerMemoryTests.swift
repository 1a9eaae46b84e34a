import HTTPServer
import Synchronization
import Testing

/// Counts who had to give way.
private final class Cut: Sendable {
    private let names = Mutex<[String]>([])
    var all: [String] { names.withLock { $0 } }
    func note(_ name: String) { names.withLock { $0.append(name) } }
}

struct AnswerMemoryTests {
    private static let megabyte = 1_000_000
    private let memory = AnswerMemory(bytes: 10 * Self.megabyte)
    private let cut = Cut()

    private func take(_ name: String, _ bytes: Int = Self.megabyte, at now: Int64) -> HeldAnswer? {
        memory.take(bytes, now: now) { [cut] in cut.note(name) }
    }

    @Test func `what was taken comes back with the answer's end`() {
        var held = take("one", at: 0)
        #expect(memory.freeBytes == 9 * Self.megabyte)
        withExtendedLifetime(held) {}
        held = nil
        #expect(memory.freeBytes == 10 * Self.megabyte)
    }

    @Test func `readers that take nothing give way, the oldest first, but not in their first half second`() {
        let idle = (0..<10).map { take("\($0)", at: Int64($0)) }
        #expect(idle.allSatisfy { $0 != nil })
        #expect(take("early", at: 499) == nil)
        #expect(cut.all.isEmpty)
        let late = take("late", at: 2000)
        #expect(late != nil && cut.all == ["0"])
        withExtendedLifetime((idle, late)) { #expect(memory.freeBytes == 0) }
    }

    @Test func `who would be done within ten seconds is not cut off: the newcomer comes again`() {
        let readers = (0..<10).map { take("\($0)", at: 0) }
        readers.forEach { $0?.note(sent: 200_000) }
        #expect(take("newcomer", at: 2000) == nil)
        #expect(cut.all.isEmpty)
        // They have taken nothing more since.
        let newcomer = take("newcomer", at: 2001)
        #expect(newcomer != nil && cut.all.count == 1)
        withExtendedLifetime(readers) {}
    }

    @Test func `who would take longest goes first, whatever the answer's size`() {
        let large = take("large", 8 * Self.megabyte, at: 0)
        let small = take("small", at: 0)
        let quick = take("quick", at: 0)
        quick?.note(sent: 900_000)
        large?.note(sent: 1_000_000)
        small?.note(sent: 100_000)
        let newcomer = take("newcomer", at: 5000)
        #expect(newcomer != nil && cut.all == ["small"])
        withExtendedLifetime((large, small, quick)) {}
    }

    @Test func `large answers leave some to smaller ones`() {
        let memory = AnswerMemory(bytes: 100 * Self.megabyte)
        func take(_ megabytes: Int) -> HeldAnswer? { memory.take(megabytes * Self.megabyte, now: 0) {} }
        let large = [take(50), take(12)]
        #expect(large.allSatisfy { $0 != nil } && take(10) == nil)
        let middle = [take(8), take(8), take(8)]
        #expect(middle.allSatisfy { $0 != nil } && take(2) == nil)
        let small = (0..<14).map { _ in take(1) }
        #expect(small.allSatisfy { $0 != nil } && take(1) == nil)
        withExtendedLifetime((large, middle, small)) {}
    }

    @Test func `nobody loses anything where it would not be enough`() {
        let quick = take("quick", 6 * Self.megabyte, at: 0)
        let slow = take("slow", 2 * Self.megabyte, at: 0)
        quick?.note(sent: 5_000_000)
        #expect(take("newcomer", 5 * Self.megabyte, at: 5000) == nil)
        #expect(cut.all.isEmpty)
        withExtendedLifetime((quick, slow)) {}
    }
}
