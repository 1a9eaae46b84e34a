public import FoundationEssentials
import NIOCore
import NIOHTTP1
import Core

/// A small client for S3 over plain HTTP: path-style addresses, requests signed with Signature Version 4.
///
/// Bodies stream: neither reading nor writing keeps an object in memory. A request that fails before its answer
/// begins, or with a temporary error, is tried three times in all.
public struct S3Client: Sendable {
    private static let attempts = 3
    private static let longestErrorDocument = 64 << 10

    private let http: HTTPClient
    private let signing: S3Signing
    private let patience: Duration

    /// Reads `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`, `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`
    /// and `AWS_SESSION_TOKEN`, as the platform sets them.
    /// - Parameter patience: how long the server may stay silent within an answer.
    public init(
        environment: [String: String] = ProcessInfo.processInfo.environment, patience: Duration = .seconds(30)
    ) throws(S3ConfigurationError) {
        func value(_ name: String) throws(S3ConfigurationError) -> String {
            guard let value = environment[name], !value.isEmpty else { throw .missing(name) }
            return value
        }
        let url: String
        if let own = environment["AWS_ENDPOINT_URL_S3"], !own.isEmpty { url = own } else { url = try value("AWS_ENDPOINT_URL") }
        http = HTTPClient(endpoint: try Self.endpoint(url))
        signing = S3Signing(
            region: environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? "us-east-1",
            accessKeyID: try value("AWS_ACCESS_KEY_ID"), secretAccessKey: try value("AWS_SECRET_ACCESS_KEY"),
            sessionToken: environment["AWS_SESSION_TOKEN"])
        self.patience = patience
    }

    /// Reads an object, handing its bytes to `receive` as they come.
    /// - Parameter accept: sees what the object is before its first byte is read; what it throws ends the call.
    /// - Throws: `S3Error`, or what the closures throw.
    @discardableResult
    public func getObject(
        bucket: String, key: String, versionID: String? = nil,
        accept: @Sendable (S3ObjectInfo) throws -> Void = { _ in },
        receive: @Sendable ([UInt8]) async throws -> Void
    ) async throws -> S3ObjectInfo {
        let request = S3Request("GetObject", .GET, bucket: bucket, key: key, versionID: versionID)
        return try await perform(request) { response in
            let info = S3ObjectInfo(response.head.headers)
            try accept(info)
            while let chunk = try await response.nextChunk() { try await receive(Array(chunk.readableBytesView)) }
            return info
        }
    }

    /// Reads an object into a file, which is made or replaced.
    /// - Parameter limit: most bytes taken; a larger object is refused before its first byte is read.
    /// - Throws: `S3Error`, `S3ObjectTooLarge`, or a `FileError` that names the file.
    @discardableResult
    public func download(
        bucket: String, key: String, versionID: String? = nil, toFile path: String, limit: Int64 = .max
    ) async throws -> S3ObjectInfo {
        let file = try OutputFile(path: path)
        let info = try await getObject(
            bucket: bucket, key: key, versionID: versionID,
            accept: { info in
                if let size = info.size, size > limit { throw S3ObjectTooLarge(size: size, limit: limit) }
            },
            receive: { bytes in
                guard file.size + Int64(bytes.count) <= limit else {
                    throw S3ObjectTooLarge(size: file.size + Int64(bytes.count), limit: limit)
                }
                try file.write(bytes)
            })
        return info
    }

    /// - Throws: `S3Error`; a missing object is `NotFound`, since the answer to HEAD has no room for more.
    public func headObject(bucket: String, key: String, versionID: String? = nil) async throws -> S3ObjectInfo {
        let request = S3Request("HeadObject", .HEAD, bucket: bucket, key: key, versionID: versionID)
        return try await perform(request) { S3ObjectInfo($0.head.headers) }
    }

