import Faces
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
}
