import Glibc

/// Whole lines to a descriptor, unbuffered: a line that was written is not lost with the process.
struct FileDescriptorLog: Sendable {
    let descriptor: CInt

    static let standardOutput = FileDescriptorLog(descriptor: STDOUT_FILENO)
    static let standardError = FileDescriptorLog(descriptor: STDERR_FILENO)

    /// One event of the log, however many lines it has: within an event a carriage return stands for a line's end, so that what a text
    /// contains is never taken for a line of somebody else's.
    func write(_ event: String) {
        var bytes = event.utf8.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: "\r") : $0 } + [UInt8(ascii: "\n")]
        while !bytes.isEmpty {
            let count = Glibc.write(descriptor, bytes, bytes.count)
            guard count > 0 || errno == EINTR else { return }
            bytes.removeFirst(max(count, 0))
        }
    }
}
