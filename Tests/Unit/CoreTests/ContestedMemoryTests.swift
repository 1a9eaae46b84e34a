import Core
import Synchronization
import Testing

struct ContestedMemoryTests {
    /// A body that comes in, and whether it was given up.
    private final class Body: Sendable {
        private let isGivenUp = Mutex(false)
        private let place = Mutex<ContestedMemory.Place?>(nil)
        private let received = Mutex(0)

        init(_ memory: ContestedMemory, longest: Int, at now: Int64) {
            let entered = memory.enter(longest: longest, now: now) { [isGivenUp = Flag(self)] in isGivenUp.set() }
            place.withLock { $0 = entered }
        }

        private final class Flag: Sendable {
            private weak let body: Body?
            init(_ body: Body) { self.body = body }
            func set() { body?.isGivenUp.withLock { $0 = true } }
        }

        var wasGivenUp: Bool { isGivenUp.withLock { $0 } }

        func receive(_ bytes: Int, at now: Int64) -> Bool {
            let count = received.withLock { count in
                count += bytes
                return count
            }
            return place.withLock { $0?.covers(count, more: bytes, now: now) ?? false }
        }

        func leave() { place.withLock { $0 = nil } }
    }

    private static let mebibyte = 1 << 20
    private let memory = ContestedMemory(bytes: 16 << 20, places: 4)

    private func body(_ mebibytes: Int, at now: Int64 = 0) -> Body { Body(memory, longest: mebibytes << 20, at: now) }

    @Test func `bodies that stand still give way to one that comes, the slowest first and no more than needed`() {
        let standing = (0..<3).map { _ in body(5) }
        for (number, body) in standing.enumerated() { #expect(body.receive((3 + number) << 20, at: 0)) }
        let new = body(5, at: 2000)
        #expect(new.receive(5 << 20, at: 2000))
        #expect(standing.map(\.wasGivenUp) == [true, false, false])
        #expect(!standing[0].receive(1, at: 2000))
        // There is memory for all of the others already.
        #expect(standing[1].receive(1 << 20, at: 2000))
    }

    @Test func `who is no faster than the others takes nothing from them`() {
        let steady = [body(7), body(7)]
        for body in steady { #expect(body.receive(7 << 20, at: 0)) }
        let equal = body(7)
        #expect(!equal.receive(7 << 20, at: 1000))
        let slow = body(7)
        #expect(slow.receive(64 << 10, at: 500))
        #expect(!slow.receive(2 << 20, at: 60_000))
        #expect(steady.map(\.wasGivenUp) == [false, false])
    }

    @Test func `a burst long ago does not count`() {
        let burst = [body(7), body(7)]
        for body in burst { #expect(body.receive(7 << 20 - 100, at: 0)) }
        for second in 1...30 { for body in burst { #expect(body.receive(1, at: Int64(second) * 1000)) } }
        let steady = body(7, at: 28_000)
        for second in 28..<36 { #expect(steady.receive(800 << 10, at: Int64(second) * 1000)) }
        #expect(!steady.wasGivenUp)
        #expect(burst.map(\.wasGivenUp).filter { $0 }.count == 1)
    }

    @Test func `the last of it is for small ones`() {
        let large = body(15)
        #expect(large.receive(15 << 20, at: 0))
        // Neither has just begun any more: who has takes it from the slowest.
        #expect(!body(1).receive(65 << 10, at: 2000))
        #expect(body(1).receive(64 << 10, at: 2000))
        withExtendedLifetime(large) {}
    }

    @Test func `one more than there are places takes the slowest's`() {
        let bodies = (0..<4).map { _ in body(1) }
        for (number, body) in bodies.enumerated() { #expect(body.receive((number + 1) * 1000, at: 0)) }
        let fifth = body(1, at: 5000)
        #expect(bodies.map(\.wasGivenUp) == [true, false, false, false])
        #expect(fifth.receive(1000, at: 5000))
    }

    @Test func `who waits for his first bytes makes room for those whose have come, once there are many like him`() {
        let bodies = (0..<4).map { _ in body(1) }
        #expect(bodies[0].receive(1 << 10, at: 0))
        #expect(bodies[1].receive(1 << 20, at: 0))
        // Two of four wait.
        let more = [body(1, at: 10), body(1, at: 11)]
        #expect(bodies.map(\.wasGivenUp) == [true, false, true, false])
        #expect(more.map(\.wasGivenUp) == [false, false])
    }

    /// 400 a second, each held for almost a second: without a byte, with one, with some of what they announce.
    @Test(arguments: [0, 1, 1 << 10, 8 << 10], [10, 66])
    func `heads push out each other, and no body that comes`(bytes: Int, mebibytes: Int) {
        let memory = ContestedMemory(bytes: 80 << 20, places: 256)
        var heads: [Body] = []
        var givenUp = 0
        func open(_ now: Int64) {
            let head = Body(memory, longest: 64 << 10, at: now)
            if bytes > 0 { _ = head.receive(bytes, at: now) }
            heads.append(head)
            guard heads.count > 380 else { return }
            let oldest = heads.removeFirst()
            if oldest.wasGivenUp { givenUp += 1 }
            oldest.leave()
        }
        for tick in 0..<400 { open(Int64(tick * 5 / 2)) }
        // 64 KiB each 16 ms: 4 MB/s.
        let upload = Body(memory, longest: mebibytes << 20, at: 1000)
        for piece in 1...(mebibytes * 16) {
            let now = Int64(1000 + piece * 16)
            for _ in 0..<6 { open(now) }
            #expect(upload.receive(64 << 10, at: now))
        }
        #expect(!upload.wasGivenUp)
        #expect(givenUp > 0)
    }

    @Test func `of equals the oldest goes`() {
        let heads = (0..<4).map { body(1, at: Int64($0)) }
        let more = [body(1, at: 4), body(1, at: 5)]
        #expect(heads.map(\.wasGivenUp) == [true, true, false, false])
        #expect(more.map(\.wasGivenUp) == [false, false])
    }

    @Test func `all of it comes back, whoever was given up`() {
        let bodies = (0..<3).map { _ in body(5) }
        for body in bodies { #expect(body.receive(5 << 20, at: 0)) }
        let new = body(15, at: 3000)
        #expect(new.receive(15 << 20, at: 3000))
        #expect(bodies.map(\.wasGivenUp) == [true, true, true])
        for body in bodies + [new] { body.leave() }
        #expect(memory.freeBytes == 16 << 20)
    }
}
