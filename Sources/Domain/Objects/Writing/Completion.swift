private import Checksums
private import Crypto
private import Notifications
private import Logging
package import DeliveryData
package import ObjectData
internal import Store
package import Core

/// A part as a completion names it.
package struct NamedPart: Sendable, Hashable {
    package let number: Int
    /// Without quotes.
    package let etag: String
    package let checksum: StoredChecksum?

    package init(number: Int, etag: String, checksum: StoredChecksum? = nil) {
        self.number = number
        self.etag = etag
        self.checksum = checksum
    }
}

/// What a CompleteMultipartUpload asks for besides its parts.
package struct Completion: Sendable {
    package var parts: [NamedPart]
    package var condition: WriteCondition
    /// `x-amz-mp-object-size`, bytes.
    package var expectedSize: Int64?
    /// The whole's checksum as the client has it, a composite one with `-N` or without.
    package var expectedChecksum: StoredChecksum?
    /// Whether the client says of which type that checksum is.
    package var namesChecksumType: Bool

    package init(
        parts: [NamedPart], condition: WriteCondition = WriteCondition(), expectedSize: Int64? = nil,
        expectedChecksum: StoredChecksum? = nil, namesChecksumType: Bool = false
    ) {
        self.parts = parts
        self.condition = condition
        self.expectedSize = expectedSize
        self.expectedChecksum = expectedChecksum
        self.namesChecksumType = namesChecksumType
    }
}

extension ObjectEngine {
    /// Strings an upload's parts together; no byte moves. Asked again with the same list it answers the same and does nothing.
    ///
    /// The upload and its parts are judged as they are in one snapshot, and the commit sees to it that they still are so; where they are
    /// not, because the same was asked for twice or a part was replaced, they are judged anew.
    /// - Throws: `.invalidPartOrder`, `.refused` with `.noSuchUpload`, `.invalidPart`, `.partTooSmall`, `.tooLarge`,
    ///   `.preconditionFailed`; `.sizeMismatch`, `.checksumMismatch`; `.busy` if the parts are replaced again and again.
    package func completeUpload(
        bucket: BucketName, key: ObjectKey, id: UploadID, _ completion: Completion, by stamp: RequestStamp
    ) async throws(EngineError) -> WrittenVersion {
        let hash = Self.hash(of: completion.parts)
        for _ in 0..<8 {
            let found = try await read(FindUploadParts(bucket: bucket, key: key, id: id, limit: limits.parts))
            if let earlier = found.upload.completion { return try await repeated(earlier, hash, found.upload, bucket) }
            do throws(EngineError) {
                if let written = try await complete(found, bucket, completion, hash, stamp) { return written }
            } catch {
                // It was completed or aborted just now.
                guard case .refused(.noSuchUpload) = error else { throw error }
            }
        }
        throw .busy
    }

    /// - Returns: nil if the parts are others by now.
    private func complete(
        _ found: FindUploadParts.Found, _ bucket: BucketName, _ completion: Completion, _ hash: [UInt8], _ stamp: RequestStamp
    ) async throws(EngineError) -> WrittenVersion? {
        let upload = found.upload
        if upload.checksumIsComposite, let algorithm = upload.checksumAlgorithm {
            for part in completion.parts where part.checksum?.algorithm != algorithm {
                guard let other = part.checksum else { throw .partChecksumMissing(algorithm: algorithm, number: part.number) }
                throw .partChecksumMismatch(algorithm: other.algorithm, number: part.number)
            }
        }
        let parts = try match(completion.parts, found.parts)
        let size = parts.reduce(0) { $0 + $1.size }
        if let expected = completion.expectedSize, expected != size { throw .sizeMismatch(expected: expected, actual: size) }
        let checksum = try WholeChecksum.of(parts, upload, completion)
        var list: ContentID?
        do throws(EngineError) {
            if found.pieces > limits.stepRows {
                guard try await prepare(parts, of: found, bucket, &list) else {
                    await drop(list)
                    return nil
                }
            }
            let written = try await commit(
                CompleteUpload(
                    bucket: bucket, key: upload.key, upload: upload.id, revision: found.revision, parts: parts, prepared: list,
                    etag: Self.etag(of: parts), checksum: checksum, partListHash: hash, condition: completion.condition,
                    type: .objectCreatedCompleteMultipartUpload, stamp: stamp))
            if written == nil { await drop(list) }
            return written
        } catch {
            await drop(list)
            throw error
        }
    }

