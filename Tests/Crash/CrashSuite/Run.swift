private import Foundation

/// A run of the driver under the recorder, and the points it is judged at.
package struct Run: Sendable {
    package struct Failure: Sendable {
        package let point: CrashPoint
        package let faults: [String]
    }

    private let trace: Trace
    private let seed: UInt64
    private let history: History
    private let scratch: String
    /// No point is before this.
    private let first: Int

    /// - Parameters:
    ///   - first: no point is before this record.
    ///   - scratch: a folder of this run's own, in memory if it can be.
    package init(trace: Trace, from first: Int = 0, seed: UInt64, scratch: String) throws {
        self.first = first
        self.trace = trace
        self.seed = seed
        self.scratch = scratch
        history = try History(trace)
    }

    /// The end of the run: nothing is lost.
    package var end: CrashPoint { CrashPoint(number: 0, position: trace.records.count, tearsNext: false, loss: .kill, seed: seed) }

    package func points(_ count: Int) -> [CrashPoint] { CrashPoint.choose(count, in: trace, from: first, seed: seed) }

    /// Judges `points`, which are in the order of their positions.
    /// - Parameters:
    ///   - keep: a folder in which the last point's remains are left as they were before anybody opened them.
    ///   - tamper: does something to each point's folder before it is opened.
    package func judge(
        _ points: [CrashPoint], keep: String? = nil, tamper: @Sendable (String) throws -> Void = { _ in }
    ) async throws -> [Failure] {
        let replay = Replay(trace)
        var failures: [Failure] = []
        let folder = scratch + "/point"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for point in points {
            let remains = try replay.remains(at: point)
            if let keep { try remains.lay(out: keep) }
            try remains.lay(out: folder)
            try tamper(folder)
            let inspection = Inspection(
                folder: folder, history: history, point: point.position, collectsOrphans: point.number % 4 == 0)
            let faults = await inspection.run()
            if !faults.isEmpty { failures.append(Failure(point: point, faults: faults)) }
        }
        return failures
    }
}
