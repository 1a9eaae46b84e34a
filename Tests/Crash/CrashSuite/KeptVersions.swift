/// What each key must have now: its versions, the newest first, made from nothing but the surviving events.
struct KeptVersions {
    struct Version {
        /// The event that made it.
        let event: SurvivingRows.Event
        /// Those of the last event that tells of them.
        var tags: [String: String]
        var isMarker: Bool { event.kind == .marked }
        var id: String { event.version }
    }

    private(set) var byKey: [String: [Version]] = [:]
    private(set) var faults: [String] = []

    /// - Parameter events: in the order of their sequence.
    init(_ events: [SurvivingRows.Event]) {
        for event in events { add(event) }
    }

    /// What a reader of the key gets.
    func current(_ key: String) -> Version? {
        guard let newest = byKey[key]?.first, !newest.isMarker else { return nil }
        return newest
    }

    private mutating func add(_ event: SurvivingRows.Event) {
        let place = byKey[event.key]?.firstIndex { $0.id == event.version }
        switch event.kind {
        case .created, .marked:
            if let place {
                // A key has one version without an id: the new one replaces it wherever it stood.
                byKey[event.key]?.remove(at: place)
                if event.version != "null" { faults.append("version \(event.version) of \(event.key) was made twice") }
            }
            byKey[event.key, default: []].insert(Version(event: event, tags: event.tags), at: 0)
        case .removed:
            if let place { byKey[event.key]?.remove(at: place) }
        case .tagged:
            guard let place else { return faults.append("\(event.requestID) tagged a version of \(event.key) that there was not") }
            byKey[event.key]?[place].tags = event.tags
        }
    }
}
