import Blobs
import Dispatch
import Core
import Synchronization
import Testing

struct BlobPinsTests {
    /// A closure in a `Mutex` was wrapped once more at each look at it: in the end the stack of the thread that called it ran over.
    @Test func `blobs are given back as often as one likes`() async {
        await #expect(processExitsWith: .success) {
            let pins = BlobPins()
            final class Count: Sendable { let value = Mutex(0) }
            let freed = Count()
            pins.onFree { places in freed.value.withLock { $0 += places.count } }
            let ended = DispatchSemaphore(value: 0)
            Threads.start(name: "test") {
                for number in 0..<100_000 { pins.retire([.file(BlobID(boot: 1, number: UInt64(number)))]) }
                ended.signal()
            }
            ended.wait()
            #expect(freed.value.withLock { $0 } == 100_000)
        }
    }
}
