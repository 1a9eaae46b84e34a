internal import ServiceKit
internal import HTTPServer
internal import Core

/// The name of a bucket that only one account can make, in one region: `PREFIX-ACCOUNT-REGION-an`.
/// Source: S3 User Guide, "Namespaces for general purpose buckets".
struct AccountRegionalName: Sendable, Hashable {
    static let header = "x-amz-bucket-namespace"
    private static let suffix = "-an"

    let account: String
    let region: String

    /// - Returns: nil for a name of the global namespace.
    init?(_ name: BucketName) {
        let text = name.description
        guard text.hasSuffix(Self.suffix) else { return nil }
        let parts = text.dropLast(Self.suffix.count).split(separator: "-", omittingEmptySubsequences: false)
        // A region's name has hyphens itself: the account is the last part of twelve digits before it.
        guard let place = parts.lastIndex(where: { AccountID($0) != nil }), place > 0, !parts[..<place].joined().isEmpty else { return nil }
        account = String(parts[place])
        region = parts[(place + 1)...].joined(separator: "-")
        guard Region(region) != nil else { return nil }
    }

    /// - Parameters:
    ///   - value: of the header; nil without one.
    ///   - region: the one that the bucket will be in.
    /// - Throws: S3's errors for a name that does not go with the header, the caller or the region.
    static func check(_ name: BucketName, header value: String?, of account: AccountID, in region: String) throws(ServiceError) {
        let found = Self(name)
        switch value {
        case "account-regional":
            guard let found else {
                throw ServiceError(
                    400, "InvalidNamespaceHeader",
                    "The requested bucket name did not include the account-regional namespace suffix, but the provided x-amz-bucket-namespace header value is account-regional. Specify -\(account)-\(region)-an as the bucket name suffix to create a bucket in your account-regional namespace, or remove the header.",
                    [("Header", header)])
            }
            try found.check(name, of: account, in: region)
        case nil where found != nil:
            throw ServiceError(
                400, "MissingNamespaceHeader",
                "The requested bucket is an account-regional namespace bucket, but your request is missing the required x-amz-bucket-namespace header.",
                [("Header", header)])
        case "global" where found != nil:
            throw ServiceError(
                400, "InvalidNamespaceHeader",
                "The requested bucket is an account-regional namespace bucket, but the provided x-amz-bucket-namespace header value is global. Specify account-regional, or remove the account-regional namespace suffix from the bucket name.",
                [("Header", header)])
        case nil, "global":
            // That suffix is for nothing else.
            guard !name.description.hasSuffix(suffix) else { throw .invalidBucketName(name.description) }
        case let value?: throw .invalidArgument("The bucket namespace is neither global nor account-regional.", header, value)
        }
    }

    private func check(_ name: BucketName, of account: AccountID, in region: String) throws(ServiceError) {
        let start = "The requested bucket is an account-regional namespace bucket, but the requested "
        let message: String
        if self.account != account.description {
            message =
                start
                + "AWS Account ID '\(self.account)' does not match the caller's AWS Account ID '\(account)'. Specify the caller's AWS Account ID in the bucket name."
        } else if self.region != region {
            message =
                start
                + "region '\(self.region)' does not match the current region '\(region)'. Specify the targeted region in the bucket name."
        } else {
            return
        }
        throw ServiceError(400, "InvalidBucketNamespace", message, [("BucketNamespace", name.description)])
    }
}
