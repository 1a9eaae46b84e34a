import NIOCore
import NIOHTTP1

/// The process's side of the Lambda Runtime API, version 2018-06-01.
struct RuntimeAPI: Sendable {
    struct Invocation: Sendable {
        let event: [UInt8]
        let context: LambdaContext
    }

    private static let base = "/2018-06-01/runtime"
    /// AWS's largest event and answer, 6 MB and some, is well below this.
    private static let largestEvent = 64 << 20

    private let client: HTTPClient

    init(environment: [String: String]) throws(RuntimeAPIError) {
        guard let address = environment["AWS_LAMBDA_RUNTIME_API"] else { throw .notInAFunction }
        guard let endpoint = Endpoint(authority: address, defaultPort: 80) else { throw .badAddress(address) }
        client = HTTPClient(endpoint: endpoint)
    }

    /// Waits without limit: a function may sleep for hours between two events.
    func next() async throws -> Invocation {
        let request = HTTPRequest(method: .GET, target: Self.base + "/invocation/next")
        return try await client.exchange(request, patience: nil) { response in
            guard response.head.status == .ok else { throw RuntimeAPIError.refused("next", response.head.status) }
            let context = try Self.context(response.head.headers)
            return Invocation(event: try await response.collect(upTo: Self.largestEvent), context: context)
        }
    }

    func respond(_ answer: [UInt8], to requestID: String) async throws {
        try await post("/invocation/\(requestID)/response", answer)
    }

    func reportError(_ failure: FunctionFailure, of requestID: String) async throws {
        try await post("/invocation/\(requestID)/error", failure.json(), errorType: failure.headerValue)
    }

    func reportInitError(_ failure: FunctionFailure) async throws {
        try await post("/init/error", failure.json(), errorType: failure.headerValue)
    }

    private func post(_ path: String, _ body: [UInt8], errorType: String? = nil) async throws {
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        if let errorType { headers.add(name: "Lambda-Runtime-Function-Error-Type", value: errorType) }
        // A report that may have arrived is not repeated: the second would be refused as out of order.
        let request = HTTPRequest(
            method: .POST, target: Self.base + path, headers: headers, body: .bytes(body), isRepeatable: false)
        try await client.exchange(request, patience: nil) { response in
            guard response.head.status == .accepted else { throw RuntimeAPIError.refused(path, response.head.status) }
        }
    }

    private static func context(_ headers: HTTPHeaders) throws(RuntimeAPIError) -> LambdaContext {
        guard let requestID = headers.first(name: "Lambda-Runtime-Aws-Request-Id") else { throw .missing("Aws-Request-Id") }
        guard let deadline = headers.first(name: "Lambda-Runtime-Deadline-Ms").flatMap({ Int64($0) }) else {
            throw .missing("Deadline-Ms")
        }
        return LambdaContext(
            requestID: requestID,
            invokedFunctionARN: headers.first(name: "Lambda-Runtime-Invoked-Function-Arn") ?? "",
            deadlineMilliseconds: deadline,
            traceID: headers.first(name: "Lambda-Runtime-Trace-Id"),
            clientContext: headers.first(name: "Lambda-Runtime-Client-Context"),
            cognitoIdentity: headers.first(name: "Lambda-Runtime-Cognito-Identity"))
    }
}

/// Why a function's process cannot go on.
enum RuntimeAPIError: Error, CustomStringConvertible {
    case notInAFunction
    case badAddress(String)
    case refused(String, HTTPResponseStatus)
    case missing(String)

    var description: String {
        switch self {
        case .notInAFunction:
            "AWS_LAMBDA_RUNTIME_API is not set: this program is a function. Deploy it as `bootstrap` in a zip, runtime provided.al2023."
        case .badAddress(let text): "AWS_LAMBDA_RUNTIME_API is \"\(text)\", expected host:port."
        case .refused(let path, let status): "The Runtime API answered \(status.code) to \(path)."
        case .missing(let header): "The Runtime API sent an invocation without Lambda-Runtime-\(header)."
        }
    }
}