    /// Strings many pieces together in steps, so that no commit takes long.
    /// - Parameter list: what is being made; the caller's to drop if it comes to nothing.
    /// - Returns: false if the parts are others by now.
    private func prepare(
        _ parts: [UploadedPart], of found: FindUploadParts.Found, _ bucket: BucketName, _ list: inout ContentID?
    ) async throws(EngineError) -> Bool {
        var progress: PrepareCompletion.Progress?
        while progress?.parts ?? 0 < parts.count {
            let step = PrepareCompletion(
                bucket: bucket, key: found.upload.key, upload: found.upload.id, revision: found.revision, parts: parts, progress: progress)
            guard let next = try await commit(step) else { return false }
            (progress, list) = (next, next.list)
        }
        return true
    }

    /// Should that fail, the next start finds it.
    private func drop(_ list: ContentID?) async {
        guard let list else { return }
        do throws(EngineError) { try await commit(DropPrepared(list: list)) } catch {
            logger.warning("what a completion made ready goes with the next start", metadata: ["reason": "\(error)"])
        }
    }

    private func match(_ named: [NamedPart], _ stored: [UploadedPart]) throws(EngineError) -> [UploadedPart] {
        guard zip(named, named.dropFirst()).allSatisfy({ $0.number < $1.number }) else { throw .invalidPartOrder }
        let byNumber = Dictionary(stored.map { ($0.number, $0) }) { first, _ in first }
        var parts: [UploadedPart] = []
        parts.reserveCapacity(named.count)
        for name in named {
            guard let part = byNumber[name.number], part.etag == name.etag else { throw .refused(.invalidPart(number: name.number)) }
            if let checksum = name.checksum, checksum != part.checksum { throw .refused(.invalidPart(number: name.number)) }
            parts.append(part)
        }
        for part in parts.dropLast() where part.size < limits.minimumPartBytes {
            throw .refused(.partTooSmall(number: part.number, size: part.size, etag: part.etag))
        }
        guard parts.reduce(0, { $0 + $1.size }) <= limits.multipartObjectBytes else { throw .refused(.tooLarge) }
        return parts
    }

    /// The checksum is told as long as the object is there.
    private func repeated(
        _ earlier: Upload.Completion, _ hash: [UInt8], _ upload: Upload, _ bucket: BucketName
    ) async throws(EngineError) -> WrittenVersion {
        guard earlier.partListHash == hash else { throw .refused(.noSuchUpload(upload.id)) }
        var checksum: StoredChecksum?
        do throws(EngineError) {
            let found = try await read(FindObject(bucket: bucket, key: upload.key, version: earlier.versionID)).version
            if found.etag == earlier.etag { checksum = found.checksum }
        } catch {
            switch error {
            case .refused(.noSuchKey), .refused(.noSuchVersion), .refused(.isDeleteMarker): break
            default: throw error
            }
        }
        return WrittenVersion(
            versionID: earlier.versionID, etag: earlier.etag, checksum: checksum, size: 0, modified: Timestamp(milliseconds: 0),
            sequence: 0, eventID: 0)
    }

    private static func hash(of parts: [NamedPart]) -> [UInt8] {
        var hasher = SHA256()
        for part in parts { hasher.update(data: Array("\(part.number) \(part.etag)\n".utf8)) }
        return Array(hasher.finalize())
    }

    /// MD5 of the parts' binary MD5s, and how many there are.
    private static func etag(of parts: [UploadedPart]) -> String {
        var md5 = MD5Hasher()
        for part in parts { (Hex.decode(part.etag) ?? []).withUnsafeBytes { md5.update($0) } }
        return Hex.encode(md5.finalize()) + "-\(parts.count)"
    }
}
