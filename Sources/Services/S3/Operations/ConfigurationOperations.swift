internal import ServiceKit

/// Settings of buckets that are data here.
extension S3Service {
    private static let isData = "kept and read back; has no effect"

    static let configurations: [Operation<S3Service>] =
        single("BucketLogging", "logging", .logging) + single("BucketAccelerateConfiguration", "accelerate", .accelerate)
        + single("BucketRequestPayment", "requestPayment", .requestPayment)
        + numbered("Analytics", .analytics) + numbered("IntelligentTiering", .intelligentTiering) + numbered("Inventory", .inventory)
        + numbered("Metrics", .metrics)
        + [
            Operation(
                "GetBucketReplication", "GET", .bucket, "replication", S3Call.getBucketDefault, partly: "as for a bucket without one"),
            Operation("PutBucketReplication", "PUT", .bucket, "replication"),
            Operation(
                "DeleteBucketReplication", "DELETE", .bucket, "replication", S3Call.deleteReplication,
                partly: "there is never one to delete"),
        ]

    private static func single(_ name: String, _ selector: String, _ configuration: BucketConfiguration) -> [Operation<S3Service>] {
        [
            Operation("Get" + name, "GET", .bucket, selector, configuration.get, partly: isData),
            Operation("Put" + name, "PUT", .bucket, selector, configuration.put, partly: isData),
        ]
    }

    private static func numbered(_ name: String, _ configuration: IdentifiedConfiguration) -> [Operation<S3Service>] {
        let (name, selector) = ("Bucket\(name)Configuration", configuration.selector)
        return [
            Operation("Get" + name, "GET", .bucket, selector + "+id", configuration.get, partly: isData),
            Operation("Put" + name, "PUT", .bucket, selector, configuration.put, partly: isData),
            Operation("Delete" + name, "DELETE", .bucket, selector, configuration.delete, partly: isData),
            Operation("List\(name)s", "GET", .bucket, selector, configuration.list, partly: isData),
        ]
    }
}

extension S3Call {
    /// Source: API_DeleteBucketReplication. None can be put, so none is left behind.
    func deleteReplication() async throws(ServiceError) {
        _ = try await authorize("s3:PutReplicationConfiguration")
        await send(204)
    }
}
