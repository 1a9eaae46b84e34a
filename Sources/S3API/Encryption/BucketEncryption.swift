internal import Engine
internal import HTTPFront
internal import Metadata
internal import PeltonCore
internal import XML

/// How a bucket's new objects are encrypted if their requests do not say. Source: API_ServerSideEncryptionRule.
struct BucketEncryption: Sendable, Hashable {
    /// nil where the rule says something else only: then S3's own keys are used.
    private(set) var algorithm: ObjectEncryption.Algorithm?
    /// As it was put.
    private(set) var keyID: String?
    private(set) var usesBucketKey = false
    /// nil if it was never said.
    private(set) var blocked: [String]?

    var blocksCustomerKeys: Bool { blocked?.contains("SSE-C") == true }

    private static let shape = Shape.group(
        "ServerSideEncryptionConfiguration",
        [
            .group(
                "Rule",
                [
                    .group(
                        "ApplyServerSideEncryptionByDefault", Shape.maybe, [.text("SSEAlgorithm"), .text("KMSMasterKeyID", Shape.maybe)]),
                    .flag("BucketKeyEnabled", Shape.maybe),
                    .group("BlockedEncryptionTypes", Shape.maybe, [.text("EncryptionType", Shape.any)]),
                ])
        ])

    /// - Throws: `MalformedXML`, `InvalidArgument`; `.notImplemented` for two layers of encryption.
    init(_ root: XMLElement) throws(S3Error) {
        try Self.shape.check(root)
        guard let rule = root.child("Rule"), !rule.children.isEmpty else { throw .malformedXML }
        if let element = rule.child("ApplyServerSideEncryptionByDefault") { try readDefault(element) }
        usesBucketKey = rule.trimmedText("BucketKeyEnabled") == "true"
        blocked = try rule.child("BlockedEncryptionTypes").map { element throws(S3Error) in try Self.types(element) }
    }

    private mutating func readDefault(_ element: XMLElement) throws(S3Error) {
        keyID = element.trimmedText("KMSMasterKeyID")
        switch element.trimmedText("SSEAlgorithm") {
        case "AES256"?: algorithm = .aes256
        case "aws:kms"?: algorithm = .kms
        case "aws:kms:dsse"?: throw .notImplemented("SSEAlgorithm aws:kms:dsse")
        default: throw .malformedXML
        }
        guard let keyID else { return }
        guard algorithm == .kms else {
            throw .invalidArgument(
                "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
                "ApplyServerSideEncryptionByDefault", nil)
        }
        guard !keyID.isEmpty else { throw .malformedXML }
    }

    private static func types(_ element: XMLElement) throws(S3Error) -> [String] {
        let types = element.children.map(\.trimmedText)
        guard [["NONE"], ["SSE-C"]].contains(types) else { throw .malformedXML }
        return types
    }

    func write(to xml: inout XMLWriter) {
        xml.element("Rule") { xml in
            if let algorithm {
                xml.element("ApplyServerSideEncryptionByDefault") { xml in
                    xml.element("SSEAlgorithm", algorithm.rawValue)
                    xml.element("KMSMasterKeyID", ifPresent: keyID)
                }
            }
            xml.element("BucketKeyEnabled", usesBucketKey)
            if let blocked {
                xml.element("BlockedEncryptionTypes") { xml in
                    for type in blocked { xml.element("EncryptionType", type) }
                }
            }
        }
    }
}

extension DocumentKind {
    static let encryption = DocumentKind("encryption")
}

extension S3Services {
    /// nil where new objects lie as they come.
    func encryption(of bucket: Bucket) async throws(S3Error) -> BucketEncryption? {
        guard bucket.documents !== BucketDocuments.none else { return nil }
        return try await value(.encryption, of: bucket) { bytes throws(S3Error) in
            guard let root = try? XMLElement(parsing: bytes) else { throw .internalError }
            return try BucketEncryption(root)
        }
    }
}

extension S3Call {
    /// Source: API_GetBucketEncryption. AWS encrypts every object since 2023; here a bucket that nobody configured does not, and says so.
    func getBucketEncryption() async throws(S3Error) {
        let bucket = try await authorize("s3:GetEncryptionConfiguration")
        guard let encryption = try await services.encryption(of: bucket) else {
            throw S3Error(
                404, "ServerSideEncryptionConfigurationNotFoundError", "The server side encryption configuration was not found",
                [("BucketName", bucket.name.description)])
        }
        await send("ServerSideEncryptionConfiguration") { encryption.write(to: &$0) }
    }

    /// Source: API_PutBucketEncryption. Objects that are there stay as they are. KMS keys are looked for when they are used.
    func putBucketEncryption() async throws(S3Error) {
        let bucket = try await authorize("s3:PutEncryptionConfiguration")
        let encryption = try await document("ServerSideEncryptionConfiguration", requiresDigest: true) { root throws(S3Error) in
            try BucketEncryption(root)
        }
        var xml = XMLWriter(declaration: false)
        xml.element("ServerSideEncryptionConfiguration") { encryption.write(to: &$0) }
        try await set(.encryption, of: bucket, to: xml.bytes)
        await send(200)
    }

    /// Source: API_DeleteBucketEncryption.
    func deleteBucketEncryption() async throws(S3Error) {
        let bucket = try await authorize("s3:PutEncryptionConfiguration")
        try await set(.encryption, of: bucket, to: nil)
        await send(204)
    }
}
