/// A record of a segment file: its header and the small blob behind it.
package struct SegmentRange: Hashable, Sendable, CustomStringConvertible {
    /// The number in the file's name.
    package let segment: UInt32
    /// Of the header, in bytes.
    package let start: Int64
    /// Header and blob together.
    package let length: Int64

    package init(segment: UInt32, start: Int64, length: Int64) {
        self.segment = segment
        self.start = start
        self.length = length
    }

    package var end: Int64 { start + length }
    package var description: String { "\(segment).seg[\(start)..<\(end)]" }
}

/// What holds a blob's bytes outside the database. Each place is written once and never again.
package enum BlobPlace: Hashable, Sendable, CustomStringConvertible {
    case file(BlobID)
    case record(SegmentRange)

    package var description: String {
        switch self {
        case .file(let id): id.description
        case .record(let range): range.description
        }
    }
}
