internal import ServiceKit
internal import ObjectData
internal import Core
internal import XML

extension BucketConfiguration {
    /// Source: API_PutBucketTagging.
    static let tagging = BucketConfiguration(
        kind: DocumentKind("tagging"),
        shape: .group("Tagging", [.group("TagSet", [BucketTags.shape])]),
        readAction: "s3:GetBucketTagging", writeAction: "s3:PutBucketTagging",
        whenMissing: .missing(code: "NoSuchTagSet", message: "The TagSet does not exist"), putStatus: 204,
        rules: { element throws(ServiceError) in _ = try BucketTags(element.child("TagSet")) },
        isEmpty: { $0.child("TagSet")?.children.isEmpty ?? true })
}

/// A bucket's tags. Source: S3 User Guide, "Using cost allocation S3 bucket tags".
struct BucketTags: Sendable {
    static let shape = Shape.group("Tag", Shape.any, [.text("Key"), .text("Value")])
    private static let maximum = 50

    private(set) var tags: [(key: String, value: String)] = []

    /// - Parameter set: whose children are tags; nil has none.
    init(_ set: XMLElement?) throws(ServiceError) {
        try add(set?.children.map { ($0.text("Key") ?? "", $0.text("Value") ?? "") } ?? [])
    }

    /// - Parameter bytes: a document that was checked when it came in; nil has none.
    init(stored bytes: [UInt8]?) throws(ServiceError) {
        try self.init(
            try bytes.map { bytes throws(ServiceError) in try BucketConfiguration.tagging.shape.parse(stored: bytes) }?.child("TagSet"))
    }

    /// - Returns: nil if there are none.
    var document: [UInt8]? {
        guard !tags.isEmpty else { return nil }
        let set = tags.map { tag in
            XMLElement(name: "Tag", children: [XMLElement(name: "Key", text: tag.key), XMLElement(name: "Value", text: tag.value)])
        }
        return BucketConfiguration.tagging.shape.document(
            XMLElement(name: "Tagging", children: [XMLElement(name: "TagSet", children: set)]))
    }

    func write(to xml: inout XMLWriter) {
        for tag in tags {
            xml.element("Tag") { xml in
                xml.element("Key", tag.key)
                xml.element("Value", tag.value)
            }
        }
    }

    /// Puts each tag in the place of the one of its key.
    mutating func merge(_ others: BucketTags) throws(ServiceError) {
        let kept = tags.filter { tag in !others.tags.contains { $0.key == tag.key } }
        tags = []
        try add(kept + others.tags)
    }

    mutating func remove(_ keys: [String]) { tags.removeAll { keys.contains($0.key) } }

    // MARK: What a tag may be

    private mutating func add(_ more: [(key: String, value: String)]) throws(ServiceError) {
        guard tags.count + more.count <= Self.maximum else {
            throw ServiceError(400, "BadRequest", "Bucket tag count cannot be greater than \(Self.maximum)")
        }
        for tag in more {
            try Self.check(tag)
            guard !tags.contains(where: { $0.key == tag.key }) else {
                throw ServiceError(400, "InvalidTag", "Cannot provide multiple Tags with the same key", [("TagKey", tag.key)])
            }
            tags.append(tag)
        }
    }

    static func isSystem(_ key: String) -> Bool { key.lowercased().hasPrefix("aws:") }

    private static func check(_ tag: (key: String, value: String)) throws(ServiceError) {
        guard !isSystem(tag.key) else {
            throw ServiceError(400, "InvalidTag", "System tags cannot be added/updated by requester", [("TagKey", tag.key)])
        }
        guard (1...128).contains(tag.key.unicodeScalars.count), Tags.isAllowed(tag.key) else {
            throw ServiceError(400, "InvalidTag", "The TagKey you have provided is invalid", [("TagKey", tag.key)])
        }
        guard tag.value.unicodeScalars.count <= 256, Tags.isAllowed(tag.value) else {
            throw ServiceError(
                400, "InvalidTag", "The TagValue you have provided is invalid", [("TagKey", tag.key), ("TagValue", tag.value)])
        }
    }
}
