internal import Invocation
internal import OutboundHTTP
internal import SigV4
internal import Core

extension RemoteFunction {
    private static let longestTraceHeader = 1024

    /// What is sent for a call. It hashes the payload.
    /// - Parameter responseBytes: the longest answer that is of use.
    func request(for invocation: Invocation, responseBytes: Int, now: Timestamp) throws(OutboundError) -> OutboundRequest {
        var headers = [(name: "Content-Type", value: "application/json"), (name: "User-Agent", value: "pelton")]
        // A caller's own text, which may be none that a header can have.
        if let trace = invocation.traceHeader, trace.utf8.count <= Self.longestTraceHeader,
            trace.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        {
            headers.append((name: "X-Amzn-Trace-Id", value: trace))
        }
        switch interface {
        case .lambda(let signer):
            // Waited for, whoever asked: only so is it known what became of it.
            headers.append((name: "X-Amz-Invocation-Type", value: "RequestResponse"))
            if let context = invocation.clientContext {
                headers.append((name: "X-Amz-Client-Context", value: Base64.encode(Array(context.utf8))))
            }
            let signed = signer.sign(
                method: "POST", rawPath: url.rawPath, rawQuery: url.rawQuery ?? "",
                headers: [("Host", url.authority)] + headers.map { ($0.name, $0.value) },
                payloadHash: RequestSigner.sha256(invocation.payload), date: now)
            headers += signed.map { (name: $0.0, value: $0.1) }
        case .http(let signer):
            headers.append((name: "Pelton-Function-Arn", value: invocation.invokedARN))
            headers += signer.sign(id: invocation.requestID, body: invocation.payload, now: now)
        }
        var request = try OutboundRequest(method: "POST", url: url, headers: headers, body: invocation.payload)
        request.milliseconds = Int64(invocation.function.timeoutSeconds) * 1000
        request.bodyBytes = responseBytes
        request.allowed = allowed
        return request
    }
}
