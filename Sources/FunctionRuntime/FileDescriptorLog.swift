import Glibc

/// Whole lines to a descriptor, unbuffered: a line that was written is not lost with the process.
struct FileDescriptorLog: Sendable {
    let descriptor: CInt

    static let standardOutput = FileDescriptorLog(descriptor: STDOUT_FILENO)
    static let standardError = FileDescriptorLog(descriptor: STDERR_FILENO)

    func write(_ line: String) {
        var bytes = Array(line.utf8) + [UInt8(ascii: "\n")]
        while !bytes.isEmpty {
            let count = Glibc.write(descriptor, bytes, bytes.count)
            guard count > 0 || errno == EINTR else { return }
            bytes.removeFirst(max(count, 0))
        }
    }
}
