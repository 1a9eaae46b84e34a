internal import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// Takes a `multipart/form-data` body apart as it comes: the fields first, then one file, whose bytes are handed on at once.
/// What follows the file is ignored, as S3 does. Source: RFC 7578; S3 API Reference, "POST Object".
struct FormParser {
    enum Event: Equatable {
        case field(name: String, value: String)
        case file(name: String)
        case content([UInt8])
        /// The file is whole.
        case end
    }

    enum Failure: Error, Equatable { case malformed, fieldsTooLarge }

    /// Bytes of everything before the file.
    static let fieldLimit = 20 << 10

    private enum State { case preamble, boundary, head, field(name: String), file, done }

    private let delimiter: [UInt8]
    // The first boundary has no line before it: this makes it look as if it had.
    private var buffer: [UInt8] = [0x0D, 0x0A]
    private var state = State.preamble
    private var consumed = 0
    /// Where the mark that ends what is read now can begin at the earliest: what came before was searched with an earlier piece.
    private(set) var sought = 0

    init(boundary: String) { delimiter = Array(("\r\n--" + boundary).utf8) }

    /// - Returns: nil unless the header names a boundary.
    static func boundary(contentType: String) -> String? {
        guard contentType.lowercased().hasPrefix("multipart/form-data") else { return nil }
        for parameter in HeaderParameters.parse(contentType) where parameter.name == "boundary" {
            return (1...256).contains(parameter.value.utf8.count) ? parameter.value : nil
        }
        return nil
    }

    var isComplete: Bool { if case .done = state { true } else { false } }

    mutating func push(_ bytes: some Collection<UInt8>) throws(Failure) -> [Event] {
        guard !isComplete else { return [] }
        buffer.append(contentsOf: bytes)
        var events: [Event] = []
        while let event = try step() {
            if let event { events.append(event) }
        }
        return events
    }

    /// - Returns: nil when more bytes are needed, else what happened, if anything did.
    private mutating func step() throws(Failure) -> Event?? {
        switch state {
        case .preamble:
            guard try take(through: delimiter) != nil else { return nil }
            state = .boundary
            return .some(nil)
        case .boundary: return try afterBoundary()
        case .head: return try readHead()
        case .field(let name):
            guard let value = try take(through: delimiter) else { return nil }
            guard let text = String(validating: value, as: UTF8.self) else { throw .malformed }
            state = .boundary
            return .field(name: name, value: text)
        case .file: return content()
        case .done: return nil
        }
    }

    private mutating func afterBoundary() throws(Failure) -> Event?? {
        guard buffer.count >= 2 else { return nil }
        if buffer.starts(with: [0x2D, 0x2D]) {
            state = .done
            return nil
        }
        guard buffer.starts(with: [0x0D, 0x0A]) else { throw .malformed }
        state = .head
        return .some(nil)
    }

    private mutating func readHead() throws(Failure) -> Event?? {
        // The line end of the boundary stays in front, so that an empty head has its empty line too.
        guard let head = try take(through: [0x0D, 0x0A, 0x0D, 0x0A]) else { return nil }
        guard let text = String(validating: head, as: UTF8.self) else { throw .malformed }
        let part = PartHead(text)
        guard let name = part.name else { throw .malformed }
        guard name.lowercased() == "file" else {
            state = .field(name: name)
            return .some(nil)
        }
        state = .file
        return .file(name: part.fileName ?? "")
    }

    private mutating func content() -> Event?? {
        if let found = Self.find(delimiter, in: buffer) {
            let last = Array(buffer[..<found])
            buffer = []
            guard last.isEmpty else {
                // The end follows with the next step.
                buffer = delimiter
                return .content(last)
            }
            state = .done
            return .end
        }
        let safe = buffer.count - delimiter.count + 1
        guard safe > 0 else { return nil }
        let piece = Array(buffer[..<safe])
        buffer.removeFirst(safe)
        return .content(piece)
    }

    /// Cuts what comes before `mark` off the buffer, and the mark with it.
    private mutating func take(through mark: [UInt8]) throws(Failure) -> [UInt8]? {
        guard let found = Self.find(mark, in: buffer, from: sought) else {
            sought = max(0, buffer.count - mark.count + 1)
            guard consumed + buffer.count <= Self.fieldLimit + mark.count else { throw .fieldsTooLarge }
            return nil
        }
        consumed += found + mark.count
        guard consumed <= Self.fieldLimit else { throw .fieldsTooLarge }
        sought = 0
        let taken = Array(buffer[..<found])
        buffer.removeFirst(found + mark.count)
        return taken
    }

    private static func find(_ mark: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
        bytes.withUnsafeBytes { haystack -> Int? in
            mark.withUnsafeBytes { needle -> Int? in
                var from = start
                while let start = haystack.baseAddress, from + needle.count <= haystack.count {
                    guard let hit = memchr(start + from, CInt(needle[0]), haystack.count - needle.count - from + 1) else { return nil }
                    from = UnsafeRawPointer(hit) - start
                    if mark.elementsEqual(haystack[from..<(from + needle.count)]) { return from }
                    from += 1
                }
                return nil
            }
        }
    }
}

/// The head of one part of a form.
private struct PartHead {
    private(set) var name: String?
    private(set) var fileName: String?

    init(_ text: String) {
        for line in text.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = String(line[line.index(after: colon)...].drop { $0 == " " })
            guard line[..<colon].lowercased() == "content-disposition" else { continue }
            for parameter in HeaderParameters.parse(value) {
                if parameter.name == "name" { name = parameter.value }
                if parameter.name == "filename" { fileName = parameter.value }
            }
        }
    }
}

/// `value; name="text"; name=text`
enum HeaderParameters {
    static func parse(_ header: String) -> [(name: String, value: String)] {
        var parameters: [(name: String, value: String)] = []
        var rest = header.utf8.drop { $0 != UInt8(ascii: ";") }
        while !rest.isEmpty {
            rest = rest.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
            let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") }
            rest = rest[name.endIndex...]
            guard rest.first == UInt8(ascii: "=") else { continue }
            rest = rest.dropFirst()
            let value = rest.first == UInt8(ascii: "\"") ? quoted(&rest) : token(&rest)
            parameters.append((String(decoding: name, as: UTF8.self).lowercased(), value))
            rest = rest.drop { $0 != UInt8(ascii: ";") }
        }
        return parameters
    }

    private static func token(_ rest: inout Substring.UTF8View) -> String {
        let value = rest.prefix { $0 != UInt8(ascii: ";") }
        rest = rest[value.endIndex...]
        return String(decoding: value, as: UTF8.self).split(separator: " ").first.map { String($0) } ?? ""
    }

    /// Browsers escape a quotation mark as `%22`, others with a backslash.
    private static func quoted(_ rest: inout Substring.UTF8View) -> String {
        var value: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.first, byte != UInt8(ascii: "\"") {
            rest = rest.dropFirst()
            if byte == UInt8(ascii: "\\"), let escaped = rest.first, escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") {
                value.append(escaped)
                rest = rest.dropFirst()
            } else {
                value.append(byte)
            }
        }
        rest = rest.dropFirst()
        return String(decoding: value, as: UTF8.self)
    }
}
