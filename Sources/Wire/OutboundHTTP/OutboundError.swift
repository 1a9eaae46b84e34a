package import Core

/// Why a call to a foreign endpoint has no answer.
package enum OutboundError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The URL is not one that is called. The caller's fault.
    case badURL(String)
    /// The method or a header is not one that is sent. The caller's fault.
    case badHeader(String)
    /// The host has an address that no setting allows. No retry helps before somebody changes a name or the setting.
    case refusedAddress(AddressRange.Address, AddressRule)
    /// The host's name has no address, or nobody said in time which.
    case unresolvable(String)
    /// There is no connection. Nothing was sent.
    case cannotConnect(String)
    /// The other side could not prove who it is, or does not speak TLS as it must. Nothing was sent.
    case tls(String)
    /// The time for the whole call is over. The endpoint may have got the request.
    case timedOut
    /// Something is over its limit; of an answer nothing is kept.
    case tooLarge(Part)
    /// The connection or the answer broke. The endpoint may have got the request.
    case broken(String)
    /// There are too many calls, or there is no memory for one more. Nothing was sent, or the answer found no room.
    case busy
    /// The caller's task, or the client, was stopped.
    case cancelled

    package enum Part: String, Sendable { case request, head, body }

    /// Whether the same call may come to another end by itself.
    package var isTransient: Bool {
        switch self {
        case .badURL, .badHeader, .refusedAddress, .tooLarge: false
        case .unresolvable, .cannotConnect, .tls, .timedOut, .broken, .busy, .cancelled: true
        }
    }

    package var description: String {
        switch self {
        case .badURL(let reason), .badHeader(let reason), .unresolvable(let reason), .cannotConnect(let reason), .tls(let reason),
            .broken(let reason):
            reason
        case .refusedAddress(let address, let rule): "The address \(address) is \(rule.rawValue), and no setting allows it."
        case .timedOut: "The endpoint did not answer in time."
        case .tooLarge(.request): "The request is too large."
        case .tooLarge(.head): "The head of the answer is too large."
        case .tooLarge(.body): "The answer is too large."
        case .busy: "Too many calls are under way."
        case .cancelled: "The call was stopped."
        }
    }
}
