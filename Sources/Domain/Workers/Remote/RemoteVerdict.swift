internal import Invocation
internal import OutboundHTTP
internal import Core

/// What became of a call to an endpoint, by its answer or for want of one.
enum RemoteVerdict: Sendable, Hashable {
    /// The function's answer.
    case success([UInt8], remark: String? = nil)
    /// The function has failed, or refuses this event: another event may fare better.
    case functionError([UInt8], type: String? = nil)
    /// The endpoint as a whole does not do its work now, and why, in words for the function's owner. They name no address: that is the
    /// administrator's.
    case unavailable(String)
    /// Not within the function's time.
    case timedOut
    /// There is too much to do, here or there.
    case throttled
    case cancelled
}

extension RemoteVerdict {
    /// Answers that speak of what was sent and not of who sent it, or of how the endpoint is.
    /// Source: RFC 9110, section 15.5; Lambda API Reference, Invoke, "Errors".
    private static let refusals: Set<Int> = [400, 413, 415, 422]

    /// What an answer says. It reads the body.
    /// - Parameter header: the first of a name.
    init(status: Int, body: [UInt8], from function: RemoteFunction, header: (String) -> String?) {
        switch status {
        case 200...299: self = Self.answered(status, body, function.interface, header)
        case 300...399: self = .unavailable("The function's endpoint answered with a redirect (\(status)), and none is followed.")
        case 429: self = .throttled
        case _ where Self.refusals.contains(status): self = .functionError(Self.refusal(status, body), type: "Endpoint.Refused")
        default: self = .unavailable("The function's endpoint answered \(status).")
        }
    }

    private static func answered(
        _ status: Int, _ body: [UInt8], _ interface: RemoteFunction.Interface, _ header: (String) -> String?
    ) -> Self {
        if header("X-Amz-Function-Error") != nil { return .functionError(body) }
        switch interface {
        case .lambda:
            guard status == 200 else { return .unavailable("The function's endpoint answered \(status), which Lambda does not.") }
            // A page that some other server shows with 200 is no answer. What has this header is, whatever a function writes.
            guard header("X-Amz-Executed-Version") != nil || isJSON(body) else {
                return .unavailable("The function's endpoint did not answer as Lambda does.")
            }
            return .success(body)
        case .http:
            // That it took the event is said by the status alone.
            if isJSON(body) { return .success(body) }
            return .success(Array("null".utf8), remark: body.isEmpty ? nil : "The endpoint's answer is no JSON and is not passed on.")
        }
    }

    /// What it says of its refusal, if it says it as functions do.
    private static func refusal(_ status: Int, _ body: [UInt8]) -> [UInt8] {
        if body.count <= longestRefusal, let json = try? JSON(parsing: body, maximumValues: JSON.inputValues),
            json["errorMessage"]?.string != nil
        {
            return body
        }
        return InvocationRunner.error("Endpoint.Refused", "The function's endpoint refused the event: it answered \(status).")
    }

    private static let longestRefusal = 64 << 10

    private static func isJSON(_ bytes: [UInt8]) -> Bool {
        do throws(JSON.ParseError) { try JSON.check(bytes, maximumDepth: 1000) } catch { return false }
        return true
    }

    /// Why there is no answer.
    /// - Parameter responseBytes: the longest that was waited for.
    init(_ error: OutboundError, responseBytes: Int) {
        switch error {
        case .tooLarge(.body):
            self = .functionError(InvocationRunner.tooLarge(limit: responseBytes), type: "Function.ResponseSizeTooLarge")
        case .tooLarge(.head): self = .unavailable("The head of the endpoint's answer is too large.")
        case .refusedAddress: self = .unavailable("The function's endpoint has an address that no setting allows.")
        case .unresolvable: self = .unavailable("The host of the function's endpoint was not found.")
        case .cannotConnect: self = .unavailable("The function's endpoint cannot be reached.")
        case .tls: self = .unavailable("The function's endpoint could not prove who it is.")
        case .broken: self = .unavailable("The function's endpoint broke off, or did not answer in HTTP.")
        case .timedOut: self = .timedOut
        case .busy: self = .throttled
        case .cancelled: self = .cancelled
        case .badURL, .badHeader, .tooLarge(.request): self = .unavailable("The function's endpoint cannot be called so.")
        }
    }
}
