@testable internal import S3

/// A form comes apart the same however it is cut, and gives no more than it has.
enum FormTarget {
    private enum Outcome: Equatable {
        case parsed([String], content: [UInt8], isComplete: Bool)
        case failed(FormParser.Failure)
    }

    static func judge(_ bytes: [UInt8]) throws(Broken) -> Bool {
        let once = parse([bytes])
        try hold(once == parse(Cuts.of(bytes)), "A form differs by where it is cut.")
        guard case .parsed(_, let content, let isComplete) = once else { return false }
        try hold(content.count <= bytes.count, "More comes out than went in.")
        return isComplete
    }

    private static func parse(_ pieces: [[UInt8]]) -> Outcome {
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
}
