internal import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// What the kernel's control groups can hold a worker to.
enum GroupedResource: String, CaseIterable, Sendable {
    case memory, swap, cpu = "CPU", processes
}

/// The most that all workers of a server may take together.
package struct WorkerCeiling: Sendable, Hashable {
    package var memoryBytes: Int
    package var processes: Int

    package init(memoryBytes: Int, processes: Int) {
        self.memoryBytes = memoryBytes
        self.processes = processes
    }
}

extension WorkerCeiling {
    /// Three quarters of the memory that this server may use: the rest is for objects and the server itself.
    package static var ofThisMachine: WorkerCeiling {
        let machine = SmallFile.read("/proc/meminfo").flatMap { SmallFile.value(of: "MemTotal:", in: $0) }.map { $0 << 10 } ?? 4 << 30
        let group = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"].compactMap { path in
            SmallFile.read(path).flatMap { Int($0.split(separator: "\n").first ?? "") }
        }
        return WorkerCeiling(memoryBytes: group.reduce(machine, min) / 4 * 3, processes: 8192)
    }

    var description: String { "\(memoryBytes >> 20) MiB, \(processes) processes" }
}

/// The control groups of one server's workers: a group for each in a group for all, in version 2 where it has the controllers, else in
/// version 1. Only root may make them.
/// Source: kernel documentation, "Control Group v2" and "Control Groups version 1".
final class ControlGroups: Sendable {
    /// One tree of groups: version 2 has one for all controllers, version 1 one for each.
    private struct Hierarchy: Sendable {
        /// The group of all workers.
        let folder: String
        let resources: [GroupedResource]
        let isVersion2: Bool
    }

    struct Limits: Sendable {
        let memoryBytes: Int
        let processes: Int
        let cores: Double
    }

    private static let root = "/sys/fs/cgroup"
    /// A share of CPU is counted in such a time.
    private static let periodMicroseconds = 100_000
    /// What a worker's connections may hold in the kernel.
    private static let tcpBytes = 64 << 20
    private let hierarchies: [Hierarchy]

    /// Makes the group of all workers.
    /// - Parameters:
    ///   - root: where the groups are mounted.
    ///   - server: a number that no other server of this host has; those of servers that are no more are removed.
    init(root: String = ControlGroups.root, server: Int = HostProcess.id, ceiling: WorkerCeiling) {
        Self.sweep(root, except: server)
        let name = Self.prefix + String(server)
        let limits = Limits(memoryBytes: ceiling.memoryBytes, processes: ceiling.processes, cores: 0)
        hierarchies = Self.version2(root, name, limits) ?? Self.version1(root, name, limits)
    }

    /// Of no host.
    private init() { hierarchies = [] }
    static let none = ControlGroups()

    /// What they hold, for the log; nil where there are none.
    var layer: String? {
        guard let first = hierarchies.first else { return nil }
        let resources = hierarchies.flatMap(\.resources).map(\.rawValue).joined(separator: ", ")
        return "cgroup v\(first.isVersion2 ? 2 : 1) (\(resources))"
    }

    func hold(_ resource: GroupedResource) -> Bool { hierarchies.contains { $0.resources.contains(resource) } }

