internal import CLinux
internal import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// A process as the kernel shows it.
struct ProcessSample: Sendable {
    let id: Int32
    /// When it started, in the kernel's ticks: with the id it is the process and no later one of that number.
    let started: UInt64
    /// Of all its threads, and of children that it waited for.
    let cpuMilliseconds: Double
    /// One of its threads uses a CPU, or waits for one.
    let isRunning: Bool
    /// It is stopped, or is going to be before it does anything else.
    let isHeld: Bool
    /// In a namespace of processes inside the host's.
    let isInside: Bool
    let memoryBytes: Int
}

/// A process with all its children.
struct ProcessTree {
    let processes: [ProcessSample]
    /// Those that were gone before they could be looked at.
    let vanished: Int

    private static let mostProcesses = 4096
    private static let ticksPerSecond = Double(sysconf(CInt(_SC_CLK_TCK)))
    private static let pageBytes = Int(sysconf(CInt(_SC_PAGESIZE)))

    /// - Parameter countsMemory: it is what costs most to ask for.
    init(of process: Int32, countsMemory: Bool) {
        var samples: [ProcessSample] = []
        var vanished = 0
        var left = process > 0 ? [process] : []
        while let next = left.popLast(), samples.count < Self.mostProcesses {
            let threads = Folder.names("/proc/\(next)/task") ?? []
            left += Self.children(of: next, threads)
            if let sample = Self.one(next, threads, countsMemory: countsMemory) { samples.append(sample) } else { vanished += 1 }
        }
        processes = samples
        self.vanished = vanished
    }

    /// Sends a signal to the process that was seen, and to no later one of its number.
    static func signal(_ sample: ProcessSample, _ number: CInt) {
        let descriptor = clinux_process_descriptor(sample.id)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard let stat = Stat("/proc/\(sample.id)"), stat.started == sample.started else { return }
        _ = clinux_signal_process(descriptor, number)
    }

    private static func one(_ id: Int32, _ threads: [String], countsMemory: Bool) -> ProcessSample? {
        guard let whole = Stat("/proc/\(id)") else { return nil }
        // A process whose first thread has ended shows neither its state nor its memory: another thread does.
        var folder = "/proc/\(id)"
        var isRunning = whole.state == "R"
        if whole.threads > 1, whole.state != "R" {
            for thread in threads {
                guard let stat = Stat("/proc/\(id)/task/\(thread)") else { continue }
                if whole.state == "Z", stat.state != "Z" { folder = "/proc/\(id)/task/\(thread)" }
                isRunning = isRunning || stat.state == "R"
            }
        }
        let status = SmallFile.read(folder + "/status") ?? ""
        let ids = line("NSpid:", in: status)?.split(whereSeparator: { $0 == "\t" || $0 == " " }) ?? []
        return ProcessSample(
            id: id, started: whole.started, cpuMilliseconds: Double(whole.ticks) * 1000 / ticksPerSecond, isRunning: isRunning,
            isHeld: whole.state == "T" || awaitsStop(status), isInside: ids.count > 1,
            memoryBytes: countsMemory ? memory(folder, status) : 0)
    }

    /// SIGSTOP has come and was not acted upon: on a busy machine that takes a while, and nothing else is done before.
    private static func awaitsStop(_ status: String) -> Bool {
        ["SigPnd:", "ShdPnd:"].contains { name in
            let digits = line(name, in: status)?.filter { $0 != "\t" && $0 != " " }
            return digits.flatMap { UInt64($0, radix: 16) }.map { $0 & (1 << UInt64(SIGSTOP - 1)) != 0 } ?? false
        }
    }

    /// Its share of what it has in common with others: a thousand forks are not a thousand times the memory. Of one that shows no more,
    /// all that it holds. What the kernel needs to find its pages comes on top.
    private static func memory(_ folder: String, _ status: String) -> Int {
        let tables = SmallFile.value(of: "VmPTE:", in: status) ?? 0
        guard let text = SmallFile.read(folder + "/smaps_rollup"), let resident = SmallFile.value(of: "Pss_Anon:", in: text) else {
            return (Stat(folder)?.residentPages ?? 0) * pageBytes + tables << 10
        }
        let shared = SmallFile.value(of: "Pss_Shmem:", in: text) ?? 0
        return (resident + shared + (SmallFile.value(of: "SwapPss:", in: text) ?? 0) + tables) << 10
    }

    /// The kernel keeps them by the thread that made them.
    private static func children(of process: Int32, _ threads: [String]) -> [Int32] {
        threads.flatMap { thread in
            (SmallFile.read("/proc/\(process)/task/\(thread)/children") ?? "").split(separator: " ").compactMap { Int32($0) }
        }
    }

    private static func line(_ name: String, in text: String) -> Substring? {
        text.split(separator: "\n").first { $0.hasPrefix(name) }?.dropFirst(name.count)
    }

    /// `stat` of a process or of a thread. Source: proc(5).
    private struct Stat {
        let state: Substring
        let ticks: UInt64
        let threads: Int
        let started: UInt64
        let residentPages: Int

        /// A process chooses its name, which stands in brackets: the fields begin behind the last one.
        init?(_ folder: String) {
            guard let text = SmallFile.read(folder + "/stat"), let end = text.lastIndex(of: ")") else { return nil }
            let fields = text[text.index(after: end)...].split(separator: " ")
            guard fields.count > 21, let threads = Int(fields[17]), let started = UInt64(fields[19]), let pages = Int(fields[21]) else {
                return nil
            }
            state = fields[0]
            ticks = (11...14).reduce(0) { $0 + (UInt64(fields[$1]) ?? 0) }
            self.threads = threads
            self.started = started
            residentPages = pages
        }
    }
}

/// What the kernel holds for a worker that belongs to none of its processes.
enum KernelMemory {
    /// Of sockets: what each may fill with what is sent and not received. Both ends of all its connections to Pelton are free.
    private static let freeSockets = 256
    private static let socketBytes =
        2 * (SmallFile.read("/proc/sys/net/core/wmem_max").flatMap { Int($0.split(separator: "\n").first ?? "") } ?? 212_992)

    /// - Parameter process: one in the worker's namespace of networks.
    static func sockets(_ process: Int32) -> Int {
        guard let text = SmallFile.read("/proc/\(process)/net/sockstat"), let line = text.split(separator: "\n").first,
            let count = line.split(separator: " ").last.flatMap({ Int($0) })
        else { return 0 }
        return max(0, count - freeSockets) * socketBytes
    }

    /// - Parameter descriptor: of a file system in memory; -1 for none.
    static func files(_ descriptor: CInt) -> Int {
        var status = statvfs()
        guard descriptor >= 0, fstatvfs(descriptor, &status) == 0 else { return 0 }
        return Int(status.f_blocks - status.f_bfree) * Int(status.f_frsize) + Int(status.f_files - status.f_ffree) * 1024
    }
}
