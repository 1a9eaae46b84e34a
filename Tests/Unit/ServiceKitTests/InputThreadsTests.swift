import ServiceKit
import Testing

struct InputThreadsTests {
    private enum Failure: Error { case busy, own }

    private func run(_ threads: InputThreads, bytes: Int, fails: Bool = false) async -> Result<Int, Failure> {
        let body = { @Sendable () throws(Failure) -> Int in
            if fails { throw .own }
            return 7
        }
        do throws(Failure) { return .success(try await threads.run(bytes: bytes, busy: .busy, body)) } catch { return .failure(error) }
    }

    @Test func `what is large is read elsewhere, what is small at once`() async {
        // Nobody ever runs what waits here.
        let none = InputThreads(threads: 0, capacity: 0)
        let small = await run(none, bytes: InputThreads.large)
        #expect(small == .success(7))
        let large = await run(none, bytes: InputThreads.large + 1)
        #expect(large == .failure(.busy))
        let some = InputThreads(threads: 1, capacity: 8)
        let read = await run(some, bytes: InputThreads.large + 1)
        #expect(read == .success(7))
        let failed = await run(some, bytes: .max, fails: true)
        #expect(failed == .failure(.own))
        some.stop()
    }

    @Test func `what many answers are made of is bounded, and a small one is written where it is`() async {
        let threads = InputThreads(threads: 1, capacity: 8, answerBytes: 100_000)
        func write(_ bytes: Int) async -> Result<Int, Failure> {
            do throws(Failure) { return .success(try await threads.write(bytes: bytes, busy: Failure.busy) { bytes }) } catch {
                return .failure(error)
            }
        }
        #expect(await write(100_001) == .failure(.busy))
        #expect(await write(100_000) == .success(100_000))
        // It was given back.
        #expect(await write(100_000) == .success(100_000))
        threads.stop()
        #expect(await write(InputThreads.large) == .success(InputThreads.large))
    }
}
