import NIOHTTP1
import Core

/// An answer of S3 that is no success.
public struct S3Error: Error, Sendable, Hashable, CustomStringConvertible {
    /// S3's code, as `NoSuchKey`; for answers without a body (HEAD) the status's words without spaces, as `NotFound`.
    public let code: String
    public let message: String
    /// The HTTP status.
    public let status: Int
    public let requestID: String?
    /// `GetObject s3://bucket/key`.
    public let operation: String

    public var description: String { "\(operation): \(code) (\(status)): \(message)" }

    /// Whether the same request may succeed a moment later.
    var isTemporary: Bool { status == 500 || status == 502 || status == 503 || status == 504 || code == "RequestTimeout" }

    /// Reads S3's error document: `<Error><Code>…</Code><Message>…</Message>…</Error>`.
    init(operation: String, status: HTTPResponseStatus, headers: HTTPHeaders, document: [UInt8]) {
        let text = String(decoding: document, as: UTF8.self)
        self.operation = operation
        self.status = Int(status.code)
        code = Self.element("Code", of: text) ?? status.reasonPhrase.filter { $0 != " " }
        message = Self.element("Message", of: text) ?? status.reasonPhrase
        requestID = headers.first(name: "x-amz-request-id") ?? Self.element("RequestId", of: text)
    }

    private static func element(_ name: String, of text: String) -> String? {
        guard let start = text.firstRange(of: "<\(name)>"), let end = text[start.upperBound...].firstRange(of: "</\(name)>") else {
            return nil
        }
        var value = String(text[start.upperBound..<end.lowerBound])
        for (entity, character) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&#34;", "\""), ("&amp;", "&"),
        ] {
            value.replace(entity, with: character)
        }
        return value
    }
}

/// Why no request could be made at all.
public enum S3ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    case missing(String)
    case badEndpoint(String)
    case needsTLS(String)

    public var description: String {
        switch self {
        case .missing(let name): "\(name) is not set."
        case .badEndpoint(let text): "The endpoint \"\(text)\" is no http://host:port."
        case .needsTLS(let text):
            "The endpoint \(text) needs TLS, which FunctionRuntime's S3 client does not speak: give AWS_ENDPOINT_URL_S3 a plain http address."
        }
    }
}

/// An object is larger than the caller takes.
public struct S3ObjectTooLarge: Error, Sendable, Hashable, CustomStringConvertible {
    /// Bytes.
    public let size, limit: Int64
    public var description: String { "it has \(size) bytes, the limit is \(limit)" }
}
