private import Core

/// Compares what survived with what was asked and answered before the crash. Collects what is wrong, in plain words.
struct Assertion {
    let history: History
    /// Records of the trace before the crash.
    let point: Int
    let survivors: SurvivingRows
    /// What must be there by the events, which are themselves judged below.
    let kept: KeptVersions
    let locks: LockHistory
    private(set) var faults: [String] = []

    init(_ history: History, point: Int, _ survivors: SurvivingRows) {
        self.history = history
        self.point = point
        self.survivors = survivors
        kept = KeptVersions(survivors.events)
        locks = LockHistory(history, survivors.events)
    }

    mutating func fault(_ text: String) { faults.append(text) }

    mutating func judgeEvents() {
        var seen: Set<String> = []
        for event in survivors.events {
            judge(event)
            if !seen.insert(event.requestID + " " + event.key).inserted { fault("\(event.requestID) has two events for \(event.key)") }
        }
        for step in history.steps.values where step.isAnswered(at: point) { judgeAnswered(step, seen) }
        judgeOrder()
        faults += kept.faults
    }

    /// An event must come from something that was asked for by then, and say what that did.
    private mutating func judge(_ event: SurvivingRows.Event) {
        guard let step = history.step(of: event), step.isBegun(at: point) else {
            return fault("an event of \(event.key) is from \(event.requestID), which was never sent")
        }
        guard let told = step.operation.event, let index = told.keys.firstIndex(of: event.key), told.names.contains(event.name) else {
            return fault("\(event.requestID) has an event \(event.name) of \(event.key) that is not its own")
        }
        if event.bucket != Fixture.bucket(of: event.key).description { fault("the event of \(event.requestID) is in another bucket") }
        if let answer = step.answer, !answer.makesEvent(index) { fault("\(event.requestID) was refused, but has an event") }
        if case .written(let etag, _, let sequence) = step.answer, event.etag != etag || event.sequence != sequence {
            fault("\(event.requestID) was answered \(etag) at \(sequence), its event says \(event.etag ?? "nothing") at \(event.sequence)")
        }
        if let version = step.answer?.version ?? step.operation.namedVersion, event.version != version {
            fault("the event of \(event.requestID) is of version \(event.version), not of \(version)")
        }
        if let tags = step.operation.tags, event.tags != tags { fault("the event of \(event.requestID) has other tags than were sent") }
        judgeBytes(event, step.operation)
    }

    private mutating func judgeBytes(_ event: SurvivingRows.Event, _ operation: Operation) {
        guard event.kind == .created else { return }
        guard let body = history.bodies[event.etag ?? ""], body.size == event.size else {
            return fault("the event of \(event.requestID) tells of bytes that were never sent")
        }
        if let (etag, _) = operation.sent, etag != event.etag { fault("the event of \(event.requestID) has another body's ETag") }
        // A `null` version may have been replaced before it was copied.
        guard case .copy(let source, let version?, _) = operation, version != "null" else { return }
        let isOf = survivors.events.contains {
            $0.kind == .created && $0.versionName == VersionName(key: source, version: version) && history.bodies[$0.etag ?? ""] == body
        }
        if !isOf { fault("\(event.requestID) is not a copy of version \(version) of \(source)") }
    }

    private mutating func judgeAnswered(_ step: History.Step, _ seen: Set<String>) {
        guard let told = step.operation.event, let answer = step.answer else { return }
        for (index, key) in told.keys.enumerated() where answer.makesEvent(index) {
            if !seen.contains(Operation.requestID(step.number) + " " + key) {
                fault("operation \(step.number) on \(key) was answered, and is lost")
            }
        }
    }

    /// What was answered before another began comes before it in the bucket's sequence.
    private mutating func judgeOrder() {
        var latestBegin: [String: Int] = [:]
        for event in survivors.events {
            guard let step = history.step(of: event) else { continue }
            if let earlier = latestBegin[event.key], step.ended < earlier { fault("\(event.requestID) on \(event.key) is out of order") }
            latestBegin[event.key] = max(latestBegin[event.key] ?? 0, step.begun)
        }
        for (one, next) in zip(survivors.events, survivors.events.dropFirst())
        where one.bucket == next.bucket && one.sequence == next.sequence {
            fault("sequence \(one.sequence) was given twice")
        }
    }

    /// Each event owes one delivery for each rule that it matches: pending, dead or done, and done only if it was made.
    mutating func judgeDeliveries() {
        let byEvent = Dictionary(grouping: survivors.deliveries) { $0.event ?? 0 }
        let events = Set(survivors.events.map(\.id))
        for event in survivors.events {
            let rules = (byEvent[event.id] ?? []).map(\.rule).sorted()
            let owed = Fixture.owed(event.name, event.key)
            if rules != owed { fault("the event of \(event.requestID) on \(event.key) has deliveries to \(rules), not to \(owed)") }
        }
        for delivery in survivors.deliveries {
            if !events.contains(delivery.event ?? 0) { fault("delivery \(delivery.requestID) is of an event that is not there") }
            judge(delivery)
        }
    }

    private mutating func judge(_ delivery: SurvivingRows.Delivery) {
        let calls = (history.calls[delivery.requestID] ?? []).filter { $0.place < point }
        switch delivery.state {
        case "pending": break
        case "done": if !calls.contains(where: \.succeeds) { fault("delivery \(delivery.requestID) is done, but was never made") }
        case "dead": if calls.isEmpty { fault("delivery \(delivery.requestID) is dead, but was never tried") }
        default: fault("delivery \(delivery.requestID) is \(delivery.state)")
        }
    }
}
