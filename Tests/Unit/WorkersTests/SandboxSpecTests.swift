import Invocation
import Core
import Testing

@testable import Workers

struct SandboxSpecTests {
    /// What a function's owner chooses, as hostile as it can be made.
    private static let chosen = "x\0--ro-bind\0/\0/host"

    private func spec() -> SandboxSpec {
        let function = FunctionSpecification(
            arn: .function("f", region: .usEast1, account: .none), name: "f", account: .none, region: .usEast1, version: "$LATEST",
            revision: "1", runtime: "python3.12", handler: Self.chosen, codeDirectory: "/data/functions/aa",
            role: ARN(service: "iam", region: "", account: "000000000000", resource: "role/r"), timeoutSeconds: 3, memoryMB: 128,
            ephemeralStorageMB: 512, environment: ["A": Self.chosen], logGroup: Self.chosen)
        let runtime = RuntimeCommand(
            command: ["/usr/bin/python3", "-u", "/var/runtime/bootstrap.py"],
            trees: [RuntimeCommand.Shown("/data/runtimes/a b=c", at: "/opt/pelton/python")],
            files: [RuntimeCommand.Shown("/data/sandbox/bootstrap.py", at: "/var/runtime/bootstrap.py")], variables: [:])
        let settings = WorkerSettings(
            isolation: .sandbox(launcher: "/l", bubblewrap: "/b"), directory: "/data/sandbox", runtimesDirectory: "/data/runtimes",
            limits: Limits())
        return SandboxSpec(
            name: "w1", function: function, runtime: runtime, settings: settings, endpoint: WorkerEndpoint(host: "127.0.0.1", port: 9000),
            slot: 1)
    }

    @Test func `the launcher gets pairs, and nothing that a function's owner chose`() {
        let arguments = spec().launcherArguments("/l", "/b", nil)
        #expect(arguments.count % 2 == 1 && arguments[0] == "/l")
        let pairs = stride(from: 1, to: arguments.count, by: 2).map { (arguments[$0], arguments[$0 + 1]) }
        let names: Set = [
            "bwrap", "parent", "uid", "tmp-megabytes", "processes", "counts-all-memory", "holds-cpu", "runtime-port", "endpoint-host",
            "endpoint-port", "tree", "tree-at", "file", "file-at", "word",
        ]
        #expect(Set(pairs.map(\.0)) == names)
        #expect(!arguments.contains { $0.contains("host\0") || $0.contains("--") })
        #expect(pairs.contains { $0 == ("tree", "/data/runtimes/a b=c") })
    }

    @Test func `a variable goes with the lengths of its name and its value`() throws {
        #expect(
            try SandboxSpec.order(starting: ["B": "", "A": "é"]) == Array("S".utf8) + [
                1, 0, 0, 0, 65, 2, 0, 0, 0, 0xC3, 0xA9, 1, 0, 0, 0, 66, 0, 0, 0, 0,
            ])
        #expect(try SandboxSpec.order(starting: [:]) == Array("S".utf8))
    }

    @Test(arguments: [["A": SandboxSpecTests.chosen], ["A\0B": "v"], ["\0": ""]])
    func `no text with a NUL starts a process`(variables: [String: String]) {
        #expect(throws: LaunchError.self) { _ = try SandboxSpec.order(starting: variables) }
        #expect(throws: LaunchError.self) {
            _ = try SandboxSpec.spawn(["/usr/bin/true"], variables: variables, control: -1, output: 1, directory: nil)
        }
        #expect(throws: LaunchError.self) {
            _ = try SandboxSpec.spawn(["/usr/bin/true", "a\0b"], variables: [:], control: -1, output: 1, directory: nil)
        }
    }
}
