package import Store
internal import Database
package import Core

/// An OpenID Connect provider of an account's, whose tokens its roles may trust. Source: API_GetOpenIDConnectProvider.
package struct OIDCProvider: Sendable, Hashable {
    package let account: AccountID
    /// Without its scheme: `idp.example.com/realm`.
    package let url: String
    package let created: Timestamp
    /// As they were added: whose tokens are taken, by the audience.
    package var clientIDs: [String]
    package var thumbprints: [String]
    package var tags: [String: String]

    package init(
        account: AccountID, url: String, created: Timestamp, clientIDs: [String], thumbprints: [String], tags: [String: String]
    ) {
        self.account = account
        self.url = url
        self.created = created
        self.clientIDs = clientIDs
        self.thumbprints = thumbprints
        self.tags = tags
    }

    package var issuer: String { "https://" + url }
    package var arn: ARN { Self.arn(url, in: account) }

    package static func arn(_ url: String, in account: AccountID) -> ARN {
        ARN(service: "iam", account: account.description, resource: "oidc-provider/" + url)
    }

    /// - Returns: nil for an ARN that names none.
    package static func named(by arn: ARN) -> (account: AccountID, url: String)? {
        guard arn.service == "iam", arn.region.isEmpty, let account = AccountID(arn.account), arn.resource.hasPrefix("oidc-provider/")
        else {
            return nil
        }
        let url = String(arn.resource.dropFirst("oidc-provider/".count))
        return url.isEmpty ? nil : (account, url)
    }

    var bytes: Int {
        url.utf8.count + clientIDs.reduce(0) { $0 + $1.utf8.count + 3 } + thumbprints.reduce(0) { $0 + $1.utf8.count + 3 }
            + tags.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 6 }
    }
}

/// Why nothing becomes of a change of a provider.
package enum OIDCProviderRefusal: Error, Sendable, Hashable {
    case notFound
    case alreadyExists
    case tooManyProviders
    case tooManyClientIDs
    case tooManyTags
}

/// Source: IAM User Guide, "IAM and AWS STS quotas".
package enum OIDCProviderQuota {
    package static let providers = 100
    package static let clientIDs = 100
    package static let thumbprints = 5
    package static let tags = 50
}

package typealias OIDCProviderError = StoreError<OIDCProviderRefusal>

package struct FindOIDCProvider: Query {
    package let account: AccountID
    package let url: String

    package init(_ account: AccountID, _ url: String) { (self.account, self.url) = (account, url) }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> OIDCProvider? {
        try translating { () throws(DatabaseError) in try snapshot.connection.oidcProvider(account, url) }
    }
}

/// All of an account's, which are no more than the quota lets there be.
package struct ListOIDCProviders: Query {
    package let account: AccountID

    package init(of account: AccountID) { self.account = account }

    package func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [String] {
        try translating { () throws(DatabaseError) in
            try snapshot.connection.rows(
                "SELECT url FROM iam_oidc_providers WHERE account_id = ? ORDER BY url LIMIT ?", .text(account.description),
                .integer(OIDCProviderQuota.providers)
            ) { $0.text(0) }
        }
    }
}

/// Source: API_CreateOpenIDConnectProvider.
package struct CreateOIDCProvider: Mutation {
    package let provider: OIDCProvider

    package init(_ provider: OIDCProvider) { self.provider = provider }

    package var rowBytes: Int { provider.bytes }

    /// - Throws: `.alreadyExists`, `.tooManyProviders`.
    package func apply(_ transaction: WriteTransaction) throws(OIDCProviderError) {
        let connection = transaction.connection
        let (isTaken, count) = try OIDCProviderError.translating { () throws(DatabaseError) in
            let count = try connection.first(
                "SELECT COUNT(*) FROM iam_oidc_providers WHERE account_id = ?", .text(provider.account.description)
            ) { $0.int(0) }
            return (try connection.oidcProvider(provider.account, provider.url) != nil, count ?? 0)
        }
        guard !isTaken else { throw .refused(.alreadyExists) }
        guard count < OIDCProviderQuota.providers else { throw .refused(.tooManyProviders) }
        try OIDCProviderError.translating { () throws(DatabaseError) in
            try connection.run(
                """
                INSERT INTO iam_oidc_providers (account_id, url, created_ms, client_ids, thumbprints, tags) VALUES (?, ?, ?, ?, ?, ?)
                """, .text(provider.account.description), .text(provider.url), .integer(provider.created.milliseconds),
                .text(TextList.encode(provider.clientIDs)), .text(TextList.encode(provider.thumbprints)),
                .text(TextMap.encode(provider.tags)))
        }
    }
}

