import Messaging
import Core
import Testing

/// A lane's decisions, without tasks, clocks or a store.
struct LaneStateTests {
    private struct Item: Identifiable, Sendable {
        let id: Int
    }

    private static let start = Timestamp(milliseconds: 1_700_000_000_000)

    private static func lane(_ count: Int) -> LaneState<Item> {
        var lane = LaneState<Item>(settings: DeliverySettings())
        lane.refill((0..<count).map(Item.init), claimed: [], hasMore: false, at: start)
        return lane
    }

    @Test func `a pause ends with a probe that is answered, and only the probe makes it longer`() {
        var lane = Self.lane(10)
        #expect(lane.take(at: Self.start).map(\.id) == [0, 1, 2, 3])
        #expect(lane.fail(0, at: Self.start) == 1000)
        #expect(lane.fail(1, at: Self.start) == nil)
        // Under way since before: it says nothing of how the destination is now.
        lane.finish(2, isAlive: true)
        #expect(lane.take(at: Self.start.adding(milliseconds: 999)).isEmpty)
        #expect(lane.nextLook(nil, at: Self.start) == Self.start.adding(milliseconds: 1000))
        let first = Self.start.adding(milliseconds: 1000)
        #expect(lane.take(at: first).map(\.id) == [4])
        #expect(lane.take(at: first).isEmpty)
        #expect(lane.fail(3, at: first) == nil)
        #expect(lane.fail(4, at: first) == 2000)
        let second = first.adding(milliseconds: 2000)
        #expect(lane.take(at: second).map(\.id) == [5])
        lane.finish(5, isAlive: true)
        #expect(!lane.isPaused)
        #expect(lane.take(at: second).map(\.id) == [6, 7, 8, 9])
        #expect(lane.fail(6, at: second) == 1000)
    }

    @Test func `a probe that did not reach the destination is followed by another`() {
        var lane = Self.lane(8)
        for item in lane.take(at: Self.start) { _ = lane.fail(item.id, at: Self.start) }
        let later = Self.start.adding(milliseconds: 1000)
        #expect(lane.take(at: later).map(\.id) == [4])
        lane.finish(4, isAlive: false)
        #expect(lane.isPaused)
        #expect(lane.take(at: later).map(\.id) == [5])
        lane.giveBack(5, at: later)
        #expect(lane.take(at: later).map(\.id) == [6])
    }

    @Test func `a destination that was mended is tried at once, with all that waits`() {
        var lane = Self.lane(4)
        var now = Self.start
        #expect(lane.take(at: now).count == 4)
        for id in 0..<3 { _ = lane.fail(id, at: now) }
        // One is under way as the destination is mended.
        lane.resume()
        #expect(!lane.isPaused)
        #expect(lane.mustRefill(at: now))
        lane.refill((0..<4).map(Item.init), claimed: lane.running, hasMore: false, at: now)
        #expect(lane.take(at: now).map(\.id) == [0, 1, 2])
        // It met the destination as it was, or the mending was none: the pause is a first one.
        #expect(lane.fail(3, at: now) == 1000)
        now = now.adding(milliseconds: 1000)
        for id in 0..<3 { lane.finish(id, isAlive: true) }
        lane.refill([Item(id: 3)], claimed: lane.running, hasMore: false, at: now)
        #expect(lane.take(at: now).map(\.id) == [3])
    }

    @Test func `one that cannot be sent holds up no others`() {
        var (lane, now, sent, tries) = (Self.lane(0), Self.start, 0, 0)
        // Item 0 never gets through. The others do, and more come.
        for round in 0..<2000 {
            if lane.mustRefill(at: now) {
                lane.refill([Item(id: 0)] + (1...4).map { Item(id: round * 4 + $0) }, claimed: lane.running, hasMore: true, at: now)
            }
            for item in lane.take(at: now) {
                if item.id == 0 {
                    tries += 1
                    _ = lane.fail(0, at: now)
                } else {
                    sent += 1
                    lane.finish(item.id, isAlive: true)
                }
            }
            now = now.adding(milliseconds: 1000)
        }
        #expect(sent > 3000)
        #expect(tries < 20)
    }

    @Test func `what is held in memory stays bounded`() {
        var (lane, now) = (Self.lane(0), Self.start)
        for id in 0..<1000 {
            lane.refill([Item(id: id)], claimed: [], hasMore: true, at: now)
            for item in lane.take(at: now) { _ = lane.fail(item.id, at: now) }
            now = now.adding(milliseconds: 300_000)
        }
        #expect(lane.pageLimit <= 2 * DeliverySettings().lanePage)
    }

    @Test func `an attempt that ended during a look is not taken again from what was read`() {
        var lane = Self.lane(1)
        _ = lane.take(at: Self.start)
        let claimed = lane.running
        lane.finish(0, isAlive: true)
        lane.refill([Item(id: 0)], claimed: claimed, hasMore: false, at: Self.start)
        #expect(lane.take(at: Self.start).isEmpty)
    }
}
