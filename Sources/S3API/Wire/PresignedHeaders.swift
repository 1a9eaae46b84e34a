internal import Faces
internal import HTTPFront
internal import SigV4

/// Some SDKs move the `x-amz-` headers of a presigned request into its query, where the signature covers them as well: S3 reads them there.
/// Source: S3 API Reference, "Authenticating Requests: Using Query Parameters".
enum PresignedHeaders {
    /// Parameters that are part of the signature itself.
    private static let ofSignature: Set<String> = [
        "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-signedheaders", "x-amz-signature",
        "x-amz-security-token", "x-amz-content-sha256",
    ]

    /// As nearly everybody spells them: these need no second look.
    private static let asUsual: Set<String> = [
        "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
        "X-Amz-Security-Token",
    ]

    /// - Returns: the request with those headers where the operations look for them.
    /// - Throws: if a value has a character that no header can carry.
    static func restored(_ request: APIRequest) throws(S3Error) -> APIRequest {
        guard case .query? = request.signature?.source else { return request }
        var headers = request.http.headers
        var taken: Set<String>?
        for (name, value) in request.http.queryItems where name.utf8.count > 6 && !asUsual.contains(name) {
            let name = name.lowercased()
            guard name.hasPrefix("x-amz-"), !ofSignature.contains(name) else { continue }
            // There may be thousands of both.
            taken = taken ?? Set(headers.pairs.map { $0.name.lowercased() })
            guard taken?.insert(name).inserted == true else { continue }
            try ObjectHeaders.check(name, value, as: name)
            headers.add(name, value)
        }
        guard headers.pairs.count > request.http.headers.pairs.count else { return request }
        return request.replacing(request.http.replacing(headers))
    }
}

extension HTTPRequest {
    /// The same request with other headers, and without its query where it has no meaning.
    func replacing(_ headers: HTTPHeaders, keepsQuery: Bool = true) -> HTTPRequest {
        HTTPRequest(
            method: method, target: rawQuery.isEmpty || !keepsQuery ? String(rawPath) : "\(rawPath)?\(rawQuery)", headers: headers,
            body: body, remoteAddress: remoteAddress)
    }
}

extension APIRequest {
    func replacing(_ http: HTTPRequest) -> APIRequest {
        APIRequest(
            id: id, http: http, caller: caller, region: region, received: received, signature: signature, collected: collected, log: log,
            threads: threads, place: place)
    }
}
