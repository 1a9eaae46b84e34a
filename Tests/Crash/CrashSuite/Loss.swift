/// What a crash does to what was not synced: dice that decide it change by change.
package struct Loss: Sendable {
    package enum Kind: Sendable, Hashable {
        /// The process is gone, the system goes on: everything that was written is there.
        case kill
        /// The power is gone. Each change since the last sync survives with this probability, and some writes in part.
        case power(keeping: Double)
    }

    private static let sectorBytes = 512
    private static let tornShare = 0.2

    let kind: Kind
    var dice: FaultPlan

    package init(_ kind: Kind, seed: UInt64) {
        self.kind = kind
        dice = FaultPlan(seed: seed)
    }

    mutating func remains(of change: DiskFile.Change) -> [DiskFile.Change] {
        guard case .power(let probability) = kind else { return [change] }
        if case .write(let offset, let bytes) = change, bytes.count > 1, dice.chance(Self.tornShare) { return torn(offset, bytes) }
        return dice.chance(probability) ? [change] : []
    }

    /// How many of a folder's unsynced changes survive. They survive in order, as in a journal.
    mutating func remains(ofNames count: Int) -> Int {
        switch kind {
        case .kill: count
        case .power(keeping: 0): 0
        case .power(keeping: 1): count
        case .power: Int.random(in: 0...count, using: &dice)
        }
    }

    /// The beginning of a write, up to the end of a sector, or any of its sectors: a disk promises no order.
    private mutating func torn(_ offset: Int, _ bytes: ArraySlice<UInt8>) -> [DiskFile.Change] {
        let cuts = Self.sectorEnds(offset, bytes.count)
        if dice.chance(0.5) {
            let length = dice.pick(cuts)
            return [.write(offset: offset, bytes: bytes.prefix(length))]
        }
        var pieces: [DiskFile.Change] = []
        for (start, end) in zip([0] + cuts, cuts) where dice.chance(0.5) {
            pieces.append(.write(offset: offset + start, bytes: bytes.dropFirst(start).prefix(end - start)))
        }
        return pieces
    }

    /// Where sectors end within a write, and the write itself.
    private static func sectorEnds(_ offset: Int, _ count: Int) -> [Int] {
        let first = sectorBytes - offset % sectorBytes
        return Array(stride(from: first, to: count, by: sectorBytes)) + [count]
    }
}
