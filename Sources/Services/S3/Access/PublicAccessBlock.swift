internal import ServiceKit
internal import Objects
internal import HTTPServer
internal import ObjectData
internal import Core
internal import XML

/// What keeps a bucket from becoming public by mistake. Source: S3 User Guide, "Blocking public access to your Amazon S3 storage".
struct PublicAccessBlock: Sendable, Hashable {
    /// Refuses public lists.
    var blockPublicAcls = false
    /// Takes public grants for none.
    var ignorePublicAcls = false
    /// Refuses public policies.
    var blockPublicPolicy = false
    /// A public policy gives nothing outside the owner's account.
    var restrictPublicBuckets = false

    /// As new buckets have it.
    static let all = PublicAccessBlock(
        blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true)

    private static let switches: [(name: String, any WritableKeyPath<PublicAccessBlock, Bool> & Sendable)] = [
        ("BlockPublicAcls", \.blockPublicAcls), ("IgnorePublicAcls", \.ignorePublicAcls), ("BlockPublicPolicy", \.blockPublicPolicy),
        ("RestrictPublicBuckets", \.restrictPublicBuckets),
    ]

    /// The names of those that are on, a line each, behind a line that says that there is a block at all.
    var document: [UInt8] {
        Array((["block"] + Self.switches.filter { self[keyPath: $0.1] }.map(\.name)).joined(separator: "\n").utf8)
    }

    /// Reads what was stored; empty for a block that was deleted.
    static func stored(_ bytes: [UInt8]) throws(ServiceError) -> Removable<PublicAccessBlock> {
        guard !bytes.isEmpty else { return Removable(value: nil) }
        var block = PublicAccessBlock()
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.first == "block" else { throw .internalError }
        for line in lines.dropFirst() {
            guard let (_, path) = switches.first(where: { $0.name == line }) else { throw .internalError }
            block[keyPath: path] = true
        }
        return Removable(value: block)
    }

    init(
        blockPublicAcls: Bool = false, ignorePublicAcls: Bool = false, blockPublicPolicy: Bool = false, restrictPublicBuckets: Bool = false
    ) {
        self.blockPublicAcls = blockPublicAcls
        self.ignorePublicAcls = ignorePublicAcls
        self.blockPublicPolicy = blockPublicPolicy
        self.restrictPublicBuckets = restrictPublicBuckets
    }

    /// A switch that is not said is off.
    init(_ root: XMLElement) throws(ServiceError) {
        try Shape.group("PublicAccessBlockConfiguration", Self.switches.map { .text($0.name, Shape.maybe) }).check(root)
        for (name, path) in Self.switches {
            switch root.trimmedText(name)?.lowercased() {
            case "true"?: self[keyPath: path] = true
            case "false"?, nil: break
            default: throw .malformedXML
            }
        }
    }

    func write(to xml: inout XMLWriter) {
        for (name, path) in Self.switches { xml.element(name, self[keyPath: path]) }
    }
}

extension S3Call {
    /// Source: API_GetPublicAccessBlock.
    func getPublicAccessBlock() async throws(ServiceError) {
        let (bucket, _) = try await authorize("s3:GetBucketPublicAccessBlock")
        guard let block = try await rules(of: bucket).publicAccessBlock else {
            throw ServiceError(
                404, "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found",
                [("BucketName", bucket.name.description)])
        }
        await send("PublicAccessBlockConfiguration") { block.write(to: &$0) }
    }

    /// Source: API_PutPublicAccessBlock.
    func putPublicAccessBlock() async throws(ServiceError) {
        let (bucket, engine) = try await authorize("s3:PutBucketPublicAccessBlock")
        let block = try await document("PublicAccessBlockConfiguration") { root throws(ServiceError) in try PublicAccessBlock(root) }
        try await set(engine, .publicAccessBlock, of: bucket, to: block.document)
        await send(200)
    }

    /// Source: API_DeletePublicAccessBlock.
    func deletePublicAccessBlock() async throws(ServiceError) {
        let (bucket, engine) = try await authorize("s3:PutBucketPublicAccessBlock")
        try await set(engine, .publicAccessBlock, of: bucket, to: [])
        await send(204)
    }
}
