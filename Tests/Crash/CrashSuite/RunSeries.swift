internal import Foundation

/// Runs of the driver, one a seed, each judged at some points.
package struct RunSeries: Sendable {
    package struct Verdict: Sendable {
        package let seed: UInt64
        /// How many points were judged.
        package let judged: Int
        package let failures: [Run.Failure]
        /// What to do to see the failures again.
        package let report: [String]
    }

    private let driver: DriverProcess
    /// Where the traces of failures go.
    private let output: String

    package init(driver: DriverProcess = DriverProcess(), output: String) {
        self.driver = driver
        self.output = output
    }

    /// Records one run and judges it at `count` points.
    package func judge(seed: UInt64, count: Int) async throws -> Verdict {
        try await Self.inScratch { scratch in
            let recording = try await Recording.make(driver, seed: seed, scratch: scratch)
            let run = try Self.run(recording, seed, scratch)
            let failures = try await run.judge(run.points(count))
            guard !failures.isEmpty else { return Verdict(seed: seed, judged: count, failures: [], report: []) }
            let kept = try save(recording, seed)
            return Verdict(seed: seed, judged: count, failures: failures, report: Self.report(failures, seed, count, kept))
        }
    }

    /// Judges a trace that an earlier failure left.
    /// - Parameters:
    ///   - count: how many points were chosen then.
    ///   - only: the number of the one point to look at.
    ///   - keep: a folder to leave that point's remains in, as the crash left them.
    package static func judge(trace: String, seed: UInt64, count: Int, only: Int?, keep: String?) async throws -> Verdict {
        try await inScratch { scratch in
            let run = try run(Recording(path: trace, seed: seed), seed, scratch)
            let points = run.points(count).filter { only == nil || $0.number == only }
            let failures = try await run.judge(points, keep: keep)
            return Verdict(seed: seed, judged: points.count, failures: failures, report: report(failures, seed, count, trace))
        }
    }

    private static func run(_ recording: Recording, _ seed: UInt64, _ scratch: String) throws -> Run {
        let (trace, first) = try recording.read()
        return try Run(trace: trace, from: first, seed: seed, scratch: scratch)
    }

    private static func inScratch<T>(_ body: (String) async throws -> T) async throws -> T {
        let scratch = try DriverProcess.makeScratch()
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        return try await body(scratch)
    }

    /// Threads take turns as they like, so a seed alone repeats what was asked for, but not its order: the trace repeats all of it.
    private func save(_ recording: Recording, _ seed: UInt64) throws -> String {
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        return try recording.move(to: output + "/\(seed).trace").path
    }

    private static func report(_ failures: [Run.Failure], _ seed: UInt64, _ count: Int, _ trace: String) -> [String] {
        failures.flatMap { failure in
            ["seed \(seed), \(failure.point)"] + failure.faults.prefix(10).map { "    " + $0 } + [
                "    again: crash-points --trace \(trace) --seed \(seed) --points \(count) --point \(failure.point.number)"
            ]
        }
    }
}
