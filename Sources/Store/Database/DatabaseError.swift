internal import CSQLite
private import Glibc

/// A failure that SQLite reports. `code` is its extended result code. Source: sqlite.org, "Result and Error Codes".
package struct DatabaseError: Error, Hashable, CustomStringConvertible {
    package let code: Int32
    package let message: String
    package let statement: String
    /// The `errno` behind a failure of input or output; without meaning for others.
    let systemError: Int32

    /// SQLITE_IOERR_TRUNCATE, a macro that Swift does not see.
    private static let truncationFailed = SQLITE_IOERR | (6 << 8)

    package enum Kind: Sendable {
        case full, ioFailure, corrupt, readOnly, busy, constraint, interrupted, other

        /// Whether nobody knows any more what the disk has.
        package var isFatal: Bool { self == .ioFailure || self == .corrupt }
    }

    package var kind: Kind {
        switch code & 0xFF {
        case SQLITE_FULL: .full
        case SQLITE_IOERR where isTruncationWithoutRoom: .full
        case SQLITE_IOERR, SQLITE_CANTOPEN: .ioFailure
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case SQLITE_READONLY: .readOnly
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_CONSTRAINT: .constraint
        case SQLITE_INTERRUPT: .interrupted
        default: .other
        }
    }

    /// File systems that copy on write need room to shorten a file. SQLite calls only a write that finds none full; this one did as little
    /// harm: a checkpoint shortens the database before it syncs it, and the WAL still has everything.
    private var isTruncationWithoutRoom: Bool {
        code == Self.truncationFailed && (systemError == ENOSPC || systemError == EDQUOT)
    }

    /// Of what was stored and cannot be read: it hurts whoever needs it, and nobody else.
    package static func unreadable(_ what: String) -> Self {
        Self(code: SQLITE_MISMATCH, message: "cannot be read: \(what)", statement: "", systemError: 0)
    }

    package var isUnreadable: Bool { code == SQLITE_MISMATCH }

    package var description: String { "SQLite \(code): \(message)\(statement.isEmpty ? "" : " in: \(statement.prefix(200))")" }
}
