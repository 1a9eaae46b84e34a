internal import ServiceKit
internal import Objects
internal import ObjectData
internal import Core
internal import XML

/// Settings that are data here: kept and read back, and without an effect.
extension BucketConfiguration {
    /// Source: API_PutBucketLogging. An empty status turns logging off.
    static let logging = BucketConfiguration(
        kind: DocumentKind("logging"),
        shape: .group(
            "BucketLoggingStatus",
            [
                .group(
                    "LoggingEnabled", Shape.maybe,
                    [
                        .text("TargetBucket"), .text("TargetPrefix"),
                        .group(
                            "TargetGrants", Shape.maybe,
                            [
                                .group(
                                    "Grant", Shape.any,
                                    [
                                        .group(
                                            "Grantee",
                                            [
                                                .text("ID", Shape.maybe), .text("DisplayName", Shape.maybe),
                                                .text("EmailAddress", Shape.maybe),
                                                .text("URI", Shape.maybe),
                                            ]),
                                        // The last two are not documented, and taken.
                                        .choice("Permission", ["FULL_CONTROL", "READ", "WRITE", "READ_ACP", "WRITE_ACP"]),
                                    ])
                            ]),
                        .group(
                            "TargetObjectKeyFormat", Shape.maybe,
                            [
                                .group("SimplePrefix", Shape.maybe, []),
                                .group(
                                    "PartitionedPrefix", Shape.maybe,
                                    [
                                        .choice("PartitionDateSource", ["EventTime", "DeliveryTime"], Shape.maybe)
                                    ]),
                            ]),
                    ])
            ]),
        readAction: "s3:GetBucketLogging", writeAction: "s3:PutBucketLogging", requiresDigest: false, whenMissing: .document { _ in },
        rules: { element throws(ServiceError) in try LoggingRules.check(element) },
        check: { element, bucket, call throws(ServiceError) in try await LoggingRules.check(element, bucket, call) },
        isEmpty: { $0.children.isEmpty })

    /// Source: API_PutBucketAccelerateConfiguration.
    static let accelerate = BucketConfiguration(
        kind: DocumentKind("accelerate"),
        shape: .group("AccelerateConfiguration", [.choice("Status", ["Enabled", "Suspended"])]),
        readAction: "s3:GetAccelerateConfiguration", writeAction: "s3:PutAccelerateConfiguration", requiresDigest: false,
        whenMissing: .document { _ in },
        precheck: { bucket throws(ServiceError) in
            guard !bucket.name.description.utf8.contains(UInt8(ascii: ".")) else {
                throw .invalidRequest("S3 Transfer Acceleration is not supported for buckets with periods (.) in their names")
            }
        })

    /// Source: API_PutBucketRequestPayment.
    static let requestPayment = BucketConfiguration(
        kind: DocumentKind("requestPayment"),
        shape: .group("RequestPaymentConfiguration", [.choice("Payer", ["Requester", "BucketOwner"])]),
        readAction: "s3:GetBucketRequestPayment", writeAction: "s3:PutBucketRequestPayment", requiresDigest: false,
        whenMissing: .document { $0.element("Payer", "BucketOwner") })
}

/// Where a bucket's access logs would go. Source: S3 User Guide, "Enabling Amazon S3 server access logging".
private enum LoggingRules {
    static func check(_ status: XMLElement) throws(ServiceError) {
        guard let enabled = status.child("LoggingEnabled") else { return }
        if let format = enabled.child("TargetObjectKeyFormat"), format.children.count != 1 { throw .malformedXML }
        for grant in enabled.child("TargetGrants")?.children ?? [] { try check(grantee: grant.child("Grantee")) }
    }

    static func check(_ status: XMLElement, _ bucket: Bucket, _ call: S3Call) async throws(ServiceError) {
        guard let enabled = status.child("LoggingEnabled") else { return }
        let name = enabled.text("TargetBucket") ?? ""
        let target = try await target(name, call)
        guard target.owner == bucket.owner else {
            throw invalidTarget("The owner for the bucket to be logged and the target bucket must be the same.", name)
        }
        let (from, to) = (LocationConstraint.region(of: bucket.location), LocationConstraint.region(of: target.location))
        guard from == to else {
            throw ServiceError(
                403, "CrossLocationLoggingProhibitted", "Cross S3 location logging not allowed. ",
                [("TargetBucketLocation", to)] + (bucket.location == nil ? [] : [("SourceBucketLocation", from)]))
        }
    }

    private static func check(grantee: XMLElement?) throws(ServiceError) {
        let wanted =
            switch grantee?.attributes["type"] {
            case "CanonicalUser": "ID"
            case "AmazonCustomerByEmail": "EmailAddress"
            case "Group": "URI"
            default: throw ServiceError.malformedXML
            }
        guard grantee?.child(wanted) != nil else { throw .malformedXML }
    }

    private static func target(_ name: String, _ call: S3Call) async throws(ServiceError) -> Bucket {
        guard let name = BucketName(name) else { throw invalidTarget("The target bucket for logging does not exist", name) }
        do { return try await call.run { () throws(EngineError) in try await call.services.objects.bucket(name) } } catch {
            guard error.code == "NoSuchBucket" else { throw error }
            throw invalidTarget("The target bucket for logging does not exist", name.description)
        }
    }

    private static func invalidTarget(_ message: String, _ bucket: String) -> ServiceError {
        ServiceError(400, "InvalidTargetBucketForLogging", message, [("TargetBucket", bucket)])
    }
}
