/// One version of a key. Keys tell their buckets.
struct VersionName: Hashable {
    let key, version: String
}

/// What versions were locked with, as far as it can be known from what was asked and answered.
struct LockHistory {
    private var holds: [VersionName: Register<Bool>] = [:]
    private var modes: [VersionName: Register<String?>] = [:]

    /// - Parameter events: those that survived; they tell which version a write made.
    init(_ history: History, _ events: [SurvivingRows.Event]) {
        for event in events where event.kind == .created {
            guard let step = history.step(of: event) else { continue }
            var lock = Lock()
            if case .put(_, _, _, _, let asked) = step.operation { lock = asked }
            holds[event.versionName, default: Register()].write(lock.isHeld, step)
            modes[event.versionName, default: Register()].write(lock.mode, step)
        }
        for step in history.steps.values where step.answer?.isRefusal != true {
            switch step.operation {
            case .hold(let key, let version, let isOn): holds[VersionName(key: key, version: version)]?.write(isOn, step)
            case .retain(let key, let version, let mode): modes[VersionName(key: key, version: version)]?.write(mode, step)
            default: continue
            }
        }
    }

    /// All that the lock may have been at one moment or another between two places in the trace.
    func possible(_ name: VersionName, from start: Int, to end: Int) -> (isHeld: Set<Bool>, mode: Set<String?>) {
        (
            holds[name]?.possible(from: start, to: end) ?? [false],
            modes[name]?.possible(from: start, to: end) ?? [nil]
        )
    }

    /// Whether a deletion within these places met a lock for certain, could have met one, or met none.
    func meets(_ deletion: Deletion, _ version: String, from start: Int, to end: Int) -> Set<Bool> {
        let (isHeld, modes) = possible(VersionName(key: deletion.key, version: version), from: start, to: end)
        let isRetained = Set(modes.map { $0 == "COMPLIANCE" || $0 == "GOVERNANCE" && !deletion.bypassesGovernance })
        if isHeld == [true] || isRetained == [true] { return [true] }
        return isHeld.union(isRetained)
    }
}