    /// Writes an object from memory.
    @discardableResult
    public func putObject(
        bucket: String, key: String, body: [UInt8], contentType: String? = nil, metadata: [String: String] = [:]
    ) async throws -> S3ObjectInfo {
        try await put(bucket, key, .bytes(body), S3Signing.hash(body), contentType, metadata)
    }

    /// Writes an object from a file, which is read twice: once for the signature's hash, once to send it.
    @discardableResult
    public func putObject(
        bucket: String, key: String, file path: String, contentType: String? = nil, metadata: [String: String] = [:]
    ) async throws -> S3ObjectInfo {
        let (size, hash) = try S3Signing.hash(file: path)
        return try await put(bucket, key, .file(path: path, size: size), hash, contentType, metadata)
    }

    private func put(
        _ bucket: String, _ key: String, _ body: HTTPRequest.Body, _ hash: String, _ contentType: String?, _ metadata: [String: String]
    ) async throws -> S3ObjectInfo {
        var request = S3Request("PutObject", .PUT, bucket: bucket, key: key)
        request.body = body
        request.payloadHash = hash
        if let contentType { request.headers.add(name: "Content-Type", value: contentType) }
        for (name, value) in metadata { request.headers.add(name: "x-amz-meta-\(name)", value: value) }
        return try await perform(request) { S3ObjectInfo($0.head.headers) }
    }

    private func perform<Result: Sendable>(
        _ request: S3Request, success: (HTTPResponse) async throws -> Result
    ) async throws -> Result {
        var attempt = 1
        while true {
            do {
                return try await once(request, success: success)
            } catch let failure as Unsuccessful {
                guard failure.isTemporary, attempt < Self.attempts else { throw failure.error }
                try await SystemClock().sleep(milliseconds: 50 << attempt)
                attempt += 1
            }
        }
    }

    /// A failure before a successful answer began: no byte has reached the caller, so that it may be tried again.
    private struct Unsuccessful: Error {
        let error: any Error
        let isTemporary: Bool
    }

    private func once<Result: Sendable>(
        _ request: S3Request, success: (HTTPResponse) async throws -> Result
    ) async throws -> Result {
        let signed = signing.sign(request, to: http.endpoint)
        do {
            return try await http.exchange(signed, patience: patience) { response in
                guard response.head.status.code / 100 == 2 else {
                    let document = try await response.collect(upTo: Self.longestErrorDocument)
                    let error = S3Error(
                        operation: request.description, status: response.head.status, headers: response.head.headers, document: document)
                    throw Unsuccessful(error: error, isTemporary: error.isTemporary)
                }
                do { return try await success(response) } catch { throw Begun(error: error) }
            }
        } catch let begun as Begun {
            throw begun.error
        } catch let failure as Unsuccessful {
            throw failure
        } catch let error as HTTPClientError {
            let named = S3TransportError(operation: request.description, reason: "\(error)")
            throw Unsuccessful(error: named, isTemporary: error.isTemporary)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw Unsuccessful(error: S3TransportError(operation: request.description, reason: "\(error)"), isTemporary: true)
        }
    }

    /// A failure after the first byte may have reached the caller.
    private struct Begun: Error {
        let error: any Error
    }

    static func endpoint(_ url: String) throws(S3ConfigurationError) -> Endpoint {
        if url.lowercased().hasPrefix("https://") { throw .needsTLS(url) }
        guard url.lowercased().hasPrefix("http://") else { throw .badEndpoint(url) }
        var authority = url.dropFirst("http://".count)
        if authority.last == "/" { authority.removeLast() }
        guard let endpoint = Endpoint(authority: String(authority), defaultPort: 80) else { throw .badEndpoint(url) }
        return endpoint
    }
}

/// A request to S3 got no answer.
public struct S3TransportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// `GetObject s3://bucket/key`.
    public let operation: String
    public let reason: String
    public var description: String { "\(operation): \(reason)" }
}

extension HTTPClientError {
    var isTemporary: Bool {
        switch self {
        case .closed, .timedOut, .cannotConnect: true
        case .bodyTooLong, .cannotRead: false
        }
    }
}
