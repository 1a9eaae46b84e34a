/// How much of the CPU a function has: a share by its memory, as on AWS.
/// Source: Lambda Developer Guide, "Configure Lambda function memory": at 1,769 MB a function has the equivalent of one vCPU.
enum CPUShare {
    private static let megabytesOfOneCore = 1769.0

    /// - Returns: cores.
    static func ofCalls(memoryMB: Int) -> Double { Double(memoryMB) / megabytesOfOneCore }

    /// While it starts it has one core at least, as on AWS, where a start is not throttled either.
    static func ofStart(memoryMB: Int) -> Double { max(1, ofCalls(memoryMB: memoryMB)) }
}

/// How much CPU a worker may use now where no control group holds it: what it leaves it saves, up to the share of 200 milliseconds; what it took too
/// much it waits for. Knows no clock and no process.
struct CPUBudget {
    private static let savedMilliseconds = 200.0
    /// Cores. What was saved by a larger share is not kept.
    var share: Double {
        didSet { credit = min(credit, share * Self.savedMilliseconds) }
    }
    /// In milliseconds of one core. Below zero it has taken too much.
    private var credit: Double

    init(share: Double) {
        self.share = share
        credit = share * Self.savedMilliseconds
    }

    /// - Parameters:
    ///   - used: milliseconds of one core since the last time.
    ///   - elapsed: milliseconds since then.
    /// - Returns: for how many milliseconds it must not run; 0 if it may go on.
    mutating func account(used: Double, elapsed: Double) -> Double {
        credit = min(credit + share * elapsed, share * Self.savedMilliseconds) - used
        return credit < 0 ? -credit / share : 0
    }
}
