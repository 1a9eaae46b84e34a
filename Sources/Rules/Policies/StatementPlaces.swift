internal import Core

/// Where a statement stands in a policy's text. Source: API_Statement (IAM), "StartPosition", "EndPosition".
package struct StatementPlace: Sendable, Hashable {
    package struct Position: Sendable, Hashable {
        /// From 1.
        package let line, column: Int
    }

    /// Of a list's statement, where what came before it ends: the bracket, or the statement before it. Of a single one, behind its brace.
    package let start: Position
    /// Behind its last brace.
    package let end: Position

    /// - Returns: those of all statements of a policy that was parsed before, in its order; none for a text that is no policy.
    package static func all(in text: String) -> [StatementPlace] {
        let bytes = Array(text.utf8)
        var scanner = JSONScanner(bytes: bytes, depthLeft: 16, valuesLeft: bytes.count)
        var found: [(start: Int, end: Int)] = []
        do throws(JSON.ParseError) { found = try ranges(&scanner) } catch { return [] }
        var lines = LineCounter(bytes: bytes)
        return found.map { range in
            let start = lines.position(of: range.start)
            return StatementPlace(start: start, end: lines.position(of: range.end))
        }
    }

    private static func ranges(_ scanner: inout JSONScanner) throws(JSON.ParseError) -> [(start: Int, end: Int)] {
        scanner.skipSpace()
        guard try scanner.next() == .object, try scanner.enter(isObject: true) else { return [] }
        var found: [(start: Int, end: Int)] = []
        repeat {
            let isStatement = try scanner.name() == "Statement"
            let start = scanner.offset + 1
            let kind = try scanner.next()
            guard isStatement, kind == .array else {
                try skip(kind, &scanner)
                if isStatement { found.append((start, scanner.offset)) }
                continue
            }
            guard try scanner.enter(isObject: false) else { continue }
            var before = start
            repeat {
                try skip(try scanner.next(), &scanner)
                found.append((before, scanner.offset))
                before = scanner.offset
            } while try scanner.hasMore(isObject: false)
        } while try scanner.hasMore(isObject: true)
        return found
    }

    /// As deep as the scanner goes.
    private static func skip(_ kind: JSONScanner.Kind, _ scanner: inout JSONScanner) throws(JSON.ParseError) {
        switch kind {
        case .string: _ = try scanner.string()
        case .number: _ = try scanner.number()
        case .true, .false, .null: try scanner.pass(kind)
        case .object, .array:
            let isObject = kind == .object
            guard try scanner.enter(isObject: isObject) else { return }
            repeat {
                if isObject { _ = try scanner.name() }
                try skip(try scanner.next(), &scanner)
            } while try scanner.hasMore(isObject: isObject)
        }
    }
}

/// Lines and columns of rising offsets, in one pass.
private struct LineCounter {
    let bytes: [UInt8]
    private var offset = 0
    private var line = 1
    private var column = 1

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func position(of end: Int) -> StatementPlace.Position {
        while offset < end, offset < bytes.count {
            let byte = bytes[offset]
            let isReturn = byte == 0x0D && !(offset + 1 < bytes.count && bytes[offset + 1] == 0x0A)
            if byte == 0x0A || isReturn {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                // A character, not one of the bytes that follow its first.
                column += 1
            }
            offset += 1
        }
        return StatementPlace.Position(line: line, column: column)
    }
}
