internal import ServiceKit
internal import Objects
internal import ObjectData
internal import Core
internal import XML

/// What a DeleteObjects asks for. Source: API_Delete, API_ObjectIdentifier.
struct DeletionList: Sendable {
    private static let shape = Shape.group(
        "Delete",
        [
            .group(
                "Object", Shape.many,
                [
                    .text("Key") { !$0.isEmpty }, .text("VersionId", Shape.maybe), .text("ETag", Shape.maybe),
                    .text("LastModifiedTime", Shape.maybe), .text("Size", Shape.maybe),
                ]), .text("Quiet", Shape.maybe),
        ])

    let items: [Deletion]
    /// Whether the answer names only what could not be deleted.
    let isQuiet: Bool

    init(_ root: XMLElement, _ limits: Limits) throws(ServiceError) {
        try Self.shape.check(root)
        let objects = root.children("Object")
        guard objects.count <= limits.batchDeleteKeys else { throw .malformedXML }
        items = objects.map { Deletion($0) }
        switch root.trimmedText("Quiet")?.lowercased() {
        case "true"?, "1"?: isQuiet = true
        case "false"?, "0"?, ""?, nil: isQuiet = false
        default: throw .malformedXML
        }
    }
}

/// One of the objects, as the client named it.
struct Deletion: Sendable {
    let text: String
    private let versionText: String?
    /// Without quotes.
    let etag: String?
    /// It has conditions that S3 knows in directory buckets only.
    let isForDirectories: Bool

    fileprivate init(_ element: XMLElement) {
        text = element.text("Key") ?? ""
        versionText = element.trimmedText("VersionId")
        etag = element.trimmedText("ETag").map { ObjectHeaders.unquoted($0) }
        isForDirectories = element.child("LastModifiedTime") != nil || element.child("Size") != nil
    }

    /// - Returns: nil for the current version.
    func version(_ isPossible: (VersionID) -> Bool) throws(ServiceError) -> VersionID? {
        guard let versionText, !versionText.isEmpty else { return nil }
        guard let id = VersionID(versionText), isPossible(id) else {
            throw ServiceError(400, "NoSuchVersion", "The specified version does not exist.")
        }
        return id
    }

    func write(_ outcome: DeleteObject.Outcome, to xml: inout XMLWriter) {
        xml.element("Deleted") { xml in
            xml.element("Key", text)
            xml.element("VersionId", ifPresent: versionText)
            if outcome.isMarker {
                xml.element("DeleteMarker", true)
                xml.element("DeleteMarkerVersionId", ifPresent: outcome.versionID?.description)
            }
        }
    }

    func write(_ error: ServiceError, to xml: inout XMLWriter) {
        xml.element("Error") { xml in
            xml.element("Key", text)
            xml.element("VersionId", ifPresent: versionText)
            xml.element("Code", error.code)
            xml.element("Message", error.message)
        }
    }
}
