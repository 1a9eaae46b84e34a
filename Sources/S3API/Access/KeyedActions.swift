/// Condition keys that only some actions have: a statement of a bucket's policy without any of these would never hold, and S3 refuses it.
/// Source: Service Authorization Reference, "Actions defined by Amazon S3".
enum KeyedActions {
    /// - Returns: nil for a key that says something of every action.
    static func of(_ key: String) -> Set<String>? {
        let key = key.lowercased()
        if key.hasPrefix("s3:existingobjecttag/") { return S3Action.ofObjects }
        if key.hasPrefix("s3:requestobjecttag/") { return tagWrites }
        return byKey[key]
    }

    private static let listings: Set<String> = ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"]
    private static let lists: Set<String> = [
        "s3:CreateBucket", "s3:PutBucketAcl", "s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectVersionAcl", "s3:ReplicateObject",
    ]
    private static let writes: Set<String> = ["s3:PutObject", "s3:ReplicateObject", "s3:UpdateObjectEncryption"]
    private static let tagWrites: Set<String> = [
        "s3:PutObject", "s3:PutObjectTagging", "s3:PutObjectVersionTagging", "s3:ReplicateTags",
    ]

    private static let byKey: [String: Set<String>] = {
        var found: [String: Set<String>] = [:]
        for name in ["prefix", "delimiter", "max-keys"] { found["s3:" + name] = listings }
        for name in ["acl", "grant-full-control", "grant-read", "grant-read-acp", "grant-write", "grant-write-acp"] {
            found["s3:x-amz-" + name] = lists
        }
        for name in [
            "copy-source", "metadata-directive", "server-side-encryption", "server-side-encryption-aws-kms-key-id",
            "server-side-encryption-customer-algorithm", "storage-class", "website-redirect-location",
        ] { found["s3:x-amz-" + name] = writes }
        found["s3:requestobjecttagkeys"] = tagWrites
        found["s3:locationconstraint"] = ["s3:CreateBucket"]
        return found
    }()
}
