import Testing

/// A minute of `make fuzz`, with seeds that are always the same.
struct ParserFuzz {
    @Test(arguments: FuzzTarget.allCases)
    func `what a parser must hold, it holds for mutated input`(target: FuzzTarget) throws {
        let written = try Corpus.files(of: target).map(\.bytes)
        var mutator = Mutator(written: written, found: try Corpus.found(of: target), tokens: try Corpus.tokens(), seed: 1)
        var taken = 0
        for _ in 0..<target.mutations {
            let input = mutator.next()
            do { if try target.judge(input) { taken += 1 } } catch { Issue.record("\(error) Of \(Array(input.prefix(300)))") }
        }
        // The mutations are not so wild that nothing is ever read.
        #expect(taken * 200 > target.mutations, "\(taken) of \(target.mutations)")
    }

    @Test(arguments: FuzzTarget.allCases)
    func `what a parser must hold, it holds for all that the long runs have found`(target: FuzzTarget) throws {
        for input in try Corpus.found(of: target) { _ = try target.judge(input) }
    }

    /// A corpus that nothing takes would prove nothing.
    @Test(arguments: FuzzTarget.allCases)
    func `what the corpus begins with is taken, unless it is hostile`(target: FuzzTarget) throws {
        for file in try Corpus.files(of: target) {
            let isTaken = try target.judge(file.bytes)
            #expect(isTaken || file.isHostile, "\(file.name)")
        }
    }
}

extension FuzzTarget {
    fileprivate var mutations: Int {
        switch self {
        case .chunks, .forms: 16_000
        case .patterns: 4_000
        case .inputs, .queries: 20_000
        case .signatures, .documents, .policies: 60_000
        }
    }
}
