import Glibc
import NIOHTTP1
import PeltonCore
import SigV4

/// Signs requests with the credentials of the function's role.
struct S3Signing: Sendable {
    private let signer: RequestSigner

    init(region: String, accessKeyID: String, secretAccessKey: String, sessionToken: String?) {
        signer = RequestSigner(
            accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken, region: region, service: "s3")
    }

    static func hash(_ b: [UInt8]) -> String { RequestSigner.sha256(b) }
    static func hash(file path: String) throws -> (Int, String) { fatalError() }

    func sign(_ request: S3Request, to endpoint: Endpoint) -> HTTPRequest {
        let query = request.encodedQuery
        let extra = request.headers.map { ($0.name, $0.value) }
        let headers = HTTPHeaders(signer.headers(method: request.method.rawValue, path: request.path, query: request.query, host: endpoint.authority, payloadHash: request.payloadHash, now: SystemClock().now, extra: extra))
        return HTTPRequest(method: request.method, target: request.path + (query.isEmpty ? "" : "?" + query), headers: headers, body: request.body)
    }
}
