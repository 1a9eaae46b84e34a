internal import Database
package import Core

/// From whom to whom something is owed. Each route has a lane: what one account sends to a destination, however much it is, keeps nobody
/// else's waiting.
package struct DeliveryRoute: Hashable, Sendable, CustomStringConvertible {
    /// Its ARN.
    package let destination: String
    /// Whose buckets send; nil for the destination's own account, with whose events asynchronous invocations go.
    package let source: AccountID?

    package init(destination: String, source: AccountID? = nil) {
        self.destination = destination
        self.source = source
    }

    /// What an account owes to a destination.
    package init(destination: String, from account: AccountID) {
        self.init(destination: destination, source: ARN(destination)?.account == account.description ? nil : account)
    }

    /// As signals have it. An ARN never begins with a number.
    package var description: String { source.map { "\($0) \(destination)" } ?? destination }

    package init(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1)
        if parts.count == 2, let source = AccountID(parts[0]) {
            self.init(destination: String(parts[1]), source: source)
        } else {
            self.init(destination: text)
        }
    }
}

extension DeliveryRoute {
    /// As rows have it.
    var sourceText: String { source?.description ?? "" }

    static func read(destination: String, source: String) throws(DatabaseError) -> DeliveryRoute {
        DeliveryRoute(
            destination: destination, source: source.isEmpty ? nil : try required(AccountID(source), "who sends to \(destination)"))
    }
}
