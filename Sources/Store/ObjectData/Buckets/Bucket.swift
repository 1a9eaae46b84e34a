package import Core

/// A bucket as its row has it.
package struct Bucket: Sendable, Hashable {
    package let id: Int64
    package let name: BucketName
    package let owner: AccountID
    /// The owner's canonical user id, as ACLs and listings show it.
    package let ownerCanonicalID: String
    package let ownerDisplayName: String
    /// The LocationConstraint; nil is us-east-1, which reads back empty.
    package let location: String?
    package let created: Timestamp
    package let versioning: Versioning
    package let hasObjectLock: Bool
    /// Its configurations; none where many buckets are listed.
    package let documents: BucketDocuments

    /// About what it takes in memory, in bytes.
    var weight: Int { 1000 + documents.weight }

    var withoutDocuments: Bucket {
        Bucket(
            id: id, name: name, owner: owner, ownerCanonicalID: ownerCanonicalID, ownerDisplayName: ownerDisplayName, location: location,
            created: created, versioning: versioning, hasObjectLock: hasObjectLock)
    }

    /// The region that events name. `EU` is an old name of `eu-west-1`; see API_CreateBucket.
    func region(default region: Region) -> String { location == "EU" ? "eu-west-1" : location ?? region.description }

    /// Source: API_GetBucketVersioning. A bucket that was never versioned has no status at all.
    package enum Versioning: String, Sendable { case never = "", enabled = "Enabled", suspended = "Suspended" }

    package init(
        id: Int64, name: BucketName, owner: AccountID, ownerCanonicalID: String, ownerDisplayName: String, location: String?,
        created: Timestamp, versioning: Versioning, hasObjectLock: Bool = false, documents: BucketDocuments = .none
    ) {
        self.id = id
        self.name = name
        self.owner = owner
        self.ownerCanonicalID = ownerCanonicalID
        self.ownerDisplayName = ownerDisplayName
        self.location = location
        self.created = created
        self.versioning = versioning
        self.hasObjectLock = hasObjectLock
        self.documents = documents
    }
}
