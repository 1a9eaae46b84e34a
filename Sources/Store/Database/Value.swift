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

    /// - Parameter arena: what it lies in until the statement is reset.
    func bind(to statement: OpaquePointer, at index: CInt, _ arena: BindingArena) -> CInt {
        switch self {
        case .null: return sqlite3_bind_null(statement, index)
        case .number(let value): return sqlite3_bind_int64(statement, index, value)
        case .text(let text):
            let kept = text.utf8.withContiguousStorageIfAvailable { arena.keep(UnsafeRawBufferPointer($0)) }
            // With its length, since text may hold a NUL.
            if let kept, let kept { return pelton_bind_kept_text(statement, index, kept, CInt(text.utf8.count)) }
            return text.withCString { pelton_bind_text(statement, index, $0, CInt(text.utf8.count)) }
        case .blob(let bytes):
            return bytes.withUnsafeBytes { bytes in
                if let kept = arena.keep(bytes) { return pelton_bind_kept_blob(statement, index, kept, CInt(bytes.count)) }
                return pelton_bind_blob(statement, index, bytes.baseAddress, CInt(bytes.count))
            }
        }
    }
}

/// Where a connection's values lie while their statements run, so that SQLite need not make a copy of each. A statement that runs while another
/// one does has its values behind the other's; what does not fit is copied.
final class BindingArena {
    private static let capacity = 16 << 10
    private let bytes = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    /// A property of a class is checked for exclusive access each time.
    private let mark: UnsafeMutablePointer<Int> = .allocate(capacity: 1)

    init() { mark.initialize(to: 0) }

    deinit {
        bytes.deallocate()
        mark.deallocate()
    }

    /// Up to where statements that are under way have their values.
    var used: Int {
        get { mark.pointee }
        set { mark.pointee = newValue }
    }

    /// - Returns: nil if there is none left, or nothing to keep.
    func keep(_ value: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
        guard let start = value.baseAddress, !value.isEmpty, value.count <= Self.capacity - used else { return nil }
        let place = bytes + used
        place.copyMemory(from: start, byteCount: value.count)
        used += value.count
        return UnsafeRawPointer(place)
    }
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    package init(integerLiteral value: Int64) { self = .number(value) }
    package init(stringLiteral value: String) { self = .text(value) }
    package init(nilLiteral: ()) { self = .null }
}
