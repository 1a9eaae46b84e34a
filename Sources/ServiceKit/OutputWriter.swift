internal import HTTPServer
package import Core
internal import NIOCore
package import XML

/// A structure of an operation's output, made by `make models`.
package protocol OutputStructure: OutputValue {
    func write(to writer: inout OutputWriter)
}

/// What a member of an output can be.
package protocol OutputValue: Sendable {
    func writeValue(to writer: inout OutputWriter)
}

/// The output of an operation that tells nothing.
package struct NoOutput: OutputStructure {
    package init() {}
    package func write(to writer: inout OutputWriter) {}
}

/// How a list or a map is written in XML that has no element around it.
package struct FlatName: Sendable {
    package let element: String
    /// Of a map's names.
    package let key: String

    package init(_ element: String, key: String = "Name") {
        self.element = element
        self.key = key
    }
}

/// Writes an output as JSON or XML, without a tree in between. Members that are nil are left out.
package struct OutputWriter {
    private enum Format {
        /// It is only counted what the output is made of.
        case weight
        case json, xml
    }

    private let format: Format
    private var out: [UInt8] = []
    private var xml = XMLWriter(declaration: false, .replaced)
    private var weight = 0
    private var isFirst = true
    private var rest = RESTParts()
    /// Of members by their names, where lists and maps are flat.
    private var flat: (@Sendable (String) -> FlatName)?

    /// What a REST service's output has outside of its JSON.
    private struct RESTParts {
        var status: Int?
        var headers: HTTPHeaders = []
        var payload: ByteBuffer?
        var hasMembers = false
    }

    private init(_ format: Format) { self.format = format }

    package static func json(_ output: some OutputStructure) -> [UInt8] {
        var writer = OutputWriter(.json)
        output.writeValue(to: &writer)
        return writer.out
    }

    /// An answer whose status, headers and body the output has.
    /// - Parameter status: where it has none.
    static func rest(_ output: some OutputStructure, _ status: Int) -> WireAnswer {
        var writer = OutputWriter(.json)
        output.writeValue(to: &writer)
        let status = writer.rest.status ?? status
        let mayHaveBody = writer.rest.hasMembers && status != 204
        return WireAnswer(
            status, writer.rest.headers, writer.rest.payload ?? (mayHaveBody ? ByteBuffer(bytes: writer.out) : ByteBuffer()))
    }

    /// The members of the output, an element each, behind what was written already.
    /// - Parameter flat: what the elements of a member are called that is a list or a map, if they have no element around them.
    package static func write(_ output: some OutputStructure, to xml: inout XMLWriter, flat: (@Sendable (String) -> FlatName)? = nil) {
        var writer = OutputWriter(.xml)
        writer.flat = flat
        swap(&writer.xml, &xml)
        output.writeValue(to: &writer)
        swap(&writer.xml, &xml)
    }

    /// What an output holds in bytes, about; much cheaper than to write it.
    package static func weight(of output: some OutputStructure) -> Int {
        var writer = OutputWriter(.weight)
        output.writeValue(to: &writer)
        return writer.weight
    }

    package mutating func member(_ name: String, _ value: (some OutputValue)?) {
        rest.hasMembers = true
        guard let value else { return }
        guard format != .xml else { return element(name, value) }
        if isFirst { isFirst = false } else { put(",") }
        text(name)
        put(":")
        value.writeValue(to: &self)
    }

    // MARK: Where REST has them

    package mutating func status(_ status: Int?) { rest.status = status }

    package mutating func header(_ name: String, _ value: String?) {
        weight += 16 + (value?.utf8.count ?? 0)
        rest.headers.add(name, ifPresent: value)
    }

    /// It is written already, whatever there is to it.
    package mutating func payload(_ payload: Payload?) { rest.payload = payload?.bytes }

    // MARK: Values

    fileprivate mutating func element(_ name: String, _ value: some OutputValue) {
        if let flat, let many = value as? any ManyValues { return many.writeEach(flat(name), to: &self) }
        xml.open(name)
        value.writeValue(to: &self)
        xml.close(name)
    }

    fileprivate mutating func structure(_ members: (inout OutputWriter) -> Void) {
        put("{")
        isFirst = true
        members(&self)
        isFirst = false
        put("}")
    }

    fileprivate mutating func map(_ members: [(key: String, value: some OutputValue)]) {
        guard format == .xml else { return structure { for (name, value) in members { $0.member(name, value) } } }
        for (name, value) in members {
            xml.open("entry")
            element("key", name)
            element("value", value)
            xml.close("entry")
        }
    }

    fileprivate mutating func flatEntry(_ name: FlatName, _ key: String, _ value: some OutputValue) {
        xml.open(name.element)
        element(name.key, key)
        element("Value", value)
        xml.close(name.element)
    }

    fileprivate mutating func list(_ values: [some OutputValue]) {
        guard format != .xml else { return values.forEach { element("member", $0) } }
        put("[")
        for (index, value) in values.enumerated() {
            if index > 0 { put(",") }
            value.writeValue(to: &self)
        }
        put("]")
    }

    fileprivate mutating func text(_ text: String) {
        weight += 16 + text.utf8.count
        switch format {
        case .weight: break
        case .json: JSON.write(string: text, to: &out)
        case .xml: xml.text(text)
        }
    }

    /// What needs no escapes.
    fileprivate mutating func plain(_ text: String, isString: Bool = false) {
        weight += 16 + text.utf8.count
        switch format {
        case .weight: break
        case .json: out.append(contentsOf: (isString ? "\"\(text)\"" : text).utf8)
        case .xml: xml.text(text)
        }
    }

    fileprivate mutating func blob(_ bytes: [UInt8]) {
        if format == .weight { weight += 16 + bytes.count / 3 * 4 } else { plain(Base64.encode(bytes), isString: true) }
    }

    /// JSON has seconds since 1970, XML dates; both have thousandths where there are any.
    fileprivate mutating func time(_ time: Timestamp) {
        let isWhole = time.milliseconds == time.seconds * 1000
        if format == .xml { return plain(isWhole ? time.iso8601Seconds : time.iso8601) }
        plain(isWhole ? String(time.seconds) : String(Double(time.milliseconds) / 1000))
    }

    private mutating func put(_ sign: StaticString) {
        weight += 1
        if format == .json { sign.withUTF8Buffer { out.append(contentsOf: $0) } }
    }
}