/// Changes what takes a provider's tokens, or its tags.
package struct ChangeOIDCProvider: Mutation {
    package let account: AccountID
    package let url: String
    package let rowBytes: Int
    private let change: @Sendable (inout OIDCProvider) throws(OIDCProviderRefusal) -> Void

    /// - Parameters:
    ///   - bytes: that the change adds at most.
    ///   - change: gets the provider as it is in the commit; what it throws leaves it so.
    package init(
        _ provider: OIDCProvider, bytes: Int = 0, change: @escaping @Sendable (inout OIDCProvider) throws(OIDCProviderRefusal) -> Void
    ) {
        (account, url, rowBytes) = (provider.account, provider.url, bytes)
        self.change = change
    }

    package var usesReserve: Bool { rowBytes == 0 }

    /// - Throws: `.notFound`, and what the change throws.
    package func apply(_ transaction: WriteTransaction) throws(OIDCProviderError) {
        let connection = transaction.connection
        let found = try OIDCProviderError.translating { () throws(DatabaseError) in try connection.oidcProvider(account, url) }
        guard var provider = found else { throw .refused(.notFound) }
        do { try change(&provider) } catch { throw .refused(error) }
        let changed = provider
        try OIDCProviderError.translating { () throws(DatabaseError) in
            try connection.run(
                "UPDATE iam_oidc_providers SET client_ids = ?, thumbprints = ?, tags = ? WHERE account_id = ? AND url = ?",
                .text(TextList.encode(changed.clientIDs)), .text(TextList.encode(changed.thumbprints)), .text(TextMap.encode(changed.tags)),
                .text(account.description), .text(url))
        }
    }
}

/// Source: API_DeleteOpenIDConnectProvider. Roles that trust it trust nobody then.
package struct DeleteOIDCProvider: Mutation {
    package let account: AccountID
    package let url: String

    package init(_ provider: OIDCProvider) { (account, url) = (provider.account, provider.url) }

    package var usesReserve: Bool { true }

    /// - Throws: `.notFound`.
    package func apply(_ transaction: WriteTransaction) throws(OIDCProviderError) {
        try OIDCProviderError.translating { () throws(DatabaseError) in
            try transaction.connection.run(
                "DELETE FROM iam_oidc_providers WHERE account_id = ? AND url = ?", .text(account.description), .text(url))
        }
        guard transaction.connection.changes > 0 else { throw .refused(.notFound) }
    }
}

/// A list of texts as a column has it.
private enum TextList {
    static func encode(_ list: [String]) -> String { JSON.array(list.map { .string($0) }).text }

    /// - Throws: for what `encode` did not write.
    static func decode(_ text: String) throws(DatabaseError) -> [String] {
        let json: JSON
        do { json = try JSON(parsing: text) } catch { throw .unreadable("a list: \(error)") }
        return try required(json.array, "a list").map { item throws(DatabaseError) in try required(item.string, "a text of a list") }
    }
}

extension Connection {
    fileprivate func oidcProvider(_ account: AccountID, _ url: String) throws(DatabaseError) -> OIDCProvider? {
        try first(
            "SELECT created_ms, client_ids, thumbprints, tags FROM iam_oidc_providers WHERE account_id = ? AND url = ?",
            .text(account.description), .text(url)
        ) { row throws(DatabaseError) in
            OIDCProvider(
                account: account, url: url, created: Timestamp(milliseconds: row.integer(0)), clientIDs: try TextList.decode(row.text(1)),
                thumbprints: try TextList.decode(row.text(2)), tags: try TextMap.decode(row.text(3)))
        }
    }
}
