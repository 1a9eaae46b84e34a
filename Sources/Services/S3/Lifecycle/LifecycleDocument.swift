internal import ServiceKit
internal import Lifecycle
internal import Core
internal import XML

/// A lifecycle in XML. What the schema does not have is refused, and so is what it has once and comes twice.
/// Source: API_PutBucketLifecycleConfiguration, "Request Syntax".
enum LifecycleDocument {
    private static let shape = Shape.group(
        "LifecycleConfiguration",
        [
            .group(
                "Rule", Shape.any,
                [
                    .text("ID", Shape.maybe), .text("Status"), .text("Prefix", Shape.maybe), filter,
                    .group("Expiration", Shape.maybe, texts("Days", "Date", "ExpiredObjectDeleteMarker")),
                    .group("Transition", Shape.any, texts("Days", "Date", "StorageClass")),
                    .group("NoncurrentVersionExpiration", Shape.maybe, texts("NoncurrentDays", "NewerNoncurrentVersions")),
                    .group("NoncurrentVersionTransition", Shape.any, texts("NoncurrentDays", "NewerNoncurrentVersions", "StorageClass")),
                    .group("AbortIncompleteMultipartUpload", Shape.maybe, texts("DaysAfterInitiation")),
                ])
        ])

    private static let filter = Shape.group(
        "Filter", Shape.maybe, conditions(tags: Shape.maybe) + [.group("And", Shape.maybe, conditions(tags: Shape.any))])

    private static func conditions(tags: ClosedRange<Int>) -> [Shape] {
        texts("Prefix", "ObjectSizeGreaterThan", "ObjectSizeLessThan") + [.group("Tag", tags, [.text("Key"), .text("Value")])]
    }

    private static func texts(_ names: String...) -> [Shape] { names.map { .text($0, Shape.maybe) } }

    static func rules(_ root: XMLElement) throws(ServiceError) -> [LifecycleRule] {
        try shape.check(root)
        var rules: [LifecycleRule] = []
        for element in root.children { rules.append(try rule(element)) }
        return rules
    }

    private static func rule(_ element: XMLElement) throws(ServiceError) -> LifecycleRule {
        let isEnabled: Bool
        switch element.trimmedText("Status") {
        case "Enabled": isEnabled = true
        case "Disabled": isEnabled = false
        default: throw .malformedXML
        }
        var rule = LifecycleRule(id: element.text("ID") ?? "", isEnabled: isEnabled, filter: try filter(of: element))
        if let expiration = element.child("Expiration") { rule.expiration = try self.expiration(expiration) }
        if let end = element.child("NoncurrentVersionExpiration") {
            rule.noncurrentExpiration = LifecycleRule.NoncurrentExpiration(
                days: try end.integer("NoncurrentDays"), kept: try end.integerIfPresent("NewerNoncurrentVersions"))
        }
        if let abort = element.child("AbortIncompleteMultipartUpload") {
            rule.abortDays = try abort.integer("DaysAfterInitiation")
        }
        for step in element.children("Transition") { rule.transitions.append(try transition(step)) }
        for step in element.children("NoncurrentVersionTransition") { rule.noncurrentTransitions.append(try noncurrentTransition(step)) }
        return rule
    }

    // MARK: The filter

    private static func filter(of rule: XMLElement) throws(ServiceError) -> LifecycleFilter {
        switch (rule.child("Prefix"), rule.child("Filter")) {
        case (let prefix?, nil):
            var filter = LifecycleFilter(prefix: prefix.text)
            filter.form = .prefix
            return filter
        case (nil, let filter?): return try self.filter(filter)
        default: throw .malformedXML
        }
    }

    private static func filter(_ element: XMLElement) throws(ServiceError) -> LifecycleFilter {
        guard let and = element.child("And") else { return try conditions(element) }
        guard element.children.count == 1 else { throw .malformedXML }
        var filter = try conditions(and)
        filter.form = .and
        return filter
    }

    private static func conditions(_ element: XMLElement) throws(ServiceError) -> LifecycleFilter {
        var filter = LifecycleFilter()
        filter.prefix = element.text("Prefix")
        filter.sizeGreaterThan = try element.integerIfPresent("ObjectSizeGreaterThan")
        filter.sizeLessThan = try element.integerIfPresent("ObjectSizeLessThan")
        for tag in element.children("Tag") {
            guard let key = tag.text("Key"), let value = tag.text("Value") else { throw .malformedXML }
            filter.tags.append(LifecycleFilter.Tag(key: key, value: value))
        }
        return filter
    }

    // MARK: Actions

    private static func expiration(_ element: XMLElement) throws(ServiceError) -> LifecycleRule.Expiration {
        guard element.children.count == 1 else { throw .malformedXML }
        if let days: Int = try element.integerIfPresent("Days") { return .days(days) }
        if let date = try element.dateIfPresent("Date") { return .date(date) }
        switch element.trimmedText("ExpiredObjectDeleteMarker") {
        case "true": return .loneMarkers(true)
        case "false": return .loneMarkers(false)
        default: throw .malformedXML
        }
    }

    private static func transition(_ element: XMLElement) throws(ServiceError) -> LifecycleRule.Transition {
        let target = try storageClass(element)
        switch (try element.integerIfPresent("Days") as Int?, try element.dateIfPresent("Date")) {
        case (let days?, nil): return LifecycleRule.Transition(due: .days(days), storageClass: target)
        case (nil, let date?): return LifecycleRule.Transition(due: .date(date), storageClass: target)
        default: throw .malformedXML
        }
    }

    private static func noncurrentTransition(_ element: XMLElement) throws(ServiceError) -> LifecycleRule.NoncurrentTransition {
        LifecycleRule.NoncurrentTransition(
            days: try element.integer("NoncurrentDays"), kept: try element.integerIfPresent("NewerNoncurrentVersions"),
            storageClass: try storageClass(element))
    }

    private static func storageClass(_ element: XMLElement) throws(ServiceError) -> TransitionClass {
        guard let target = element.trimmedText("StorageClass").flatMap(TransitionClass.init) else { throw .malformedXML }
        return target
    }
}

extension XMLElement {
    fileprivate func integer<T: FixedWidthInteger>(_ child: String) throws(ServiceError) -> T {
        guard let number: T = try integerIfPresent(child) else { throw .malformedXML }
        return number
    }

    fileprivate func integerIfPresent<T: FixedWidthInteger>(_ child: String) throws(ServiceError) -> T? {
        guard let text = trimmedText(child) else { return nil }
        guard let number = T(text), T.self != Int.self || Int32(exactly: number) != nil else { throw .malformedXML }
        return number
    }

    /// With a time, in UTC, or a day alone.
    fileprivate func dateIfPresent(_ child: String) throws(ServiceError) -> Timestamp? {
        guard let text = trimmedText(child) else { return nil }
        let whole = text.utf8.count == 10 ? text + "T00:00:00Z" : text.hasSuffix("+00:00") ? text.dropLast(6) + "Z" : text
        guard let date = Timestamp(iso8601: whole) else { throw .malformedXML }
        return date
    }
}
