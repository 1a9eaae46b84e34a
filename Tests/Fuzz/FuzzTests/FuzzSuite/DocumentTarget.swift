internal import XML

/// A document is refused, or is no larger when it is read than it was; and what S3 takes of it is read back as it was taken.
enum DocumentTarget {
    private static let limits = XMLLimits(bytes: 32 << 10, depth: 32, elements: 500)

    static func judge(_ bytes: [UInt8]) throws(Broken) -> Bool {
        guard let root = try? XMLElement(parsing: bytes, limits: limits) else { return false }
        let weight = Weight(root)
        try hold(
            bytes.count <= limits.bytes && weight.elements <= limits.elements && weight.depth <= limits.depth,
            "A document is larger than the limits allow.")
        try hold(weight.text <= bytes.count, "A document grew when it was read.")
        return try DocumentReaders.take(root)
    }

    private struct Weight {
        var elements = 0, depth = 0, text = 0

        init(_ element: XMLElement) {
            elements = 1
            text = element.text.utf8.count
            for child in element.children {
                let weight = Weight(child)
                elements += weight.elements
                text += weight.text
                depth = max(depth, weight.depth)
            }
            depth += 1
        }
    }
}
