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

    /// The value of the first header of that name, which is given in lower case.
    func header(_ name: String) -> String? {
        headers.first { $0.name.utf8.count == name.utf8.count && asciiLowercased($0.name).utf8.elementsEqual(name.utf8) }?.value
    }
}

/// Names that others are looked for among: one by one where they are few, as in nearly every request; by their hashes where a head is full of
/// them, since thousands against thousands take a second of a loop, and nobody has proven yet who he is.
struct NameSet {
    static let few = 32
    private let names: [String]
    private let hashed: Set<[UInt8]>?

    init(_ names: [String]) {
        self.names = names
        hashed = names.count > Self.few ? Set(names.map { Array($0.utf8) }) : nil
    }

    func contains(_ name: String) -> Bool {
        if let hashed { hashed.contains(Array(name.utf8)) } else { names.contains { isSame($0, name) } }
    }

    /// Whether many names have one among them twice. A few do no harm.
    var hasRepetition: Bool { hashed.map { $0.count < names.count } ?? false }
}

func asciiLowercased(_ text: some StringProtocol) -> String {
    String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
}

/// Whether two texts are the same bytes: `==` would also take canonically equivalent ones.
func isSame(_ a: some StringProtocol, _ b: some StringProtocol) -> Bool { a.utf8.elementsEqual(b.utf8) }

func trimmed(_ text: some StringProtocol) -> String {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
    let body = text.utf8.drop(while: isSpace)
    let trailing = body.reversed().prefix(while: isSpace).count
    return String(decoding: body.dropLast(trailing), as: UTF8.self)
}
