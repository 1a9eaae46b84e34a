import ArgumentParser
import CrashSuite

@main
struct CrashPoints: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crash-points", abstract: "Crash the store at many points of recorded runs, and look at what is left.",
        discussion: "Every second run begins on what a crash of another one left.")

    @Option(help: "How many points in all.")
    var points = 300

    @Option(help: "Points of each recorded run.")
    var perRun = 250

    @Option(help: "The seed of the first run; the next ones have the next numbers.")
    var seed: UInt64 = 1

    @Option(help: "Runs judged at the same time.")
    var jobs = 2

    @Option(help: "Where the traces of failures go.")
    var output = ".build/crash"

    @Option(help: "Judge a trace that an earlier failure left, instead of recording runs.")
    var trace: String?

    @Option(help: "With --trace: only this point.")
    var point: Int?

    @Option(help: "With --point: a folder to leave its remains in, as the crash left them.")
    var keep: String?

    func run() async throws {
        let verdicts = if let trace { [try await again(trace)] } else { try await record() }
        let (judged, failed) = (verdicts.reduce(0) { $0 + $1.judged }, verdicts.reduce(0) { $0 + $1.failures.count })
        print("\(judged) crash points, \(failed) failed (\(verdicts.count) runs from seed \(seed))")
        if failed > 0 { throw ExitCode.failure }
    }

    private func again(_ trace: String) async throws -> RunSeries.Verdict {
        show(try await RunSeries.judge(trace: trace, seed: seed, count: points, only: point, keep: keep))
    }

    private func record() async throws -> [RunSeries.Verdict] {
        let campaign = RunSeries(output: output)
        return try await withThrowingTaskGroup(of: RunSeries.Verdict.self) { group in
            var verdicts: [RunSeries.Verdict] = []
            for index in 0..<(points + perRun - 1) / perRun {
                if index >= jobs, let verdict = try await group.next() { verdicts.append(show(verdict)) }
                let (seed, count) = (seed + UInt64(index), min(perRun, points - index * perRun))
                group.addTask { try await campaign.judge(seed: seed, count: count) }
            }
            for try await verdict in group { verdicts.append(show(verdict)) }
            return verdicts
        }
    }

    private func show(_ verdict: RunSeries.Verdict) -> RunSeries.Verdict {
        for line in verdict.report { print(line) }
        return verdict
    }
}
