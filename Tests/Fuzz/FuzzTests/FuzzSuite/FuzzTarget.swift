/// The parsers that read what strangers send, and what must hold whatever the bytes are.
package enum FuzzTarget: String, CaseIterable, Sendable {
    case signatures, chunks, forms, documents, policies, inputs, queries, patterns

    /// - Returns: whether a parser took the bytes.
    /// - Throws: what did not hold.
    package func judge(_ bytes: [UInt8]) throws(Broken) -> Bool {
        switch self {
        case .signatures: try SignatureTarget.judge(bytes)
        case .chunks: try ChunkTarget.judge(bytes)
        case .forms: try FormTarget.judge(bytes)
        case .documents: try DocumentTarget.judge(bytes)
        case .policies: try PolicyTarget.judge(bytes)
        case .inputs: try InputTarget.judge(bytes)
        case .queries: try QueryTarget.judge(bytes)
        case .patterns: try PatternTarget.judge(bytes)
        }
    }
}

/// A property that some bytes broke.
package struct Broken: Error, CustomStringConvertible {
    package let description: String
}

func hold(_ condition: Bool, _ property: @autoclosure () -> String) throws(Broken) {
    guard condition else { throw Broken(description: property()) }
}
