/// Which actions have the condition keys of the services. Source: Service Authorization Reference, "Condition keys" of each service.
///
/// This says only where a key is absent for certain: in a request for an action that does not have it. Whether it is there in one that has
/// it says whoever makes the `RequestContext`; what nobody says is not known, and a policy gets the safe reading of it.
package enum ConditionKeys {
    private enum Scope {
        case service(String)
        case actions(Set<String>)

        func contains(_ action: String) -> Bool {
            switch self {
            case .service(let name): action.hasPrefix(name)
            case .actions(let names): names.contains(action)
            }
        }
    }

    /// - Parameter key: in lower case.
    /// - Returns: nil for a key that is not in the reference, or that any service's requests may have.
    static func has(_ action: String, _ key: String) -> Bool? {
        key.hasPrefix("aws:") ? nil : scope(of: key)?.contains(action)
    }

    /// - Parameter key: in lower case.
    /// - Returns: nil for a key that all actions of its service have.
    package static func actions(of key: String) -> Set<String>? {
        guard case .actions(let names)? = scope(of: key) else { return nil }
        return names
    }

    /// Whether a bucket's policy may ask for it.
    /// - Parameter key: in lower case, with its service.
    package static func isKnownToS3(_ key: String) -> Bool {
        key.hasPrefix("aws:") ? isGlobal(key) : !key.hasPrefix("s3:") || scope(of: key) != nil
    }

    /// All that are listed, in lower case; one of each family.
    static var all: [String] { byName.keys + families.map { $0.prefix + "k" } }

    private static func scope(of key: String) -> Scope? {
        if let scope = byName[key] { return scope }
        return families.first { key.hasPrefix($0.prefix) && key.utf8.count > $0.prefix.utf8.count }?.scope
    }

    // MARK: Of every service

    /// Source: IAM User Guide, "AWS global condition context keys".
    private static func isGlobal(_ key: String) -> Bool {
        global.contains(key) || ["aws:principaltag/", "aws:requesttag/", "aws:resourcetag/"].contains { key.hasPrefix($0) && key != $0 }
    }

    private static let global = nowhereHere.union(ofSessions).union(ofServices).union([
        "aws:currenttime", "aws:epochtime", "aws:ismcpserviceaction", "aws:principalaccount", "aws:principalarn",
        "aws:principalisawsservice", "aws:principalorgid", "aws:principalorgpaths", "aws:principaltype", "aws:referer",
        "aws:requestedregion", "aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "aws:securetransport", "aws:sourceip",
        "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:tagkeys", "aws:useragent", "aws:userid", "aws:username",
        "aws:viaawsservice",
    ])

    /// What no request to Pelton has: there are no private networks, machines or chats, and S3 is not among the services that
    /// `aws:CalledVia` names. `aws:FederatedProvider` is said of the sessions that have it.
    private static let nowhereHere: Set<String> = [
        "aws:assumedroot", "aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:chatbotsourcearn",
        "aws:ec2instancesourceprivateipv4", "aws:ec2instancesourcevpc", "aws:federatedprovider", "aws:multifactorauthage",
        "aws:sourceidentity", "aws:sourcevpc", "aws:sourcevpcarn", "aws:sourcevpce", "aws:vpceaccount", "aws:vpceorgid",
        "aws:vpceorgpaths", "aws:vpcsourceip",
    ]
    private static let ofSessions: Set<String> = ["aws:multifactorauthpresent", "aws:tokenissuetime"]
    private static let ofServices: Set<String> = [
        "aws:principalservicename", "aws:principalservicenameslist", "aws:sourceaccount", "aws:sourcearn",
    ]

    /// Whether no request of this principal has a key.
    /// - Parameter key: in lower case.
    static func isNever(_ key: String, of principal: Principal) -> Bool {
        if nowhereHere.contains(key) { return true }
        switch principal {
        case .accountRoot, .webIdentity, .anonymous: if ofSessions.contains(key) || key.hasPrefix("aws:principaltag/") { return true }
        case .user, .roleSession: break
        case .service: return ofSessions.contains(key) || key.hasPrefix("aws:principaltag/")
        }
        return ofServices.contains(key)
    }

    // MARK: Of one service

    private static let families: [(prefix: String, scope: Scope)] = [
        ("s3:existingobjecttag/", .actions(S3Action.ofExistingObjects)), ("s3:requestobjecttag/", .actions(tagWrites)),
        ("kms:encryptioncontext:", .actions(symmetric)), ("kms:recipientattestation:", .actions(attested)),
        ("iam:resourcetag/", .service("iam:")), ("ssm:resourcetag/", .service("ssm:")),
    ]

    private static let byName: [String: Scope] = {
        var found: [String: Scope] = [:]
        for (service, name, actions) in table {
            found["\(service):\(name)".lowercased()] = actions.map { .actions($0) } ?? .service(service + ":")
        }
        return found
    }()

    /// Nil for all actions of the service.
    private static let table: [(service: String, name: String, actions: Set<String>?)] =
        [
            "authType", "signatureversion", "signatureAge", "ResourceAccount", "TlsVersion", "x-amz-content-sha256", "VersionId",
            "DataAccessPointArn", "DataAccessPointAccount", "AccessPointNetworkOrigin", "AccessGrantsInstanceArn",
        ].map { ("s3", $0, nil) }
        + ["prefix", "delimiter", "max-keys"].map { ("s3", $0, listings) }
        + ["acl", "grant-full-control", "grant-read", "grant-read-acp", "grant-write", "grant-write-acp"].map {
            ("s3", "x-amz-" + $0, lists)
        }
        + [
            "copy-source", "metadata-directive", "server-side-encryption", "server-side-encryption-aws-kms-key-id",
            "server-side-encryption-customer-algorithm", "storage-class", "website-redirect-location",
        ].map { ("s3", "x-amz-" + $0, writes) }
        + ["mode", "retain-until-date", "remaining-retention-days"].map { ("s3", "object-lock-" + $0, retentions) }
        + [
            ("s3", "object-lock-legal-hold", ["s3:BypassGovernanceRetention", "s3:PutObject", "s3:PutObjectLegalHold"]),
            ("s3", "RequestObjectTagKeys", tagWrites), ("s3", "LocationConstraint", ["s3:CreateBucket"]),
            ("s3", "x-amz-object-ownership", ["s3:CreateBucket"]),
            ("s3", "x-amz-bucket-namespace", ["s3:CreateBucket"]), ("s3", "ObjectCreationOperation", ["s3:PutObject"]),
            ("s3", "if-match", ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject"]), ("s3", "if-none-match", ["s3:PutObject"]),
            ("s3", "InventoryAccessibleOptionalFields", ["s3:PutInventoryConfiguration"]),
        ]
        + ["Principal", "FunctionUrlAuthType", "EventSourceToken"].map {
            ("lambda", $0, ["lambda:AddPermission", "lambda:RemovePermission"])
        }
        + ["Layer", "SecurityGroupIds", "SubnetIds", "VpcIds"].map {
            ("lambda", $0, ["lambda:CreateFunction", "lambda:UpdateFunctionConfiguration"])
        }
        + [
            ("lambda", "CodeSigningConfigArn", ["lambda:CreateFunction", "lambda:PutFunctionCodeSigningConfig"]),
            ("lambda", "FunctionArn", eventSourceMappings),
        ]
        + ["CallerAccount", "ViaService"].map { ("kms", $0, nil) }
        + ["CustomerMasterKeySpec", "CustomerMasterKeyUsage", "KeyOrigin", "KeySpec", "KeyUsage", "MultiRegion"].map {
            ("kms", $0, ofKMSKeys.union(["kms:CreateKey"]))
        }
        + ["MultiRegionKeyType", "RequestAlias", "ResourceAliases"].map { ("kms", $0, ofKMSKeys) }
        + [
            ("kms", "BypassPolicyLockoutSafetyCheck", ["kms:CreateKey", "kms:PutKeyPolicy"]),
            ("kms", "EncryptionAlgorithm", ciphers.union(symmetric)),
            ("kms", "EncryptionContextKeys", symmetric),
            ("kms", "ScheduleKeyDeletionPendingWindowInDays", ["kms:ScheduleKeyDeletion"]),
            ("iam", "PassedToService", ["iam:PassRole"]), ("iam", "AssociatedResourceArn", ["iam:PassRole"]),
            ("iam", "AWSServiceName", ["iam:CreateServiceLinkedRole"]),
            ("iam", "PolicyARN", attachments), ("iam", "PermissionsBoundary", bounded),
            ("ssm", "Overwrite", ["ssm:PutParameter"]), ("ssm", "Policies", ["ssm:PutParameter"]),
            ("ssm", "Recursive", ["ssm:GetParametersByPath"]),
            ("sts", "ExternalId", ["sts:AssumeRole"]), ("sts", "RoleSessionName", assumptions),
            ("sts", "SourceIdentity", assumptions.union(["sts:SetSourceIdentity"])),
            ("sts", "TransitiveTagKeys", assumptions.union(["sts:TagSession"])),
        ]

    private static let listings: Set<String> = ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"]
    private static let lists: Set<String> = [
        "s3:CreateBucket", "s3:PutBucketAcl", "s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectVersionAcl", "s3:ReplicateObject",
    ]
    private static let writes: Set<String> = ["s3:PutObject", "s3:ReplicateObject", "s3:UpdateObjectEncryption"]
    private static let tagWrites: Set<String> = [
        "s3:PutObject", "s3:PutObjectTagging", "s3:PutObjectVersionTagging", "s3:ReplicateTags",
    ]
    private static let retentions: Set<String> = ["s3:BypassGovernanceRetention", "s3:PutObject", "s3:PutObjectRetention"]

    private static let eventSourceMappings: Set<String> = [
        "lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping", "lambda:GetEventSourceMapping",
        "lambda:UpdateEventSourceMapping",
    ]

    private static let ciphers: Set<String> = ["kms:Decrypt", "kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
    private static let attested: Set<String> = [
        "kms:Decrypt", "kms:DeriveSharedSecret", "kms:GenerateDataKey", "kms:GenerateDataKeyPair", "kms:GenerateRandom",
    ]
    /// Those that take an encryption context.
    private static let symmetric: Set<String> = ciphers.union([
        "kms:CreateGrant", "kms:GenerateDataKey", "kms:GenerateDataKeyPair", "kms:GenerateDataKeyPairWithoutPlaintext",
        "kms:GenerateDataKeyWithoutPlaintext", "kms:RetireGrant",
    ])
    /// Those about a key that is there.
    private static let ofKMSKeys: Set<String> = symmetric.union([
        "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:DeleteImportedKeyMaterial", "kms:DeriveSharedSecret",
        "kms:DescribeKey", "kms:DisableKey", "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation", "kms:GenerateMac",
        "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:GetParametersForImport", "kms:GetPublicKey", "kms:ImportKeyMaterial",
        "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:ReplicateKey",
        "kms:RevokeGrant", "kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion", "kms:Sign", "kms:TagResource", "kms:UntagResource",
        "kms:UpdateAlias", "kms:UpdateKeyDescription", "kms:UpdatePrimaryRegion", "kms:Verify", "kms:VerifyMac",
    ])

    private static let attachments: Set<String> = [
        "iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:DetachGroupPolicy", "iam:DetachRolePolicy",
        "iam:DetachUserPolicy",
    ]
    private static let bounded: Set<String> = [
        "iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:CreateRole", "iam:CreateUser", "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteRolePolicy", "iam:DeleteUserPermissionsBoundary", "iam:DeleteUserPolicy", "iam:DetachRolePolicy", "iam:DetachUserPolicy",
        "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:PutUserPermissionsBoundary", "iam:PutUserPolicy",
    ]

    private static let assumptions: Set<String> = ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]
}
