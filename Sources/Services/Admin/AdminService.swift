package import Objects
package import ServiceKit
package import HTTPServer
private import Policies
package import DeliveryData
package import ObjectData
package import Store
private import NIOCore
package import Core
private import SigV4

/// Pelton's own API, under `/_pelton/`: JSON over HTTP, signed for the service `pelton`. What `pelton events` talks to.
package struct AdminService: ServiceHandler {
    private static let redriveStep = 256
    private static let damagedShown = 1000
    private let metadata: MetadataStore
    private let pauseReason: @Sendable (_ destination: String) -> String?
    private let engine: ObjectEngine
    private let scrubber: Scrubber
    /// Whose store it is: only this account may look after it as a whole.
    private let owner: AccountID

    /// - Parameter pauseReason: why what is owed to a destination waits; nil if it does not.
    package init(
        metadata: MetadataStore, engine: ObjectEngine, scrubber: Scrubber, owner: AccountID,
        pauseReason: @escaping @Sendable (_ destination: String) -> String?
    ) {
        self.metadata = metadata
        self.pauseReason = pauseReason
        self.engine = engine
        self.scrubber = scrubber
        self.owner = owner
    }

    /// A list of so many ids.
    package func bodyLimit(of http: HTTPRequest) -> Int { 64 << 10 }

    package func respond(to request: APIRequest, _ response: ResponseWriter) async {
        do throws(AdminError) {
            let answer = try await answer(request)
            await send(200, answer, request.id, response)
        } catch {
            await send(error, request.id, response)
        }
    }

    package func refuse(_ error: AuthenticationError, id: RequestID, _ http: HTTPRequest, _ response: ResponseWriter) async {
        await send(AdminError(error), id, response)
    }

    private func answer(_ request: APIRequest) async throws(AdminError) -> JSON {
        switch (request.http.method, String(request.http.rawPath)) {
        case ("GET", "/_pelton/events"):
            try await authorize("pelton:ListEvents", request)
            return try await events(EventsQuery(request.http), request.caller.account)
        case ("POST", "/_pelton/events/redrive"):
            try await authorize("pelton:RedriveEvents", request)
            return try await redrive(request)
        case ("GET", "/_pelton/scrub"):
            try await authorizeOperator("pelton:GetScrub", request)
            return try await scrub()
        case ("POST", "/_pelton/scrub"):
            try await authorizeOperator("pelton:StartScrub", request)
            try startScrub(request)
            return try await scrub()
        default: throw .unknown
        }
    }

    /// What concerns all accounts' data is for the account that runs the server.
    private func authorizeOperator(_ action: String, _ request: APIRequest) async throws(AdminError) {
        try await authorize(action, request)
        guard request.caller.account == owner else { throw .denied("Only the account that runs this server may do this.") }
    }

    private func startScrub(_ request: APIRequest) throws(AdminError) {
        let text = request.http.queryValue("bytes-per-second") ?? "67108864"
        guard let rate = Int64(text), (1...(1 << 40)).contains(rate) else {
            throw .invalid("`bytes-per-second` must be a whole number from 1 to 1099511627776, not \(text).")
        }
        guard scrubber.start(bytesPerSecond: rate) else {
            throw AdminError(
                status: 409, code: "Conflict", message: "A scrub is running already. `pelton scrub --status` shows how far it is.")
        }
    }

    private func scrub() async throws(AdminError) -> JSON {
        let progress = scrubber.progress
        let damaged: [DamagedVersion]
        do throws(EngineError) { damaged = try await engine.damagedVersions(limit: Self.damagedShown) } catch {
            if case .failed(let failure) = error { throw AdminError(failure) }
            throw AdminError(StoreFailure.storage("\(error)"))
        }
        return .members([
            "running": .bool(progress.isRunning), "startedMs": progress.started.map { .integer(Int($0.milliseconds)) },
            "finishedMs": progress.finished.map { .integer(Int($0.milliseconds)) }, "blobs": .integer(Int(progress.contents)),
            "bytes": .integer(Int(progress.bytes)), "damagedBlobs": .integer(progress.damaged),
            "failure": progress.failure.map(JSON.string),
            "damagedVersions": .array(
                damaged.map {
                    .members([
                        "bucket": .string($0.bucket), "key": .string($0.key.description), "versionId": .string($0.versionID.description),
                    ])
                }),
        ])
    }

    private func authorize(_ action: String, _ request: APIRequest) async throws(AdminError) {
        request.log.set { $0.operation = action }
        let refusal = try await request.refusal(of: action, on: "*", of: request.caller.account, busy: AdminError(StoreFailure.busy))
        if let refusal { throw .denied(refusal) }
    }

    private func events(_ query: EventsQuery, _ account: AccountID) async throws(AdminError) -> JSON {
        let page = try await page(
            ListDeliveries(account: account, state: query.state, bucket: query.bucket, after: query.after, limit: query.limit))
        return .members([
            "events": .array(page.reports.map { $0.json(waitsBecause: pauseReason($0.destination)) }),
            "next": page.next.map { .integer($0) },
        ])
    }

    private func page(_ list: ListDeliveries) async throws(AdminError) -> DeliveryPage {
        do { return try await metadata.read(list) } catch { throw AdminError(error) }
    }

    private func redrive(_ request: APIRequest) async throws(AdminError) -> JSON {
        let account = request.caller.account
        let count =
            if let ids = try redriveIDs(request) { try await redrive(ids, account) } else { try await redriveAll(account) }
        return .members(["redriven": .integer(count)])
    }

    private func redrive(_ ids: [Int64], _ account: AccountID) async throws(AdminError) -> Int {
        do { return try await metadata.commit(Redrive(ids: ids, account: account)) } catch { throw AdminError(error) }
    }

    /// Found by readers, a page at a time, so that the committer sees none but those that it changes.
    private func redriveAll(_ account: AccountID) async throws(AdminError) -> Int {
        var count = 0
        var after: Int64? = 0
        while let from = after {
            let page = try await page(ListDeliveries(account: account, state: .dead, bucket: nil, after: from, limit: Self.redriveStep))
            if !page.reports.isEmpty { count += try await redrive(page.reports.map(\.id), account) }
            after = page.next
        }
        return count
    }

    private func redriveIDs(_ request: APIRequest) throws(AdminError) -> [Int64]? {
        guard let body = request.collected, body.readableBytes > 0 else { return nil }
        guard let json = try? JSON(parsing: Array(body.readableBytesView), maximumValues: JSON.inputValues), case .object = json else {
            throw .invalid("The body is not a JSON object.")
        }
        guard let ids = json["ids"] else { return nil }
        guard let list = ids.array, list.count <= Self.redriveStep, list.allSatisfy({ $0.integer != nil }) else {
            throw .invalid("`ids` must be a list of at most \(Self.redriveStep) numbers, as `pelton events` shows them.")
        }
        return list.compactMap { $0.integer.map(Int64.init) }
    }

    private func send(_ error: AdminError, _ id: RequestID, _ response: ResponseWriter) async {
        await send(
            error.status, .members(["code": .string(error.code), "message": .string(error.message), "requestId": .string(id.description)]),
            id, response)
    }

    private func send(_ status: Int, _ answer: JSON, _ id: RequestID, _ response: ResponseWriter) async {
        let headers = HTTPHeaders([("Content-Type", "application/json"), ("x-amzn-RequestId", id.description)])
        await response.send(status, headers, body: ByteBuffer(bytes: answer.utf8))
    }
}

extension AdminError {
    fileprivate init(_ error: AuthenticationError) {
        switch error {
        case .signature(let error): self.init(status: error.status, code: error.code, message: error.message)
        case .unknownAccessKey(let key), .inactiveAccessKey(let key):
            self.init(status: 403, code: "InvalidAccessKeyId", message: "The access key \(key) does not exist here, or is not active.")
        case .invalidToken: self.init(status: 403, code: "InvalidToken", message: "The session token is not that of this access key.")
        case .expiredToken: self.init(status: 403, code: "ExpiredToken", message: "The session has expired.")
        case .missingToken:
            self.init(
                status: 403, code: "MissingAuthenticationToken",
                message: "This request is not signed. Sign it with AWS Signature Version 4 for the service `pelton`.")
        case .unreadableBody: self.init(status: 400, code: "InvalidRequest", message: "The body could not be read.")
        case .bodyTooLarge(let limit):
            self.init(status: 413, code: "RequestTooLarge", message: "The body must not be larger than \(limit) bytes.")
        case .busy: self.init(status: 503, code: "SlowDown", message: "The server is busy. Try again.")
        case .internalFailure: self.init(status: 500, code: "InternalError", message: "The server could not do this. Its log says why.")
        }
    }
}
