import PeltonCore
import SigV4
import Testing

@testable import S3API

/// A form comes apart the same however it is cut, and gives no more than it has.
struct FormFuzz {
    private enum Outcome: Equatable {
        case parsed([String], content: [UInt8], isComplete: Bool)
        case failed(FormParser.Failure)
    }

    private func parse(_ pieces: [[UInt8]]) -> Outcome {
        var parser = FormParser(boundary: "b")
        var (events, content): ([String], [UInt8]) = ([], [])
        do throws(FormParser.Failure) {
            for piece in pieces {
                for event in try parser.push(piece) {
                    if case .content(let bytes) = event { content += bytes } else { events.append("\(event)") }
                }
            }
        } catch { return .failed(error) }
        return .parsed(events, content: content, isComplete: parser.isComplete)
    }

    @Test func `a form is the same however it is cut`() throws {
        var mutator = try Mutator(corpus: "forms", seed: 4)
        var whole = 0
        for _ in 0..<Mutator.iterations(2500) {
            let body = mutator.next()
            let once = parse([body])
            #expect(once == parse(mutator.cut(body)), "\(String(decoding: body.prefix(300), as: UTF8.self))")
            if case .parsed(_, let content, let isComplete) = once {
                #expect(content.count <= body.count)
                if isComplete { whole += 1 }
            }
        }
        #expect(whole > 50)
    }

    @Test func `a policy of a form is read or refused`() throws {
        let now = try #require(Timestamp(iso8601: "2029-01-01T00:00:00Z"))
        let fields = [("key", "u/1"), ("acl", "private"), ("x-amz-meta-a", ""), ("file", "")]
        var mutator = try Mutator(corpus: "policies", seed: 5)
        var read = 0
        for _ in 0..<Mutator.iterations(12_000) {
            guard let policy = try? PostPolicy(base64: Base64.encode(mutator.next())) else { continue }
            read += 1
            _ = try? policy.check(fields: fields, bucket: "b", now: now)
        }
        #expect(read > 50)
    }
}
