internal import CSQLite

/// A failure that SQLite reports. `code` is its extended result code. Source: sqlite.org, "Result and Error Codes".
package struct DatabaseError: Error, Hashable, CustomStringConvertible {
    package let code: Int32
    package let message: String
    package let statement: String

    package enum Kind: Sendable { case full, ioFailure, corrupt, readOnly, busy, constraint, other }

    package var kind: Kind {
        switch code & 0xFF {
        case SQLITE_FULL: .full
        case SQLITE_IOERR, SQLITE_CANTOPEN: .ioFailure
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case SQLITE_READONLY: .readOnly
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_CONSTRAINT: .constraint
        default: .other
        }
    }

    package var description: String { "SQLite \(code): \(message)\(statement.isEmpty ? "" : " in: \(statement.prefix(200))")" }
}
