private import Blobs
private import PeltonCore

#if canImport(Glibc)
    private import Glibc
#endif

extension ObjectEngine {
    /// Copies what `reader` has left to `sink`, a buffer at a time.
    /// - Throws: as `ObjectReader.next` and `ObjectSink.write`.
    package func transfer(_ reader: ObjectReader, to sink: ObjectSink) async throws(EngineError) {
        while let piece = try await reader.next() {
            switch piece {
            case .bytes(let bytes): try await sink.write(bytes)
            case .file(let descriptor, let offset, let length):
                var done: Int64 = 0
                while done < length {
                    let (from, count) = (offset + done, Int(min(length - done, Int64(limits.writeBufferBytes))))
                    let bytes = try await threads.run { () throws(BlobError) in try Self.read(descriptor, at: from, count) }
                    try await sink.write(bytes)
                    done += Int64(bytes.count)
                }
            }
        }
    }

    private static func read(_ descriptor: CInt, at offset: Int64, _ count: Int) throws(BlobError) -> [UInt8] {
        var failure: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, Int(offset) + filled)
                if got < 0, errno == EINTR { continue }
                guard got > 0 else {
                    failure = got < 0 ? errno : EIO
                    return
                }
                filled += got
            }
        }
        guard failure == 0 else { throw .failed(call: "pread", errno: failure, path: "a blob") }
        return bytes
    }
}
