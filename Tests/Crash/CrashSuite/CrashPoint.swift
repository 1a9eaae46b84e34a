/// One recorded prefix of a run, and what the crash did to the rest.
package struct CrashPoint: Sendable, CustomStringConvertible {
    package let number: Int
    /// Records before the crash.
    package let position: Int
    /// Whether part of the write behind them happened too.
    package let tearsNext: Bool
    package let loss: Loss.Kind
    package let seed: UInt64

    package var description: String {
        let place = "after record \(position)\(tearsNext ? " and part of the next" : "")"
        switch loss {
        case .kill: return "point \(number): killed \(place)"
        case .power(let keeping): return "point \(number): power lost \(place), \(Int(keeping * 100)) % of what was not synced kept"
        }
    }
}

extension CrashPoint {
    /// Points spread over a run by `seed`, in the order of their positions; more of them where a mistake would show.
    /// - Parameter first: no point is before this.
    package static func choose(_ count: Int, in trace: Trace, from first: Int = 0, seed: UInt64) -> [CrashPoint] {
        var dice = FaultPlan(seed: seed &* 0x1_0000_0001)
        let sensitive = trace.records.indices.dropFirst(first).filter { isSensitive(trace.records[$0]) }
        let positions = (0..<count).map { _ in
            let isAnywhere = sensitive.isEmpty || dice.chance(0.5)
            return isAnywhere
                ? Int.random(in: first...trace.records.count, using: &dice) : dice.pick(sensitive) + Int.random(in: 0...1, using: &dice)
        }
        return positions.sorted().enumerated().map { number, position in
            CrashPoint(
                number: number, position: position, tearsNext: dice.chance(0.5), loss: dice.pick(kinds), seed: dice.next())
        }
    }

    private static let kinds: [Loss.Kind] = [
        .kill, .power(keeping: 0), .power(keeping: 0.1), .power(keeping: 0.5), .power(keeping: 0.9), .power(keeping: 1),
    ]

    /// Just after an answer a loss is a broken promise; around syncs and names, the order of things matters.
    private static func isSensitive(_ record: Trace.Record) -> Bool {
        switch record {
        case .mark(.end), .syncEnded, .unlink, .rename, .truncate, .allocate: true
        default: false
        }
    }
}

/// Goes through a run's points in order and lays each one's remains out in a folder.
package final class Replay {
    let trace: Trace
    private let disk = Disk()
    private var position = 0

    package init(_ trace: Trace) { self.trace = trace }

    /// - Precondition: positions never fall.
    package func remains(at point: CrashPoint) throws -> SurvivingFiles {
        precondition(point.position >= position, "Points come in the order of their positions")
        while position < point.position {
            try disk.apply(trace.records[position])
            position += 1
        }
        return disk.remains(Loss(point.loss, seed: point.seed), during: next(point))
    }

    /// The write that the crash interrupts, as far as it came.
    func next(_ point: CrashPoint) -> Trace.Record? {
        guard point.tearsNext, position < trace.records.count, case .write(let inode, let offset, let bytes) = trace.records[position],
            bytes.count > 1
        else { return nil }
        var dice = FaultPlan(seed: point.seed)
        return .write(inode: inode, offset: offset, bytes: bytes.prefix(Int.random(in: 1..<bytes.count, using: &dice)))
    }
}