extension OutputStructure {
    package func writeValue(to writer: inout OutputWriter) { writer.structure { write(to: &$0) } }
}

extension String: OutputValue {
    package func writeValue(to writer: inout OutputWriter) { writer.text(self) }
}
extension Int: OutputValue {
    package func writeValue(to writer: inout OutputWriter) { writer.plain(String(self)) }
}
extension Double: OutputValue {
    package func writeValue(to writer: inout OutputWriter) { writer.plain(String(self)) }
}
extension Bool: OutputValue {
    package func writeValue(to writer: inout OutputWriter) { writer.plain(self ? "true" : "false") }
}
extension Blob: OutputValue {
    package func writeValue(to writer: inout OutputWriter) { writer.blob(bytes) }
}
extension Timestamp: OutputValue {
    package func writeValue(to writer: inout OutputWriter) { writer.time(self) }
}
extension Array: OutputValue where Element: OutputValue {
    package func writeValue(to writer: inout OutputWriter) { writer.list(self) }
}
extension Dictionary: OutputValue where Key == String, Value: OutputValue {
    package func writeValue(to writer: inout OutputWriter) {
        writer.map(map { ($0.key, $0.value) }.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) })
    }
}

/// What flat XML has an element for each of.
private protocol ManyValues {
    func writeEach(_ name: FlatName, to writer: inout OutputWriter)
}

extension Array: ManyValues where Element: OutputValue {
    fileprivate func writeEach(_ name: FlatName, to writer: inout OutputWriter) {
        for value in self { writer.element(name.element, value) }
    }
}

extension Dictionary: ManyValues where Key == String, Value: OutputValue {
    fileprivate func writeEach(_ name: FlatName, to writer: inout OutputWriter) {
        for (key, value) in sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) { writer.flatEntry(name, key, value) }
    }
}
