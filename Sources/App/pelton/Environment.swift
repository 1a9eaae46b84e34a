#if canImport(Glibc)
    import Glibc
#endif

/// A variable of the environment; one that is empty counts as not set.
func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
}

/// A flag, else its variable.
func given(_ flag: String?, _ variable: String) -> String? { flag ?? environment(variable) }

/// Standard output, each line at once: who waits for `ready` reads a pipe.
enum StandardOutput {
    nonisolated(unsafe) static var stream = Stream()

    struct Stream: TextOutputStream {
        mutating func write(_ text: String) {
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let count = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
                guard count > 0 else { return }
                bytes = bytes.dropFirst(count)
            }
        }
    }
}
