internal import ServiceKit
internal import HTTPServer
internal import NIOCore
internal import Core

/// A page that tells a browser's user what S3 tells programs in XML. Source: S3 User Guide, "Key differences between a website endpoint and
/// a REST API endpoint".
struct ErrorPage: Sendable {
    private let id: RequestID
    /// Why the owner's own page could not be shown instead, and its key.
    var documentError: ServiceError?

    init(_ id: RequestID) { self.id = id }

    /// - Parameter location: where a redirect leads.
    func send(_ error: ServiceError, _ response: ResponseWriter, location: String? = nil) async {
        guard response.status == 0 else { return }
        var headers = error.headers
        headers.add("x-amz-request-id", id.description)
        headers.add("x-amz-id-2", id.hostID)
        guard error.status != 304 else { return await response.send(304, headers) }
        headers.add("Location", ifPresent: location)
        headers.add("x-amz-error-code", error.code)
        headers.add("x-amz-error-message", error.message)
        for (name, value) in error.fields where HTTPHeaders.canCarry(name, value) { headers.add("x-amz-error-detail-" + name, value) }
        headers.add("Content-Type", "text/html; charset=utf-8")
        await response.send(error.status, headers, body: ByteBuffer(string: text(error)))
    }

    private func text(_ error: ServiceError) -> String {
        let title = "\(error.status) \(Self.reasons[error.status] ?? error.code)"
        var lines = ["<html>", "<head><title>\(title)</title></head>", "<body>", "<h1>\(title)</h1>"]
        lines += Self.list(error, [("RequestId", id.description), ("HostId", id.hostID)])
        if let documentError {
            lines.append("<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>")
            lines += Self.list(documentError)
        }
        return (lines + ["<hr/>", "</body>", "</html>", ""]).joined(separator: "\n")
    }

    private static func list(_ error: ServiceError, _ more: [(String, String)] = []) -> [String] {
        let items = [("Code", error.code), ("Message", error.message)] + error.fields + more
        return ["<ul>"] + items.map { "<li>\($0.0): \(escaped($0.1))</li>" } + ["</ul>"]
    }

    /// A key is whatever somebody put into a link.
    private static func escaped(_ text: String) -> String {
        String(decoding: text.utf8.flatMap { byte in entities[byte].map { Array($0.utf8) } ?? [byte] }, as: UTF8.self)
    }

    private static let entities: [UInt8: String] = [
        UInt8(ascii: "&"): "&amp;", UInt8(ascii: "<"): "&lt;", UInt8(ascii: ">"): "&gt;", UInt8(ascii: "\""): "&quot;",
        UInt8(ascii: "'"): "&#39;",
    ]

    private static let reasons = [
        302: "Moved Temporarily", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
        412: "Precondition Failed", 416: "Requested Range Not Satisfiable", 500: "Internal Server Error", 503: "Service Unavailable",
    ]
}
