import Dispatch
import Policies
import ServiceKit
import Core
import Synchronization
import Testing

struct InputThreadsTests {
    private enum Failure: Error { case busy, own }

    private func run(_ threads: InputThreads, bytes: Int, fails: Bool = false) async -> Result<Int, Failure> {
        let body = { @Sendable () throws(Failure) -> Int in
            if fails { throw .own }
            return 7
        }
        do throws(Failure) { return .success(try await threads.turns(of: .anonymous).run(bytes: bytes, busy: .busy, body)) } catch {
            return .failure(error)
        }
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
            do throws(Failure) {
                return .success(try await threads.turns(of: .anonymous).write(bytes: bytes, busy: Failure.busy) { bytes })
            } catch {
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

    private static func role(_ id: String, of account: String) throws -> Principal {
        .roleSession(
            account: try #require(AccountID(account)), roleName: id, rolePath: "/", roleID: id, sessionName: "s", accessKeyID: "ASIA")
    }

    /// One thread, held up by its first job, and the order in which it does the others.
    private final class Scene: Sendable {
        let threads = InputThreads(threads: 1, capacity: 100)
        let gate = DispatchSemaphore(value: 0)
        private let hasBegun = Atomic(false)
        private let names = Mutex<[String]>([])

        var done: [String] { names.withLock { $0 } }

        /// Returns once it waits, or holds the thread.
        func add(_ principal: Principal, _ name: String, holds: Bool = false) async -> Task<Void, any Error> {
            let before = threads.waiting
            let task = Task {
                try await threads.turns(of: principal).leaving(busy: Failure.busy) { [self] () throws(Failure) in
                    if holds {
                        hasBegun.store(true, ordering: .sequentiallyConsistent)
                        gate.wait()
                    }
                    names.withLock { $0.append(name) }
                }
            }
            while holds ? !hasBegun.load(ordering: .sequentiallyConsistent) : threads.waiting == before { await Task.yield() }
            return task
        }
    }

    @Test func `who brings much holds up no others`() async throws {
        let scene = Scene()
        let noisy = try Self.role("noisy", of: "111122223333")
        let others = [try Self.role("other", of: "111122223333"), .accountRoot(.none), .anonymous]
        var tasks = [await scene.add(noisy, "noisy", holds: true)]
        for _ in 0..<50 { tasks.append(await scene.add(noisy, "noisy")) }
        for principal in others { tasks.append(await scene.add(principal, "other")) }
        scene.gate.signal()
        for task in tasks { try await task.value }
        #expect(scene.done.lastIndex(of: "other") ?? 54 <= 6)
        #expect(scene.done.count == 54)
        scene.threads.stop()
    }
}

struct TurnQueueTests {
    @Test func `accounts have turns, and principals within theirs`() {
        var queue = TurnQueue<String>(most: 100)
        for name in ["a1x", "a1y", "a1z", "a2x", "b1x", "b1y", "a3x"] {
            let path = [String(name.prefix(1)), String(name.dropFirst().prefix(1))]
            #expect(queue.add(name, for: path) == nil)
        }
        var order: [String] = []
        while let next = queue.next() { order.append(next) }
        #expect(order == ["a1x", "b1x", "a2x", "b1y", "a3x", "a1y", "a1z"])
        #expect(queue.count == 0)
    }

    @Test func `where no place is left the one who has most gives way`() {
        var queue = TurnQueue<Int>(most: 4)
        for number in 1...4 { #expect(queue.add(number, for: ["a", "\(number % 2)"]) == nil) }
        // Its own newest, where it has the most itself.
        #expect(queue.add(5, for: ["a", "1"]) == 5)
        #expect(queue.add(6, for: ["b", "1"]).map { [3, 4].contains($0) } == true)
        #expect(queue.add(7, for: ["b", "1"]).map { [3, 4].contains($0) } == true)
        #expect(queue.count == 4)
        var left: [Int] = []
        while let next = queue.next() { left.append(next) }
        #expect(left == [1, 6, 2, 7])
        var none = TurnQueue<Int>(most: 0)
        #expect(none.add(1, for: ["a", "1"]) == 1)
    }
}
