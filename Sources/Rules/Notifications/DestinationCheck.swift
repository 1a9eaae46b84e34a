package import Core

/// Knows the destinations of one kind: whether they exist and whether S3 may write to them. Functions and queues implement it; it is
/// asked when a configuration is put, and again at delivery.
package protocol DestinationCheck: Sendable {
    /// - Parameter account: the bucket's owner, whom a resource policy may ask for in `aws:SourceAccount`.
    /// - Returns: nil if S3 may send there; else S3's `ArgumentValue`, such as `Not authorized to invoke function [ARN]`.
    /// - Throws: where it cannot be told now: that is no refusal.
    func check(destination: ARN, kind: Rule.Kind, bucket: BucketName, account: AccountID) async throws(DestinationUnknown) -> String?
}

/// What a destination lets S3 do cannot be read now; why, for people.
package struct DestinationUnknown: Error, Sendable, Hashable {
    package let message: String
    package init(_ message: String) { self.message = message }
}
