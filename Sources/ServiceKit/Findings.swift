/// The constraints that an input broke, told in the model's order, whatever order its members came in.
struct Findings {
    /// Where a value is in its input.
    enum Step {
        case member(Int, String)
        case element(Int)
        case value(Int, key: String)

        var order: Int {
            switch self {
            case .member(let order, _), .element(let order), .value(let order, _): order
            }
        }

        var text: String {
            switch self {
            case .member(_, let name): name
            case .element(let index): "\(index + 1).member"
            case .value(_, let key): "\(ShownValue.text(key)).member"
            }
        }
    }

    private struct Finding {
        let order: [Int]
        let text: String
    }

    private(set) var count = 0
    /// The first ones, in order; what comes behind `mostTold` of them is only counted.
    private var first: [Finding] = []

    /// Counts one.
    /// - Returns: its place among those that are told; nil if it comes too late.
    mutating func count(at order: [Int]) -> Int? {
        count += 1
        var place = first.count
        // Behind those of the same value.
        while place > 0, order.lexicographicallyPrecedes(first[place - 1].order) { place -= 1 }
        return place < Violations.mostTold ? place : nil
    }

    mutating func tell(_ text: String, at order: [Int], _ place: Int) {
        first.insert(Finding(order: order, text: text), at: place)
        if first.count > Violations.mostTold { first.removeLast() }
    }

    mutating func add(_ others: Findings) {
        count += others.count - others.first.count
        for finding in others.first { if let place = count(at: finding.order) { tell(finding.text, at: finding.order, place) } }
    }

    var told: [String] { first.map(\.text) }
}
