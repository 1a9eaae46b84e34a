/// A server: what to connect to and what the `Host` header says.
struct Endpoint: Sendable, Hashable {
    let host: String
    let port: Int
    /// As in the `Host` header: with the port unless it is the scheme's own, IPv6 in brackets.
    let authority: String

    /// Parses `host`, `host:port` or `[v6]:port`.
    init?(authority text: String, defaultPort: Int) {
        var host = Substring(text)
        var port = defaultPort
        let afterBracket = text.firstIndex(of: "]").map { text.index(after: $0) } ?? text.startIndex
        if let colon = text[afterBracket...].lastIndex(of: ":") {
            guard let number = Int(text[text.index(after: colon)...]), (1...65_535).contains(number) else { return nil }
            port = number
            host = text[..<colon]
        }
        if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, !host.contains(where: { "/?#@ ".contains($0) }) else { return nil }
        self.host = String(host)
        self.port = port
        let name = host.contains(":") ? "[\(host)]" : String(host)
        authority = port == defaultPort && defaultPort == 80 ? name : "\(name):\(port)"
    }
}
