internal import Core

/// The parts of a request that its signature covers, as they came over the wire: nothing decoded, nothing normalised.
package struct SigningInput: Sendable {
    package let method: String
    /// The target up to `?`.
    package let rawPath: String
    /// The target behind `?`; empty if there is none.
    package let rawQuery: String
    /// In order, repeated names included.
    package let headers: [(name: String, value: String)]
    /// The bucket that the host names, if it does: Version 2 signs it before the path.
    package let hostBucket: String?

    package init(
        method: String, rawPath: String, rawQuery: String, headers: [(name: String, value: String)], hostBucket: String? = nil
    ) {
        self.hostBucket = hostBucket
        self.method = method
        self.rawPath = rawPath
        self.rawQuery = rawQuery
        self.headers = headers
    }

    /// The value of the first header of that name.
    func header(_ name: String) -> String? { headers.first { $0.name.isSame(ignoringASCIICase: name) }?.value }
}

/// Names that others are looked for among: one by one where they are few, as in nearly every request; by their hashes where a head is full of
/// them, since thousands against thousands take a second of a loop, and nobody has proven yet who he is.
struct NameSet {
    static let few = 32
    /// In lower case.
    private let names: [String]
    private let hashed: Set<[UInt8]>?

    init(_ names: [String]) {
        self.names = names
        hashed = names.count > Self.few ? Set(names.map { Array($0.utf8) }) : nil
    }

    /// - Parameter name: in any case.
    func contains(_ name: String) -> Bool {
        guard let hashed else { return names.contains { $0.isSame(ignoringASCIICase: name) } }
        return hashed.contains(Array(name.asciiLowercased.utf8))
    }

    /// Whether many names have one among them twice. A few do no harm.
    var hasRepetition: Bool { hashed.map { $0.count < names.count } ?? false }
}

/// Whether two texts are the same bytes: `==` would also take canonically equivalent ones.
func isSame(_ a: String, _ b: String) -> Bool {
    let a = a.utf8, b = b.utf8
    let first = a.span, second = b.span
    guard first.count == second.count else { return false }
    for i in first.indices where first[i] != second[i] { return false }
    return true
}

func trimmed(_ text: String) -> String {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
    guard let first = text.utf8.first, let last = text.utf8.last, isSpace(first) || isSpace(last) else { return text }
    let body = text.utf8.drop(while: isSpace)
    return String(decoding: body.dropLast(body.reversed().prefix(while: isSpace).count), as: UTF8.self)
}

/// The texts between the separators.
func pieces(of text: String, at separator: UInt8, omittingEmpty: Bool = true) -> [String] {
    let bytes = Array(text.utf8)
    var pieces: [String] = []
    var start = 0
    for end in 0...bytes.count where end == bytes.count || bytes[end] == separator {
        if end > start || !omittingEmpty { pieces.append(String(decoding: bytes[start..<end], as: UTF8.self)) }
        start = end + 1
    }
    return pieces
}
