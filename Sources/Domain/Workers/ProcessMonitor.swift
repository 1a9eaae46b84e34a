internal import CLinux
internal import Invocation
internal import Logging
internal import Core
private import Synchronization

#if canImport(Glibc)
    private import Glibc
#endif

/// One worker's processes as the kernel shows them: started, killed, waited for, read from. A thread of its own watches.
final class ProcessMonitor: Sendable {
    struct Listeners: Sendable {
        let runtime, endpoint: CInt
        /// The worker's `/tmp`: tells how full it is.
        let temporary: CInt
        /// What holds the worker, in words.
        let layers: String
    }

    private struct State {
        var control: CInt = -1
        /// What holds the worker, where the host has it.
        var group: WorkerGroup?
        var process: pid_t = 0
        var processDescriptor: CInt = -1
        /// The function's process is there.
        var isOccupied = false
        /// It starts or runs a call.
        var isBusy = false
        /// Its process has not asked for work yet.
        var isStarting = true
        /// It is to end, and must not wait for its share of the CPU.
        var mustHurry = false
        var peakBytes = 0
        /// It was ended for what its last call, or its start, held.
        var wasOverMemory = false
        var isClosed = false
        var hasEnded = false
    }

    /// The most that a pipe holds: what was printed before is read, and nobody who goes on printing keeps the reader.
    private static let pipeBytes = 1 << 20

    private let spec: SandboxSpec
    private let groups: ControlGroups
    private let totals: WorkerTotals
    private let logger: Logger
    private let state = Mutex(State())
    private let output: (read: CInt, write: CInt)
    private let wake: (read: CInt, write: CInt)
    private let reading = Mutex(())
    private let spawner: BlockingPool<Void>
    private let onOutput: @Sendable (UnsafeRawBufferPointer) -> Void
    private let onExit: @Sendable (Int) -> Void
    private let onEnd: @Sendable () -> Void

    /// - Parameters:
    ///   - groups: what holds workers, where the host has it.
    ///   - totals: what holds all of them together, where it has not.
    ///   - spawner: whose one thread lives as long as the server: workers die with the thread that started them.
    ///   - onExit: a process's exit status, 128 and more for a signal.
    ///   - onEnd: the sandbox is gone.
    init(
        _ spec: SandboxSpec, groups: ControlGroups, totals: WorkerTotals, spawner: BlockingPool<Void>, logger: Logger,
        onOutput: @escaping @Sendable (UnsafeRawBufferPointer) -> Void, onExit: @escaping @Sendable (Int) -> Void,
        onEnd: @escaping @Sendable () -> Void
    ) throws(LaunchError) {
        self.spec = spec
        self.groups = groups
        self.totals = totals
        self.logger = logger
        self.spawner = spawner
        self.onOutput = onOutput
        self.onExit = onExit
        self.onEnd = onEnd
        output = try Self.pipe()
        wake = try Self.pipe()
        _ = fcntl(output.read, F_SETFL, O_NONBLOCK)
        _ = fcntl(wake.read, F_SETFL, O_NONBLOCK)
    }

    deinit { for descriptor in [output.read, output.write, wake.read, wake.write] { Glibc.close(descriptor) } }

    /// Makes the sandbox; no process runs in it yet.
    /// - Returns: nil without isolation: then the Runtime API needs a listener of the server's own.
    func open() async throws(LaunchError) -> Listeners? {
        guard case .sandbox(let launcher, let bubblewrap) = spec.settings.isolation else {
            Threads.start(name: "pelton-worker") { self.watch(nil, -1) }
            return nil
        }
        let (groups, spec) = (groups, spec)
        let group = try await onSpawner { () throws(LaunchError) in try groups.make(spec.name, spec.groupLimits) }
        do throws(LaunchError) { return try await open(launcher, bubblewrap, group) } catch {
            // Where that finds no place, an empty group stays until the server ends or the next one starts; the failure itself is told.
            _ = try? await onSpawner { () throws(LaunchError) in group.remove() }
            throw error
        }
    }

    private func open(_ launcher: String, _ bubblewrap: String, _ group: WorkerGroup) async throws(LaunchError) -> Listeners {
        var pair: [CInt] = [-1, -1]
        guard clinux_message_pair(&pair) == 0 else { throw LaunchError("socketpair: \(String(cString: strerror(errno)))") }
        let (ours, theirs) = (pair[0], pair[1])
        let arguments = spec.launcherArguments(launcher, bubblewrap, group)
        let output = output.write
        do throws(LaunchError) {
            let process = try await onSpawner { () throws(LaunchError) in
                try SandboxSpec.spawn(arguments, variables: ["PATH": "/usr/bin:/bin"], control: theirs, output: output, directory: nil)
            }
            Glibc.close(theirs)
            state.withLock {
                $0.control = ours
                $0.process = process
            }
        } catch {
            Glibc.close(theirs)
            Glibc.close(ours)
            throw error
        }
        do throws(LaunchError) {
            let listeners = try await onSpawner { () throws(LaunchError) in try Self.receiveListeners(ours) }
            state.withLock { $0.group = group }
            Threads.start(name: "pelton-worker") { self.watch(group, listeners.temporary) }
            return listeners
        } catch {
            _ = try? await onSpawner { () throws(LaunchError) in self.abandon() }
            throw error
        }
    }

