package import PeltonCore

/// A page of open uploads, keys that share a prefix up to a delimiter rolled into one entry. Source: API_ListMultipartUploads.
package struct ListUploadPage: Query {
    package let bucket: BucketName
    package let prefix: [UInt8]
    /// Empty for none.
    package let delimiter: [UInt8]
    package let position: Position
    /// Uploads and common prefixes together.
    package let limit: Int

    package enum Position: Sendable, Hashable {
        case start
        /// After all uploads of this key.
        case afterKey([UInt8])
        case afterUpload([UInt8], String)
        case afterPrefix([UInt8])
    }

    package enum Entry: Sendable {
        case upload(Upload)
        case prefix([UInt8])
    }

    package struct Page: Sendable {
        package let entries: [Entry]
        package let isTruncated: Bool
    }

    package init(bucket: BucketName, prefix: [UInt8], delimiter: [UInt8], position: Position, limit: Int) {
        self.bucket = bucket
        self.prefix = prefix
        self.delimiter = delimiter
        self.position = position
        self.limit = limit
    }

    /// - Throws: `.noSuchBucket`.
    package func run(_ snapshot: ReadSnapshot) throws(MetadataError) -> Page {
        var entries: [Entry] = []
        var (key, upload) = start
        while true {
            let count = min(limit + 1 - entries.count, delimiter.isEmpty ? .max : Self.stride)
            let found = try ListUploads(bucket: bucket, prefix: prefix, afterKey: key, afterUpload: upload, limit: count).run(snapshot)
            var rolledUp = false
            for next in found {
                guard entries.count < limit else { return Page(entries: entries, isTruncated: limit > 0) }
                if let common = KeyRange.commonPrefix(of: next.key.utf8, prefix: prefix, delimiter: delimiter) {
                    entries.append(.prefix(common))
                    (key, upload, rolledUp) = (Self.end(of: common), nil, true)
                    break
                }
                entries.append(.upload(next))
                (key, upload) = (next.key.utf8, next.id.description)
            }
            if !rolledUp, found.count < count { return Page(entries: entries, isTruncated: false) }
        }
    }

    /// Rows that are read at once while a common prefix may end the run.
    private static let stride = 32

    private var start: (key: [UInt8], upload: String?) {
        switch position {
        case .start: ([], nil)
        case .afterKey(let key): (key, nil)
        case .afterUpload(let key, let upload): (key, upload)
        case .afterPrefix(let prefix): (Self.end(of: prefix), nil)
        }
    }

    /// Behind every key with that prefix: no UTF-8 has this byte.
    private static func end(of prefix: [UInt8]) -> [UInt8] { prefix + [0xFF] }
}
