/// The condition keys that Pelton can tell the value, or the absence, of. A policy may use others; it then gets the safe reading of
/// what cannot be known: its Allow does not apply and its Deny does.
package struct KnownKeys: Sendable, Hashable {
    private let names: Set<String>
    /// Families such as `s3:existingobjecttag/`.
    private let prefixes: [String]

    package init(_ names: [String], prefixes: [String] = []) {
        self.names = Set(names.map { $0.lowercased() })
        self.prefixes = prefixes.map { $0.lowercased() }
    }

    private init(names: Set<String>, prefixes: [String]) {
        self.names = names
        self.prefixes = prefixes
    }

    /// - Parameter key: in lower case.
    package func contains(_ key: String) -> Bool { names.contains(key) || prefixes.contains { key.hasPrefix($0) && key != $0 } }

    package func union(_ other: KnownKeys) -> KnownKeys {
        KnownKeys(names: names.union(other.names), prefixes: prefixes + other.prefixes)
    }
}

extension KnownKeys {
    /// What `RequestContext` and its `setEnvironment` fill in, and what comes with a service's call on behalf of a resource.
    package static let global = KnownKeys([
        "aws:CurrentTime", "aws:EpochTime", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalIsAWSService",
        "aws:PrincipalServiceName", "aws:PrincipalType", "aws:Referer", "aws:RequestedRegion", "aws:ResourceAccount",
        "aws:SecureTransport", "aws:SourceAccount", "aws:SourceArn", "aws:SourceIp", "aws:UserAgent", "aws:userid", "aws:username",
        "aws:ViaAWSService", "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge", "aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp",
    ])

    /// All that AWS has for every service: a policy may name those, whether Pelton knows their values or not.
    /// Source: IAM User Guide, "AWS global condition context keys".
    package static let ofAWS = global.union(
        KnownKeys(
            [
                "aws:AssumedRoot", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:ChatbotSourceArn",
                "aws:Ec2InstanceSourcePrivateIPv4", "aws:Ec2InstanceSourceVpc", "aws:FederatedProvider", "aws:IsMcpServiceAction",
                "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalServiceNamesList", "aws:ResourceOrgID",
                "aws:ResourceOrgPaths", "aws:SourceIdentity", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceOwner",
                "aws:SourceVpcArn", "aws:TagKeys", "aws:TokenIssueTime", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths",
            ], prefixes: ["aws:PrincipalTag/", "aws:RequestTag/", "aws:ResourceTag/"]))

    /// What the S3 face fills in besides. Source: Service Authorization Reference, "Condition keys for Amazon S3".
    package static let s3 = global.union(
        KnownKeys(
            [
                "s3:prefix", "s3:delimiter", "s3:max-keys", "s3:VersionId", "s3:LocationConstraint", "s3:authType",
                "s3:signatureversion", "s3:x-amz-acl", "s3:x-amz-content-sha256", "s3:x-amz-copy-source",
                "s3:x-amz-metadata-directive", "s3:x-amz-server-side-encryption", "s3:x-amz-storage-class", "s3:x-amz-grant-full-control",
                "s3:x-amz-grant-read", "s3:x-amz-grant-read-acp", "s3:x-amz-grant-write", "s3:x-amz-grant-write-acp",
                "s3:ResourceAccount", "s3:RequestObjectTagKeys", "s3:if-match", "s3:if-none-match", "s3:ObjectCreationOperation",
                "s3:signatureAge", "s3:x-amz-server-side-encryption-aws-kms-key-id",
                "s3:x-amz-server-side-encryption-customer-algorithm", "s3:x-amz-website-redirect-location", "s3:x-amz-object-ownership",
                "s3:object-lock-mode", "s3:object-lock-retain-until-date", "s3:object-lock-legal-hold",
                "s3:object-lock-remaining-retention-days",
                // Never there: no TLS, no access points.
                "s3:TlsVersion", "s3:DataAccessPointArn", "s3:DataAccessPointAccount", "s3:AccessPointNetworkOrigin",
                "s3:AccessGrantsInstanceArn", "s3:InventoryAccessibleOptionalFields",
            ],
            prefixes: ["s3:ExistingObjectTag/", "s3:RequestObjectTag/"]))

    /// Source: Service Authorization Reference, "Condition keys for AWS Lambda".
    package static let lambda = global.union(
        KnownKeys(["lambda:FunctionArn", "lambda:FunctionUrlAuthType", "lambda:Principal", "lambda:EventSourceToken"]))

    /// Source: Service Authorization Reference, "Condition keys for AWS Key Management Service".
    package static let kms = global.union(
        KnownKeys(["kms:CallerAccount", "kms:ViaService", "kms:KeyOrigin", "kms:KeySpec", "kms:KeyUsage"]))

    /// IAM and STS.
    package static let identity = global.union(
        KnownKeys(["iam:PassedToService", "iam:AssociatedResourceArn", "iam:PolicyARN", "sts:ExternalId", "sts:RoleSessionName"]))
}
