private import Checksums
internal import Objects
private import Glibc
private import Core

extension Body {
    /// All that a reader gives, byte for byte.
    static func read(_ reader: ObjectReader) async throws -> Body {
        try reader.unlock(Fixture.wrap)
        var hasher = MD5Hasher()
        var size = 0
        while let piece = try await reader.next() {
            let bytes = try bytes(of: piece)
            hasher.update(bytes)
            size += bytes.count
        }
        return Body(md5: Hex.encode(hasher.finalize()), size: size)
    }

    private static func bytes(of piece: Piece) throws -> [UInt8] {
        switch piece {
        case .bytes(let bytes): return bytes
        case .file(let descriptor, let offset, let length):
            var bytes = [UInt8](repeating: 0, count: Int(length))
            guard pread(descriptor, &bytes, bytes.count, Int(offset)) == bytes.count else { throw Trace.Invalid("a file is too short") }
            return bytes
        }
    }
}
