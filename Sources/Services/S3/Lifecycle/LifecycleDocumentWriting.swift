internal import Lifecycle
internal import Core
internal import XML

/// Source: API_GetBucketLifecycleConfiguration, "Response Syntax".
extension LifecycleDocument {
    static func write(_ configuration: LifecycleConfiguration, to xml: inout XMLWriter) {
        for rule in configuration.rules { xml.element("Rule") { write(rule, to: &$0) } }
    }

    private static func write(_ rule: LifecycleRule, to xml: inout XMLWriter) {
        xml.element("ID", rule.id)
        write(rule.filter, to: &xml)
        xml.element("Status", rule.isEnabled ? "Enabled" : "Disabled")
        if let expiration = rule.expiration { xml.element("Expiration") { write(expiration, to: &$0) } }
        for step in rule.transitions { xml.element("Transition") { write(step, to: &$0) } }
        if let end = rule.noncurrentExpiration {
            xml.element("NoncurrentVersionExpiration") { writeNoncurrent(end.days, end.kept, to: &$0) }
        }
        for step in rule.noncurrentTransitions {
            xml.element("NoncurrentVersionTransition") { xml in
                writeNoncurrent(step.days, step.kept, to: &xml)
                xml.element("StorageClass", step.storageClass.rawValue)
            }
        }
        if let days = rule.abortDays {
            xml.element("AbortIncompleteMultipartUpload") { $0.element("DaysAfterInitiation", days) }
        }
    }

    private static func write(_ filter: LifecycleFilter, to xml: inout XMLWriter) {
        switch filter.form {
        case .prefix: xml.element("Prefix", filter.prefix ?? "")
        case .filter: xml.element("Filter") { writeConditions(of: filter, to: &$0) }
        case .and: xml.element("Filter") { xml in xml.element("And") { writeConditions(of: filter, to: &$0) } }
        }
    }

    private static func writeConditions(of filter: LifecycleFilter, to xml: inout XMLWriter) {
        xml.element("Prefix", ifPresent: filter.prefix)
        for tag in filter.tags {
            xml.element("Tag") { xml in
                xml.element("Key", tag.key)
                xml.element("Value", tag.value)
            }
        }
        if let bound = filter.sizeGreaterThan { xml.element("ObjectSizeGreaterThan", bound) }
        if let bound = filter.sizeLessThan { xml.element("ObjectSizeLessThan", bound) }
    }

    private static func write(_ expiration: LifecycleRule.Expiration, to xml: inout XMLWriter) {
        switch expiration {
        case .days(let days): xml.element("Days", days)
        case .date(let date): xml.element("Date", date.iso8601)
        case .loneMarkers(let isOn): xml.element("ExpiredObjectDeleteMarker", isOn)
        }
    }

    private static func write(_ step: LifecycleRule.Transition, to xml: inout XMLWriter) {
        switch step.due {
        case .days(let days): xml.element("Days", days)
        case .date(let date): xml.element("Date", date.iso8601)
        }
        xml.element("StorageClass", step.storageClass.rawValue)
    }

    private static func writeNoncurrent(_ days: Int, _ kept: Int?, to xml: inout XMLWriter) {
        xml.element("NoncurrentDays", days)
        if let kept { xml.element("NewerNoncurrentVersions", kept) }
    }
}
