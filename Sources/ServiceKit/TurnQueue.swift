/// What waits, by whom it is for: each account has its turn, and within it each of its principals, so that who brings much waits behind
/// what is its own alone. Where no place is left, whoever has the most waiting gives way to who has less.
package struct TurnQueue<Element> {
    private struct Line {
        private(set) var count = 0
        private var elements: [Element] = []
        private var lines: [String: Line] = [:]
        /// Of the lines, the one whose turn is next first.
        private var turns: [String] = []

        mutating func add(_ element: Element, _ owner: ArraySlice<String>) {
            count += 1
            guard let name = owner.first else { return elements.append(element) }
            if lines[name] == nil { turns.append(name) }
            lines[name, default: Line()].add(element, owner.dropFirst())
        }

        mutating func next() -> Element? {
            guard count > 0 else { return nil }
            count -= 1
            guard !turns.isEmpty else { return elements.removeFirst() }
            let name = turns.removeFirst()
            let element = lines[name]?.next()
            if lines[name]?.count == 0 { lines[name] = nil } else { turns.append(name) }
            return element
        }

        /// The newest of the longest line.
        mutating func removeLongest() -> Element? {
            guard count > 0 else { return nil }
            count -= 1
            guard let name = turns.max(by: { (lines[$0]?.count ?? 0) < (lines[$1]?.count ?? 0) }) else { return elements.removeLast() }
            let element = lines[name]?.removeLongest()
            if lines[name]?.count == 0 {
                lines[name] = nil
                turns.removeAll { $0 == name }
            }
            return element
        }
    }

    private var all = Line()
    private let most: Int

    package init(most: Int) { self.most = most }

    package var count: Int { all.count }

    /// - Parameter owner: the account, and who it is of that account.
    /// - Returns: what has no place any more; it may be what was added.
    package mutating func add(_ element: Element, for owner: [String]) -> Element? {
        all.add(element, owner[...])
        return all.count > most ? all.removeLongest() : nil
    }

    package mutating func next() -> Element? { all.next() }
}
