internal import PeltonCore

#if canImport(Glibc)
    private import Glibc
#endif

/// The control groups that the launcher made for a worker.
enum ControlGroups {
    private static let root = "/sys/fs/cgroup"
    private static let parents = [root + "/pelton", root + "/memory/pelton", root + "/pids/pelton"]

    /// Bytes that its processes hold, without what lies in `/tmp`; nil where there is no such group.
    static func memory(_ name: String) -> Int? {
        if let text = SmallFile.read(parents[0] + "/\(name)/memory.stat") { return value("anon", text) }
        if let text = SmallFile.read(parents[1] + "/\(name)/memory.stat") { return value("total_rss", text) }
        return nil
    }

    static func remove(_ name: String) {
        for parent in parents {
            let path = parent + "/" + name
            // Its last process may still be on its way out.
            for _ in 0..<20 where rmdir(path) != 0 && errno == EBUSY { usleep(5000) }
        }
    }

    /// Removes groups that an earlier server left.
    static func sweep() {
        for parent in parents {
            // One that is in use cannot be removed.
            for name in Folder.names(parent) where name.hasPrefix("w") { rmdir(parent + "/" + name) }
        }
    }

    private static func value(_ name: String, _ text: String) -> Int? {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == name { return Int(words[1]) }
        }
        return nil
    }
}

/// A process with all its children.
enum ProcessTree {
    private static let mostProcesses = 4096

    /// Bytes of memory that they hold.
    static func memory(_ process: Int32) -> Int {
        guard process > 0 else { return 0 }
        var total = 0
        var left = [process]
        var seen = 0
        while let next = left.popLast(), seen < mostProcesses {
            seen += 1
            // Its share of what it has in common with others: a thousand forks are not a thousand times the memory.
            total += SmallFile.read("/proc/\(next)/smaps_rollup").flatMap { kilobytes("Pss_Anon:", $0) } ?? 0
            left += children(of: next)
        }
        return total
    }

    /// The kernel keeps them by the thread that made them.
    private static func children(of process: Int32) -> [Int32] {
        let threads = "/proc/\(process)/task"
        return Folder.names(threads).flatMap { thread in
            (SmallFile.read("\(threads)/\(thread)/children") ?? "").split(separator: " ").compactMap { Int32($0) }
        }
    }
}

extension ProcessTree {
    fileprivate static func kilobytes(_ name: String, _ text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
        }
        return nil
    }
}

/// A file of the kernel's.
enum SmallFile {
    static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 16) { buffer in
            let count = Glibc.read(file, buffer.baseAddress, buffer.count)
            return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}