    /// Makes the group of one worker.
    /// - Throws: if a limit that is in force cannot be set: the worker would run without it.
    func make(_ worker: String, _ limits: Limits) throws(LaunchError) -> WorkerGroup {
        let group = WorkerGroup(folders: hierarchies.map { ($0.folder + "/" + worker, $0.resources, $0.isVersion2) })
        for hierarchy in hierarchies {
            let folder = hierarchy.folder + "/" + worker
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
                let reason = String(cString: strerror(errno))
                group.remove()
                throw LaunchError("The control group \(folder) cannot be made: \(reason)")
            }
            // What version 1 does not count with the rest; a kernel without it goes on without.
            if hierarchy.resources.contains(.memory), !hierarchy.isVersion2 {
                _ = SmallFile.write(String(Self.tcpBytes), folder + "/memory.kmem.tcp.limit_in_bytes")
            }
            for resource in hierarchy.resources where !Self.set(resource, limits, folder, hierarchy.isVersion2) {
                group.remove()
                throw LaunchError("The control group \(folder) does not take its limit of \(resource.rawValue).")
            }
        }
        return group
    }

    /// To be called when no worker is left.
    func remove() {
        for hierarchy in hierarchies { Self.remove(hierarchy.folder) }
    }

    // MARK: Making

    private static func version2(_ root: String, _ name: String, _ ceiling: Limits) -> [Hierarchy]? {
        guard let controllers = SmallFile.read(root + "/cgroup.controllers") else { return nil }
        let folder = root + "/" + name
        guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { return nil }
        for controller in controllers.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            guard ["memory", "pids", "cpu"].contains(controller) else { continue }
            // Each by itself: one that is missing does not cost the others.
            _ = SmallFile.write("+\(controller)", root + "/cgroup.subtree_control")
            _ = SmallFile.write("+\(controller)", folder + "/cgroup.subtree_control")
        }
        let enabled = (SmallFile.read(folder + "/cgroup.subtree_control") ?? "").split(whereSeparator: { $0 == " " || $0 == "\n" })
        let resources = GroupedResource.allCases.filter { resource in
            enabled.contains { $0 == controller(of: resource) } && set(resource, ceiling, folder, true)
        }
        guard !resources.isEmpty else {
            rmdir(folder)
            return nil
        }
        return [Hierarchy(folder: folder, resources: resources, isVersion2: true)]
    }

    private static func version1(_ root: String, _ name: String, _ ceiling: Limits) -> [Hierarchy] {
        ["memory", "cpu", "pids"].compactMap { controller in
            let folder = "\(root)/\(controller)/\(name)"
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { return nil }
            // Before there is a group in it: kernels before 5.11 count what is in a group within only then.
            if controller == "memory" { _ = SmallFile.write("1", folder + "/memory.use_hierarchy") }
            let resources = GroupedResource.allCases.filter {
                Self.controller(of: $0) == controller && set($0, ceiling, folder, false)
            }
            guard !resources.isEmpty else {
                rmdir(folder)
                return nil
            }
            return Hierarchy(folder: folder, resources: resources, isVersion2: false)
        }
    }

    private static func controller(of resource: GroupedResource) -> String {
        switch resource {
        case .memory, .swap: "memory"
        case .cpu: "cpu"
        case .processes: "pids"
        }
    }

    // MARK: Limits

    /// - Returns: false if the kernel does not take it.
    static func set(_ resource: GroupedResource, _ limits: Limits, _ folder: String, _ isVersion2: Bool) -> Bool {
        switch resource {
        case .memory:
            SmallFile.write(String(limits.memoryBytes), folder + (isVersion2 ? "/memory.max" : "/memory.limit_in_bytes"))
        // Version 1 counts both together.
        case .swap:
            isVersion2
                ? SmallFile.write("0", folder + "/memory.swap.max")
                : SmallFile.write(String(limits.memoryBytes), folder + "/memory.memsw.limit_in_bytes")
        case .cpu: setCores(limits.cores, folder, isVersion2)
        case .processes: SmallFile.write(String(limits.processes), folder + "/pids.max")
        }
    }

    /// - Parameter cores: 0 for no limit.
    fileprivate static func setCores(_ cores: Double, _ folder: String, _ isVersion2: Bool) -> Bool {
        // The kernel takes no less than a millisecond.
        let quota = max(1000, Int(cores * Double(periodMicroseconds)))
        if isVersion2 { return SmallFile.write("\(cores == 0 ? "max" : String(quota)) \(periodMicroseconds)", folder + "/cpu.max") }
        return SmallFile.write(String(periodMicroseconds), folder + "/cpu.cfs_period_us")
            && SmallFile.write(cores == 0 ? "-1" : String(quota), folder + "/cpu.cfs_quota_us")
    }

    // MARK: What earlier servers left

    private static let prefix = "pelton-"

    private static func sweep(_ root: String, except server: Int) {
        for parent in [root, root + "/memory", root + "/cpu", root + "/pids"] {
            for name in Folder.names(parent) ?? [] where name.hasPrefix(prefix) {
                guard let process = Int32(name.dropFirst(prefix.count)) else { continue }
                if Int(process) == server || (kill(process, 0) != 0 && errno == ESRCH) { remove("\(parent)/\(name)") }
            }
        }
    }

    /// One that is in use cannot be removed.
    private static func remove(_ folder: String) {
        for name in Folder.names(folder) ?? [] { rmdir(folder + "/" + name) }
        rmdir(folder)
    }
}

