internal import ServiceKit
internal import FunctionLogs

/// Source: CloudWatch Logs API Reference, "Common errors".
typealias LogsAPIError = JSONProtocolError

extension LogsAPIError {
    static let failure = Self(500, "ServiceUnavailableException", "The service cannot complete the request.")
    static func invalid(_ message: String) -> Self { Self(400, "InvalidParameterException", message) }

    init(_ error: LogError) {
        switch error {
        case .noSuchGroup: self.init(400, "ResourceNotFoundException", "The specified log group does not exist.")
        case .noSuchStream: self.init(400, "ResourceNotFoundException", "The specified log stream does not exist.")
        case .busy: self = .throttled
        case .storage: self.init(500, "ServiceUnavailableException", "The logs cannot be read now.")
        }
    }
}
