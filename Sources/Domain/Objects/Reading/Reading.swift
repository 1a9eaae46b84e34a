private import Blobs
package import ObjectData
package import Core

extension ObjectEngine {
    /// Source: API_HeadObject.
    /// - Throws: `.refused` with `.noSuchBucket` or `.noSuchKey`; `.damaged`.
    package func head(
        bucket: BucketName, key: ObjectKey, version: VersionID? = nil, withParts: Bool = false
    ) async throws(EngineError) -> FoundObject {
        let found = try await find(bucket, key, version, withParts)
        guard !found.isDamaged else { throw .damaged(key) }
        return found
    }

    private func find(
        _ bucket: BucketName, _ key: ObjectKey, _ version: VersionID?, _ withParts: Bool
    ) async throws(EngineError) -> FoundObject {
        if version != nil || withParts {
            return try await read(FindObject(bucket: bucket, key: key, version: version, withParts: withParts))
        }
        do { return try await metadata.currentObject(bucket: bucket, key: key) } catch { throw EngineError(error) }
    }

    /// Opens one version for reading. What is written or deleted later does not change what the reader gets.
    /// - Throws: as `head`.
    package func open(
        bucket: BucketName, key: ObjectKey, version: VersionID? = nil, withParts: Bool = false
    ) async throws(EngineError) -> ObjectReader {
        // Entered before the row is looked up: a file that the row names cannot be unlinked before it is pinned.
        let ticket = reads.pins.enter()
        let found: FoundObject
        do { found = try await head(bucket: bucket, key: key, version: version, withParts: withParts) } catch {
            reads.pins.leave(ticket, pinning: [])
            throw error
        }
        let blobs = found.place.blobs
        reads.pins.leave(ticket, pinning: blobs)
        return ObjectReader(object: found, source: reads, pinned: blobs)
    }

    /// The whole of a content that is small, such as a function's code.
    package func load(_ place: ContentPlace, size: Int64) async throws(EngineError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(size))
        for extent in place.flat(size: size) {
            let blob = try await reads.load(extent.place, size: extent.sourceSize)
            bytes += blob[Int(extent.sourceStart)..<Int(extent.sourceStart + extent.length)]
        }
        return bytes
    }

    package func list(_ list: ListVersions) async throws(EngineError) -> ListVersions.Page { try await read(list) }
    package func list(_ list: ListObjects) async throws(EngineError) -> ListObjects.Page { try await read(list) }
}