    /// A sandbox that did not come to be leaves neither a process nor a descriptor.
    private func abandon() {
        let (control, process) = state.withLock { state in
            defer {
                state.control = -1
                state.process = 0
                state.isClosed = true
            }
            return (state.control, state.process)
        }
        Glibc.close(control)
        _ = Glibc.kill(-process, SIGKILL)
        Self.wait(for: process)
        drain()
        state.withLock { $0.hasEnded = true }
    }

    /// Starts the function's process.
    func start(_ variables: [String: String]) async throws(LaunchError) {
        if case .sandbox = spec.settings.isolation {
            try order(SandboxSpec.order(starting: variables))
            state.withLock { $0.isOccupied = true }
            return poke()
        }
        // The server's umask is not for what functions write; the launcher of sandboxes sees to it itself.
        let command = ["/bin/sh", "-c", #"umask 022; exec "$@""#, "sh"] + spec.runtime.command
        let (directory, output) = (spec.function.codeDirectory, output.write)
        let process = try await onSpawner { () throws(LaunchError) in
            try SandboxSpec.spawn(command, variables: variables, control: -1, output: output, directory: directory)
        }
        let descriptor = clinux_process_descriptor(process)
        state.withLock {
            $0.process = process
            $0.processDescriptor = descriptor
            $0.isOccupied = true
        }
        poke()
    }

    /// Ends the process and all its children; `onExit` follows.
    func kill() {
        state.withLock { $0.mustHurry = $0.isOccupied && $0.group != nil }
        defer { poke() }
        if case .sandbox = spec.settings.isolation {
            try? order([UInt8(ascii: "K")])
        } else {
            state.withLock { state in
                // It leads a session, and so a group of its own.
                if state.process > 0 { _ = Glibc.kill(-state.process, SIGKILL) }
            }
        }
    }

    /// Ends everything; the thread goes when nothing is left.
    func close() {
        state.withLock { state in
            state.isClosed = true
            if state.control >= 0 { _ = shutdown(state.control, CInt(SHUT_RDWR)) }
            if state.control < 0, state.process > 0 { _ = Glibc.kill(-state.process, SIGKILL) }
        }
        poke()
    }

    /// Reads what the process has printed until now.
    func drain() {
        reading.withLock { _ in
            withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
                var total = 0
                while total < Self.pipeBytes {
                    let count = read(output.read, buffer.baseAddress, buffer.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { return }
                    total += count
                    onOutput(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                }
            }
        }
    }

    /// A process that starts or runs a call is looked at more often than one that waits for its next; one that starts has more of the CPU.
    func setBusy(_ isBusy: Bool, starts isStarting: Bool = false) {
        let hasStarted = state.withLock { state in
            defer {
                state.isBusy = isBusy
                if isBusy { state.wasOverMemory = false }
                state.isStarting = isStarting
            }
            return state.isStarting && !isStarting
        }
        if isBusy || hasStarted { poke() }
    }

    /// The most memory that was seen, in MiB.
    var peakMemoryMB: Int { state.withLock { ($0.peakBytes + (1 << 20) - 1) >> 20 } }

    /// Whether it was ended for more memory than its function has since it was last given something to do.
    var wasOverMemory: Bool { state.withLock { $0.wasOverMemory } }

    /// Its thread is gone, and all that it watched.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    // MARK: The watching thread

    /// - Parameter temporary: a descriptor of its `/tmp`, which is closed here; -1 for none.
    private func watch(_ group: WorkerGroup?, _ temporary: CInt) {
        defer { if temporary >= 0 { Glibc.close(temporary) } }
        let clock = SystemClock()
        var resources = ResourceWatch(
            name: spec.name, memoryMB: spec.function.memoryMB, group: group, temporary: temporary, totals: totals,
            isSandboxed: spec.isSandboxed)
        while true {
            let current = state.withLock { $0 }
            if current.isClosed, current.control < 0, current.processDescriptor < 0 { return end(group) }
            resources.setStarting(current.isStarting)
            if current.mustHurry {
                state.withLock { $0.mustHurry = false }
                if current.isOccupied { resources.setFree() }
            }
            let due = current.isOccupied ? resources.due(isBusy: current.isBusy) : nil
            var polls = [
                pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0), pollfd(fd: output.read, events: Int16(POLLIN), revents: 0),
                pollfd(fd: current.control >= 0 ? current.control : current.processDescriptor, events: Int16(POLLIN), revents: 0),
            ]
            let left = due.map { CInt(clamping: max(0, $0 - clock.monotonicMilliseconds)) }
            _ = poll(&polls, nfds_t(polls.count), left ?? -1)
            if let due, clock.monotonicMilliseconds >= due { look(&resources, current.process) }
            if polls[0].revents != 0 { swallowWake() }
            if polls[1].revents != 0 { drain() }
            if polls[2].revents != 0 {
                if current.control >= 0 { receive(current.control) } else { reap() }
                resources.processEnded { [weak self] in self?.endForAll() }
            }
        }
    }

    private func look(_ resources: inout ResourceWatch, _ process: pid_t) {
        let finding = resources.look(process) { [weak self] in self?.endForAll() }
        let peak = resources.peakBytes
        state.withLock { $0.peakBytes = max($0.peakBytes, peak) }
        switch finding {
        case .within: return
        case .overMemory: state.withLock { $0.wasOverMemory = true }
        case .evades: warn("a worker's processes took more of the CPU than their function has, and could not be stopped: they were killed")
        }
        kill()
    }

    private func endForAll() {
        warn("all workers together hold more memory or processes than they may: the largest was ended")
        // With its /tmp, which outlives a process.
        close()
    }

    private func warn(_ text: Logger.Message) {
        logger.warning(text, metadata: ["function": "\(spec.function.arn)", "worker": "\(spec.name)"])
    }

    private func receive(_ control: CInt) {
        var bytes = [UInt8](repeating: 0, count: 512)
        var descriptors: [CInt] = [-1, -1, -1]
        var count: CInt = 0
        let length = clinux_receive(control, &bytes, bytes.count, &descriptors, &count)
        // None is due any more.
        Self.close(descriptors)
        guard length > 0 else {
            drain()
            // The launcher is gone or was told to go.
            let process = state.withLock { state in
                defer {
                    state.control = -1
                    state.process = 0
                    state.isOccupied = false
                    state.isClosed = true
                }
                return state.process
            }
            Glibc.close(control)
            Self.wait(for: process)
            onEnd()
            return
        }
        let text = String(decoding: bytes[1..<length], as: UTF8.self)
        drain()
        guard bytes[0] == UInt8(ascii: "X") else { return }
        state.withLock { state in
            state.isOccupied = false
            state.mustHurry = false
        }
        onExit(Int(text) ?? 1)
    }

    private func reap() {
        let (process, descriptor) = state.withLock { state in
            defer {
                state.process = 0
                state.processDescriptor = -1
                state.isOccupied = false
            }
            return (state.process, state.processDescriptor)
        }
        Glibc.close(descriptor)
        let status = Self.wait(for: process)
        _ = Glibc.kill(-process, SIGKILL)
        drain()
        onExit(status)
    }

    @discardableResult
    private static func wait(for process: pid_t) -> Int {
        guard process > 0 else { return 0 }
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? Int(status >> 8 & 0xFF) : 128 + Int(status & 0x7F)
    }

    private func end(_ group: WorkerGroup?) {
        drain()
        group?.remove()
        totals.forget(spec.name)
        state.withLock { $0.hasEnded = true }
    }

    // MARK: Small parts

    private func order(_ bytes: [UInt8]) throws(LaunchError) {
        let control = state.withLock { $0.isClosed ? -1 : $0.control }
        guard control >= 0, send(control, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count else {
            throw LaunchError("The sandbox is gone.")
        }
    }

    private func onSpawner<T: Sendable>(_ body: @escaping @Sendable () throws(LaunchError) -> T) async throws(LaunchError) -> T {
        do { return try await spawner.run { _ throws(LaunchError) in try body() } } catch let error as LaunchError { throw error } catch {
            throw LaunchError("Too many workers are being started.")
        }
    }

    private static func close(_ descriptors: [CInt]) {
        for descriptor in descriptors where descriptor >= 0 { Glibc.close(descriptor) }
    }

    static func receiveListeners(_ control: CInt) throws(LaunchError) -> Listeners {
        var bytes = [UInt8](repeating: 0, count: 1024)
        var descriptors: [CInt] = [-1, -1, -1]
        var count: CInt = 0
        let length = clinux_receive(control, &bytes, bytes.count, &descriptors, &count)
        guard length > 0 else {
            close(descriptors)
            throw LaunchError("The sandbox's launcher ended before it was ready.")
        }
        let text = String(decoding: bytes[1..<length], as: UTF8.self)
        guard bytes[0] == UInt8(ascii: "L"), count == 3 else {
            close(descriptors)
            throw LaunchError("The sandbox could not be made: \(text)")
        }
        return Listeners(runtime: descriptors[0], endpoint: descriptors[1], temporary: descriptors[2], layers: text)
    }

    private static func pipe() throws(LaunchError) -> (CInt, CInt) {
        var ends: [CInt] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else { throw LaunchError("pipe: \(String(cString: strerror(errno)))") }
        return (ends[0], ends[1])
    }

    private func poke() { _ = write(wake.write, [1], 1) }

    private func swallowWake() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(wake.read, &bytes, bytes.count) > 0 {}
    }
}
