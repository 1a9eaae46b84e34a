import HTTPServer
import NIOCore
import Testing

@Test(
    arguments: [(0, 31_000), (1, 31_000), (999, 31_000), (1000, 32_000), (1999, 32_000), (3_600_000, 3_631_000)] as [(Int64, Int64)])
func `a body must come at its pace once its grace is over`(bytes: Int64, milliseconds: Int64) {
    let pace = MinimumRate(graceMilliseconds: 30_000, bytesPerSecond: 1000)
    #expect(pace.deadline(behind: bytes, since: .uptimeNanoseconds(5)) == .uptimeNanoseconds(5) + .milliseconds(milliseconds))
}

struct ReaderPaceTests {
    /// What becomes of a reader who takes `bytes` between two looks, one each 15 s.
    private func looks(at bytes: [Int64]) -> [ReaderPace.Assertion] {
        var pace = ReaderPace(windowMilliseconds: 60_000, bytes: 60 << 10)
        var (left, time): (Int64, Int64) = (-4 << 20, 0)
        return bytes.map { taken in
            left += taken
            time += pace.lookMilliseconds
            return pace.look(left: left, milliseconds: time)
        }
    }

    @Test(arguments: [1024, 25_000, 10_000_000] as [Int64])
    func `who takes a kilobyte a second has all the time it takes`(bytesPerSecond: Int64) {
        #expect(looks(at: Array(repeating: bytesPerSecond * 15, count: 10_000)).allSatisfy { $0 == .waits })
    }

    @Test func `who takes much at once, a window apart, goes on`() {
        let bursts = (0..<1000).map { $0 % 4 == 0 ? Int64(375_000) : 0 }
        #expect(looks(at: bursts).allSatisfy { $0 == .waits })
    }

    @Test(arguments: [0, 1, 15_000] as [Int64])
    func `who takes less is cut once the window is over`(bytesALook: Int64) {
        #expect(looks(at: Array(repeating: bytesALook, count: 5)) == [.waits, .waits, .waits, .waits, .tooSlow])
    }

    @Test func `who stops is cut a window after the last bytes that were enough`() {
        let judgements = looks(at: [1 << 20, 1 << 20, 1 << 20, 0, 0, 0, 0])
        #expect(judgements == [.waits, .waits, .waits, .waits, .waits, .waits, .tooSlow])
    }

    @Test func `the next piece has the whole time again`() {
        var pace = ReaderPace(windowMilliseconds: 60_000, bytes: 60 << 10)
        #expect(pace.look(left: 0, milliseconds: 0) == .waits)
        pace.begin()
        #expect(pace.look(left: 0, milliseconds: 60_000) == .waits)
        #expect(pace.look(left: 0, milliseconds: 119_999) == .waits)
        #expect(pace.look(left: 0, milliseconds: 120_000) == .tooSlow)
    }
}
