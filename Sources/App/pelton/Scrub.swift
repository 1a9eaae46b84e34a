import ArgumentParser
import Core

#if canImport(Glibc)
    import Glibc
#endif

struct Scrub: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read all that a running server stores, compare checksums, and list what is damaged.",
        discussion: "Ends with status 1 if a version is damaged. What is damaged is refused with InternalError and never served.")

    @OptionGroup var connection: ConnectionOptions

    @Option(name: .customLong("rate"), help: "MiB a second that it may read. (default: 64)")
    var rate: Int = 64

    @Flag(help: "Start nothing; only show how far the last one is, and what is damaged.")
    var status = false

    func validate() throws {
        guard (1...1_048_576).contains(rate) else { throw ValidationError("--rate takes 1 to 1048576 MiB a second, not \(rate).") }
    }

    func run() async throws {
        let client = try connection.client()
        var state = try status ? client.request("GET", "/_pelton/scrub") : start(client)
        while !status, state["running"]?.bool == true {
            usleep(200_000)
            state = try client.request("GET", "/_pelton/scrub")
        }
        try show(state)
    }

    private func start(_ client: AdminClient) throws -> JSON {
        try client.request("POST", "/_pelton/scrub", query: [("bytes-per-second", String(rate << 20))])
    }

    private func show(_ state: JSON) throws {
        let damaged = state["damagedVersions"]?.array ?? []
        for version in damaged {
            func text(_ name: String) -> String { JSON.visible(version[name]?.string ?? "") }
            print("DAMAGED: s3://\(text("bucket"))/\(text("key")) (version \(text("versionId")))", to: &StandardOutput.stream)
        }
        let how = state["running"]?.bool == true ? "so far" : state["startedMs"] == nil ? "since the server started" : "read"
        print(
            "\(state["blobs"]?.integer ?? 0) blobs of \(state["bytes"]?.integer ?? 0) bytes \(how), \(damaged.count) versions damaged",
            to: &StandardOutput.stream)
        if let failure = state["failure"]?.string { throw Failure("The scrub broke off: \(JSON.visible(failure))") }
        if !damaged.isEmpty { throw ExitCode(1) }
    }
}
