import ArgumentParser
import Core

struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what became of the events: deliveries pending, done and dead.",
        subcommands: [ListEvents.self, RedriveEvents.self], defaultSubcommand: ListEvents.self)
}

struct ListEvents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List deliveries, the oldest first, with their attempts and last error.")

    @OptionGroup var connection: ConnectionOptions

    @Option(help: "Only those that are pending, done or dead; or unmatched: events that no rule wanted.")
    var state: String?

    @Option(help: "Only events of this bucket.")
    var bucket: String?

    @Flag(help: "Events that no rule wanted, too.")
    var all = false

    @Flag(help: "One JSON object a line.")
    var json = false

    func run() async throws {
        let client = try connection.client()
        try show(client, state)
        if all, state == nil { try show(client, "unmatched") }
    }

    private func show(_ client: AdminClient, _ state: String?) throws {
        var after: Int?
        repeat {
            var query: [(String, String)] = []
            if let state { query.append(("state", state)) }
            if let bucket { query.append(("bucket", bucket)) }
            if let after { query.append(("after", String(after))) }
            let page = try client.request("GET", "/_pelton/events", query: query)
            for event in page["events"]?.array ?? [] {
                // Keys and errors are other people's texts: none of them moves the cursor or makes a line.
                let line = json ? String(decoding: event.utf8(escaping: .invisible), as: UTF8.self) : Self.line(event)
                print(line, to: &StandardOutput.stream)
            }
            after = page["next"]?.integer
        } while after != nil
    }

    private static func line(_ event: JSON) -> String {
        func text(_ name: String) -> String { JSON.visible(event[name]?.string ?? "") }
        let time = event["createdMs"]?.integer.map { Timestamp(milliseconds: Int64($0)).iso8601 } ?? ""
        let what = text("eventName").isEmpty ? "Invocation" : "\(text("eventName")) s3://\(text("bucket"))/\(text("key"))"
        var line = "\(event["id"]?.integer ?? 0)  \(text("state"))  \(time)  \(what)"
        if !text("destination").isEmpty { line += "  →  \(text("destination"))  attempts \(event["attempts"]?.integer ?? 0)" }
        if let next = event["nextAttemptMs"]?.integer, text("state") == "pending" {
            line += "  next \(Timestamp(milliseconds: Int64(next)).iso8601)"
        }
        if !text("lastError").isEmpty { line += "\n      \(text("lastError"))" }
        return line
    }
}

struct RedriveEvents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive", abstract: "Deliver dead ones again, with all their attempts before them.")

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: "Their numbers, as `pelton events` shows them; all dead ones if none is given.")
    var ids: [Int] = []

    func run() async throws {
        let client = try connection.client()
        var count = 0
        if ids.isEmpty {
            count = try Self.redrive(client, [])
        } else {
            for start in stride(from: 0, to: ids.count, by: 256) {
                count += try Self.redrive(client, Array(ids[start..<min(start + 256, ids.count)]))
            }
        }
        print("\(count) redriven", to: &StandardOutput.stream)
    }

    private static func redrive(_ client: AdminClient, _ ids: [Int]) throws -> Int {
        let body = ids.isEmpty ? [] : JSON.members(["ids": .array(ids.map { .integer($0) })]).utf8
        return try client.request("POST", "/_pelton/events/redrive", body: body)["redriven"]?.integer ?? 0
    }
}
