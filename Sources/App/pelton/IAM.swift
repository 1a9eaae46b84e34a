import ArgumentParser
import Core

struct IAM: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "iam", abstract: "Ask about access: why something is allowed, or refused.", subcommands: [ExplainAccess.self])
}

struct ExplainAccess: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why a principal may do something to a resource, or why not.",
        discussion: """
            Shows what becomes of each statement of the principal's policies and of the resource's, then the questions that decide, in their
            order, and the decision last.

            A condition key of the request is given as NAME=VALUE, one with several values several times, and NAME= for one that the request
            does not have. What is not given and does not follow from the rest is not known.
            """)

    @OptionGroup var connection: ConnectionOptions

    @Argument(help: "An ARN of a user, a role, a session or an account's root; or user/NAME, role/NAME, root.")
    var principal: String

    @Argument(help: "Such as s3:GetObject.")
    var action: String

    @Argument(help: "An ARN, or * for what has none.")
    var resource: String

    @Argument(help: "Condition keys of the request, such as aws:SourceIp=192.0.2.1.")
    var context: [String] = []

    @Flag(help: "One JSON object.")
    var json = false

    func run() async throws {
        let client = try connection.client()
        let body = JSON.members([
            "principal": .string(principal), "action": .string(action), "resource": .string(resource), "context": .array(try keys()),
        ])
        let answer = try client.request("POST", "/_pelton/iam/explain", body: body.utf8)
        guard !json else { return print(String(decoding: answer.utf8(escaping: .invisible), as: UTF8.self), to: &StandardOutput.stream) }
        for line in Self.lines(answer) { print(line, to: &StandardOutput.stream) }
    }

    private func keys() throws -> [JSON] {
        var names: [String] = []
        var values: [String: [JSON]] = [:]
        for text in context {
            guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
                throw Failure("A condition key is given as NAME=VALUE, not \(text).")
            }
            let (name, value) = (String(text[..<sign]), String(text[text.index(after: sign)...]))
            if values[name] == nil { names.append(name) }
            values[name, default: []] += value.isEmpty ? [] : [.string(value)]
        }
        return names.map { JSON.members(["name": .string($0), "values": .array(values[$0] ?? [])]) }
    }

    /// Names of policies and values of requests are other people's texts: none of them makes a line.
    private static func lines(_ answer: JSON) -> [String] {
        func text(_ json: JSON, _ name: String) -> String { visible(json[name]?.string ?? "") }
        var lines = ["\(text(answer, "principal")) \(text(answer, "action")) \(text(answer, "resource"))"]
        for statement in answer["statements"]?.array ?? [] {
            let which = statement["sid"] == nil ? "\(statement["number"]?.integer ?? 0)" : "\"\(text(statement, "sid"))\""
            lines.append(
                "statement \(which) of \(text(statement, "kind")) \(text(statement, "policy")) (\(text(statement, "effect"))) \(text(statement, "why"))"
            )
        }
        for step in answer["steps"]?.array ?? [] { lines.append(text(step, "text")) }
        for note in answer["notes"]?.array ?? [] { lines.append("note: \(visible(note.string ?? ""))") }
        let decision =
            switch answer["decision"]?.string {
            case "allow": "ALLOWED"
            case "explicitDeny": "DENIED, explicitly"
            default: "DENIED"
            }
        lines.append("\(decision): \(text(answer, "reason"))")
        return lines
    }

    /// Quotes are as harmless here as they are frequent.
    private static func visible(_ text: String) -> String { JSON.visible(text).replacing("\\\"", with: "\"") }
}
