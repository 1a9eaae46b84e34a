package import ObjectData
package import Store
package import Core

/// Why the engine did not do what it was asked. Nothing was changed.
package enum EngineError: Error, Sendable, Hashable {
    /// By the rules of objects and buckets.
    case refused(ObjectRefusal)
    case failed(StoreFailure)
    /// The object's bytes are not what was written; they are never served.
    case damaged(ObjectKey)
    /// The bytes are sealed, and not by the key that was brought along, if any.
    case wrongKey
    /// The reserve would be touched; deletes still work.
    case diskFull
    /// Too much waits for the disk already.
    case busy
    /// The task was cancelled before it was done.
    case cancelled
    /// Parts of a completion are not in ascending order.
    case invalidPartOrder
    /// The whole is not as large as the completion said.
    case sizeMismatch(expected: Int64, actual: Int64)
    /// A completion must name the checksum of each part of an upload whose checksum is made of them.
    case partChecksumMissing(algorithm: String, number: Int)
    /// A completion gave a part's checksum of this algorithm, which is not the upload's.
    case partChecksumMismatch(algorithm: String, number: Int)
    /// The whole's checksum, of the upload's algorithm, is not the one the completion gave.
    case checksumMismatch(algorithm: String)
    /// Disk trouble; the text is for the log.
    case storage(String)
}

extension EngineError {
    package init(_ error: ObjectError) {
        switch error {
        case .refused(let refusal): self = .refused(refusal)
        case .failed(let failure): self = .failed(failure)
        }
    }
}
