internal import ServiceKit
internal import Objects
internal import HTTPServer
internal import ObjectData
internal import Core
internal import XML

/// What a bucket has from its first moment on, kept under one word. The same rule, put by somebody, is another thing to a copy onto itself.
/// Source: S3 User Guide, "Amazon S3 default encryption"; "Default SSE-C setting for new buckets FAQ".
package enum StandardEncryption: String, Sendable, CaseIterable {
    case aes256 = "AES256"
    /// Writes with customers' keys are refused.
    case aes256WithoutCustomerKeys = "AES256 without SSE-C"

    private static let known = allCases.map { (standard: $0, document: $0.document) }
    var document: [UInt8] { Array(rawValue.utf8) }

    init?(_ document: [UInt8]) {
        guard let found = Self.known.first(where: { $0.document == document }) else { return nil }
        self = found.standard
    }
}

/// How a bucket's new objects are encrypted if their requests do not say. Source: API_ServerSideEncryptionRule.
struct BucketEncryption: Sendable, Hashable {
    /// A rule that says something else only leaves it at S3's own keys.
    private(set) var algorithm = ObjectEncryption.Algorithm.aes256
    /// As it was put.
    private(set) var keyID: String?
    private(set) var usesBucketKey = false
    /// nil where a document says nothing of it.
    private var blocksSSEC: Bool?
    /// Whether nobody has put it.
    private(set) var isStandard = false

    var blocksCustomerKeys: Bool { blocksSSEC ?? false }

    init(_ standard: StandardEncryption) {
        isStandard = true
        blocksSSEC = standard == .aes256WithoutCustomerKeys
    }

    /// What a new rule does not say of blocked kinds stays as it was, as in S3 since April 2026.
    func following(_ old: BucketEncryption?) -> BucketEncryption {
        var rule = self
        rule.blocksSSEC = blocksSSEC ?? old?.blocksSSEC
        return rule
    }

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
    init(_ root: XMLElement) throws(ServiceError) {
        try Self.shape.check(root)
        guard let rule = root.child("Rule"), !rule.children.isEmpty else { throw .malformedXML }
        if let element = rule.child("ApplyServerSideEncryptionByDefault") { try readDefault(element) }
        usesBucketKey = rule.trimmedText("BucketKeyEnabled") == "true"
        blocksSSEC = try rule.child("BlockedEncryptionTypes").map { element throws(ServiceError) in try Self.blocksSSEC(element) }
    }

    private mutating func readDefault(_ element: XMLElement) throws(ServiceError) {
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

    private static func blocksSSEC(_ element: XMLElement) throws(ServiceError) -> Bool {
        switch element.children.map(\.trimmedText) {
        case ["NONE"]: return false
        case ["SSE-C"]: return true
        default: throw .malformedXML
        }
    }

    func write(to xml: inout XMLWriter) {
        xml.element("Rule") { xml in
            xml.element("ApplyServerSideEncryptionByDefault") { xml in
                xml.element("SSEAlgorithm", algorithm.rawValue)
                xml.element("KMSMasterKeyID", ifPresent: keyID)
            }
            xml.element("BucketKeyEnabled", usesBucketKey)
            xml.element("BlockedEncryptionTypes") { xml in xml.element("EncryptionType", blocksCustomerKeys ? "SSE-C" : "NONE") }
        }
    }
}

extension S3Services {
    /// nil where new objects lie as they come.
    func encryption(of bucket: Bucket) async throws(ServiceError) -> BucketEncryption? {
        guard let bytes = bucket.documents.encryption else { return nil }
        if let standard = StandardEncryption(bytes) { return BucketEncryption(standard) }
        return try await value(.encryption, of: bucket) { bytes throws(ServiceError) in
            guard let root = try? XMLElement(parsing: bytes) else { throw .internalError }
            return try BucketEncryption(root)
        }
    }
}

extension S3Call {
    /// Source: API_GetBucketEncryption. A bucket from before, or of a server that was told so, has no rule.
    func getBucketEncryption() async throws(ServiceError) {
        let (bucket, _) = try await authorize("s3:GetEncryptionConfiguration")
        guard let encryption = try await services.encryption(of: bucket) else {
            throw ServiceError(
                404, "ServerSideEncryptionConfigurationNotFoundError", "The server side encryption configuration was not found",
                [("BucketName", bucket.name.description)])
        }
        await send("ServerSideEncryptionConfiguration") { encryption.write(to: &$0) }
    }

    /// Source: API_PutBucketEncryption. Objects that are there stay as they are. KMS keys are looked for when they are used.
    func putBucketEncryption() async throws(ServiceError) {
        let (bucket, engine) = try await authorize("s3:PutEncryptionConfiguration")
        let encryption = try await document("ServerSideEncryptionConfiguration", requiresDigest: true) { root throws(ServiceError) in
            try BucketEncryption(root)
        }.following(try await services.encryption(of: bucket))
        var xml = XMLWriter(declaration: false)
        xml.element("ServerSideEncryptionConfiguration") { encryption.write(to: &$0) }
        try await set(engine, .encryption, of: bucket, to: xml.bytes)
        await send(200)
    }

    /// Source: API_DeleteBucketEncryption: back to what a new bucket has.
    func deleteBucketEncryption() async throws(ServiceError) {
        let (bucket, engine) = try await authorize("s3:PutEncryptionConfiguration")
        try await set(engine, .encryption, of: bucket, to: services.options.standardEncryption?.document)
        await send(204)
    }
}
