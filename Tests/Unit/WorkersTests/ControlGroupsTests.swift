import Foundation
import Testing

@testable import Workers

/// A folder that looks like control groups of version 1, as far as what is written to them.
private final class GroupFolder {
    let path = NSTemporaryDirectory() + "pelton-groups-" + UUID().uuidString

    /// - Parameter files: which of the kernel's files are there, by controller.
    init(_ files: [String: [String]], groups: [String]) throws {
        for (controller, names) in files {
            for group in groups {
                let folder = "\(path)/\(controller)/\(group)"
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                for name in names { try "".write(toFile: folder + "/" + name, atomically: false, encoding: .utf8) }
            }
        }
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func text(_ file: String) -> String? { try? String(contentsOfFile: path + "/" + file, encoding: .utf8) }
}

struct ControlGroupsTests {
    private static let memory = ["memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.stat", "cgroup.procs"]
    private static let cpu = ["cpu.cfs_period_us", "cpu.cfs_quota_us", "cgroup.procs"]
    private let ceiling = WorkerCeiling(memoryBytes: 4 << 30, processes: 500)
    private let limits = ControlGroups.Limits(memoryBytes: 256 << 20, processes: 64, cores: 0.5)

    @Test func `all workers have a ceiling, and each its own limits below it`() throws {
        let folder = try GroupFolder(
            ["memory": Self.memory, "cpu": Self.cpu, "pids": ["pids.max", "cgroup.procs"]], groups: ["pelton-7", "pelton-7/w1"])
        let groups = ControlGroups(root: folder.path, server: 7, ceiling: ceiling)
        #expect(groups.layer == "cgroup v1 (memory, swap, CPU, processes)")
        #expect(folder.text("memory/pelton-7/memory.limit_in_bytes") == "4294967296")
        #expect(folder.text("memory/pelton-7/memory.memsw.limit_in_bytes") == "4294967296")
        #expect(folder.text("pids/pelton-7/pids.max") == "500")
        // What all of them may use is the machine's: a group of all weighs as much as one process outside.
        #expect(folder.text("cpu/pelton-7/cpu.cfs_quota_us") == "-1")

        let group = try groups.make("w1", limits)
        #expect(folder.text("memory/pelton-7/w1/memory.limit_in_bytes") == "268435456")
        #expect(folder.text("memory/pelton-7/w1/memory.memsw.limit_in_bytes") == "268435456")
        #expect(folder.text("pids/pelton-7/w1/pids.max") == "64")
        #expect(folder.text("cpu/pelton-7/w1/cpu.cfs_quota_us") == "50000")
        #expect(Set(group.entries) == Set(["memory", "cpu", "pids"].map { "\(folder.path)/\($0)/pelton-7/w1/cgroup.procs" }))
    }

    @Test func `what the kernel does not have is not said to be in force`() throws {
        let folder = try GroupFolder(["memory": ["memory.limit_in_bytes", "cgroup.procs"]], groups: ["pelton-7", "pelton-7/w1"])
        let groups = ControlGroups(root: folder.path, server: 7, ceiling: ceiling)
        #expect(groups.layer == "cgroup v1 (memory)")
        #expect(GroupedResource.allCases.filter { groups.hold($0) } == [.memory])
        #expect(ControlGroups(root: folder.path + "/none", server: 7, ceiling: ceiling).layer == nil)
    }

    @Test func `a worker whose limit cannot be set is not made`() throws {
        let folder = try GroupFolder(["memory": Self.memory, "cpu": Self.cpu], groups: ["pelton-7", "pelton-7/w1"])
        let groups = ControlGroups(root: folder.path, server: 7, ceiling: ceiling)
        try FileManager.default.removeItem(atPath: folder.path + "/cpu/pelton-7/w1/cpu.cfs_quota_us")
        #expect(throws: LaunchError.self) { _ = try groups.make("w1", limits) }
    }

    @Test func `a worker's memory is what it holds, in swap too, and what lies in its tmp beside it`() throws {
        let folder = try GroupFolder(["memory": Self.memory], groups: ["pelton-7", "pelton-7/w1"])
        let group = try ControlGroups(root: folder.path, server: 7, ceiling: ceiling).make("w1", limits)
        try "cache 9\nrss 1\ntotal_rss 100\ntotal_swap 23\ntotal_shmem 7\n".write(
            toFile: folder.path + "/memory/pelton-7/w1/memory.stat", atomically: false, encoding: .utf8)
        #expect(group.memory()?.held == 123)
        #expect(group.memory()?.files == 7)
    }

    @Test(arguments: [
        (GroupedResource.memory, "memory.max", "268435456"), (.swap, "memory.swap.max", "0"), (.cpu, "cpu.max", "50000 100000"),
        (.processes, "pids.max", "64"),
    ])
    func `version 2 is told in its own words`(resource: GroupedResource, file: String, text: String) throws {
        let folder = try GroupFolder(["unified": [file]], groups: ["w1"])
        #expect(ControlGroups.set(resource, limits, folder.path + "/unified/w1", true))
        #expect(folder.text("unified/w1/" + file) == text)
    }

    @Test func `the kernel takes no less than a millisecond of CPU`() throws {
        let folder = try GroupFolder(["cpu": Self.cpu], groups: ["w1"])
        let few = ControlGroups.Limits(memoryBytes: 0, processes: 0, cores: 0.001)
        #expect(ControlGroups.set(.cpu, few, folder.path + "/cpu/w1", false))
        #expect(folder.text("cpu/w1/cpu.cfs_quota_us") == "1000")
    }
}
