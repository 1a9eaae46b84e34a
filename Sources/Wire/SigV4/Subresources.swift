/// The parameters of a query that Version 2 signs; all others may be changed by whoever has the URL.
package enum Subresources {
    /// Those of AWS's page, those that its SDKs sign besides, and every one more that tells an operation from others: a URL that reads an
    /// object must not serve to lock it.
    package static let signed: Set<String> = documented.union(ofSDKs).union(ofOperations)

    private static let documented: Set<String> = [
        "acl", "delete", "lifecycle", "location", "logging", "notification", "partNumber", "policy", "requestPayment", "uploadId",
        "uploads",
        "versionId", "versioning", "versions", "website", "response-cache-control", "response-content-disposition",
        "response-content-encoding", "response-content-language", "response-content-type", "response-expires",
    ]

    private static let ofSDKs: Set<String> = [
        "accelerate", "analytics", "cors", "defaultObjectAcl", "inventory", "metrics", "object-lock", "replication", "restore", "select",
        "select-type", "storageClass", "tagging", "torrent",
    ]

    private static let ofOperations: Set<String> = [
        "abac", "annotation", "annotationName", "attributes", "directory-buckets", "encryption", "intelligent-tiering", "legal-hold",
        "metadataAnnotationTable", "metadataConfiguration", "metadataInventoryTable", "metadataJournalTable", "metadataTable",
        "ownershipControls", "policyStatus", "publicAccessBlock", "renameObject", "retention", "session",
    ]
}
