import ObjectData
import Core

/// A bucket with versions as its definition says it: everything in memory, nothing clever.
struct VersionModel {
    struct Version: Equatable {
        let id: VersionID
        /// nil for a delete marker.
        let bytes: [UInt8]?
    }

    /// One line of a listing.
    enum Entry: Hashable {
        case version(key: [UInt8], VersionID, isLatest: Bool, isMarker: Bool, size: Int)
        case prefix([UInt8])
    }

    var versioning = Bucket.Versioning.never
    /// The newest first.
    private(set) var keys: [String: [Version]] = [:]
    /// Ids of versions that are gone.
    private(set) var gone: [String: [VersionID]] = [:]

    /// A new version without an id replaces the one that there may be.
    mutating func add(_ version: Version, to key: String) {
        if version.id == .null { keys[key]?.removeAll { $0.id == .null } }
        keys[key, default: []].insert(version, at: 0)
    }

    mutating func remove(_ id: VersionID, of key: String) {
        keys[key]?.removeAll { $0.id == id }
        if id != .null { gone[key, default: []].append(id) }
    }

    func versions(_ key: String) -> [Version] { keys[key] ?? [] }
    func version(_ id: VersionID, of key: String) -> Version? { versions(key).first { $0.id == id } }
    /// What a reader gets.
    func current(_ key: String) -> [UInt8]? { versions(key).first?.bytes }

    private var sorted: [(name: [UInt8], versions: [Version])] {
        keys.map { (name: Array($0.key.utf8), versions: $0.value) }.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    /// All versions, or those behind one of them, rolled up by the delimiter.
    func listing(prefix: [UInt8], delimiter: [UInt8], after: (key: String, id: VersionID)? = nil) -> [Entry] {
        var entries: [Entry] = []
        for (name, versions) in sorted where name.starts(with: prefix) {
            for (index, version) in versions.enumerated() where after.map({ isBehind($0, name, index) }) ?? true {
                let entry =
                    Self.commonPrefix(name, prefix, delimiter).map(Entry.prefix)
                    ?? .version(
                        key: name, version.id, isLatest: index == 0, isMarker: version.bytes == nil, size: version.bytes?.count ?? 0)
                if entries.last != entry { entries.append(entry) }
            }
        }
        return entries
    }

    /// Keys and common prefixes of what readers get.
    func currentListing(prefix: [UInt8], delimiter: [UInt8]) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        for (name, versions) in sorted where name.starts(with: prefix) && versions.first?.bytes != nil {
            let entry = Self.commonPrefix(name, prefix, delimiter) ?? name
            if entries.last != entry { entries.append(entry) }
        }
        return entries
    }

    private func isBehind(_ after: (key: String, id: VersionID), _ name: [UInt8], _ index: Int) -> Bool {
        let key = Array(after.key.utf8)
        guard name == key else { return key.lexicographicallyPrecedes(name) }
        return index > versions(after.key).firstIndex { $0.id == after.id } ?? 0
    }

    private static func commonPrefix(_ name: [UInt8], _ prefix: [UInt8], _ delimiter: [UInt8]) -> [UInt8]? {
        guard !delimiter.isEmpty else { return nil }
        let rest = name.dropFirst(prefix.count)
        return rest.indices.first { rest[$0...].starts(with: delimiter) }.map { Array(name[..<$0]) + delimiter }
    }
}
