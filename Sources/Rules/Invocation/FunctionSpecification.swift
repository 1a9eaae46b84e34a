package import Core

/// All that it takes to run one version of a function: what a worker is made from.
package struct FunctionSpecification: Sendable, Hashable {
    /// Unqualified, without a version.
    package let arn: ARN
    package let name: String
    package let account: AccountID
    package let region: Region
    /// `$LATEST` or a number.
    package let version: String
    /// Changes with the code and with each setting: a worker of another revision is never given work.
    package let revision: String
    /// As AWS names it, such as `python3.12` or `provided.al2023`.
    package let runtime: String
    package let handler: String
    /// The folder with the unpacked code: what a worker sees as `/var/task`.
    package let codeDirectory: String
    /// As long as a worker has it, its code stays.
    package private(set) var codeHold: Hold
    package let role: ARN
    package let timeoutSeconds: Int
    package let memoryMB: Int
    /// The size of the worker's `/tmp`.
    package let ephemeralStorageMB: Int
    /// The user's variables.
    package let environment: [String: String]
    package let logGroup: String

    package init(
        arn: ARN, name: String, account: AccountID, region: Region, version: String, revision: String, runtime: String, handler: String,
        codeDirectory: String, codeHold: Hold = Hold(), role: ARN, timeoutSeconds: Int, memoryMB: Int, ephemeralStorageMB: Int,
        environment: [String: String], logGroup: String
    ) {
        self.arn = arn
        self.name = name
        self.account = account
        self.region = region
        self.version = version
        self.revision = revision
        self.runtime = runtime
        self.handler = handler
        self.codeDirectory = codeDirectory
        self.codeHold = codeHold
        self.role = role
        self.timeoutSeconds = timeoutSeconds
        self.memoryMB = memoryMB
        self.ephemeralStorageMB = ephemeralStorageMB
        self.environment = environment
        self.logGroup = logGroup
    }

    /// For what outlives a call without needing the code.
    package var withoutCode: Self {
        var copy = self
        copy.codeHold = Hold()
        return copy
    }
}

/// Finds the function behind an ARN, for those that run functions but do not keep them.
package protocol FunctionResolver: Sendable {
    /// - Throws: `.noSuchFunction`, `.notReady` while it is being created or has failed, `.unavailable`.
    func specification(of function: ARN) async throws(InvokeError) -> FunctionSpecification
}
