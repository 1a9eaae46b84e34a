#if canImport(Glibc)
    import Glibc
#endif

/// Small files of text.
enum TextFile {
    /// - Returns: nil if it cannot be read, or is larger than 1 MiB.
    static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= 1 << 20 {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            if count < 0 { return nil }
            bytes += chunk.prefix(count)
        }
        return nil
    }

    static func firstLine(_ path: String) -> String? {
        read(path)?.split(whereSeparator: \.isNewline).first.map(trimmed)
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
