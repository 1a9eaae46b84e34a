import Core
import SigV4
import XML

#if canImport(Glibc)
    import Glibc
#endif

/// Asks a server's own API, and its IAM: one signed request a connection.
struct AdminClient {
    private let host: String
    private let port: Int
    private let credentials: Credentials
    private let region: String

    init(url: String, credentials: Credentials, region: String) throws {
        guard url.hasPrefix("http://") else { throw Failure("The endpoint must begin with http://, not \(url).") }
        let authority = url.dropFirst(7).prefix { $0 != "/" }
        let parts = authority.split(separator: ":", maxSplits: 1)
        guard let first = parts.first, let port = parts.count == 2 ? Int(parts[1]) : 80 else { throw Failure("\(url) is no endpoint.") }
        host = String(first)
        self.port = port
        self.credentials = credentials
        self.region = region
    }

    /// - Throws: a `Failure` with the server's own message if it answers anything but 200.
    func request(_ method: String, _ path: String, query: [(String, String)] = [], body: [UInt8] = []) throws -> JSON {
        let answer = try ask(method, path, query: Self.encoded(query), body: body, service: "pelton")
        guard let json = try? JSON(parsing: answer.body) else { throw notPelton(answer.status) }
        guard answer.status == 200 else {
            throw Failure(json["message"]?.string.map { JSON.visible($0) } ?? "The server answered with status \(answer.status).")
        }
        return json
    }

    /// Asks a service of the query protocol.
    /// - Parameter service: `iam` or `sts`.
    /// - Returns: the element of the result; the answer itself where an operation has none.
    /// - Throws: `ServiceRefusal` with the service's code and message, `Failure` for all else.
    func call(_ action: String, _ parameters: [(String, String)] = [], of service: String = "iam") throws -> XMLElement {
        let version = service == "sts" ? "2011-06-15" : "2010-05-08"
        let body = Array(Self.encoded([("Action", action), ("Version", version)] + parameters).utf8)
        let answer = try ask("POST", "/", body: body, contentType: "application/x-www-form-urlencoded; charset=utf-8", service: service)
        guard let root = try? XMLElement(parsing: answer.body) else { throw notPelton(answer.status) }
        guard answer.status == 200 else {
            let error = root.child("Error")
            throw ServiceRefusal(
                code: error?.text("Code") ?? "", message: error?.text("Message") ?? "The server answered with status \(answer.status).")
        }
        return root.child(action + "Result") ?? root
    }

    private static func encoded(_ query: [(String, String)]) -> String {
        query.map { PercentCoding.encode($0.0.utf8) + "=" + PercentCoding.encode($0.1.utf8) }.joined(separator: "&")
    }

    private func notPelton(_ status: Int) -> Failure { Failure("What answers at \(host):\(port) is not Pelton (status \(status)).") }

    private func ask(
        _ method: String, _ path: String, query: String = "", body: [UInt8], contentType: String? = nil, service: String
    ) throws -> (status: Int, body: [UInt8]) {
        let signer = RequestSigner(
            accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey, sessionToken: credentials.sessionToken,
            region: region, service: service)
        var extra = [("Content-Length", String(body.count)), ("Connection", "close")]
        if let contentType { extra.append(("Content-Type", contentType)) }
        let headers = signer.headers(
            method: method, path: path, query: query, host: "\(host):\(port)", payloadHash: RequestSigner.sha256(body),
            now: SystemClock().now, extra: extra)
        var head = "\(method) \(path)\(query.isEmpty ? "" : "?" + query) HTTP/1.1\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        let answer = try exchange(Array((head + "\r\n").utf8) + body)
        let blank = Array("\r\n\r\n".utf8)
        guard let end = (0..<max(0, answer.count - 3)).first(where: { answer[$0..<($0 + 4)].elementsEqual(blank) }),
            let status = Int(String(decoding: answer.prefix(12).suffix(3), as: UTF8.self))
        else { throw Failure("What answers at \(host):\(port) does not speak HTTP.") }
        return (status, Array(answer[(end + 4)...]))
    }

    private func exchange(_ request: [UInt8]) throws -> [UInt8] {
        let socket = try connect()
        defer { close(socket) }
        var rest = request[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { throw broken("send") }
            rest = rest.dropFirst(count)
        }
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &chunk, chunk.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw broken("recv") }
            if count == 0 { return answer }
            answer += chunk.prefix(count)
        }
    }

    private func connect() throws -> CInt {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0 else { throw Failure("The host \(host) is not known.") }
        defer { freeaddrinfo(found) }
        var next = found
        while let address = next {
            let socket = Glibc.socket(address.pointee.ai_family, address.pointee.ai_socktype | CInt(SOCK_CLOEXEC.rawValue), 0)
            if socket >= 0 {
                if Glibc.connect(socket, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 { return socket }
                close(socket)
            }
            next = address.pointee.ai_next
        }
        throw Failure("No server answers at http://\(host):\(port). Is `pelton serve` running?")
    }

    private func broken(_ call: String) -> Failure { Failure("The connection broke: \(call): \(String(cString: strerror(errno)))") }
}

/// What a service refused, in its own words.
struct ServiceRefusal: Error, CustomStringConvertible {
    let code, message: String

    var description: String { JSON.visible(message) }
}
