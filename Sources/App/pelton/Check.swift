import ArgumentParser
import Objects
import Core
import Server

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verify a store whose server is stopped: rows, bytes, counts and checksums.",
        discussion: """
            Changes nothing. Ends with status 0 if all is well, and 1 with what was found in plain words. For a running server there is \
            `pelton scrub`.
            """)

    @Option(help: "The data directory. (default: pelton-data)")
    var data: String?

    func run() throws {
        do {
            let report = try OfflineCheck.run(data: data ?? environment("PELTON_DATA") ?? "pelton-data")
            for note in report.notes { print("note: \(JSON.visible(note))", to: &StandardOutput.stream) }
            for problem in report.problems { print("PROBLEM: \(JSON.visible(problem))", to: &StandardOutput.stream) }
            print(
                "\(report.versions) versions, \(report.contents) blobs of \(report.bytes) bytes: "
                    + (report.problems.isEmpty ? "all is well" : "\(report.problems.count) problems"), to: &StandardOutput.stream)
            if !report.problems.isEmpty { throw ExitCode(1) }
        } catch let error as StartError {
            throw Failure(error.description)
        }
    }
}
