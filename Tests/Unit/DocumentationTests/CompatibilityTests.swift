import Foundation
import Lambda
import S3
import Testing

/// `docs/compatibility.md` is made of the routers' own tables: `PELTON_WRITE_DOCS=1 swift test --filter Compatibility` writes it.
struct CompatibilityTests {
    private let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

    private var page: String {
        get throws {
            let head = try String(contentsOf: root.appending(path: "Tests/Unit/DocumentationTests/compatibility-head.md"), encoding: .utf8)
            let s3 = Operation.all.map { Row(name: $0.name, state: $0.support.rawValue, note: $0.note) }
            let lambda = LambdaOperation.all.map { Row(name: $0.name, state: $0.support.rawValue, note: $0.note) }
            return head + section("S3", s3) + section("Lambda", lambda)
        }
    }

    private struct Row {
        let name, state, note: String
    }

    private func section(_ title: String, _ rows: [Row]) -> String {
        let built = rows.filter { $0.state != "not yet" }.count
        let lines = rows.sorted { $0.name < $1.name }.map { "| \($0.name) | \($0.state) | \($0.note) |" }
        return "\n## \(title)\n\n\(built) of \(rows.count) operations.\n\n| Operation | | |\n|---|---|---|\n"
            + lines.joined(separator: "\n") + "\n"
    }

    @Test func `the page says what the routers do`() throws {
        let file = root.appending(path: "docs/compatibility.md")
        let page = try page
        if ProcessInfo.processInfo.environment["PELTON_WRITE_DOCS"] == "1" { try Data(page.utf8).write(to: file) }
        #expect(try String(contentsOf: file, encoding: .utf8) == page)
    }

    @Test func `every operation is named once`() {
        #expect(Set(Operation.all.map(\.name)).count == Operation.all.count)
        #expect(Set(LambdaOperation.all.map(\.name)).count == LambdaOperation.all.count)
    }
}
