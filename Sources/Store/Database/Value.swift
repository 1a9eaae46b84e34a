internal import CSQLite

/// What a statement's parameter can be. `ObjectKey` bytes and other identities that must not be normalised are blobs.
package enum Value: Sendable, Hashable {
    case null
    case number(Int64)
    case text(String)
    case blob([UInt8])

    package static func integer(_ value: some BinaryInteger) -> Value { .number(Int64(truncatingIfNeeded: value)) }
    package static func flag(_ value: Bool) -> Value { .number(value ? 1 : 0) }
    package static func optional(_ value: Int64?) -> Value { value.map(Value.number) ?? .null }
    package static func optional(_ value: String?) -> Value { value.map(Value.text) ?? .null }
    package static func optional(_ value: [UInt8]?) -> Value { value.map(Value.blob) ?? .null }

    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        switch self {
        case .null: sqlite3_bind_null(statement, index)
        case .number(let value): sqlite3_bind_int64(statement, index, value)
        case .text(let text):
            // With its length, since text may hold a NUL.
            text.withCString { pelton_bind_text(statement, index, $0, CInt(text.utf8.count)) }
        case .blob(let bytes): bytes.withUnsafeBytes { pelton_bind_blob(statement, index, $0.baseAddress, CInt($0.count)) }
        }
    }
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    package init(integerLiteral value: Int64) { self = .number(value) }
    package init(stringLiteral value: String) { self = .text(value) }
    package init(nilLiteral: ()) { self = .null }
}
