package import ParameterData

/// One condition of a listing. Source: API_ParameterStringFilter.
package struct ParameterFilter: Sendable {
    package enum Field: Sendable, Hashable {
        case name, type, keyID, tier, dataType, label
        case path(isRecursive: Bool)
        case tag(String)
    }
    package enum Option: String, Sendable, CaseIterable {
        case beginsWith = "BeginsWith"
        case equals = "Equals"
        case contains = "Contains"
    }

    package let field: Field
    package let option: Option
    /// Any of them will do. None: that there is the tag at all.
    package let values: [String]
    /// Of values that a text is to contain.
    private let searches: [ByteSearch]

    /// - Parameter values: of names with or without a slash before them, of paths with one at their ends.
    package init(field: Field, option: Option, values: [String]) {
        self.field = field
        self.option = option
        self.values = field == .name && option != .contains ? values.map { $0.utf8.first == UInt8(ascii: "/") ? $0 : "/" + $0 } : values
        searches = option == .contains ? values.map { ByteSearch($0) } : []
    }

    package func matches(_ record: ParameterRecord) -> Bool {
        switch field {
        case .name: matches(record.key.path)
        case .type: matches(record.attributes.type.rawValue)
        case .keyID: record.attributes.keyID.map(matches) ?? false
        case .tier: matches(record.attributes.tier.rawValue)
        case .dataType: matches(record.attributes.dataType)
        // There are none.
        case .label: false
        case .path(let isRecursive): values.contains { Self.lies(record.key.path, $0, isRecursive) }
        case .tag(let name): record.tags[name].map { values.isEmpty || matches($0) } ?? false
        }
    }

    private func matches(_ text: String) -> Bool {
        switch option {
        case .equals: values.contains { $0.utf8.elementsEqual(text.utf8) }
        case .beginsWith: values.contains { text.utf8.starts(with: $0.utf8) }
        case .contains: searches.contains { $0.isFound(in: text) }
        }
    }

    private static func lies(_ path: String, _ folder: String, _ isRecursive: Bool) -> Bool {
        path.utf8.starts(with: folder.utf8) && (isRecursive || !path.utf8.dropFirst(folder.utf8.count).contains(UInt8(ascii: "/")))
    }

    /// About how much it takes to hold a row against it: to look into a name takes as long as the name.
    var weight: Int { 1 + values.reduce(0) { $0 + 1 + $1.utf8.count / 16 + (option == .contains ? 20 : 0) } }
}

/// Where listings look, for what filters let through.
package struct ParameterListing: Sendable {
    /// Rows that are looked at for a page. Source: API_DescribeParameters: a page may have fewer than its limit, and none.
    static let mostRows = 1000
    private static let mostWork = 50_000

    let place: ListParameters.Place
    let filters: [ParameterFilter]
    package let after: String
    let limit: Int
    let withValues: Bool

    /// Everything under a level, or what is directly under it.
    package init(
        _ folder: ParameterFolder, isRecursive: Bool, filters: [ParameterFilter], after: String, limit: Int, withValues: Bool
    ) {
        self.place = isRecursive ? .beginning(folder.path) : .directlyUnder(folder.path)
        self.filters = filters
        self.after = after
        self.limit = limit
        self.withValues = withValues
    }

    /// All that the filters let through: the index is asked for what one of them says.
    package init(filters: [ParameterFilter], after: String, limit: Int) {
        self.filters = filters
        self.after = after
        self.limit = limit
        withValues = false
        place = Self.place(filters)
    }

    private static func place(_ filters: [ParameterFilter]) -> ListParameters.Place {
        for filter in filters {
            switch (filter.field, filter.option, filter.values.count) {
            case (.name, .equals, _): return .named(Array(Set(filter.values)))
            case (.name, .beginsWith, 1): return .beginning(filter.values[0])
            case (.path(let isRecursive), _, 1): return isRecursive ? .beginning(filter.values[0]) : .directlyUnder(filter.values[0])
            default: continue
            }
        }
        return .beginning("/")
    }

    /// The more there are to hold a row against, the fewer rows.
    var rows: Int { max(limit, min(Self.mostRows, Self.mostWork / filters.reduce(1) { $0 + $1.weight })) }
}

/// Looks for bytes among others in linear time (Knuth, Morris, Pratt): both come from outside.
private struct ByteSearch: Sendable {
    private let wanted: [UInt8]
    /// How much of the beginning is known to stand before a place that did not match.
    private let known: [Int]

    init(_ text: String) {
        wanted = Array(text.utf8)
        var known = [0]
        for place in 1..<max(wanted.count, 1) {
            var length = known[place - 1]
            while length > 0, wanted[place] != wanted[length] { length = known[length - 1] }
            known.append(wanted[place] == wanted[length] ? length + 1 : 0)
        }
        self.known = known
    }

    func isFound(in text: String) -> Bool {
        guard let first = wanted.first else { return true }
        var length = 0
        for byte in text.utf8 {
            while length > 0, byte != wanted[length] { length = known[length - 1] }
            if length > 0 || byte == first { length += 1 }
            if length == wanted.count { return true }
        }
        return false
    }
}
