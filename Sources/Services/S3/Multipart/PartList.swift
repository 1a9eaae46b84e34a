internal import ServiceKit
internal import Checksums
internal import Objects
internal import ObjectData
internal import Core
internal import XML

/// The list of parts in a completion. Source: API_CompleteMultipartUpload.
enum PartList {
    private static let shape = Shape.group(
        "CompleteMultipartUpload",
        [
            .group(
                "Part", Shape.many,
                [.text("PartNumber"), .text("ETag")] + ChecksumAlgorithm.allCases.map { .text("Checksum" + $0.rawValue, Shape.maybe) })
        ])

    static func parse(_ root: XMLElement, _ limits: Limits) throws(ServiceError) -> [NamedPart] {
        try shape.check(root)
        guard root.children.count <= limits.parts else { throw .malformedXML }
        var parts: [NamedPart] = []
        for element in root.children {
            guard let text = element.trimmedText("PartNumber"), let number = Int(digits: text), let etag = element.trimmedText("ETag")
            else {
                throw .malformedXML
            }
            guard (1...limits.parts).contains(number) else {
                throw .invalidArgument("PartNumber must be >= 1 and <= 10000", "PartNumber", text)
            }
            parts.append(NamedPart(number: number, etag: ObjectHeaders.unquoted(etag), checksum: try checksum(element)))
        }
        return parts
    }

    private static func checksum(_ part: XMLElement) throws(ServiceError) -> StoredChecksum? {
        let given = ChecksumAlgorithm.allCases.filter { part.child("Checksum" + $0.rawValue) != nil }
        guard let algorithm = given.first, let value = part.trimmedText("Checksum" + algorithm.rawValue) else { return nil }
        guard given.count == 1, ChecksumClaim.isValue(value, of: algorithm) else {
            throw ServiceError(400, "InvalidArgument", "Invalid Base64 or multiple checksums present in request")
        }
        return StoredChecksum(algorithm: algorithm.rawValue, value: value)
    }
}

extension ServiceError {
    /// What is said of a part, with the upload and the part as the client named them.
    func naming(_ upload: UploadID, _ parts: [NamedPart]) -> ServiceError {
        guard code == "InvalidPart" || code == "InvalidPartOrder" else { return self }
        var error = self
        let number = fields.first { $0.0 == "PartNumber" }.flatMap { Int($0.1) }
        if let part = parts.first(where: { $0.number == number }) { error.fields.append(("ETag", part.etag)) }
        error.fields.append(("UploadId", upload.description))
        return error
    }
}
