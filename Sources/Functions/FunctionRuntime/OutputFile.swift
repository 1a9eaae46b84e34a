import Glibc

/// A file that is written from its beginning. Only one task may write.
///
/// `@unchecked`: the descriptor never changes, and the only writer is the one call that receives a body.
final class OutputFile: @unchecked Sendable {
    private let path: String
    private let descriptor: CInt
    private(set) var size: Int64 = 0

    init(path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(path: path, code: errno) }
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) throws(FileError) {
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, bytes.count - start) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError(path: path, code: errno) }
            start += count
        }
        size += Int64(bytes.count)
    }
}

/// A file that cannot be opened, read or written.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    public let path: String
    /// `errno`.
    public let code: Int32

    public init(path: String, code: Int32) {
        self.path = path
        self.code = code
    }

    public var description: String { "\(path): \(String(cString: strerror(code)))" }
}
