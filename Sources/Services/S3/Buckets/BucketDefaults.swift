internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Core
internal import XML

/// What a bucket answers of which nobody has ever set anything: tools ask for it in passing.
/// Source: the API page of each; AWS's defaults for buckets made since April 2023.
extension S3Call {
    func getBucketDefault() async throws(ServiceError) {
        guard let answer = Self.defaults[route.operation.name] else { throw .notImplemented("the operation \(route.operation.name)") }
        let (bucket, _) = try await authorize(answer.action)
        switch answer.body {
        case .document(let root, let content): await send(root) { content(bucket, &$0) }
        case .missing(let code, let message):
            throw ServiceError(404, code, message, [("BucketName", bucket.name.description)])
        }
    }

    private struct DefaultAnswer: Sendable {
        enum Body: Sendable {
            case document(String, @Sendable (Bucket, inout XMLWriter) -> Void)
            case missing(code: String, message: String)
        }
        let action: String
        let body: Body

        static func document(_ action: String, _ root: String, _ content: @escaping @Sendable (Bucket, inout XMLWriter) -> Void) -> Self {
            Self(action: action, body: .document(root, content))
        }
        static func missing(_ action: String, _ code: String, _ message: String) -> Self {
            Self(action: action, body: .missing(code: code, message: message))
        }
    }

    private static let defaults: [String: DefaultAnswer] = [
        "GetBucketLocation": .document("s3:GetBucketLocation", "LocationConstraint") { bucket, xml in xml.text(bucket.location ?? "") },
        "GetBucketReplication": .missing(
            "s3:GetReplicationConfiguration", "ReplicationConfigurationNotFoundError", "The replication configuration was not found"),
    ]
}
