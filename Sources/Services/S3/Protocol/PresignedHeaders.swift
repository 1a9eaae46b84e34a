internal import ServiceKit
internal import HTTPServer
internal import SigV4

enum PresignedHeaders {
    /// - Returns: the request with what its query has in the place of headers where the operations look for them.
    /// - Throws: if a value has a character that no header can carry.
    static func restored(_ request: APIRequest) throws(ServiceError) -> APIRequest {
        guard let signature = request.signature, signature.source == .query else { return request }
        var headers = request.http.headers
        let found = HeadersInQuery.found(in: request.http.queryItems, beside: headers.pairs, signature.version)
        guard !found.isEmpty else { return request }
        for (name, value) in found {
            try ObjectHeaders.check(name, value, as: name)
            // Where the client has sent another condition than was signed, the one that was signed holds.
            if HeadersInQuery.conditions.contains(name) { headers.set(name, value) } else { headers.add(name, value) }
        }
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
            id: id, http: http, caller: caller, region: region, received: received, signature: signature, payload: payload,
            collected: collected, log: log, threads: inputThreads, place: place)
    }
}
