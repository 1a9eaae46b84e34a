internal import ServiceKit
internal import HTTPServer
internal import Policies
internal import Logging
internal import NIOCore
internal import Core
internal import S3
internal import SigV4

/// Where every request comes in: it gets its id, its sender is found out once, and the service's handler answers it. One log line each.
struct Gateway: Responder {
    let handlers: [Service: any ServiceHandler]
    /// Answers what could not be read as a request.
    let unreadable: any FallbackServiceHandler
    /// Answers for the hosts that are buckets' websites.
    let websites: any ServiceHandler
    let addressing: Addressing
    let authenticator: Authenticator
    let places: RequestLimiter
    let memory: MemoryBudget
    /// Whether the store writes no more until a restart.
    let isReadOnly: @Sendable () -> Bool
    /// For bodies so large that only functions' code can be meant: while it comes in, all else goes on.
    let codeMemory: MemoryBudget
    /// For what functions are called with, which may take as long as they like.
    let payloadMemory: MemoryBudget
    let threads: InputThreads
    let limits: Limits
    let clock: any PeltonClock
    let random: any RandomSource
    let logger: Logger

    func respond(to http: HTTPRequest, _ response: ResponseWriter) async {
        let started = clock.monotonicMilliseconds
        let id = RequestID(random: random)
        let log = RequestLog()
        let sender = await handle(http, id, log, response)
        logAccess(http, id, log.current, response, sender, clock.monotonicMilliseconds - started)
    }

    func refuse(_ refusal: Refusal, _ response: ResponseWriter) async {
        let id = RequestID(random: random)
        let log = RequestLog()
        let code = await unreadable.refuse(refusal, id: id, response)
        log.set { fields in
            fields.errorCode = code
            fields.path = Self.logPath(refusal.request)
        }
        logAccess(refusal.request, id, log.current, response, "", 0)
    }

