internal import Checksums
internal import ObjectData
internal import Store
internal import Core

/// The checksum of a multipart object, from those of its parts. Source: S3 User Guide, "Checking object integrity".
enum WholeChecksum {
    /// - Returns: S3's own if the upload has no algorithm, which is compared with nothing; nil if that is not known of each part, and of what
    ///   a customer's key seals.
    /// - Throws: `.checksumMismatch`, `.refused(.invalidPart)` for a part without the upload's checksum.
    static func of(_ parts: [UploadedPart], _ upload: Upload, _ completion: Completion) throws(EngineError) -> StoredChecksum? {
        guard let name = upload.checksumAlgorithm else {
            return upload.attributes.encryption?.algorithm == .customer ? nil : own(parts)
        }
        let whole = try asked(parts, upload, name)
        guard let expected = completion.expectedChecksum else { return whole }
        guard let whole, isSame(expected, whole), whole.isComposite || completion.namesChecksumType else {
            throw .checksumMismatch(algorithm: name)
        }
        return whole
    }

    private static func isSame(_ expected: StoredChecksum, _ whole: StoredChecksum) -> Bool {
        let known = whole.isComposite && !expected.value.contains("-") ? String(whole.value.prefix { $0 != "-" }) : whole.value
        return expected.algorithm == whole.algorithm && expected.value == known
    }

    private static func own(_ parts: [UploadedPart]) -> StoredChecksum? {
        let algorithm = ChecksumAlgorithm.ownChoice
        let values = parts.compactMap { part in part.ownChecksum.map { (bytes: $0, size: part.size) } }
        guard values.count == parts.count, values.allSatisfy({ $0.bytes.count == algorithm.digestLength }) else { return nil }
        return full(algorithm, values)
    }

    private static func asked(_ parts: [UploadedPart], _ upload: Upload, _ name: String) throws(EngineError) -> StoredChecksum? {
        guard let algorithm = ChecksumAlgorithm(rawValue: name) else { return nil }
        var values: [(bytes: [UInt8], size: Int64)] = []
        for part in parts {
            guard let checksum = part.checksum, checksum.algorithm == name, let bytes = Base64.decode(checksum.value),
                bytes.count == algorithm.digestLength
            else {
                throw .refused(.invalidPart(number: part.number))
            }
            values.append((bytes, part.size))
        }
        return upload.checksumIsComposite ? composite(algorithm, values) : full(algorithm, values)
    }

    private static func composite(_ algorithm: ChecksumAlgorithm, _ parts: [(bytes: [UInt8], size: Int64)]) -> StoredChecksum {
        var hasher = ChecksumHasher(algorithm)
        for part in parts { part.bytes.withUnsafeBytes { hasher.update($0) } }
        return StoredChecksum(
            algorithm: algorithm.rawValue, value: Base64.encode(hasher.finalize()) + "-\(parts.count)", isComposite: true)
    }

    private static func full(_ algorithm: ChecksumAlgorithm, _ parts: [(bytes: [UInt8], size: Int64)]) -> StoredChecksum {
        let first = parts.first?.bytes ?? ChecksumHasher(algorithm).finalize()
        let whole = parts.dropFirst().reduce(first) { combineCRC(algorithm, $0, $1.bytes, secondLength: $1.size) }
        return StoredChecksum(algorithm: algorithm.rawValue, value: Base64.encode(whole))
    }
}
