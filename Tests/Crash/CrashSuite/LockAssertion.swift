extension Assertion {
    /// Nothing that was locked may be gone, and nothing else be kept.
    mutating func judgeDeletions() {
        for event in survivors.events where event.kind == .removed {
            guard let step = history.step(of: event), case .delete(let deletion) = step.operation else { continue }
            if locks.meets(deletion, event.version, from: step.begun, to: min(step.ended, point)) == [true] {
                fault("version \(event.version) of \(event.key) was locked, but \(event.requestID) deleted it")
            }
        }
        for step in history.steps.values where step.isAnswered(at: point) && step.answer == .locked { judgeRefusal(step) }
    }

    private mutating func judgeRefusal(_ step: History.Step) {
        guard case .delete(let deletion) = step.operation, let version = deletion.version else { return }
        if !locks.meets(deletion, version, from: step.begun, to: step.ended).contains(true) {
            fault("operation \(step.number) was refused, but nothing locked version \(version) of \(deletion.key)")
        }
    }
}
