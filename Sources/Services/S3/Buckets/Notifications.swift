internal import ServiceKit
internal import Objects
internal import Notifications
internal import HTTPServer
internal import ObjectData
internal import Core
internal import XML

extension S3Call {
    /// Source: API_GetBucketNotificationConfiguration.
    func getNotificationConfiguration() async throws(ServiceError) {
        let (bucket, engine) = try await authorize("s3:GetBucketNotification")
        let configuration = try await run { () throws(EngineError) in try await engine.notificationConfiguration(of: bucket.name) }
        await send("NotificationConfiguration") { NotificationDocument.write(configuration, to: &$0) }
    }

    /// Source: API_PutBucketNotificationConfiguration. Replaces the whole configuration.
    func putNotificationConfiguration() async throws(ServiceError) {
        let (bucket, engine) = try await authorize("s3:PutBucketNotification")
        let configuration = try await document("NotificationConfiguration") { root throws(ServiceError) in
            // Kept, it would look as if somebody were told.
            guard root.child("EventBridgeConfiguration") == nil else { throw .notImplemented("EventBridgeConfiguration") }
            let drafts = try NotificationDocument.rules(root)
            do throws(ConfigurationError) {
                return try NotificationConfiguration(validating: drafts, eventBridge: false, random: SystemRandom())
            } catch { throw ServiceError(error) }
        }
        do {
            if http.headers.first("x-amz-skip-destination-validation")?.lowercased() != "true" {
                try await configuration.checkDestinations(bucket: bucket.name, account: bucket.owner, with: services.destinations)
            }
        } catch let error as ConfigurationError { throw ServiceError(error) } catch {
            throw .internalError
        }
        try await run { () throws(EngineError) in
            try await engine.setNotificationConfiguration(of: bucket.name, to: configuration, in: BucketIdentity(bucket))
        }
        await send(200)
    }
}

/// A notification configuration in XML. The element's names are those of S3's first release: a function is a `CloudFunction`.
enum NotificationDocument {
    private static let shape = Shape.group(
        "NotificationConfiguration",
        Rule.Kind.allCases.map { kind in
            .group(
                kind.configuration, Shape.any,
                [
                    .text("Id", Shape.maybe), .text(kind.element), .text("Event", Shape.any),
                    .group("Filter", Shape.maybe, [.group("S3Key", Shape.maybe, [filterRule])]),
                ])
        })
    private static let filterRule = Shape.group("FilterRule", Shape.any, [.text("Name"), .text("Value", Shape.maybe)])

    static func rules(_ root: XMLElement) throws(ServiceError) -> [RuleDraft] {
        try shape.check(root)
        var drafts: [RuleDraft] = []
        for child in root.children {
            guard let kind = Rule.Kind.allCases.first(where: { $0.configuration == child.name }),
                let destination = child.trimmedText(kind.element), !destination.isEmpty
            else { throw .malformedXML }
            drafts.append(
                RuleDraft(
                    id: child.trimmedText("Id"), destination: destination, kind: kind,
                    events: child.children("Event").map(\.trimmedText), filter: filter(child)))
        }
        return drafts
    }

    private static func filter(_ rule: XMLElement) -> [RuleDraft.Filter] {
        (rule.child("Filter")?.child("S3Key")?.children ?? []).map {
            RuleDraft.Filter(name: $0.trimmedText("Name") ?? "", value: $0.text("Value") ?? "")
        }
    }

    static func write(_ configuration: NotificationConfiguration, to xml: inout XMLWriter) {
        for kind in [Rule.Kind.topic, .queue, .function] {
            for rule in configuration.rules where rule.kind == kind { write(rule, to: &xml) }
        }
        if configuration.eventBridge { xml.element("EventBridgeConfiguration") { _ in } }
    }

    private static func write(_ rule: Rule, to xml: inout XMLWriter) {
        xml.element(rule.kind.configuration) { xml in
            xml.element("Id", rule.id)
            xml.element(rule.kind.element, rule.destination)
            for event in rule.events { xml.element("Event", event.description) }
            guard !rule.filter.isEmpty else { return }
            xml.element("Filter") { xml in
                xml.element("S3Key") { xml in
                    for filter in rule.filter {
                        xml.element("FilterRule") { xml in
                            xml.element("Name", filter.name.rawValue)
                            xml.element("Value", filter.value)
                        }
                    }
                }
            }
        }
    }
}

extension Rule.Kind {
    fileprivate var configuration: String { element + "Configuration" }
}
