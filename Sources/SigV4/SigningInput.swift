/// The parts of a request that its signature covers, as they came over the wire: nothing decoded, nothing normalised.
package struct SigningInput: Sendable {
    package let method: String
    /// The target up to `?`.
    package let rawPath: String
    /// The target behind `?`; empty if there is none.
    package let rawQuery: String
    /// In order, repeated names included.
    package let headers: [(name: String, value: String)]

    package init(method: String, rawPath: String, rawQuery: String, headers: [(name: String, value: String)]) {
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
