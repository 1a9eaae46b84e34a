internal import ServiceKit
internal import ObjectData
internal import Core

/// Whom a listing shows as its objects' owners.
struct OwnerDirectory: Sendable {
    let standard: (id: String, name: String)
    var others: [AccountID: (id: String, name: String)] = [:]

    /// - Parameter account: nil for the bucket's owner.
    subscript(account: AccountID?) -> (id: String, name: String) { account.flatMap { others[$0] } ?? standard }
}

extension S3Call {
    /// A list of objects has looked up already whom it names.
    func owners(of page: ListObjects.Page, in bucket: Bucket) async throws(ServiceError) -> OwnerDirectory {
        var owners = OwnerDirectory(standard: (bucket.ownerCanonicalID, bucket.ownerDisplayName))
        guard !page.owners.isEmpty, try await rules(of: bucket).hasAccessControlLists else { return owners }
        owners.others = page.owners.mapValues { ($0.canonicalID, $0.displayName) }
        return owners
    }

    /// Looks up whom a page names besides the bucket's owner: hardly ever anybody.
    func owners(_ bucket: Bucket, _ named: [AccountID?]) async throws(ServiceError) -> OwnerDirectory {
        var owners = OwnerDirectory(standard: (bucket.ownerCanonicalID, bucket.ownerDisplayName))
        let others = Set(named.compactMap { $0 })
        guard !others.isEmpty, try await rules(of: bucket).hasAccessControlLists else { return owners }
        for account in others { owners.others[account] = try await owner(account, in: bucket) }
        return owners
    }
}
