import Admin
import Foundation
import IAM
import KMS
import Lambda
import Logs
import S3
import SQS
import SSM
import STS
import ServiceKit
import Testing

/// `docs/compatibility.md` is made of the routers' own tables and of what services declare: `PELTON_WRITE_DOCS=1 swift test --filter Compatibility` writes it.
struct CompatibilityTests {
    private let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

    private var page: String {
        get throws {
            let head = try String(contentsOf: root.appending(path: "Tests/Unit/DocumentationTests/compatibility-head.md"), encoding: .utf8)
            return head + section("S3", S3Service.operations.descriptions)
                + section("Lambda", LambdaService.model, LambdaService.operations.descriptions)
                + section("IAM", IAMService.model, IAMService.operations.descriptions)
                + section("STS", STSService.model, STSService.operations.descriptions)
                + section("KMS", KMSService.model, KMSService.operations.descriptions)
                + section("Systems Manager (Parameter Store)", SSMService.model, SSMService.operations.descriptions)
                + section("SQS", SQSService.model, SQSService.operations.descriptions)
                + section("CloudWatch Logs", LogsService.model, LogsService.operations.descriptions)
        }
    }

    /// A service that is made of a model: what it declares, and what else the model has.
    private func section(_ title: String, _ model: ServiceModel, _ built: [OperationDescription]) -> String {
        let rest = model.operations.subtracting(built.map(\.name)).sorted().joined(separator: ", ")
        let own = built.map(\.name).filter { !model.operations.contains($0) }.joined(separator: ", ")
        return section(title, built.filter { model.operations.contains($0.name) }, of: model.operations.count)
            + (rest.isEmpty ? "" : "\nNot yet: \(rest).\n") + (own.isEmpty ? "" : "\nPelton's own: \(own).\n")
    }

    private struct Row {
        let name, state, note: String

        /// A member that is refused limits an operation as well; one that is kept without effect is told of.
        init(_ operation: OperationDescription) {
            name = operation.name
            let refused = operation.unread.filter(\.isRefused).map { member in
                member.note.isEmpty ? "`\(member.name)`" : "`\(member.name)` other than `\(member.note)`"
            }
            let kept = Dictionary(grouping: operation.unread.filter { !$0.isRefused }, by: \.note).sorted { $0.key < $1.key }.map {
                "no effect: \($0.value.map { "`\($0.name)`" }.joined(separator: ", ")) (\($0.key))"
            }
            var notes: [String] = []
            if case .partly(let missing) = operation.support { notes.append(missing) }
            if !refused.isEmpty { notes.append("refused: " + refused.joined(separator: ", ")) }
            if case .notYet = operation.support { state = "not yet" } else { state = notes.isEmpty ? "done" : "partly" }
            if !operation.note.isEmpty { notes.append(operation.note) }
            if let why = operation.unrestricted { notes.append("asks no policy: \(why)") }
            note = (notes + kept).joined(separator: "; ")
        }
    }

    private func section(_ title: String, _ operations: [OperationDescription], of all: Int? = nil) -> String {
        let rows = operations.map { Row($0) }
        let built = rows.filter { $0.state != "not yet" }.count
        let lines = rows.sorted { $0.name < $1.name }.map { "| \($0.name) | \($0.state) | \($0.note) |" }
        return "\n## \(title)\n\n\(built) of \(all ?? rows.count) operations.\n\n| Operation | | |\n|---|---|---|\n"
            + lines.joined(separator: "\n") + "\n"
    }

    @Test func `the page says what the routers do`() throws {
        let file = root.appending(path: "docs/compatibility.md")
        let page = try page
        if ProcessInfo.processInfo.environment["PELTON_WRITE_DOCS"] == "1" { try Data(page.utf8).write(to: file) }
        #expect(try String(contentsOf: file, encoding: .utf8) == page)
    }

    /// That each other one is read `Tests/Clients/test_operations.py` has the compiler say.
    @Test func `what nobody reads is a member`() throws {
        let operations = [
            AdminService.operations.descriptions, IAMService.operations.descriptions, KMSService.operations.descriptions,
            LambdaService.operations.descriptions, LogsService.operations.descriptions, SSMService.operations.descriptions,
            SQSService.operations.descriptions, STSService.operations.descriptions,
        ]
        for operation in operations.joined() {
            let members = try #require(operation.input).members.all
            for unread in operation.unread {
                #expect(members.contains { $0.name == unread.name }, "\(operation.name) \(unread.name)")
            }
        }
    }

    @Test func `every operation is named once`() {
        let names = S3Service.operations.all.map(\.name)
        #expect(Set(names).count == names.count)
    }
}
