internal import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// Looks at what one worker's processes hold and use, and says what must be done. Belongs to the thread that watches the worker.
///
/// Control groups hold most of it where there are any; memory is looked at all the same, since a function's own limit is below its group's,
/// which has to leave room for `/tmp`.
struct ResourceWatch {
    enum Finding {
        case within
        /// More memory than the function has.
        case overMemory
        /// It could not be stopped, though it has taken too much CPU.
        case evades
    }

    /// Between two looks, in milliseconds; where a look takes long, three times as long, up to a bound.
    private static let busyPause: Int64 = 50
    private static let idlePause: Int64 = 1000
    private static let pausesOfALook: Int64 = 3
    private static let longestBusyPause: Int64 = 150
    /// Of stopping processes that go on making others and continuing each other.
    private static let mostPasses = 16
    private static let mostFailures = 5

    private let name: String
    private let memoryMB: Int
    private let group: WorkerGroup?
    /// The worker's `/tmp`; -1 for none.
    private let temporary: CInt
    private let totals: WorkerTotals
    /// Without a sandbox the worker's processes are in the server's own namespace.
    private let isSandboxed: Bool
    private let clock = SystemClock()
    private var budget: CPUBudget
    /// As they were set last; nil where something else set them since.
    private var cores: Double?
    private var lastLook: Int64?
    private var lookMilliseconds: Int64 = 0
    /// CPU of each process when it was last seen.
    private var seen: [Int32: (started: UInt64, cpuMilliseconds: Double)] = [:]
    private var stoppedUntil: Int64?
    /// Looks in a row in which it could not be stopped.
    private var failures = 0
    /// One that works though it has no call is not left alone for a second.
    private var hasUsedCPU = false
    private(set) var peakBytes = 0

    init(name: String, memoryMB: Int, group: WorkerGroup?, temporary: CInt, totals: WorkerTotals, isSandboxed: Bool) {
        self.name = name
        self.memoryMB = memoryMB
        self.group = group
        self.temporary = temporary
        self.totals = totals
        self.isSandboxed = isSandboxed
        budget = CPUBudget(share: CPUShare.ofStart(memoryMB: memoryMB))
    }

    /// When it has to be looked at next, of the monotonic clock.
    /// - Parameter isBusy: it starts or runs a call.
    func due(isBusy: Bool) -> Int64 {
        guard let lastLook else { return 0 }
        if let stoppedUntil { return stoppedUntil }
        guard isBusy || hasUsedCPU else { return lastLook + Self.idlePause }
        return lastLook + min(max(Self.busyPause, lookMilliseconds * Self.pausesOfALook), Self.longestBusyPause)
    }

    /// A start has more of the CPU than a call.
    mutating func setStarting(_ isStarting: Bool) {
        let cores = isStarting ? CPUShare.ofStart(memoryMB: memoryMB) : CPUShare.ofCalls(memoryMB: memoryMB)
        guard cores != self.cores else { return }
        self.cores = cores
        budget.share = cores
        _ = group?.setCores(cores)
    }

    /// Its share does not hold it any more until it has ended.
    func setFree() { _ = group?.setCores(0) }

    /// - Parameters:
    ///   - process: the one that all of the worker's come from.
    ///   - kill: ends the worker with all that it holds, from any thread.
    mutating func look(_ process: Int32, kill: @escaping @Sendable () -> Void) -> Finding {
        let now = clock.monotonicMilliseconds
        var finding = Finding.within
        var bytes = 0
        var use = WorkerTotals.Use()
        let counted = group?.memory()
        if let counted, holds(.cpu), let count = group?.processes() {
            (bytes, use.processes) = (counted.held, count)
        } else {
            let tree = ProcessTree(of: process, countsMemory: counted == nil)
            bytes =
                counted?.held ?? tree.processes.reduce(0) { $0 + $1.memoryBytes } + (isSandboxed ? KernelMemory.sockets(process) : 0)
            use.processes = group?.processes() ?? tree.processes.count
            if !holds(.cpu), !hold(tree, process, now) { finding = .evades }
        }
        use.memoryBytes = bytes + (counted?.files ?? KernelMemory.files(temporary))
        _ = totals.note(name, use, kill: kill)
        lastLook = now
        lookMilliseconds = clock.monotonicMilliseconds - now
        peakBytes = max(peakBytes, bytes)
        return bytes > memoryMB << 20 ? .overMemory : finding
    }

    /// The process has ended: the next one owes nothing. What lies in `/tmp` stays, and may be why it ended.
    /// - Parameter kill: as of `look`.
    mutating func processEnded(kill: @escaping @Sendable () -> Void) {
        seen = [:]
        stoppedUntil = nil
        failures = 0
        cores = nil
        _ = totals.note(name, WorkerTotals.Use(memoryBytes: filesBytes, processes: 0), kill: kill)
    }

    private var filesBytes: Int { group?.memory()?.files ?? KernelMemory.files(temporary) }

    private func holds(_ resource: GroupedResource) -> Bool { group?.hold(resource) ?? false }

    // MARK: CPU without a control group

    /// Stops the processes while they have used too much, and lets them go on.
    /// - Returns: false if they cannot be stopped.
    private mutating func hold(_ tree: ProcessTree, _ process: Int32, _ now: Int64) -> Bool {
        let elapsed = Double(max(1, now - (lastLook ?? now)))
        let used = used(by: tree, elapsed)
        hasUsedCPU = used > budget.share * elapsed / 2
        let wait = budget.account(used: used, elapsed: elapsed)
        if wait > 0 {
            guard stop(tree.processes, process) else {
                // Looked at again soon: a busy machine alone can bring that about, now and then.
                stoppedUntil = now + Self.busyPause
                failures += 1
                return failures < Self.mostFailures
            }
            failures = 0
            stoppedUntil = now + Int64(wait.rounded(.up))
            return true
        }
        if stoppedUntil != nil {
            stoppedUntil = nil
            for sample in inside(tree.processes) { ProcessTree.signal(sample, SIGCONT) }
        }
        return true
    }

    /// What a process has used is known only while it is there, or once it was waited for. One that is seen for the first time and runs, or
    /// was gone before it was seen, is therefore taken to stand for others that came and went.
    private mutating func used(by tree: ProcessTree, _ elapsed: Double) -> Double {
        var used = 0.0
        var strangers = tree.vanished
        var now: [Int32: (started: UInt64, cpuMilliseconds: Double)] = [:]
        for sample in tree.processes {
            now[sample.id] = (sample.started, sample.cpuMilliseconds)
            if let before = seen[sample.id], before.started == sample.started {
                used += max(0, sample.cpuMilliseconds - before.cpuMilliseconds)
            } else {
                used += sample.cpuMilliseconds
                // The first look at a worker knows nobody.
                if sample.isRunning, !seen.isEmpty { strangers += 1 }
            }
        }
        seen = now
        let most = elapsed * Double(sysconf(CInt(_SC_NPROCESSORS_ONLN)))
        return min(most, used + Double(strangers) * elapsed)
    }

    private func inside(_ samples: [ProcessSample]) -> [ProcessSample] { isSandboxed ? samples.filter(\.isInside) : samples }

    private func stop(_ samples: [ProcessSample], _ process: Int32) -> Bool {
        var samples = samples
        for _ in 0..<Self.mostPasses {
            for sample in inside(samples) where !sample.isHeld { ProcessTree.signal(sample, SIGSTOP) }
            samples = ProcessTree(of: process, countsMemory: false).processes
            if inside(samples).allSatisfy({ $0.isHeld || !$0.isRunning }) { return true }
        }
        return false
    }
}
