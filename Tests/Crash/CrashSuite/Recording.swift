private import Foundation

/// The files of one or two recorded runs of the driver, the second of which began on what a crash of the first one left: then the code
/// that recovers is what is interrupted.
struct Recording {
    /// The first run's trace. The second one's is beside it.
    let path: String
    private let seed: UInt64

    init(path: String, seed: UInt64) {
        self.path = path
        self.seed = seed
    }

    /// What makes the seed of a second run of the first one's.
    private static let secondSeeds: UInt64 = 1_000_000

    private var secondPath: String { path + ".second" }

    /// Runs the driver once, or for every second seed twice.
    static func make(_ driver: DriverProcess, seed: UInt64, scratch: String) async throws -> Recording {
        let recording = Recording(path: scratch + "/trace", seed: seed)
        try await driver.record(seed: seed, scratch: scratch, to: recording.path)
        if seed.isMultiple(of: 2) {
            let first = try Trace(path: recording.path)
            try await driver.record(
                seed: seed + secondSeeds, scratch: scratch, to: recording.secondPath,
                on: Replay(first).remains(at: recording.crash(of: first)),
                firstNumber: first.operations + 1)
        }
        return recording
    }

    /// Both runs as one, and where the second one begins.
    func read() throws -> (trace: Trace, secondBegins: Int) {
        let first = try Trace(path: path)
        guard FileManager.default.fileExists(atPath: secondPath) else { return (first, 0) }
        let records = try Replay(first).records(until: crash(of: first))
        return (Trace(records: records + (try Trace(path: secondPath)).records), records.count)
    }

    /// Late enough for something to be there.
    private func crash(of first: Trace) -> CrashPoint {
        CrashPoint.choose(1, in: first, from: first.records.count / 4, seed: seed + Self.secondSeeds)[0]
    }

    func move(to target: String) throws -> Recording {
        let moved = Recording(path: target, seed: seed)
        for (from, to) in [(path, moved.path), (secondPath, moved.secondPath)] {
            try? FileManager.default.removeItem(atPath: to)
            if FileManager.default.fileExists(atPath: from) { try FileManager.default.moveItem(atPath: from, toPath: to) }
        }
        return moved
    }
}

extension Replay {
    /// What happened until a crash, and what it did. After a kill the cache is still there, and with it what was not synced.
    fileprivate func records(until point: CrashPoint) throws -> [Trace.Record] {
        let remains = try remains(at: point)
        guard case .kill = point.loss else { return Array(trace.records.prefix(point.position)) + [.powerLost(remains)] }
        return trace.records.prefix(point.position) + [next(point)].compactMap { $0 }
    }
}
