package import Store
internal import Database
internal import Core

/// The parts that a multipart object was made of: their sizes, and their checksums if the upload had any. It belongs to the list of
/// extents, so that copies of the object share it. Source: API_GetObjectAttributes, API_GetObject (`partNumber`).
package struct PartTable: Sendable, Hashable {
    package struct Part: Sendable, Hashable {
        /// Bytes.
        package let size: Int64
        /// Base64; nil if the upload had no checksums.
        package let checksum: String?

        package init(size: Int64, checksum: String?) {
            self.size = size
            self.checksum = checksum
        }
    }

    /// `CRC32` …
    package let algorithm: String?
    package let parts: [Part]

    package init(algorithm: String?, parts: [Part]) {
        self.algorithm = algorithm
        self.parts = parts
    }

    /// Keeps checksums only if every part has one of the same algorithm.
    init(of parts: [UploadedPart]) {
        let algorithms = Set(parts.map { $0.checksum?.algorithm })
        algorithm = algorithms.count == 1 ? algorithms.first ?? nil : nil
        let keeps = algorithm != nil
        self.parts = parts.map { Part(size: $0.size, checksum: keeps ? $0.checksum?.value : nil) }
    }

    /// Which bytes of the object a part is.
    /// - Parameter number: from 1.
    package func range(of number: Int) -> Range<Int64>? {
        guard parts.indices.contains(number - 1) else { return nil }
        let start = parts[..<(number - 1)].reduce(0) { $0 + $1.size }
        return start..<(start + parts[number - 1].size)
    }
}

// The column: a version, the algorithm's name and the length of its values, a byte each, then for each part eight bytes of size and
// the value.
extension PartTable {
    private static let version: UInt8 = 1

    var encoded: [UInt8] {
        let values = parts.map { $0.checksum.flatMap { Base64.decode($0) } ?? [] }
        let name = Array((algorithm ?? "").utf8)
        var bytes = [Self.version, UInt8(name.count)] + name + [UInt8(values.first?.count ?? 0)]
        for (part, value) in zip(parts, values) {
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: part.size >> (56 - 8 * $0)) } + value
        }
        return bytes
    }

    /// - Returns: nil for bytes that are no table.
    init?(encoded bytes: [UInt8]) {
        guard bytes.count >= 3, bytes[0] == Self.version, bytes.count >= 3 + Int(bytes[1]) else { return nil }
        let head = 2 + Int(bytes[1])
        let row = 8 + Int(bytes[head])
        let body = bytes[(head + 1)...]
        guard body.count % row == 0 else { return nil }
        algorithm = bytes[1] == 0 ? nil : String(decoding: bytes[2..<head], as: UTF8.self)
        parts = stride(from: body.startIndex, to: body.endIndex, by: row).map { start in
            Part(
                size: body[start..<(start + 8)].reduce(0) { $0 << 8 | Int64($1) },
                checksum: row > 8 ? Base64.encode(Array(body[(start + 8)..<(start + row)])) : nil)
        }
    }
}

/// The parts of a multipart object's content.
package struct FindParts: Query {
    package let content: ContentID
    package init(content: ContentID) { self.content = content }

    /// - Returns: nil if the content was no multipart upload, or is gone by now.
    package func run(_ snapshot: ReadSnapshot) throws(ObjectError) -> PartTable? {
        try translating { () throws(DatabaseError) in try snapshot.parts(of: content) }
    }
}

extension ReadSnapshot {
    /// - Returns: nil if the content was no multipart upload, or is gone by now.
    func parts(of content: ContentID) throws(DatabaseError) -> PartTable? {
        let found = try connection.first(
            "SELECT place, parts FROM contents WHERE id = ? AND refs > 0", .integer(content.rawValue)
        ) { ($0.integer(0), $0.isNull(1) ? nil : $0.blob(1)) }
        guard let (place, bytes) = found, place == PlaceCode.extents else { return nil }
        if let bytes { return try required(PartTable(encoded: bytes), "the parts of content \(content.rawValue)") }
        // Completed before tables were kept: its extents are its parts.
        let sizes = try connection.rows(
            "SELECT length FROM extents WHERE content_id = ? ORDER BY ordinal", .integer(content.rawValue)
        ) { row throws(DatabaseError) in try row.bytes(0) }
        return PartTable(algorithm: nil, parts: sizes.map { PartTable.Part(size: $0, checksum: nil) })
    }
}
