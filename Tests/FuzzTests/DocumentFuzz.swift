import PeltonCore
import Testing
import XML

@testable import S3API

/// A document is refused, or is no larger when it is read than it was.
struct DocumentFuzz {
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

    @Test func `no document grows when it is read`() throws {
        let limits = XMLLimits(bytes: 32 << 10, depth: 32, elements: 500)
        var mutator = try Mutator(corpus: "documents", seed: 6)
        var read = 0
        for _ in 0..<Mutator.iterations(12_000) {
            let document = mutator.next()
            guard let root = try? XMLElement(parsing: document, limits: limits) else { continue }
            read += 1
            let weight = Weight(root)
            #expect(document.count <= limits.bytes && weight.elements <= limits.elements && weight.depth <= limits.depth)
            #expect(weight.text <= document.count, "\(String(decoding: document, as: UTF8.self))")
            _ = try? PartList.parse(root, Limits())
        }
        #expect(read > 100)
    }
}
