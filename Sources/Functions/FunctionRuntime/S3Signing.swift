import Checksums
import Glibc
import NIOHTTP1
import Core
import SigV4

/// Signs requests with the credentials of the function's role.
struct S3Signing: Sendable {
    private let signer: RequestSigner

    init(region: String, accessKeyID: String, secretAccessKey: String, sessionToken: String?) {
        signer = RequestSigner(
            accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken, region: region, service: "s3")
    }

    static func hash(_ bytes: [UInt8]) -> String { RequestSigner.sha256(bytes) }

    /// - Returns: the file's length in bytes and its SHA-256 in hexadecimal.
    static func hash(file path: String) throws(FileError) -> (size: Int, hash: String) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileError(path: path, code: errno) }
        defer { close(file) }
        var hasher = SHA256Hasher()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var size = 0
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError(path: path, code: errno) }
            if count == 0 { return (size, Hex.encode(hasher.finalize())) }
            hasher.update(buffer[..<count])
            size += count
        }
    }

    func sign(_ request: S3Request, to endpoint: Endpoint) -> HTTPRequest {
        let query = request.encodedQuery
        let headers = signer.headers(
            method: request.method.rawValue, path: request.path, query: query, host: endpoint.authority, payloadHash: request.payloadHash,
            now: SystemClock().now, extra: request.headers.map { ($0.name, $0.value) })
        return HTTPRequest(
            method: request.method, target: request.path + (query.isEmpty ? "" : "?" + query), headers: HTTPHeaders(headers),
            body: request.body)
    }
}
