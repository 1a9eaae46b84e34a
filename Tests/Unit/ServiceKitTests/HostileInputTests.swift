import Admin
import Core
import IAM
import KMS
import Lambda
import Logs
import SQS
import SSM
import STS
import ServiceKit
import Testing

/// Every service that is made of a model.
enum Services {
    static let all = [
        AdminService.operations.descriptions, IAMService.operations.descriptions, KMSService.operations.descriptions,
        LambdaService.operations.descriptions,
        LogsService.operations.descriptions, SQSService.operations.descriptions, SSMService.operations.descriptions, STSService.operations.descriptions,
    ]
}

/// Every member of every input, with what nobody sends who means well: it is refused or taken, and in time in proportion to its length.
struct HostileInputTests {
    private static let operations = Services.all.flatMap { $0 }

    /// Steps for a byte: states of the largest pattern there is.
    private static let most = 300

    private func check(_ json: JSON, _ name: String, _ input: InputDescription, _ way: [String]) -> InputError? {
        let bytes = json.utf8
        var found: InputError?
        // The largest once: to go through a megabyte takes a debug build a while.
        for isText in bytes.count < 1 << 20 ? [true, false] : [false] {
            let (error, steps) = input.attempt(bytes, isText)
            #expect(steps <= Self.most * (bytes.count + 1), "\(name) \(way)")
            found = error
        }
        return found
    }

    @Test(arguments: operations.map(\.name))
    func `nothing hostile in any member is a trap, or takes long`(name: String) throws {
        let input = try #require(Self.operations.first { $0.name == name }?.input)
        for member in input.members.all {
            for (way, shape) in Self.ways([member.name], member.shape, depth: 0) {
                for value in Self.hostile { _ = check(Self.put(value, at: way), name, input, way) }
                switch shape.kind {
                case .list: _ = check(Self.put(.array(Array(repeating: "x", count: 10_000)), at: way), name, input, way)
                case .map:
                    let many = (0..<10_000).map { JSON.Member("k\($0)", "v") }
                    _ = check(Self.put(.object(many), at: way), name, input, way)
                default: break
                }
            }
        }
    }

    @Test(arguments: operations.map(\.name))
    func `NUL is refused in any text`(name: String) throws {
        let input = try #require(Self.operations.first { $0.name == name }?.input)
        for member in input.members.all {
            for (way, shape) in Self.ways([member.name], member.shape, depth: 0) {
                guard case .string = shape.kind, !shape.allowsNUL else { continue }
                let error = check(Self.put("a\0b", at: way), name, input, way)
                // Of a map of structures: the text that is its value is refused first.
                if case .wrongType? = error, way.last == "key" { continue }
                guard case .constraints(let text)? = error else {
                    Issue.record("\(name) \(way): \(String(describing: error))")
                    continue
                }
                #expect(!text.contains("\0"))
            }
        }
        for json in [#"{"a\u0000":1}"#, #"{"a":[{"b":"\u0000"}]}"#] {
            let error = input.attempt(Array(json.utf8), false).error
            guard case .constraints? = error else { throw Failure(text: "\(name): \(String(describing: error))") }
        }
    }

    private struct Failure: Error { let text: String }

    @Test func `there are services to try`() {
        #expect(Self.operations.count > 20)
        #expect(
            Self.operations.compactMap(\.input).flatMap { $0.members.all.flatMap { Self.ways([$0.name], $0.shape, depth: 0) } }.count > 80)
    }

    private static let hostile: [JSON] = [
        "", "a\0b", "a\nb\r", .string(String(repeating: "x", count: 1 << 20)), .string(String(repeating: "aB0:/-_.", count: 2048)),
        "\u{1F600}\u{10FFFF}\u{E0001}", "\u{202E}\u{2066}a\u{2069}\u{200F}", "\u{FFFE}\u{FFFF}\u{301}", "-1", "1e400", "null", 7, true,
        .null, [], [.null], [[]], .object([]), .number("-0"), .number("1e999"), .number("99999999999999999999999999"), .number("0.5"),
        .array([.object([]), "x", 1]), nested(100), nested(3000), .object([.init("", ""), .init("\u{212A}", .null)]),
    ]

    private static func nested(_ levels: Int) -> JSON {
        (0..<levels).reduce("x") { value, level in level % 2 == 0 ? [value] : .members(["a": value]) }
    }

    /// The ways to all values of a shape: `*` is an element, `key` the name of a map's value, `value` that value.
    private static func ways(_ way: [String], _ shape: Shape, depth: Int) -> [([String], Shape)] {
        guard depth < 8 else { return [] }
        let within: [([String], Shape)] =
            switch shape.kind {
            case .list(let element): ways(way + ["*"], element, depth: depth + 1)
            case .map(let key, let value): [(way + ["key"], key)] + ways(way + ["value"], value, depth: depth + 1)
            case .structure(let members): members().all.flatMap { ways(way + [$0.name], $0.shape, depth: depth + 1) }
            default: []
            }
        return [(way, shape)] + within
    }

    private static func put(_ value: JSON, at way: [String]) -> JSON {
        guard let first = way.first else { return value }
        let rest = Array(way.dropFirst())
        switch first {
        case "*": return [put(value, at: rest)]
        case "key": return .object([JSON.Member(value.string ?? "k", "v")])
        case "value": return .object([JSON.Member("ab", put(value, at: rest))])
        default: return .object([JSON.Member(first, put(value, at: rest))])
        }
    }
}
