internal import struct ServiceKit.ServiceError
internal import Notifications
internal import HTTPServer
internal import Lifecycle
internal import Core
@testable internal import S3
internal import XML

/// S3's readers of documents, by the name of the root.
enum DocumentReaders {
    /// - Throws: `Broken`, or why the document is refused.
    private typealias Reader = @Sendable (XMLElement) throws -> Void

    /// - Returns: whether it was taken.
    static func take(_ root: XMLElement) throws(Broken) -> Bool {
        guard let read = all[root.name] else { return false }
        do { try read(root) } catch let broken as Broken { throw broken } catch { return false }
        return true
    }

    private static let all = plain.merging(kept) { first, _ in first }.merging(configurations) { first, _ in first }

    // MARK: Read once

    private static let plain: [String: Reader] = [
        "CompleteMultipartUpload": { _ = try PartList.parse($0, Limits()) },
        "CreateBucketConfiguration": { _ = try S3Call.configuration($0) },
        "Delete": { root in for item in try DeletionList(root, Limits()).items { _ = try item.version { $0.isGenuine } } },
        "VersioningConfiguration": { _ = try S3Call.isEnabled(by: $0) },
        "OwnershipControls": { _ = try ObjectOwnership($0) },
        "AccessControlPolicy": { _ = try RequestedACL($0, owner: "me") },
        "ObjectLockConfiguration": { _ = try LockDocuments.defaultRetention($0) },
        "Retention": { _ = try LockDocuments.retention($0, now: Timestamp(seconds: 1_800_000_000)) },
        "LegalHold": { _ = try LockDocuments.legalHold($0) },
        "RestoreRequest": { root in
            let request = try RestoreRequest(root)
            for storageClass in [nil, "GLACIER", "DEEP_ARCHIVE", "INTELLIGENT_TIERING"] { try? request.judge(storageClass) }
            // An end that cannot be written would make the object unreadable.
            guard let days = request.days else { return }
            let end = LifecycleDay.real.midnight(days, after: Timestamp(seconds: 1_800_000_000))
            try hold(Timestamp(iso8601: end.iso8601) == end, "The end of a restore is not kept as it was asked for.")
        },
        "TagResourceRequest": { _ = try ControlPlane.tags($0) },
    ]

    // MARK: Kept, and read back

    private static let kept: [String: Reader] = [
        "PublicAccessBlockConfiguration": { root in
            let block = try PublicAccessBlock(root)
            try hold(try PublicAccessBlock.stored(block.document).value == block, "A public access block is not what was put.")
        },
        "ServerSideEncryptionConfiguration": { root in
            let encryption = try BucketEncryption(root)
            let again = try BucketEncryption(written(root.name) { encryption.write(to: &$0) })
            // What it does not say of customers' keys is decided when it is put.
            try hold(again == encryption.following(again), "A bucket's encryption is not what was put.")
        },
        "LifecycleConfiguration": { root in
            let rules = try LifecycleConfiguration(rules: try LifecycleDocument.rules(root)).validated(random: Same())
            try hold(try LifecycleConfiguration(document: rules.document) == rules, "A lifecycle is not kept as it was put.")
            let again = try LifecycleDocument.rules(written(root.name) { LifecycleDocument.write(rules, to: &$0) })
            try hold(again == rules.rules, "A lifecycle is not shown as it was put.")
        },
        "NotificationConfiguration": { root in
            let rules = try notifications(root)
            try hold(try NotificationConfiguration(document: rules.document) == rules, "Notifications are not kept as they were put.")
            let again = try notifications(written(root.name) { NotificationDocument.write(rules, to: &$0) })
            try hold(Set(again.rules) == Set(rules.rules), "Notifications are not shown as they were put.")
        },
        // Of an object and of a bucket, whose rules differ.
        "Tagging": { root in
            let tags = try? Tags.checked(try Tags.parse(root))
            if let tags {
                let again = try Tags.checked(try Tags.parse(written(root.name) { Tags.write(tags, to: &$0) }))
                try hold(again == tags, "Tags are not shown as they were put.")
            }
            do { try check(.tagging, root) } catch let error as ServiceError { if tags == nil { throw error } }
        },
    ]

    private static func notifications(_ root: XMLElement) throws -> NotificationConfiguration {
        try NotificationConfiguration(validating: try NotificationDocument.rules(root), eventBridge: false, random: Same())
    }

    // MARK: Kept as they came

    private static let configurations: [String: Reader] = {
        var readers: [String: Reader] = [:]
        for configuration in [BucketConfiguration.cors, .website, .logging, .accelerate, .requestPayment] {
            readers[configuration.shape.name] = { try check(configuration, $0) }
        }
        for configuration in [IdentifiedConfiguration.analytics, .metrics, .inventory, .intelligentTiering] {
            readers[configuration.shape.name] = { root in
                try configuration.shape.check(root)
                try configuration.rules(root)
                try checkStored(configuration.shape, root)
            }
        }
        return readers
    }()

    private static func check(_ configuration: BucketConfiguration, _ root: XMLElement) throws {
        try configuration.validate(root)
        try configuration.validate(try checkStored(configuration.shape, root))
        switch root.name {
        case "CORSConfiguration": try ask(CORSRules(root))
        case "WebsiteConfiguration": try visit(Website(root))
        default: break
        }
    }

    @discardableResult
    private static func checkStored(_ shape: Shape, _ root: XMLElement) throws -> XMLElement {
        let stored = shape.document(root)
        guard let again = try? shape.parse(stored: stored) else { throw Broken(description: "What was stored cannot be read.") }
        try hold(shape.document(again) == stored, "A document changes when it is stored once more.")
        return again
    }

    /// What a bucket says to a browser goes into headers.
    private static func ask(_ rules: CORSRules) throws {
        for method in BucketConfiguration.methods {
            let question = CORSRules.Request(origin: "https://a.example", method: method, requestHeaders: "x-a, content-type")
            for (name, value) in rules.headers(for: question)?.pairs ?? [] {
                try hold(HTTPHeaders.canCarry(name, value), "A bucket's CORS breaks \(name).")
            }
        }
    }

    private static func visit(_ site: Website) throws {
        let key = Array("docs/a b.html".utf8)
        for status in [nil, 404] {
            let rule = site.rule(for: key, errorStatus: status)
            guard let redirect = site.redirectAll ?? rule?.redirect else { continue }
            let location = redirect.location(host: "b.example", key: key, prefix: rule?.prefix ?? [])
            try hold(location.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "A website's redirect cannot be sent.")
        }
    }

    private static func written(_ root: String, _ content: (inout XMLWriter) -> Void) throws -> XMLElement {
        var xml = XMLWriter()
        xml.element(root, content: content)
        guard let element = try? XMLElement(parsing: xml.bytes) else { throw Broken(description: "What is shown is no document.") }
        return element
    }
}

/// The same bytes always: a rule without an id gets the same one.
private struct Same: RandomSource {
    func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 7, count: count) }
}
