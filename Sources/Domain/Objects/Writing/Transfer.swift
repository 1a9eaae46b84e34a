private import Blobs
internal import Checksums
private import Core

extension ObjectEngine {
    /// Copies what `reader` has left to `sink`, a buffer at a time.
    /// - Throws: as `ObjectReader.next` and `ObjectSink.write`; `.cancelled`.
    package func transfer(_ reader: ObjectReader, to sink: ObjectSink) async throws(EngineError) {
        // Nobody's client is waited for in between, but there can be many copies at once.
        let most = Int64(4 * limits.bodyPieceBytes)
        while let piece = try await reader.next() {
            guard !Task.isCancelled else { throw .cancelled }
            switch piece {
            case .bytes(let bytes): try await sink.write(bytes)
            case .file(let descriptor, let offset, let length):
                var done: Int64 = 0
                while done < length {
                    guard !Task.isCancelled else { throw .cancelled }
                    let (from, count) = (offset + done, Int(min(length - done, most)))
                    let bytes = try await threads.run { () throws(BlobError) in try FileBytes.read(descriptor, "a blob", at: from, count) }
                    try await sink.write(bytes)
                    done += Int64(bytes.count)
                }
            }
        }
    }

    /// Passes what `reader` has left to `hasher`, in steps on the threads for disks; what is small at once.
    /// - Throws: as `ObjectReader.next`; `.cancelled`.
    func hash<Hasher: ByteHasher>(_ reader: ObjectReader, with hasher: Hasher) async throws(EngineError) -> Hasher {
        var hasher = hasher
        while let piece = try await reader.next() {
            guard !Task.isCancelled else { throw .cancelled }
            let before = hasher
            switch piece {
            case .bytes(let bytes) where bytes.count <= limits.smallBytes: hasher.update(bytes)
            case .bytes(let bytes):
                hasher = try await threads.run { () throws(BlobError) in
                    var hasher = before
                    hasher.update(bytes)
                    return hasher
                }
            case .file(let descriptor, let offset, let length):
                let step = Int64(limits.writeBufferBytes)
                hasher = try await threads.run { () throws(BlobError) in
                    var hasher = before
                    for start in stride(from: 0, to: length, by: Int64.Stride(step)) {
                        let bytes = try FileBytes.read(descriptor, "a blob", at: offset + start, Int(min(step, length - start)))
                        hasher.update(bytes)
                    }
                    return hasher
                }
            }
        }
        return hasher
    }
}
