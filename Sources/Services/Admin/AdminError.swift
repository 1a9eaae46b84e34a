internal import Store

/// What Pelton's own API answers when it does not do what it was asked.
struct AdminError: Error {
    let status: Int
    let code: String
    let message: String

    static func invalid(_ message: String) -> AdminError { AdminError(status: 400, code: "InvalidRequest", message: message) }
    static let unknown = AdminError(status: 404, code: "UnknownOperation", message: "Pelton's own API has no such path and method.")

    static func denied(_ message: String) -> AdminError { AdminError(status: 403, code: "AccessDenied", message: message) }

    init(status: Int, code: String, message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    init(_ error: StoreFailure) {
        switch error {
        case .busy: self.init(status: 503, code: "SlowDown", message: "The server is busy. Try again.")
        case .diskFull: self.init(status: 507, code: "InsufficientStorage", message: "The disk is full.")
        default: self.init(status: 500, code: "InternalError", message: "The server could not do this. Its log says why.")
        }
    }
}
