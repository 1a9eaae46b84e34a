import DeliveryData
import Store
import Testing

struct SignalHubTests {
    @Test func `each subscriber of an id or of its kind hears of it, and no other does`() async {
        let hub = SignalHub()
        let (one, other, all) = (hub.subscribe(.deliveries, id: "a"), hub.subscribe(.deliveries, id: "b"), hub.subscribe(.deliveries))
        hub.publish([Signal(.deliveries, "a")])
        hub.close()
        #expect(await heard(one) == [.ids(["a"])])
        #expect(await heard(other).isEmpty)
        #expect(await heard(all) == [.ids(["a"])])
    }

    @Test func `what was not looked at yet is one signal, and too much of it is everything`() async {
        let hub = SignalHub(idLimit: 3)
        let (slow, one) = (hub.subscribe(.deliveries), hub.subscribe(.deliveries, id: "1"))
        for round in 0..<10_000 { hub.publish([Signal(.deliveries, "\(round % 3)")]) }
        var looks = slow.makeAsyncIterator()
        let few = await looks.next()
        for id in 0..<10_000 { hub.publish([Signal(.deliveries, "\(id)")]) }
        let many = await looks.next()
        hub.publish([Signal(.deliveries, "x")])
        let last = await looks.next()
        hub.close()
        let end = await looks.next()
        typealias Change = SignalSubscription.Change
        #expect(few == Change.ids(["0", "1", "2"]))
        #expect(many == Change.everything)
        #expect(last == Change.ids(["x"]))
        #expect(end == nil)
        #expect(await heard(one) == [.ids(["1"])])
    }

    @Test func `a look misses nothing that is published while it is taken`() async {
        let hub = SignalHub()
        let changes = hub.subscribe(.deliveries)
        async let found = heard(changes)
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask { for i in 0..<500 { hub.publish([Signal(.deliveries, "\(writer)/\(i)")]) } }
            }
        }
        hub.close()
        let all = await found
        if !all.contains(.everything) {
            let ids = all.reduce(into: Set<String>()) { if case .ids(let ids) = $1 { $0.formUnion(ids) } }
            #expect(ids.count == 4000)
        }
    }

    @Test func `a subscription that is let go of, or whose task ends, is gone`() async {
        let hub = SignalHub()
        do {
            let kept = (0..<1000).map { hub.subscribe(.deliveries, id: "\($0 % 10)") }
            #expect(hub.subscribers == 1000)
            hub.publish([Signal(.deliveries, "1")])
            withExtendedLifetime(kept) {}
        }
        #expect(hub.subscribers == 0)
        let task = Task { [changes = hub.subscribe(.deliveries)] in
            for await _ in changes {}
        }
        task.cancel()
        await task.value
        while hub.subscribers > 0 { await Task.yield() }
        hub.publish([Signal(.deliveries, "1")])
    }

    @Test func `who comes after the end is told that it is the end`() async {
        let hub = SignalHub()
        hub.close()
        #expect(await heard(hub.subscribe(.deliveries)).isEmpty)
        #expect(hub.subscribers == 0)
    }

    private func heard(_ changes: SignalSubscription) async -> [SignalSubscription.Change] {
        var all: [SignalSubscription.Change] = []
        for await change in changes { all.append(change) }
        return all
    }
}
