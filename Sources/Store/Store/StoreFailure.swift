package import Database

/// Why the store as such did not do what it was asked; nothing was changed. The same for all services.
package enum StoreFailure: Error, Sendable, Hashable {
    /// The queue is full and nothing was tried, or a read took too long and was ended. It may be tried again.
    case busy
    case diskFull
    /// Writes are off for the reason given, until a restart.
    case readOnly(String)
    /// Disk or database; the text is for the log, never for an answer.
    case storage(String)
    case stopped
}

/// Why a mutation or a query did not do what it was asked. A mutation that throws changed nothing.
///
/// What it refuses is its own: only who knows the mutation has to know its refusals, so that a new service is in nobody's `switch`.
package enum StoreError<Refusal: Error & Hashable>: Error, Hashable {
    case refused(Refusal)
    case failed(StoreFailure)
}

extension StoreError where Refusal == Never {
    package var failure: StoreFailure {
        switch self {
        case .failed(let failure): failure
        }
    }
}

extension StoreError {
    package init(_ error: DatabaseError) { self = .failed(StoreFailure(error)) }

    /// Runs a piece of SQL work and turns SQLite's error into the store's.
    package static func translating<T>(_ work: () throws(DatabaseError) -> T) throws(Self) -> T {
        do { return try work() } catch { throw Self(error) }
    }
}

/// Runs a piece of SQL work of what refuses nothing, and turns SQLite's error into the store's.
package func translating<T>(_ work: () throws(DatabaseError) -> T) throws(StoreError<Never>) -> T {
    do { return try work() } catch { throw StoreError(error) }
}

extension StoreFailure {
    package init(_ error: DatabaseError) {
        switch error.kind {
        case .full: self = .diskFull
        case .readOnly: self = .readOnly(error.description)
        case .interrupted: self = .busy
        case .ioFailure, .corrupt, .busy, .constraint, .other: self = .storage(error.description)
        }
    }
}
