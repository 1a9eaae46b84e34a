import Testing

@testable import Workers

struct WaitingCallsTests {
    @Test func `who is waited for goes before events, which have each fourth turn`() {
        var waiting = WaitingCalls<String>(most: 100)
        for i in 1...4 { _ = waiting.add("event \(i)", isEvent: true) }
        for i in 1...6 { _ = waiting.add("call \(i)", isEvent: false) }
        var order: [String] = []
        while let next = waiting.next() { order.append(next) }
        #expect(
            order == [
                "call 1", "call 2", "call 3", "event 1", "call 4", "call 5", "call 6", "event 2", "event 3", "event 4",
            ])
        #expect(waiting.count == 0)
    }

    @Test func `events leave callers a place to wait`() {
        var waiting = WaitingCalls<Int>(most: 8)
        let events = (0..<8).map { waiting.add($0, isEvent: true) }
        #expect(events == [true, true, true, true, true, true, false, false])
        let calls = (0..<3).map { waiting.add($0, isEvent: false) }
        #expect(calls == [true, true, false])
        let gone = waiting.remove { $0 == 7 }
        #expect(gone == nil)
        let all = waiting.removeAll()
        #expect(all == [0, 1, 0, 1, 2, 3, 4, 5])
        let next = waiting.next()
        #expect(next == nil)
    }
}
