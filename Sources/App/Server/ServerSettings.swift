package import Core
internal import S3
package import SigV4

/// All that `pelton serve` can be told. Each has a default, so that it starts with none.
package struct ServerSettings: Sendable {
    package var dataDirectory = "pelton-data"
    package var host = "127.0.0.1"
    /// 0 takes a free port.
    package var port = 9000
    /// `BUCKET.SUFFIX` addresses a bucket.
    package var domains = ["localhost"]
    /// `BUCKET.SUFFIX` shows a bucket's website; none serves none.
    package var websiteDomains: [String] = []
    package var region = Region.usEast1
    /// Where requests may be signed with Version 2.
    package var signatureVersion2 = SignatureVersion2.query
    package var account = AccountID.none
    /// The root's keys; generated on the first start where they are not given.
    package var rootAccessKeyID: String?
    package var rootSecretAccessKey: String?
    /// JSON: further accounts.
    package var credentialsFile: String?
    /// Where the store's key lies; nil is `secrets/master.key` in the data directory.
    package var masterKeyFile: String?
    /// What new buckets are told from the start.
    package var defaultEncryption = Encryption.aes256
    package var customerKeys = CustomerKeys.blocked
    package var sandbox = Sandbox.bubblewrap
    /// What functions' workers may hold together; nil is three quarters of the machine's memory, and 8,192 processes.
    package var workerMemoryBytes: Int?
    package var workerProcesses: Int?
    /// The launcher of workers; nil looks beside the server's own executable.
    package var launcherPath: String?
    /// Interpreters' packages; nil is `runtimes` in the data directory.
    package var runtimesDirectory: String?
    /// JSON: functions that run at endpoints, not here.
    package var remoteFunctionsFile: String?
    /// JSON: issuers of web identities whose keys are in a file, or on one's own network.
    package var oidcIssuersFile: String?
    /// Before each further attempt of a delivery.
    package var asyncRetryWaitsMilliseconds: [Int64] = [60_000, 120_000]
    /// `DisplayName` beside the `ID` of owners and grantees.
    package var showsOwnerNames = false
    /// New buckets have access control lists, and no public access block.
    package var opensNewBuckets = false
    package var limits = Limits()

    package enum Sandbox: String, Sendable, CaseIterable {
        case bubblewrap
        /// Functions run with the server's own rights: only for code that is as trusted as the server.
        case none
    }

    package enum Encryption: String, Sendable, CaseIterable { case aes256 = "AES256", none }

    /// Whether objects may be written with keys that clients send along (SSE-C).
    package enum CustomerKeys: String, Sendable, CaseIterable { case blocked, allowed }

    var standardEncryption: StandardEncryption? {
        switch defaultEncryption {
        case .aes256: customerKeys == .blocked ? .aes256WithoutCustomerKeys : .aes256
        case .none: nil
        }
    }

    package init() {}
}

/// Why the server does not start: for people, in plain words with what to do.
package struct StartError: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
