import FoundationEssentials

/// What a failed invocation reports: the JSON body of `…/error`, and the type in a header of its own.
struct FunctionFailure: Error, CustomStringConvertible {
    let type: String
    let message: String

    init(type: String, message: String) {
        self.type = type
        self.message = message
    }

    init(_ error: any Error) {
        if let failure = error as? FunctionFailure {
            self = failure
        } else {
            self.init(type: "\(Swift.type(of: error))", message: "\(error)")
        }
    }

    var description: String { "\(type): \(message)" }

    func json() throws -> [UInt8] {
        struct Body: Encodable {
            let errorMessage, errorType: String
            let stackTrace: [String]
        }
        return try Function.encode(Body(errorMessage: message, errorType: type, stackTrace: []))
    }

    /// The type as an HTTP header can carry it.
    var headerValue: String {
        String(decoding: type.utf8.map { $0 > 0x20 && $0 < 0x7F ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    }
}
