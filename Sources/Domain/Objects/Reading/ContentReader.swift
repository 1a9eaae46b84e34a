internal import Blobs
internal import ObjectData
private import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// Reads a content from end to end and compares every checksum there is. Blocks.
struct ContentReader {
    let store: BlobStore
    let segments: SegmentStore

    /// - Returns: what is wrong with it, in plain words; nil if nothing is.
    func fault(of content: StoredContent) -> String? {
        do throws(BlobError) {
            switch content.place {
            case .inline(let bytes, let crcs): return fault(bytes, crcs, content.size)
            case .record(let range, let crcs): return try fault(range, crcs, content)
            case .file(let id, let crcs): return try fault(id, crcs, content.size)
            case .extents, .sealed: return nil
            }
        } catch { return error.description }
    }

    private func fault(_ bytes: [UInt8], _ crcs: [UInt32], _ size: Int64) -> String? {
        guard bytes.count == size else { return "It has \(bytes.count) bytes, not \(size)." }
        return bytes.withUnsafeBytes({ Blocks.checksums($0) }) == crcs ? nil : "Its bytes do not have their checksum."
    }

    private func fault(_ range: SegmentRange, _ crcs: [UInt32], _ content: StoredContent) throws(BlobError) -> String? {
        guard let record = try segments.header(range) else { return "The header of record \(range) is damaged." }
        guard record.content == content.id.rawValue, record.length == content.size, [record.checksum] == crcs || crcs.isEmpty else {
            return "The header of record \(range) is another content's."
        }
        guard let bytes = try segments.read(range, mayWait: true) else { return "Record \(range) cannot be read." }
        return fault(bytes, crcs, content.size)
    }

    private func fault(_ id: BlobID, _ crcs: [UInt32], _ size: Int64) throws(BlobError) -> String? {
        let file = try store.open(id)
        defer { _ = Glibc.close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, Int64(status.st_size) == size else {
            return "Blob \(id) has \(status.st_size) bytes, not \(size)."
        }
        guard crcs.count == Int((size + Blocks.size - 1) / Blocks.size) else { return "Blob \(id) has \(crcs.count) checksums." }
        for (block, crc) in crcs.enumerated() {
            let start = Int64(block) * Blocks.size
            let bytes = try FileBytes.read(file, id.description, at: start, Int(min(Blocks.size, size - start)))
            guard bytes.withUnsafeBytes({ Blocks.checksum($0) }) == crc else { return "Block \(block) of blob \(id) is damaged." }
        }
        return nil
    }
}
