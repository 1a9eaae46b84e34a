/// What an operation fails with, as the caller gets it. `make models` makes a function for each error of a service's built operations.
package struct ServiceError: Error, Sendable {
    package let status: Int
    package let code: String
    package let message: String
    /// For the log alone.
    package private(set) var cause: String?
    /// Whether the caller may not. Who may not is told nothing else.
    package private(set) var isDenial = false

    package init(_ status: Int, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// The same, with a reason for the log.
    package func caused(by cause: String) -> Self {
        var error = self
        error.cause = cause
        return error
    }

    static func denial(_ status: Int, _ code: String, _ message: String) -> Self {
        var error = Self(status, code, message)
        error.isDenial = true
        return error
    }

    package static func notImplemented(_ what: String) -> Self {
        Self(501, "NotImplemented", "Pelton does not have \(what) yet. docs/compatibility.md lists what it has.")
    }
}
