internal import CLinux
internal import PeltonCore

#if canImport(Glibc)
    private import Glibc
#endif

/// A process as the kernel shows it.
struct ProcessSample: Sendable {
    let id: Int32
    /// When it started, in the kernel's ticks: with the id it is the process and no later one of that number.
    let started: UInt64
    /// Of its own and of children that it waited for.
    let cpuMilliseconds: Double
    let isRunning: Bool
    let isStopped: Bool
    /// In a namespace of processes inside the host's, and not the first in it.
    let isInside: Bool
    let memoryBytes: Int
}

/// A process with all its children.
struct ProcessTree {
    let processes: [ProcessSample]
    /// Those that were gone before they could be looked at.
    let vanished: Int
}

extension ProcessTree {
    private static let mostProcesses = 4096
    private static let ticksPerSecond = Double(sysconf(CInt(_SC_CLK_TCK)))

    /// - Parameter countsMemory: it is what costs most to ask for.
    init(of process: Int32, countsMemory: Bool) {
        var samples: [ProcessSample] = []
        var vanished = 0
        var left = process > 0 ? [process] : []
        while let next = left.popLast(), samples.count < Self.mostProcesses {
            left += Self.children(of: next)
            if let sample = Self.one(next, countsMemory: countsMemory) { samples.append(sample) } else { vanished += 1 }
        }
        processes = samples
        self.vanished = vanished
    }

    /// Sends a signal to the process that was seen, and to no later one of its number.
    static func signal(_ sample: ProcessSample, _ number: CInt) {
        let descriptor = clinux_process_descriptor(sample.id)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard let stat = Stat(sample.id), stat.started == sample.started else { return }
        _ = clinux_signal_process(descriptor, number)
    }

    private static func one(_ id: Int32, countsMemory: Bool) -> ProcessSample? {
        guard let stat = Stat(id) else { return nil }
        let ids = SmallFile.read("/proc/\(id)/status").flatMap { words(behind: "NSpid:", in: $0) } ?? []
        return ProcessSample(
            id: id, started: stat.started, cpuMilliseconds: Double(stat.ticks) * 1000 / ticksPerSecond, isRunning: stat.state == "R",
            isStopped: stat.state == "T", isInside: ids.count > 1 && ids.last != "1", memoryBytes: countsMemory ? memory(id, stat) : 0)
    }

    /// Its share of what it has in common with others: a thousand forks are not a thousand times the memory. Of one that shows no more,
    /// all that it holds.
    private static func memory(_ id: Int32, _ stat: Stat) -> Int {
        guard let text = SmallFile.read("/proc/\(id)/smaps_rollup"), let kilobytes = SmallFile.value(of: "Pss_Anon:", in: text) else {
            return stat.residentPages * Int(sysconf(CInt(_SC_PAGESIZE)))
        }
        return (kilobytes + (SmallFile.value(of: "SwapPss:", in: text) ?? 0)) << 10
    }

    /// The kernel keeps them by the thread that made them.
    private static func children(of process: Int32) -> [Int32] {
        let threads = "/proc/\(process)/task"
        return Folder.names(threads).flatMap { thread in
            (SmallFile.read("\(threads)/\(thread)/children") ?? "").split(separator: " ").compactMap { Int32($0) }
        }
    }

    private static func words(behind name: String, in text: String) -> [Substring]? {
        text.split(separator: "\n").first { $0.hasPrefix(name) }?.dropFirst(name.count).split(whereSeparator: { $0 == "\t" || $0 == " " })
    }

    /// `/proc/ID/stat`. Source: proc(5).
    private struct Stat {
        let state: Substring
        let ticks: UInt64
        let started: UInt64
        let residentPages: Int

        /// A process chooses its name, which stands in brackets: the fields begin behind the last one.
        init?(_ id: Int32) {
            guard let text = SmallFile.read("/proc/\(id)/stat"), let end = text.lastIndex(of: ")") else { return nil }
            let fields = text[text.index(after: end)...].split(separator: " ")
            guard fields.count > 21, let started = UInt64(fields[19]), let pages = Int(fields[21]) else { return nil }
            state = fields[0]
            ticks = (11...14).reduce(0) { $0 + (UInt64(fields[$1]) ?? 0) }
            self.started = started
            residentPages = pages
        }
    }
}
