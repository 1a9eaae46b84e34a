package import Core

/// What is asked of a foreign endpoint.
package struct OutboundRequest: Sendable {
    package let method: String
    package let url: OutboundURL
    /// Without `Host` and those that frame a message, which the client writes.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    /// For the whole call; nil for what the policy says, which also says how long it may be.
    package var milliseconds: Int64?
    /// The longest answer that is of use; nil for what the policy says, which is also the most.
    package var bodyBytes: Int?
    /// Which addresses that are refused to everybody an administrator allows to this call. A connection is only used by calls that may go to
    /// its address.
    package var allowed: [AddressRange] = []

    /// Method, names and values together. Also what keeps a head within what a connection takes at once.
    static let headBytes = 16 << 10
    private static let ours: Set<String> = [
        "connection", "content-length", "expect", "host", "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]

    package init(method: String, url: OutboundURL, headers: [(name: String, value: String)] = [], body: [UInt8] = [])
        throws(OutboundError)
    {
        guard Self.isToken(method), method.utf8.count <= 32 else { throw .badHeader("The method is not one that HTTP has.") }
        // A tunnel would lead wherever the other side likes; TRACE would show it the credentials.
        if ["CONNECT", "TRACE"].contains(method.uppercased()) { throw .badHeader("The method \(method) is not sent.") }
        var bytes = method.utf8.count
        for (name, value) in headers {
            guard Self.isToken(name) else { throw .badHeader("A header's name has a character that it must not have.") }
            if Self.ours.contains(name.lowercased()) { throw .badHeader("The header \(name) is not the caller's to set.") }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw .badHeader("The value of the header \(name) has a control character.")
            }
            bytes += name.utf8.count + value.utf8.count + 4
        }
        if bytes > Self.headBytes { throw .tooLarge(.request) }
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isAlphanumeric($0) || "!#$%&'*+-.^_`|~".utf8.contains($0) }
    }
}

/// What a foreign endpoint answers: whatever it likes to say, redirects among it, which nobody follows.
package struct OutboundResponse: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    /// What the body takes of all calls' memory, until nobody has this answer any more.
    private let memory: MemoryReservation

    init(status: Int, headers: [(name: String, value: String)], body: [UInt8], memory: MemoryReservation) {
        self.status = status
        self.headers = headers
        self.body = body
        self.memory = memory
    }

    /// The first header of this name, in whatever case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}
