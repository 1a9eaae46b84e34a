internal import Core

/// The stored form: JSON of our own that later versions must still read.
extension LifecycleConfiguration {
    /// A stored document that this version cannot read.
    package struct UnreadableDocument: Error, Hashable, CustomStringConvertible {
        package let description: String
    }

    package var document: [UInt8] {
        JSON.members([
            "version": 1, "minimumSize": .string(minimumSize.rawValue), "rules": .array(rules.map(\.json)),
        ]).utf8
    }

    package init(document: [UInt8]) throws(UnreadableDocument) {
        let json: JSON
        do { json = try JSON(parsing: document) } catch { throw UnreadableDocument(description: error.description) }
        guard json["version"]?.integer == 1, let items = json["rules"]?.array,
            let minimumSize = json["minimumSize"]?.string.flatMap(MinimumSize.init)
        else { throw UnreadableDocument(description: "No lifecycle configuration of version 1") }
        let rules = items.compactMap(LifecycleRule.init(json:))
        guard rules.count == items.count else { throw UnreadableDocument(description: "A lifecycle rule lacks a member") }
        self.init(rules: rules, minimumSize: minimumSize)
    }
}

extension LifecycleRules {
    package init(document: [UInt8]) throws(LifecycleConfiguration.UnreadableDocument) {
        self.init(try LifecycleConfiguration(document: document))
    }
}

extension LifecycleRule {
    fileprivate var json: JSON {
        .members([
            "id": .string(id), "enabled": .bool(isEnabled), "filter": filter.json,
            "expiration": expiration?.json, "abortDays": abortDays.map { .integer($0) },
            "transitions": transitions.isEmpty ? nil : .array(transitions.map(\.json)),
            "noncurrentExpiration": noncurrentExpiration.map { Self.json(days: $0.days, kept: $0.kept, nil) },
            "noncurrentTransitions": noncurrentTransitions.isEmpty
                ? nil : .array(noncurrentTransitions.map { Self.json(days: $0.days, kept: $0.kept, $0.storageClass) }),
        ])
    }

    fileprivate init?(json: JSON) {
        guard let id = json["id"]?.string, let isEnabled = json["enabled"]?.bool,
            let filter = json["filter"].flatMap(LifecycleFilter.init(json:))
        else { return nil }
        self.init(id: id, isEnabled: isEnabled, filter: filter)
        abortDays = json["abortDays"]?.integer
        if let expiration = json["expiration"] {
            guard let known = Expiration(json: expiration) else { return nil }
            self.expiration = known
        }
        if let expiration = json["noncurrentExpiration"] {
            guard let days = expiration["days"]?.integer else { return nil }
            noncurrentExpiration = NoncurrentExpiration(days: days, kept: expiration["kept"]?.integer)
        }
        guard let transitions = Self.all(json["transitions"], Transition.init(json:)),
            let noncurrent = Self.all(json["noncurrentTransitions"], NoncurrentTransition.init(json:))
        else { return nil }
        self.transitions = transitions
        noncurrentTransitions = noncurrent
    }

    private static func json(days: Int, kept: Int?, _ target: TransitionClass?) -> JSON {
        .members(["days": .integer(days), "kept": kept.map { .integer($0) }, "class": target.map { .string($0.rawValue) }])
    }

    /// - Returns: nil if one of them cannot be read.
    private static func all<T>(_ json: JSON?, _ read: (JSON) -> T?) -> [T]? {
        let items = json?.array ?? []
        let found = items.compactMap(read)
        return found.count == items.count ? found : nil
    }
}

extension LifecycleRule.Expiration {
    fileprivate var json: JSON {
        switch self {
        case .days(let days): .members(["days": .integer(days)])
        case .date(let date): .members(["date": .string(date.iso8601)])
        case .loneMarkers(let isOn): .members(["loneMarkers": .bool(isOn)])
        }
    }

    fileprivate init?(json: JSON) {
        if let days = json["days"]?.integer {
            self = .days(days)
        } else if let date = json["date"]?.string.flatMap({ Timestamp(iso8601: $0) }) {
            self = .date(date)
        } else if let isOn = json["loneMarkers"]?.bool {
            self = .loneMarkers(isOn)
        } else {
            return nil
        }
    }
}

extension LifecycleRule.Transition {
    fileprivate var json: JSON {
        switch due {
        case .days(let days): .members(["days": .integer(days), "class": .string(storageClass.rawValue)])
        case .date(let date): .members(["date": .string(date.iso8601), "class": .string(storageClass.rawValue)])
        }
    }

    fileprivate init?(json: JSON) {
        guard let target = json["class"]?.string.flatMap(TransitionClass.init) else { return nil }
        if let days = json["days"]?.integer {
            self.init(due: .days(days), storageClass: target)
        } else if let date = json["date"]?.string.flatMap({ Timestamp(iso8601: $0) }) {
            self.init(due: .date(date), storageClass: target)
        } else {
            return nil
        }
    }
}

extension LifecycleRule.NoncurrentTransition {
    fileprivate init?(json: JSON) {
        guard let days = json["days"]?.integer, let target = json["class"]?.string.flatMap(TransitionClass.init) else { return nil }
        self.init(days: days, kept: json["kept"]?.integer, storageClass: target)
    }
}

extension LifecycleFilter {
    fileprivate var json: JSON {
        .members([
            "form": .string(form.rawValue), "prefix": prefix.map { .string($0) },
            "tags": tags.isEmpty ? nil : .array(tags.map { .members(["key": .string($0.key), "value": .string($0.value)]) }),
            "greater": sizeGreaterThan.map { .integer($0) }, "less": sizeLessThan.map { .integer($0) },
        ])
    }

    fileprivate init?(json: JSON) {
        guard let form = json["form"]?.string.flatMap(Form.init) else { return nil }
        self.init()
        self.form = form
        prefix = json["prefix"]?.string
        sizeGreaterThan = json["greater"]?.integer.map { Int64($0) }
        sizeLessThan = json["less"]?.integer.map { Int64($0) }
        let items = json["tags"]?.array ?? []
        tags = items.compactMap { item in
            guard let key = item["key"]?.string, let value = item["value"]?.string else { return nil }
            return Tag(key: key, value: value)
        }
        guard tags.count == items.count else { return nil }
    }
}
