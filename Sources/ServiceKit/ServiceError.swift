package import HTTPServer

/// What an operation fails with, as the caller gets it. `make models` makes a function for each error of a service's built operations.
package struct ServiceError: Error, Sendable {
    package let status: Int
    package private(set) var code: String
    package private(set) var message: String
    /// For the log alone.
    package private(set) var cause: String?
    /// Whether the caller may not. Who may not is told nothing else.
    package private(set) var isDenial = false
    /// What else it tells, in this order: members of the error's shape, or elements behind the message.
    package var fields: [(String, String)] = []
    /// Of the answer.
    package var headers: HTTPHeaders = []
    /// What the error's shape calls the message, for the protocol that sends it as the model has it.
    private(set) var messageName = "message"

    package init(_ status: Int, _ code: String, _ message: String, _ fields: [(String, String)] = []) {
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields
    }

    /// - Parameters:
    ///   - type: of an error whose shape says whose doing it is.
    ///   - messageName: what the shape calls the message.
    package init(_ status: Int, _ code: String, _ message: String, type: String?, messageName: String) {
        self.init(status, code, message)
        if let type { fields = [("Type", type)] }
        self.messageName = messageName
    }

    /// The same, with one more member of its shape.
    package func with(_ name: String, _ value: String) -> Self {
        var error = self
        error.fields.append((name, value))
        return error
    }

    /// The same, with a reason for the log.
    package func caused(by cause: String) -> Self {
        var error = self
        error.cause = cause
        return error
    }

    /// The same under another code.
    package func named(_ code: String) -> Self {
        var error = self
        error.code = code
        return error
    }

    /// The same with other words for a part of its message.
    package func replacing(_ part: String, with other: String) -> Self {
        var error = self
        error.message = message.replacing(part, with: other)
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
