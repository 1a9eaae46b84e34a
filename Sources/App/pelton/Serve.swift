import ArgumentParser
import Logging
import Core
import Server
import SigV4

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve S3, Lambda, IAM, STS, KMS and CloudWatch Logs on one port.",
        discussion: """
            Every option can also be given as an environment variable: PELTON_DATA, PELTON_LISTEN, PELTON_DOMAIN, PELTON_WEBSITE_DOMAIN, \
            PELTON_REGION, PELTON_SIGNATURE_V2, PELTON_ACCOUNT_ID, PELTON_CREDENTIALS, PELTON_MASTER_KEY_FILE, PELTON_DEFAULT_ENCRYPTION, PELTON_SSE_C, PELTON_SANDBOX, PELTON_WORKER_MEMORY, PELTON_WORKER_PROCESSES, PELTON_RUNTIMES, PELTON_REMOTE_FUNCTIONS, PELTON_OIDC_ISSUERS, PELTON_ASYNC_RETRY_WAITS, \
            PELTON_LIFECYCLE_DAY, PELTON_BUCKET_DEFAULTS, PELTON_OWNER_NAMES, PELTON_LOG_LEVEL, PELTON_LOG_FORMAT. \
            PELTON_ACCESS_KEY_ID and PELTON_SECRET_ACCESS_KEY set the root's keys; without them the first start generates some, \
            keeps them in the data directory under secrets/ and prints them once.
            """)

    @Option(help: "The folder that holds everything. (default: pelton-data)")
    var data: String?

    @Option(help: "HOST:PORT to listen on; port 0 takes a free one. (default: 127.0.0.1:9000)")
    var listen: String?

    @Option(
        help: "Host names under which BUCKET.SUFFIX is a bucket; several with commas, or repeated. (default: localhost)")
    var domain: [String] = []

    @Option(
        name: .customLong("website-domain"),
        help: "Host names under which BUCKET.SUFFIX is a bucket's website; several with commas, or repeated. (default: none)")
    var websiteDomain: [String] = []

    @Option(help: "The region of buckets and functions where a request names none. (default: us-east-1)")
    var region: String?

    @Option(
        name: .customLong("signature-v2"),
        help: """
            Where requests may be signed with Signature Version 2: query (in URLs and forms, as boto3 and the AWS CLI do), all (in headers \
            too), or off. (default: query)
            """)
    var signatureV2: String?

    @Option(name: .customLong("account-id"), help: "The root account's twelve digits. (default: 000000000000)")
    var accountID: String?

    @Option(help: "A JSON file with further accounts and the keys of their roots: docs/access.md shows one.")
    var credentials: String?

    @Option(
        name: .customLong("master-key-file"),
        help: "The file with the store's key, made where there is none. (default: secrets/master.key in the data directory)")
    var masterKeyFile: String?

    @Option(
        name: .customLong("default-encryption"),
        help:
            "How new buckets encrypt: AES256, or none, which saves a little time. Buckets that are there stay as they are. (default: AES256)"
    )
    var defaultEncryption: String?

    @Option(
        name: .customLong("sse-c"),
        help:
            "Whether new buckets take objects with customers' keys (SSE-C): blocked, as S3's since April 2026, or allowed. (default: blocked)"
    )
    var customerKeys: String?

    @Option(help: "How functions are kept apart: bubblewrap, or none (for trusted code only). (default: bubblewrap)")
    var sandbox: String?

    @Option(
        name: .customLong("worker-memory"),
        help: "What all functions' workers may hold together, such as 4GiB. (default: three quarters of the machine's memory)")
    var workerMemory: String?

    @Option(name: .customLong("worker-processes"), help: "How many processes and threads they may have together. (default: 8192)")
    var workerProcesses: String?

    @Option(help: "Where `pelton runtimes install` put its packages. (default: runtimes/ in the data directory)")
    var runtimes: String?

    @Option(
        name: .customLong("remote-functions"),
        help: "A JSON file with functions that run at endpoints, not here: docs/remote-functions.md shows one. (default: none)")
    var remoteFunctions: String?

    @Option(
        name: .customLong("oidc-issuers"),
        help:
            "A JSON file with issuers of web identities whose keys are in a file or on your own network: docs/access.md shows one. (default: none)"
    )
    var oidcIssuers: String?

    @Option(name: .customLong("async-retry-waits"), help: "Waits before each retry of a delivery, such as 1s,2s. (default: 60s,120s)")
    var asyncRetryWaits: String?

    @Option(
        name: .customLong("lifecycle-day"),
        help: """
            For tests: what lifecycles take for a day, such as 2s. Ages are counted in it, its midnights are at multiples of it since \
            1970, and lifecycles run at each. (default: 24h)
            """)
    var lifecycleDay: String?

    @Option(
        name: .customLong("bucket-defaults"),
        help: """
            What new buckets let be done: aws, with access control lists off and public access blocked, or open, with neither, as other \
            stores have it. (default: aws)
            """)
    var bucketDefaults: String?

    @Option(
        name: .customLong("owner-names"),
        help: "Whether owners and grantees show a DisplayName, as S3 did until November 2025: show or hide. (default: hide)")
    var ownerNames: String?

    @Option(name: .customLong("log-level"), help: "trace, debug, info, notice, warning, error or critical. (default: info)")
    var logLevel: String?

    @Option(name: .customLong("log-format"), help: "text or json, on stderr. (default: text)")
    var logFormat: String?

    func run() async throws {
        let settings = try settings()
        let format = try choice(logFormat, "PELTON_LOG_FORMAT", "--log-format", StandardErrorLog.Format.allCases) ?? .text
        let level = try choice(logLevel, "PELTON_LOG_LEVEL", "--log-level", Logger.Level.allCases) ?? .info
        let lines = StandardErrorLog(format: format)
        let logger = Logger(label: "pelton") { _ in lines.handler(level: level) }
        defer { lines.close() }
        do {
            try await PeltonServer.run(settings, logger: logger) { print($0, to: &StandardOutput.stream) }
        } catch let error as StartError {
            throw Failure(error.description)
        }
    }

    private func settings() throws -> ServerSettings {
        var settings = ServerSettings()
        if let data = given(data, "PELTON_DATA") { settings.dataDirectory = data }
        if let listen = given(listen, "PELTON_LISTEN") { (settings.host, settings.port) = try Self.address(listen) }
        if let names = try Self.domains(domain, "PELTON_DOMAIN", "--domain") { settings.domains = names }
        if let names = try Self.domains(websiteDomain, "PELTON_WEBSITE_DOMAIN", "--website-domain") { settings.websiteDomains = names }
        if let text = given(region, "PELTON_REGION") {
            guard let region = Region(text) else { throw ValidationError("--region \(text) is no region's name.") }
            settings.region = region
        }
        settings.signatureVersion2 =
            try choice(signatureV2, "PELTON_SIGNATURE_V2", "--signature-v2", SignatureVersion2.allCases) ?? .query
        if let text = given(accountID, "PELTON_ACCOUNT_ID") {
            guard let account = AccountID(text) else { throw ValidationError("--account-id must be twelve digits, not \(text).") }
            settings.account = account
        }
        settings.credentialsFile = given(credentials, "PELTON_CREDENTIALS")
        settings.masterKeyFile = given(masterKeyFile, "PELTON_MASTER_KEY_FILE")
        settings.rootAccessKeyID = environment("PELTON_ACCESS_KEY_ID")
        settings.rootSecretAccessKey = environment("PELTON_SECRET_ACCESS_KEY")
        if (settings.rootAccessKeyID == nil) != (settings.rootSecretAccessKey == nil) {
            throw ValidationError("PELTON_ACCESS_KEY_ID and PELTON_SECRET_ACCESS_KEY go together: only one of them is set.")
        }
        settings.defaultEncryption =
            try choice(defaultEncryption, "PELTON_DEFAULT_ENCRYPTION", "--default-encryption", ServerSettings.Encryption.allCases)
            ?? .aes256
        let customerKeys = try choice(customerKeys, "PELTON_SSE_C", "--sse-c", ServerSettings.CustomerKeys.allCases)
        guard settings.defaultEncryption == .aes256 || customerKeys != .blocked else {
            throw ValidationError("--sse-c blocked is a rule of new buckets, which --default-encryption none leaves without any.")
        }
        settings.customerKeys = customerKeys ?? .blocked
        settings.sandbox = try choice(sandbox, "PELTON_SANDBOX", "--sandbox", ServerSettings.Sandbox.allCases) ?? .bubblewrap
        if let text = given(workerMemory, "PELTON_WORKER_MEMORY") {
            guard let bytes = Self.bytes(text), bytes >= 128 << 20 else {
                throw ValidationError("--worker-memory takes at least 128MiB, such as 4GiB, not \(text).")
            }
            settings.workerMemoryBytes = bytes
        }
        if let text = given(workerProcesses, "PELTON_WORKER_PROCESSES") {
            guard let count = Int(text), (64...1 << 22).contains(count) else {
                throw ValidationError("--worker-processes takes a number from 64 to \(1 << 22), not \(text).")
            }
            settings.workerProcesses = count
        }
        settings.runtimesDirectory = given(runtimes, "PELTON_RUNTIMES")
        settings.remoteFunctionsFile = given(remoteFunctions, "PELTON_REMOTE_FUNCTIONS")
        settings.oidcIssuersFile = given(oidcIssuers, "PELTON_OIDC_ISSUERS")
        if let waits = given(asyncRetryWaits, "PELTON_ASYNC_RETRY_WAITS") { settings.asyncRetryWaitsMilliseconds = try Self.waits(waits) }
        if let day = given(lifecycleDay, "PELTON_LIFECYCLE_DAY") {
            guard let length = Self.milliseconds(day), length > 0 else {
                throw ValidationError("--lifecycle-day takes a time such as 2s, not \(day).")
            }
            settings.limits.lifecycleDayMilliseconds = length
        }
        settings.opensNewBuckets =
            try choice(bucketDefaults, "PELTON_BUCKET_DEFAULTS", "--bucket-defaults", BucketDefaults.allCases) == .open
        settings.showsOwnerNames = try choice(ownerNames, "PELTON_OWNER_NAMES", "--owner-names", Showing.allCases) == .show
        return settings
    }

    private enum BucketDefaults: String, CaseIterable { case aws, open }
    private enum Showing: String, CaseIterable { case show, hide }

    private func choice<T: RawRepresentable<String>>(_ flag: String?, _ variable: String, _ name: String, _ all: [T]) throws -> T? {
        guard let text = given(flag, variable) else { return nil }
        guard let value = T(rawValue: text) else {
            throw ValidationError("\(name) is one of \(all.map(\.rawValue).joined(separator: ", ")), not \(text).")
        }
        return value
    }

    /// `HOST:PORT`, `[::1]:PORT`.
    static func address(_ text: String) throws -> (host: String, port: Int) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65535).contains(port) else {
            throw ValidationError("--listen takes HOST:PORT, such as 127.0.0.1:9000, not \(text).")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { throw ValidationError("--listen needs a host before the colon, such as 127.0.0.1.") }
        return (host, port)
    }

    /// - Returns: nil if nothing is given.
    private static func domains(_ flags: [String], _ variable: String, _ name: String) throws -> [String]? {
        let texts = flags.isEmpty ? environment(variable).map { [$0] } ?? [] : flags
        guard !texts.isEmpty else { return nil }
        return try texts.flatMap { $0.split(separator: ",") }.map { text in
            let labels = text.lowercased().split(separator: ".", omittingEmptySubsequences: false)
            let isAllowed = { (byte: UInt8) in (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-") }
            guard labels.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isAllowed) }) else {
                throw ValidationError("\(name) takes host names such as s3.example.com, without a port, not \(text).")
            }
            return text.lowercased()
        }
    }

    /// `60s,120s`, `500ms`, `2m`; empty for no retries.
    static func waits(_ text: String) throws -> [Int64] {
        try text.split(separator: ",").map { part in
            guard let wait = milliseconds(part) else {
                throw ValidationError("--async-retry-waits takes waits such as 60s,120s, not \(part).")
            }
            return wait
        }
    }

    /// `512MiB`, `4GiB`; at most a pebibyte.
    private static func bytes(_ text: String) -> Int? {
        for (unit, shift) in [("MiB", 20), ("GiB", 30)] where text.hasSuffix(unit) {
            if let count = Int(text.dropLast(unit.count)), (0...1 << (50 - shift)).contains(count) { return count << shift }
        }
        return nil
    }

    /// `500ms`, `2m`; at most a day.
    private static func milliseconds(_ text: some StringProtocol) -> Int64? {
        let units: [(String, Int64)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]
        for (unit, milliseconds) in units where text.hasSuffix(unit) {
            if let count = Int64(text.dropLast(unit.count)), (0...86_400_000 / milliseconds).contains(count) {
                return count * milliseconds
            }
        }
        return nil
    }
}
