private import Dispatch
private import Synchronization

#if canImport(Glibc)
    private import Glibc
#endif

/// Threads of our own for what may wait for a disk: neither an event loop nor Swift's cooperative pool may do that.
package enum Threads {
    /// Starts a detached thread that runs `body` to its end. `name` shows in `ps -L`, cut to 15 bytes.
    package static func start(name: String, _ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Entry(name: name, body: body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 1 << 20)
        var thread = pthread_t()
        let status = pthread_create(
            &thread, &attributes,
            { raw in
                guard let raw else { return nil }
                let entry = Unmanaged<Entry>.fromOpaque(raw).takeRetainedValue()
                Threads.name(entry.name)
                Threads.allowWaits()
                entry.body()
                return nil
            }, box.toOpaque())
        pthread_attr_destroy(&attributes)
        precondition(status == 0, "The system refused a thread at start: errno \(status)")
    }

    // MARK: Who may wait

    private static let waiting: pthread_key_t = {
        var key = pthread_key_t()
        let status = pthread_key_create(&key, nil)
        precondition(status == 0, "The system refused a key at start: errno \(status)")
        return key
    }()

    private static func allowWaits() { pthread_setspecific(waiting, UnsafeRawPointer(bitPattern: 1)) }

    /// Runs on the caller's thread what may wait for a disk: at the start and the end of a program, when nobody else is served.
    package static func allowingWaits<T, E: Error>(_ body: () throws(E) -> T) throws(E) -> T {
        let before = pthread_getspecific(waiting)
        allowWaits()
        defer { pthread_setspecific(waiting, before) }
        return try body()
    }

    /// To be called by whatever may wait for a disk. In a debug build, and so in every test, it ends the process on a thread that was not
    /// started for that.
    package static func assertMayWait(_ call: StaticString = #function) {
        assert(pthread_getspecific(waiting) != nil, "\(call) may wait for a disk, and this is a thread where nobody may")
    }

    /// glibc's pthread_setname_np is out of Swift's sight; the kernel takes the name here as well.
    private static func name(_ name: String) {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = name.withCString { write(file, $0, min(strlen($0), 15)) }
        close(file)
    }

    private final class Entry: Sendable {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}

/// Jobs between tasks and a fixed set of threads, each of which owns one `Resource` (a database connection, say) made on it.
///
/// Bounded: over `capacity` waiting jobs a caller is refused, and says so to its own.
package final class BlockingPool<Resource>: Sendable {
    package typealias Job = @Sendable (inout Resource) -> Void
    package struct Full: Error { package init() {} }

    private struct State {
        /// A job leaves nil behind: what it holds must end with it, and outside the lock.
        var jobs: [Job?] = []
        var head = 0
        var isStopped = false
        var waiting: Int { jobs.count - head }
    }

    private let state = Mutex(State())
    private let available = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let capacity, threads: Int

    /// - Parameter make: runs once on each thread before its first job.
    package init(name: String, threads: Int, capacity: Int, make: @escaping @Sendable () -> Resource) {
        self.capacity = capacity
        self.threads = threads
        for i in 0..<threads {
            Threads.start(name: "\(name)-\(i)") { [self] in
                var resource = make()
                while let job = next() { job(&resource) }
                ended.signal()
            }
        }
    }

    /// Runs `body` on one of the threads and comes back with its result.
    package func run<T: Sendable, E: Error>(_ body: @escaping @Sendable (inout Resource) throws(E) -> T) async throws -> T {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<T, any Error>) in
            let job: Job = { resource in done.resume(with: Swift.Result { try body(&resource) }) }
            if !enqueue(job) { done.resume(throwing: Full()) }
        }
    }

    /// - Parameter isOwed: queued however much waits, for what ends something of which there is a bounded number, such as an open file.
    /// - Returns: false if the queue is full or the pool is stopped; then `job` never runs.
    package func enqueue(isOwed: Bool = false, _ job: @escaping Job) -> Bool {
        let isQueued = state.withLock { state in
            guard !state.isStopped, isOwed || state.waiting < capacity else { return false }
            state.jobs.append(job)
            return true
        }
        if isQueued { available.signal() }
        return isQueued
    }

    /// Lets what is queued finish, then ends the threads and with them their resources. Blocks until then.
    package func stop() {
        let wasStopped = state.withLock { state in
            defer { state.isStopped = true }
            return state.isStopped
        }
        guard !wasStopped else { return }
        for _ in 0..<threads { available.signal() }
        for _ in 0..<threads { ended.wait() }
    }

    /// - Returns: nil when the pool is stopped and nothing is left to do.
    private func next() -> Job? {
        available.wait()
        return state.withLock { state in
            guard state.head < state.jobs.count else { return nil }
            let job = state.jobs[state.head]
            state.jobs[state.head] = nil
            state.head += 1
            if state.head == state.jobs.count || state.head > 1024 {
                state.jobs.removeFirst(state.head)
                state.head = 0
            }
            return job
        }
    }
}
