internal import Database
internal import Core

/// Where a page of a listing begins. `Place` names one of the rows that a key may have several of: a version, an upload.
package enum ListingPosition<Place: Sendable & Hashable>: Sendable, Hashable {
    case start
    /// After everything of this key.
    case afterKey([UInt8])
    /// After everything that begins with this common prefix.
    case afterPrefix([UInt8])
    /// After this one of this key.
    case after([UInt8], Place)
}

/// A line of a page: what a row says, or a prefix that keys have in common.
protocol ListedEntry {
    associatedtype Place: Sendable & Hashable
    static func prefix(_ prefix: [UInt8]) -> Self
    /// Where the next page begins if this entry is the last one.
    var position: ListingPosition<Place> { get }
}

/// The rows that a walk goes over, by key in byte order.
protocol KeyRows {
    associatedtype Entry: ListedEntry
    /// The rows of all keys from `lower` on and before `end`, until `visit` returns false.
    func each(from lower: [UInt8], below end: [UInt8], _ visit: (Row) throws(DatabaseError) -> Bool) throws(DatabaseError)
    /// The rows of one key that follow the one at `place`, until `visit` returns false.
    func each(of key: [UInt8], after place: Entry.Place, _ visit: (Row) throws(DatabaseError) -> Bool) throws(DatabaseError)
    func key(_ row: Row) -> [UInt8]
    func entry(_ row: Row, _ key: [UInt8]) throws(DatabaseError) -> Entry
}

/// Who wrote a version, where it is not the bucket's owner's.
func listedOwner(_ row: Row, at column: Int) throws(DatabaseError) -> AccountID? {
    guard let owner = row.optionalText(column) else { return nil }
    return try required(AccountID(owner), "an owner, \(owner)")
}

/// One page's walk: rows in order until a common prefix is met, then a seek past its end. A page costs as many seeks as it has common
/// prefixes, whatever lies under them.
struct KeyWalk<Rows: KeyRows> {
    typealias Position = ListingPosition<Rows.Entry.Place>

    let rows: Rows
    let prefix: [UInt8]
    /// Empty for none.
    let delimiter: [UInt8]
    /// Entries of the page, common prefixes among them.
    let limit: Int
    private(set) var entries: [Rows.Entry] = []

    init(rows: Rows, prefix: [UInt8], delimiter: [UInt8], limit: Int) {
        self.rows = rows
        self.prefix = prefix
        self.delimiter = delimiter
        self.limit = limit
    }

    /// - Returns: where the next page begins; nil if nothing follows.
    mutating func run(from position: Position) throws(DatabaseError) -> Position? {
        guard limit > 0 else { return nil }
        var stretch: Stretch? = first(position)
        while let current = stretch {
            switch try take(current) {
            case .full: return entries.last?.position
            case .rolledUp(let common): stretch = .keys(from: KeyRange.end(ofPrefix: common))
            case .exhausted: stretch = follower(of: current)
            }
        }
        return nil
    }

    /// Rows that one statement finds.
    private enum Stretch {
        /// Of all keys from this one on.
        case keys(from: [UInt8])
        /// Of this key, behind this one.
        case rest([UInt8], Rows.Entry.Place)
    }

    private enum End { case exhausted, full, rolledUp([UInt8]) }

    private func first(_ position: Position) -> Stretch {
        switch position {
        case .start: keys(from: prefix)
        case .afterKey(let key): keys(from: KeyRange.next(after: key))
        case .afterPrefix(let common): keys(from: KeyRange.end(ofPrefix: common))
        case .after(let key, let place): key.starts(with: prefix) ? .rest(key, place) : keys(from: KeyRange.next(after: key))
        }
    }

    private func keys(from lower: [UInt8]) -> Stretch { .keys(from: lower.lexicographicallyPrecedes(prefix) ? prefix : lower) }

    private func follower(of stretch: Stretch) -> Stretch? {
        switch stretch {
        case .keys: nil
        case .rest(let key, _): .keys(from: KeyRange.next(after: key))
        }
    }

    private mutating func take(_ stretch: Stretch) throws(DatabaseError) -> End {
        var end = End.exhausted
        // Taken out, so that appending copies nothing however many seeks a page takes.
        var found: [Rows.Entry] = []
        swap(&found, &entries)
        defer { swap(&found, &entries) }
        let (rows, prefix, delimiter, limit) = (rows, prefix, delimiter, limit)
        let visit = { (row: Row) throws(DatabaseError) -> Bool in
            guard found.count < limit else {
                end = .full
                return false
            }
            let key = rows.key(row)
            if let common = KeyRange.commonPrefix(of: key, prefix: prefix, delimiter: delimiter) {
                found.append(.prefix(common))
                end = .rolledUp(common)
                return false
            }
            found.append(try rows.entry(row, key))
            return true
        }
        switch stretch {
        case .keys(let lower): try rows.each(from: lower, below: KeyRange.end(ofPrefix: prefix), visit)
        case .rest(let key, let place): try rows.each(of: key, after: place, visit)
        }
        return end
    }
}
