package import Core
package import Logging
internal import OutboundHTTP

/// The keys of the issuers whose tokens come in, kept for an hour. Each issuer is asked once at a time, whoever waits for it, and seldom:
/// who asks has proven nothing.
package actor IssuerKeys {
    package typealias ReadFile = @Sendable (String) throws(KeyFailure) -> [UInt8]
    typealias Outcome = Result<JSONWebKeys, KeyFailure>

    private struct Entry {
        var keys: JSONWebKeys?
        /// When these came.
        var since: Int64 = 0
        /// What came of the last attempt, and when.
        var failure: KeyFailure?
        var attempted: Int64?
        var attempt: Task<Outcome, Never>?
    }

    private static let longestAge: Int64 = 3_600_000
    /// A token with a key that nobody knows makes the issuer be asked anew, at most so often.
    private static let refreshWait: Int64 = 30_000
    private static let failureWait: Int64 = 5000
    private static let mostIssuers = 256
    /// Of all issuers.
    private static let mostKeys = 2048
    private static let longestAnswer = 256 << 10
    /// For each of two answers. AWS waits as long.
    private static let answerMilliseconds: Int64 = 5000

    private let settings: [String: IssuerSetting]
    private let readFile: ReadFile
    private let resolver: any OutboundResolver
    private let clock: any PeltonClock
    private let logger: Logger
    private var entries: [String: Entry] = [:]
    /// By the file with the authorities that they trust.
    private var clients: [String: OutboundClient] = [:]
    private var files: BlockingPool<Void>?
    private var isStopped = false

    /// - Parameter readFile: may wait for a disk.
    package init(_ settings: [IssuerSetting], clock: any PeltonClock, logger: Logger, readFile: @escaping ReadFile) {
        self.init(settings, resolver: SystemResolver(), clock: clock, logger: logger, readFile: readFile)
    }

    init(
        _ settings: [IssuerSetting], resolver: any OutboundResolver, clock: any PeltonClock, logger: Logger, readFile: @escaping ReadFile
    ) {
        self.settings = Dictionary(settings.map { ($0.issuer, $0) }) { first, _ in first }
        self.resolver = resolver
        self.clock = clock
        self.logger = logger
        self.readFile = readFile
    }

    /// - Throws: `.notSigned`, or `.noKeys` where it cannot be known.
    package func verify(_ token: JSONWebToken, of issuer: String) async throws(TokenRefusal) {
        guard token.algorithm != nil, let keyID = token.keyID else { throw .notSigned }
        let keys: JSONWebKeys
        do { keys = try await self.keys(of: issuer, with: keyID) } catch { throw .noKeys(error) }
        guard keys.verify(token) else { throw .notSigned }
    }

    /// The issuer's keys, asked for anew where they do not have the one that is looked for.
    private func keys(of issuer: String, with keyID: String) async throws(KeyFailure) -> JSONWebKeys {
        let now = clock.monotonicMilliseconds
        let entry = entries[issuer] ?? Entry()
        let sinceAttempt = entry.attempted.map { now - $0 } ?? .max
        let known = entry.keys.flatMap { now - entry.since < Self.longestAge ? $0 : nil }
        if let known, known.has(keyID) || sinceAttempt < Self.refreshWait { return known }
        if entry.attempt == nil, let failure = entry.failure, sinceAttempt < Self.failureWait { throw failure }
        let attempt = entry.attempt ?? begin(issuer, now)
        return try await attempt.value.get()
    }

    private func begin(_ issuer: String, _ now: Int64) -> Task<Outcome, Never> {
        if entries[issuer] == nil, entries.count >= Self.mostIssuers { forgetOldest() }
        let attempt = Task { [self] () -> Outcome in
            let outcome: Outcome
            do throws(KeyFailure) { outcome = .success(try await fetch(issuer)) } catch { outcome = .failure(error) }
            settle(issuer, outcome)
            return outcome
        }
        entries[issuer, default: Entry()].attempt = attempt
        return attempt
    }

    private func settle(_ issuer: String, _ outcome: Outcome) {
        let now = clock.monotonicMilliseconds
        var entry = entries[issuer] ?? Entry()
        entry.attempt = nil
        switch outcome {
        case .success(let keys): (entry.keys, entry.since, entry.failure, entry.attempted) = (keys, now, nil, now)
        case .failure(.busy): break
        case .failure(let failure):
            (entry.failure, entry.attempted) = (failure, now)
            logger.warning("the keys of an identity provider are not to be had", metadata: ["issuer": "\(issuer)", "error": "\(failure)"])
        }
        entries[issuer] = entry
        while entries.count > 1, entries.values.reduce(0, { $0 + ($1.keys?.count ?? 0) }) > Self.mostKeys, forgetOldest(but: issuer) {}
    }

    /// Of those that nobody waits for.
    /// - Returns: whether there was one.
    @discardableResult private func forgetOldest(but kept: String? = nil) -> Bool {
        let idle = entries.filter { $0.value.attempt == nil && $0.key != kept }
        guard let oldest = idle.min(by: { $0.value.attempted ?? 0 < $1.value.attempted ?? 0 }) else { return false }
        entries[oldest.key] = nil
        return true
    }

    // MARK: Asking

    private func fetch(_ issuer: String) async throws(KeyFailure) -> JSONWebKeys {
        guard let setting = settings[issuer] ?? IssuerSetting(of: issuer) else { throw .unusable("The issuer's URL cannot be called.") }
        switch setting.place {
        case .file(let path): return try JSONWebKeys(parsing: try await read(path))
        case .url(let base):
            let client = try await client(trusting: setting.authoritiesFile)
            let path = (base.rawPath.hasSuffix("/") ? String(base.rawPath.dropLast()) : base.rawPath) + "/.well-known/openid-configuration"
            let configuration = try await get(try url("\(base.scheme)://\(base.authority)\(path)"), setting, client)
            let json: JSON
            do { json = try JSON(parsing: configuration, maximumDepth: 32, maximumValues: 1 << 14) } catch {
                throw .unusable("The configuration is no JSON.")
            }
            guard json["issuer"]?.string.map({ $0.utf8.elementsEqual(issuer.utf8) }) == true else {
                throw .unusable("The configuration is another issuer's.")
            }
            let place = try url(json["jwks_uri"]?.string ?? "")
            guard place.isSecure || !base.isSecure else { throw .unusable("The keys are at a place that is not https.") }
            return try JSONWebKeys(parsing: try await get(place, setting, client))
        }
    }

    private func url(_ text: String) throws(KeyFailure) -> OutboundURL {
        do throws(OutboundError) { return try OutboundURL(text) } catch { throw .unusable(error.description) }
    }

    private func get(_ url: OutboundURL, _ setting: IssuerSetting, _ client: OutboundClient) async throws(KeyFailure) -> [UInt8] {
        let response: OutboundResponse
        do throws(OutboundError) {
            var request = try OutboundRequest(method: "GET", url: url, headers: [("Accept", "application/json")])
            request.milliseconds = Self.answerMilliseconds
            request.bodyBytes = Self.longestAnswer
            request.allowed = setting.allowed
            response = try await client.send(request)
        } catch {
            if error == .busy || error == .cancelled { throw .busy }
            throw error.isTransient ? .unreachable(error.description) : .unusable(error.description)
        }
        switch response.status {
        case 200: return response.body
        case 429, 500...: throw .unreachable("It answered \(response.status).")
        default: throw .unusable("It answered \(response.status).")
        }
    }

    private func client(trusting authorities: String?) async throws(KeyFailure) -> OutboundClient {
        if let client = clients[authorities ?? ""] { return client }
        var policy = OutboundPolicy()
        policy.limits.calls = 32
        policy.limits.callsPerHost = 4
        policy.limits.hosts = 16
        policy.limits.bodyBytes = Self.longestAnswer
        policy.limits.memoryBytes = 8 << 20
        policy.limits.lookupThreads = 2
        if let authorities { policy.authorities = try await read(authorities) }
        // Another may have come to it while the file was read.
        if let client = clients[authorities ?? ""] { return client }
        guard !isStopped else { throw .busy }
        do throws(OutboundError) {
            let client = try OutboundClient(policy: policy, resolver: resolver)
            clients[authorities ?? ""] = client
            return client
        } catch { throw .unusable(error.description) }
    }

    private func read(_ path: String) async throws(KeyFailure) -> [UInt8] {
        guard !isStopped else { throw .busy }
        let pool = files ?? BlockingPool<Void>(name: "pelton-oidc", threads: 1, capacity: 64) {}
        files = pool
        do {
            return try await pool.run { [readFile] _ throws(KeyFailure) in try readFile(path) }
        } catch { throw error as? KeyFailure ?? .busy }
    }

    /// Ends the calls under way.
    package func stop() async {
        isStopped = true
        for client in clients.values { await client.stop() }
        if let files {
            // It ends once what it reads has been read: not on a thread of the pool that tasks share.
            Threads.start(name: "pelton-oidc-end") { files.stop() }
        }
    }
}
