#if canImport(Glibc)
    private import Glibc
#endif

/// What can go wrong between a blob and its disk. The texts are for the log.
package enum BlobError: Error, Sendable, Hashable, CustomStringConvertible {
    case diskFull
    /// The file is not there, or shorter than its row says.
    case missing(String)
    /// Bytes that do not have the checksum they were written with.
    case damaged(String)
    case failed(call: String, errno: Int32, path: String)
    /// What the disk has is not known any more: to try again would only look as if it had worked.
    case syncFailed(errno: Int32, path: String)
    /// Every thread is at work and the queue is full.
    case busy

    package var description: String {
        switch self {
        case .diskFull: "The disk is full."
        case .missing(let blob): "Blob \(blob) is missing or cut short."
        case .damaged(let blob): "Blob \(blob) is damaged."
        case .failed(let call, let code, let path): "\(call) \(path): \(String(cString: strerror(code)))"
        case .syncFailed(let code, let path): "The disk could not sync \(path): \(String(cString: strerror(code)))"
        case .busy: "Too many requests wait for the disk."
        }
    }

    init(_ call: String, _ path: String) {
        let code = errno
        self = code == ENOSPC || code == EDQUOT ? .diskFull : .failed(call: call, errno: code, path: path)
    }

    static func sync(_ path: String) -> Self { .syncFailed(errno: errno, path: path) }
}
