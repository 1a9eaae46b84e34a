internal import ServiceKit
internal import Core
internal import XML

/// Settings by id that are data here: kept and read back, and without an effect.
extension IdentifiedConfiguration {
    private static let tag = [Shape.text("Key") { !$0.isEmpty }, .text("Value")]

    private static func filter(_ more: [Shape] = []) -> Shape {
        .group(
            "Filter", Shape.maybe,
            [
                .text("Prefix", Shape.maybe), .group("Tag", Shape.maybe, tag),
            ] + more + [.group("And", Shape.maybe, [.text("Prefix", Shape.maybe), .group("Tag", Shape.any, tag)] + more)])
    }

    /// Source: API_PutBucketAnalyticsConfiguration.
    static let analytics = IdentifiedConfiguration(
        selector: "analytics",
        shape: .group(
            "AnalyticsConfiguration",
            [
                .text("Id"), filter(),
                .group(
                    "StorageClassAnalysis",
                    [
                        .group(
                            "DataExport", Shape.maybe,
                            [
                                .choice("OutputSchemaVersion", ["V_1"]),
                                .group(
                                    "Destination",
                                    [
                                        .group(
                                            "S3BucketDestination",
                                            [
                                                .choice("Format", ["CSV"]), .text("BucketAccountId", Shape.maybe), .text("Bucket"),
                                                .text("Prefix", Shape.maybe),
                                            ])
                                    ]),
                            ])
                    ]),
            ]), listName: "ListBucketAnalyticsConfigurationsResult", readAction: "s3:GetAnalyticsConfiguration",
        writeAction: "s3:PutAnalyticsConfiguration",
        rules: { element throws(ServiceError) in
            try FilterRules.check(element)
            let export = element.child("StorageClassAnalysis")?.child("DataExport")
            if let destination = export?.child("Destination")?.child("S3BucketDestination") {
                try FilterRules.check(destination: destination)
            }
        })

    /// Source: API_PutBucketMetricsConfiguration.
    static let metrics = IdentifiedConfiguration(
        selector: "metrics", shape: .group("MetricsConfiguration", [.text("Id"), filter([.text("AccessPointArn", Shape.maybe)])]),
        listName: "ListMetricsConfigurationsResult", readAction: "s3:GetMetricsConfiguration", writeAction: "s3:PutMetricsConfiguration",
        rules: { element throws(ServiceError) in try FilterRules.check(element) })

    /// Source: API_PutBucketInventoryConfiguration.
    static let inventory = IdentifiedConfiguration(
        selector: "inventory",
        shape: .group(
            "InventoryConfiguration",
            [
                .group(
                    "Destination",
                    [
                        .group(
                            "S3BucketDestination",
                            [
                                .text("AccountId", Shape.maybe), .text("Bucket"), .choice("Format", ["CSV", "ORC", "Parquet"]),
                                .text("Prefix", Shape.maybe),
                                .group(
                                    "Encryption", Shape.maybe,
                                    [
                                        .group("SSE-S3", Shape.maybe, []), .group("SSE-KMS", Shape.maybe, [.text("KeyId")]),
                                    ]),
                            ])
                    ]),
                .flag("IsEnabled"), .group("Filter", Shape.maybe, [.text("Prefix")]), .text("Id"),
                .choice("IncludedObjectVersions", ["All", "Current"]),
                .group("OptionalFields", Shape.maybe, [.choice("Field", inventoryFields, Shape.any)]),
                .group("Schedule", [.choice("Frequency", ["Daily", "Weekly"])]),
            ]), listName: "ListInventoryConfigurationsResult", readAction: "s3:GetInventoryConfiguration",
        writeAction: "s3:PutInventoryConfiguration",
        rules: { element throws(ServiceError) in
            guard let destination = element.child("Destination")?.child("S3BucketDestination") else { throw .malformedXML }
            if let encryption = destination.child("Encryption"), encryption.children.count != 1 { throw .malformedXML }
            let fields = element.child("OptionalFields")?.children.map(\.trimmedText) ?? []
            guard Set(fields).count == fields.count else { throw .malformedXML }
            try FilterRules.check(destination: destination)
        })

    private static let inventoryFields = [
        "Size", "LastModifiedDate", "StorageClass", "ETag", "IsMultipartUploaded", "ReplicationStatus", "EncryptionStatus",
        "ObjectLockRetainUntilDate", "ObjectLockMode", "ObjectLockLegalHoldStatus", "ObjectLockEventHoldStatus",
        "ObjectLockEventHoldDuration", "IntelligentTieringAccessTier", "BucketKeyStatus", "ChecksumAlgorithm",
        "ObjectAccessControlList", "ObjectOwner", "LifecycleExpirationDate", "IntelligentTieringReferenceDate",
    ]

    /// Source: API_PutBucketIntelligentTieringConfiguration; the days of S3 User Guide, "How S3 Intelligent-Tiering works".
    static let intelligentTiering = IdentifiedConfiguration(
        selector: "intelligent-tiering",
        shape: .group(
            "IntelligentTieringConfiguration",
            [
                .text("Id"), filter(), .choice("Status", ["Enabled", "Disabled"]),
                .group("Tiering", Shape.many, [.choice("AccessTier", ["ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS"]), .number("Days")]),
            ]), listName: "ListIntelligentTieringConfigurationsResult", readAction: "s3:GetIntelligentTieringConfiguration",
        writeAction: "s3:PutIntelligentTieringConfiguration",
        rules: { element throws(ServiceError) in
            try FilterRules.check(element)
            let tiers = element.children("Tiering")
            guard Set(tiers.map { $0.trimmedText("AccessTier") }).count == tiers.count else { throw .malformedXML }
            for tier in tiers {
                let name = tier.trimmedText("AccessTier") ?? ""
                let least = name == "ARCHIVE_ACCESS" ? 90 : 180
                guard let days = Int(tier.trimmedText("Days") ?? ""), (least...730).contains(days) else {
                    throw .invalidArgument("Days of \(name) must be between \(least) and 730", "Days", tier.trimmedText("Days") ?? "")
                }
            }
        })
}

/// What several of these documents have.
private enum FilterRules {
    /// A filter is one thing; `And` joins at least two.
    static func check(_ configuration: XMLElement) throws(ServiceError) {
        guard let filter = configuration.child("Filter") else { return }
        guard filter.children.count == 1 else { throw .malformedXML }
        guard let and = filter.child("And") else { return }
        guard and.children.count >= 2 else { throw .malformedXML }
        let keys = and.children("Tag").map { $0.text("Key") }
        guard Set(keys).count == keys.count else { throw .invalidRequest("Duplicate Tag Keys are not allowed.") }
    }

    static func check(destination: XMLElement) throws(ServiceError) {
        guard let arn = ARN(destination.text("Bucket") ?? ""), arn.service == "s3", BucketName(arn.resource) != nil else {
            throw ServiceError(400, "InvalidS3DestinationBucket", "Invalid bucket ARN.")
        }
    }
}
