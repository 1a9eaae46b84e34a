/// An Amazon resource name, `arn:partition:service:region:account:resource`.
/// Source: IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)".
package struct ARN: Hashable, Sendable, CustomStringConvertible {
    package let partition, service, region, account, resource: String

    /// - Returns: nil unless `text` has six parts, begins with `arn` and names a service and a resource.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty, !parts[5].isEmpty else { return nil }
        partition = String(parts[1])
        service = String(parts[2])
        region = String(parts[3])
        account = String(parts[4])
        resource = String(parts[5])
    }

    package init(service: String, region: String = "", account: String = "", resource: String) {
        partition = "aws"
        self.service = service
        self.region = region
        self.account = account
        self.resource = resource
    }

    package var description: String { "arn:\(partition):\(service):\(region):\(account):\(resource)" }

    package static func bucket(_ name: BucketName) -> ARN { ARN(service: "s3", resource: name.description) }

    package static func object(_ bucket: BucketName, _ key: ObjectKey) -> ARN {
        ARN(service: "s3", resource: bucket.description + "/" + key.description)
    }

    package static func function(_ name: String, region: Region, account: AccountID) -> ARN {
        ARN(service: "lambda", region: region.description, account: account.description, resource: "function:" + name)
    }

    package static func role(path: String, name: String, account: AccountID) -> ARN {
        ARN(service: "iam", account: account.description, resource: "role" + path + name)
    }
}
