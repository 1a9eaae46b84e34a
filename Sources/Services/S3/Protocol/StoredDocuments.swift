internal import ServiceKit
internal import Policies
internal import Logging
internal import ObjectData

extension S3Services {
    /// What one of a bucket's documents says; nil if it has none. One that is large is read off the loop, once for as long as the bucket
    /// stays in memory.
    /// - Parameter compile: always the same for one kind.
    /// - Throws: what `compile` throws of a document that was stored and cannot be read: never to be taken for none.
    func value<T: Sendable>(
        _ kind: DocumentKind, of bucket: Bucket, _ compile: @escaping @Sendable ([UInt8]) throws(ServiceError) -> T
    ) async throws(ServiceError) -> T? {
        let documents = bucket.documents
        guard let bytes = documents.bytes(kind) else { return nil }
        if let known = documents.known(kind, as: T.self) { return known }
        do throws(ServiceError) {
            let turns = threads.turns(of: .accountRoot(bucket.owner))
            return try await turns.run(bytes: bytes.count, busy: .slowDown) { () throws(ServiceError) in try documents.value(kind, compile)
            }
        } catch {
            if error.status == 500 {
                logger.error(
                    "a bucket's documents cannot be read", metadata: ["bucket": "\(bucket.name)", "document": "\(kind.rawValue)"])
            }
            throw error
        }
    }
}
