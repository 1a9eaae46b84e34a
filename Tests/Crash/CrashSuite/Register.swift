/// One thing that is set again and again by several at once, such as a version's legal hold: what it may be at any time.
struct Register<Value: Hashable> {
    private struct Write {
        let value: Value
        /// ConnectionLimiter in the trace; beyond its end where no answer came.
        let begun: Int, ended: Int
    }

    private var writes: [Write] = []

    init() {}

    /// What it is before anybody sets it.
    init(_ value: Value) { writes = [Write(value: value, begun: -1, ended: -1)] }

    mutating func write(_ value: Value, _ step: History.Step) {
        writes.append(Write(value: value, begun: step.begun, ended: step.ended))
    }

    /// All that it may have been at one moment or another between two places, the first of which is not behind the second: what was begun
    /// before the end and was not for certain replaced before the beginning.
    func possible(from start: Int, to end: Int) -> Set<Value> {
        Set(
            writes.filter { write in
                write.begun < end && !writes.contains { $0.begun > write.ended && $0.ended < start }
            }.map(\.value))
    }
}
