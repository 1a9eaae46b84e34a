internal import PeltonCore

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

    /// Between two looks, in milliseconds.
    private static let busyPause: Int64 = 50
    private static let idlePause: Int64 = 1000
    /// Of stopping processes that go on making others and continuing each other.
    private static let mostPasses = 16

    private let name: String
    private let memoryMB: Int
    private let group: WorkerGroup?
    private let totals: WorkerTotals
    /// Without a sandbox the worker's processes are in the server's own namespace.
    private let isSandboxed: Bool
    private var budget: CPUBudget
    private var isStarting = true
    private var lastLook: Int64?
    /// CPU of each process when it was last seen.
    private var seen: [Int32: (started: UInt64, cpuMilliseconds: Double)] = [:]
    private var stoppedUntil: Int64?
    private(set) var peakBytes = 0

    init(name: String, memoryMB: Int, group: WorkerGroup?, totals: WorkerTotals, isSandboxed: Bool) {
        self.name = name
        self.memoryMB = memoryMB
        self.group = group
        self.totals = totals
        self.isSandboxed = isSandboxed
        budget = CPUBudget(share: CPUShare.ofStart(memoryMB: memoryMB))
    }

    /// When it has to be looked at next, of the monotonic clock.
    /// - Parameter isBusy: it starts or runs a call.
    func due(isBusy: Bool) -> Int64 {
        guard let lastLook else { return 0 }
        if let stoppedUntil { return stoppedUntil }
        return lastLook + (isBusy || hasUsedCPU ? Self.busyPause : Self.idlePause)
    }
    /// One that works though it has no call is not left alone for a second.
    private var hasUsedCPU = false

    /// A start has more of the CPU than a call.
    mutating func setStarting(_ isStarting: Bool) {
        guard isStarting != self.isStarting else { return }
        self.isStarting = isStarting
        let cores = isStarting ? CPUShare.ofStart(memoryMB: memoryMB) : CPUShare.ofCalls(memoryMB: memoryMB)
        budget.share = cores
        _ = group?.setCores(cores)
    }

    /// - Parameters:
    ///   - process: the one that all of the worker's come from.
    ///   - kill: ends the worker's process, from any thread.
    mutating func look(_ process: Int32, now: Int64, kill: @escaping @Sendable () -> Void) -> Finding {
        let bytes: Int
        var finding = Finding.within
        let counted = group?.memory()
        if counted != nil, holds(.cpu), holds(.processes) {
            bytes = counted ?? 0
        } else {
            let tree = ProcessTree(of: process, countsMemory: counted == nil)
            bytes = counted ?? tree.processes.reduce(0) { $0 + $1.memoryBytes }
            let use = WorkerTotals.Use(
                memoryBytes: holds(.memory) ? 0 : bytes, processes: holds(.processes) ? 0 : tree.processes.count)
            _ = totals.note(name, use, kill: kill)
            if !holds(.cpu), !hold(tree, process, now) { finding = .evades }
        }
        lastLook = now
        peakBytes = max(peakBytes, bytes)
        return bytes > memoryMB << 20 ? .overMemory : finding
    }

    /// The process has ended: the next one owes nothing.
    mutating func processEnded() {
        seen = [:]
        stoppedUntil = nil
        totals.forget(name)
    }

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
            stoppedUntil = now + Int64(wait.rounded(.up))
            return stop(tree.processes, process)
        }
        if stoppedUntil != nil {
            stoppedUntil = nil
            for sample in inside(tree.processes) { ProcessTree.signal(sample, SIGCONT) }
        }
        return true
    }

    /// What a process has used is known only while it is there, or once it was waited for. One that is seen for the first time and runs is
    /// therefore taken to stand for others that came and went.
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
            let running = inside(samples).filter { !$0.isStopped }
            for sample in running { ProcessTree.signal(sample, SIGSTOP) }
            samples = ProcessTree(of: process, countsMemory: false).processes
            // A signal that is on its way counts: a process that ends or sleeps without end takes no CPU.
            if !inside(samples).contains(where: { $0.isRunning }) { return true }
        }
        return false
    }
}
