/// What a multipart upload must be after a crash. The driver takes its steps one after another, so at most the last is in doubt.
struct ExpectedUpload {
    enum State { case open, closed, unsure }

    let id, key: String
    var state = State.unsure
    /// The bodies that each part may be; nil stands for none.
    var parts: [Int: Set<Body?>] = [:]
}

extension History {
    /// Every upload that was asked for before `point`.
    func uploads(at point: Int) -> [ExpectedUpload] {
        var found: [String: ExpectedUpload] = [:]
        for step in steps.values.sorted(by: { $0.begun < $1.begun }) where step.isBegun(at: point) {
            let isSure = step.isAnswered(at: point)
            switch step.operation {
            case .createUpload(let id, let key): found[id] = ExpectedUpload(id: id, key: key, state: isSure ? .open : .unsure)
            case .putPart(let id, let number, let body):
                let before = found[id]?.parts[number] ?? [nil]
                found[id]?.parts[number] = isSure ? [body] : before.union([body])
            case .completeUpload(let id, _, _, _), .abortUpload(let id):
                if step.answer?.isRefusal == true { continue }
                found[id]?.state = isSure ? .closed : .unsure
            default: continue
            }
        }
        return found.values.sorted { $0.id < $1.id }
    }
}