    /// - Returns: who asked, for the log.
    private func handle(_ http: HTTPRequest, _ id: RequestID, _ log: RequestLog, _ response: ResponseWriter) async -> String {
        let place = addressing.place(http.headers.first("host"))
        let bodyPlace = http.body.isPresent ? places.place(for: http.body) : nil
        defer { withExtendedLifetime(bodyPlace) {} }
        if case .website = place { return await anonymous(http, bodyPlace, websites, id, log, response) }
        if place == .path, http.rawPath == "/_pelton/health" {
            let (status, text) = isReadOnly() ? (503, "read-only") : (200, "ok")
            await response.send(
                status, HTTPHeaders([("Content-Type", "application/json")]), body: ByteBuffer(string: #"{"status":"\#(text)"}"#))
            log.set { $0.operation = "Health" }
            return ""
        }
        guard http.isQueryWellFormed else {
            await refuse(.signature(.invalidURI(String(http.rawQuery))), Service(unsigned: http, place), http, id, log, response)
            return ""
        }
        // Before a page's request a browser asks with the same URL, whatever signature that has, and signs nothing.
        guard http.method != "OPTIONS" else { return await unsigned(http, place, bodyPlace, id, log, response) }
        let input = Authenticator.input(http, place)
        do {
            guard let claim = try SignatureClaim.parse(input, version2: authenticator.version2) else {
                return await unsigned(http, place, bodyPlace, id, log, response)
            }
            return await signed(claim, input, http, bodyPlace, id, log, response)
        } catch {
            await refuse(.signature(error), Service(unsigned: http, place), http, id, log, response)
            return ""
        }
    }

    private func unsigned(
        _ http: HTTPRequest, _ place: Addressing.Place, _ bodyPlace: RequestPermit?, _ id: RequestID, _ log: RequestLog,
        _ response: ResponseWriter
    ) async -> String {
        let service = Service(unsigned: http, place)
        if service == .iam || asksUnsigned(http, place) {
            return await unsignedQuery(http, bodyPlace, service, id, log, response)
        }
        guard service == .s3, let handler = handlers[.s3] else {
            await refuse(.missingToken, service, http, id, log, response)
            return ""
        }
        let payload: PayloadMode
        do throws(SignatureError) {
            payload = http.method == "OPTIONS" ? .unsigned : try PayloadMode(ofUnsigned: http.headers.first("x-amz-content-sha256"))
        } catch {
            await refuse(.signature(error), service, http, id, log, response)
            return "anonymous"
        }
        return await anonymous(http, bodyPlace, handler, id, log, response, payload: payload)
    }

    func anonymous(
        _ http: HTTPRequest, _ bodyPlace: RequestPermit?, _ handler: any ServiceHandler, _ id: RequestID, _ log: RequestLog,
        _ response: ResponseWriter,
        payload: PayloadMode = .unsigned, collected: ByteBuffer? = nil
    ) async -> String {
        let request = APIRequest(
            id: id, http: http, caller: .anonymous, region: authenticator.region, received: clock.now, signature: nil, payload: payload,
            collected: collected, log: log, threads: threads, place: bodyPlace)
        await answer(request, handler, response)
        return "anonymous"
    }

    private func signed(
        _ claim: SignatureClaim, _ input: SigningInput, _ http: HTTPRequest, _ bodyPlace: RequestPermit?, _ id: RequestID,
        _ log: RequestLog,
        _ response: ResponseWriter
    ) async -> String {
        guard let service = Service(scope: claim.service), let handler = handlers[service] else {
            await refuse(.signature(.wrongService(claim.service, expected: "s3", source: claim.source)), .s3, http, id, log, response)
            return ""
        }
        let ownID = self.id(of: service, id, log)
        do throws(AuthenticationError) {
            let proof = try await proof(of: claim, input, http, bodyPlace, service, handler)
            defer { withExtendedLifetime(proof.held) {} }
            let request = APIRequest(
                id: ownID, http: http, caller: proof.sender.caller, region: proof.sender.region, received: clock.now,
                signature: proof.sender.signature, payload: proof.sender.signature.payload, collected: proof.body, log: log,
                threads: threads, place: bodyPlace)
            await answer(request, handler, response)
            return proof.sender.caller.principal.displayName
        } catch {
            await refuse(error, service, http, ownID, log, response)
            return claim.accessKeyID.shownKeyID(isKnown: error.knowsKey)
        }
    }

    /// S3 alone has ids of its own kind: all other services' are UUIDs.
    func id(of service: Service, _ id: RequestID, _ log: RequestLog) -> RequestID {
        guard service != .s3, log.current.requestID.isEmpty else { return id }
        let own = RequestID(description: random.uuid(), hostID: id.hostID)
        log.set { $0.requestID = own.description }
        return own
    }

    private func answer(_ request: APIRequest, _ handler: any ServiceHandler, _ response: ResponseWriter) async {
        await handler.respond(to: request, response)
        guard response.lacksMemory else { return }
        request.log.set { $0.decision = AuthenticationError.busy.logText }
        await handler.refuse(.busy, id: request.id, request.http, response)
    }

    func refuse(
        _ error: AuthenticationError, _ service: Service, _ http: HTTPRequest, _ id: RequestID, _ log: RequestLog,
        _ response: ResponseWriter
    ) async {
        let handler = handlers[service] ?? handlers[.s3]
        handler?.describe(http, in: log)
        log.set { fields in
            fields.decision = error.logText
            fields.path = Self.logPath(http)
        }
        let id = self.id(of: service, id, log)
        await handler?.refuse(error, id: id, http, response)
    }

    /// Nobody has looked yet what the request asks for. A target that is a whole URL may have a password in it.
    private static func logPath(_ http: HTTPRequest) -> String {
        http.rawPath.utf8.first == UInt8(ascii: "/") ? String(decoding: http.rawPath.utf8.prefix(2048), as: UTF8.self) : ""
    }

    /// Of what a caller may have written, in bytes.
    private static let longestField = 2048

    private func logAccess(
        _ http: HTTPRequest, _ id: RequestID, _ fields: RequestLog.Fields, _ response: ResponseWriter, _ sender: String, _ duration: Int64
    ) {
        var line = Logger.Metadata(minimumCapacity: 16)
        func add(_ name: String, _ value: String) { if !value.isEmpty { line[name] = .string(value.cut(to: Self.longestField)) } }
        add("request_id", fields.requestID.isEmpty ? id.description : fields.requestID)
        add("principal", fields.principal.isEmpty ? sender : fields.principal)
        add("method", http.method)
        add("operation", fields.operation)
        add("bucket", fields.bucket)
        add("key", fields.key)
        add("path", fields.path)
        add("status", String(response.status))
        add("bytes", String(response.bytesSent))
        add("duration_ms", String(duration))
        add("remote", http.remoteAddress)
        add("error", fields.errorCode)
        add("decision", fields.decision)
        logger.info("request", metadata: line)
    }
}

extension AuthenticationError {
    /// Nothing in it that could be a secret.
    fileprivate var logText: String {
        switch self {
        case .signature(let error): error.logText
        case .unknownAccessKey(let id): "unknownAccessKey(\"\(id.shownKeyID(isKnown: false))\")"
        default: "\(self)"
        }
    }

    /// Whether the key that was named was found.
    fileprivate var knowsKey: Bool {
        switch self {
        case .inactiveAccessKey, .invalidToken, .expiredToken, .signature(.mismatch): true
        default: false
        }
    }
}

extension String {
    fileprivate func cut(to bytes: Int) -> String {
        utf8.count <= bytes ? self : String(decoding: utf8.prefix(bytes), as: UTF8.self)
    }

    /// An access key id for a log line. What nobody has as one may be a secret that was put into the wrong field: unless it looks like an
    /// id, no more of it is shown than tells its sender which it was.
    func shownKeyID(isKnown: Bool) -> String {
        let bytes = utf8
        let isWord = (1...32).contains(bytes.count) && bytes.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
        guard !isKnown, !(isWord && (hasPrefix("AKIA") || hasPrefix("ASIA"))) else { return self }
        let shown = String(decoding: bytes.prefix(min(4, bytes.count / 4)), as: UTF8.self)
        return "\(shown)… (\(bytes.count) bytes)"
    }
}