/// The control groups of one worker.
struct WorkerGroup: Sendable {
    fileprivate let folders: [(path: String, resources: [GroupedResource], isVersion2: Bool)]

    /// Where a process writes itself into them.
    var entries: [String] { folders.map { $0.path + "/cgroup.procs" } }

    func hold(_ resource: GroupedResource) -> Bool { folders.contains { $0.resources.contains(resource) } }

    /// Bytes that its processes hold, in swap too, and beside them what lies in `/tmp`; nil where no group counts them.
    func memory() -> (held: Int, files: Int)? {
        guard let folder = folders.first(where: { $0.resources.contains(.memory) }),
            let text = SmallFile.read(folder.path + "/memory.stat")
        else { return nil }
        guard let resident = SmallFile.value(of: folder.isVersion2 ? "anon" : "total_rss", in: text) else { return nil }
        let swapped =
            folder.isVersion2
            ? SmallFile.read(folder.path + "/memory.swap.current").flatMap { Int($0.split(separator: "\n").first ?? "") }
            : SmallFile.value(of: "total_swap", in: text)
        let files = SmallFile.value(of: folder.isVersion2 ? "shmem" : "total_shmem", in: text)
        return (resident + (swapped ?? 0), files ?? 0)
    }

    /// How many there are; nil where no group counts them.
    func processes() -> Int? {
        guard let folder = folders.first(where: { $0.resources.contains(.processes) }) else { return nil }
        return SmallFile.read(folder.path + "/pids.current").flatMap { Int($0.split(separator: "\n").first ?? "") }
    }

    /// - Parameter cores: 0 for no limit.
    /// - Returns: false where no group holds the CPU, or the kernel does not take it.
    func setCores(_ cores: Double) -> Bool {
        guard let folder = folders.first(where: { $0.resources.contains(.cpu) }) else { return false }
        return ControlGroups.setCores(cores, folder.path, folder.isVersion2)
    }

    func remove() {
        for folder in folders {
            // Its last process may still be on its way out.
            for _ in 0..<20 where rmdir(folder.path) != 0 && errno == EBUSY { usleep(5000) }
        }
    }
}

/// A file of the kernel's.
enum SmallFile {
    private static let mostBytes = 1 << 20

    static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        // The kernel hands out some of them a page at a time, and what a hostile process made of them may be large.
        var bytes: [UInt8] = []
        return withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 16) { buffer in
            while bytes.count < mostBytes {
                let count = Glibc.read(file, buffer.baseAddress, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { return nil }
                guard count > 0 else { break }
                bytes.append(contentsOf: buffer[..<count])
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    static func write(_ text: String, _ path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        let bytes = Array(text.utf8)
        return Glibc.write(file, bytes, bytes.count) == bytes.count
    }

    /// The number behind a name, in a file that has one of each on a line.
    static func value(of name: String, in text: String) -> Int? {
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            if words.count >= 2, words[0] == name { return Int(words[1]) }
        }
        return nil
    }
}
