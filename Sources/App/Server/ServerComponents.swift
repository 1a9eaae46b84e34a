internal import Admin
internal import Messaging
internal import Objects
internal import Parameters
internal import Policies
internal import Queues
internal import ServiceKit
internal import FunctionData
internal import Functions
internal import Identity
internal import IdentityData
internal import IAM
internal import STS
internal import Invocation
internal import KMS
internal import Lambda
internal import Logging
internal import FunctionLogs
internal import Logs
internal import SQS
internal import SSM
internal import Store
internal import StoreAreas
internal import Core
internal import S3
internal import WebIdentity
internal import Workers

/// All that a server consists of besides its port.
struct ServerComponents: Sendable {
    let clock: any PeltonClock = SystemClock()
    let random: any RandomSource = SystemRandom()
    let metadata: MetadataStore
    let engine: ObjectEngine
    let identity: IdentityStore
    let keys: KeyStore
    let issuers: IssuerKeys
    let parameters: ParameterStore
    let queues: QueueStore
    let functions: FunctionStore
    let logs: LogStore
    let invoker: any Invoker
    /// nil if functions cannot run here.
    let workers: ProcessInvoker?
    let dispatcher: Dispatcher
    /// Where handlers read what is large.
    let threads: InputThreads

    init(_ settings: ServerSettings, _ directory: DataDirectory, _ logger: Logger) async throws(StartError) {
        threads = InputThreads(threads: settings.limits.inputThreads, capacity: settings.limits.inputQueue)
        issuers = IssuerKeys(
            try settings.oidcIssuersFile.map { path throws(StartError) in try OIDCIssuersFile.read(path, logger) } ?? [], clock: clock,
            logger: logger, readFile: { path throws(KeyFailure) in try OIDCIssuersFile.keys(path) })
        do {
            metadata = try MetadataStore(
                folder: directory.path, limits: settings.limits, clock: clock, random: random, region: settings.region, logger: logger)
            engine = try ObjectEngine(
                metadata: metadata, blobsPath: directory.blobs, limits: settings.limits, clock: clock, random: random, logger: logger)
            identity = try IdentityStore(
                metadata: metadata, masterKeyPath: settings.masterKeyFile.map { Folder.absolute($0) } ?? directory.secrets + "/master.key",
                clock: clock, random: random, logger: logger)
            keys = KeyStore(identity: identity)
            parameters = ParameterStore(metadata: metadata, keys: keys)
            queues = QueueStore(metadata: metadata, keys: keys, random: random)
            var logLimits = LogLimits()
            logLimits.diskReserveBytes = settings.limits.diskReserveBytes
            logs = try LogStore(path: directory.logs, limits: logLimits, clock: clock, logger: logger)
            functions = FunctionStore(
                engine: engine, directory: directory.functions, limits: settings.limits, clock: clock, random: random, logger: logger)
            try await functions.findCode()
        } catch { throw StartError("The data directory \(directory.path) cannot be opened: \(Self.reason(error))") }
        (invoker, workers) = try Self.invoker(settings, directory, identity, logs, clock, random, logger)
        var deliveries = DeliverySettings()
        deliveries.retryWaitsMilliseconds = settings.asyncRetryWaitsMilliseconds
        deliveries.laneConcurrency = settings.limits.laneConcurrency
        deliveries.lanePage = settings.limits.lanePage
        dispatcher = Dispatcher(
            metadata: metadata, functions: functions, permissions: functions, invoker: invoker, settings: deliveries, clock: clock,
            logger: logger)
        functions.onChange { [invoker] function in await invoker.retire(function) }
    }

    /// What runs functions: workers of this server's, and the endpoints that the settings name for some.
    private static func invoker(
        _ settings: ServerSettings, _ directory: DataDirectory, _ identity: IdentityStore, _ logs: LogStore, _ clock: any PeltonClock,
        _ random: any RandomSource, _ logger: Logger
    ) throws(StartError) -> (any Invoker, ProcessInvoker?) {
        let remote = try settings.remoteFunctionsFile.map { path throws(StartError) in
            try RemoteFunctionsFile.read(Folder.absolute(path), logger)
        }
        let (local, workers) = try localInvoker(settings, directory, identity, logs, clock, random, logger)
        guard let remote, !remote.isEmpty else { return (local, workers) }
        do throws(HTTPInvoker.StartFailure) {
            let invoker = try HTTPInvoker(
                remote, limits: settings.limits, sessions: identity, logs: logs, clock: clock, random: random, logger: logger)
            return (InvokerRouter(remote: invoker, local: local), workers)
        } catch { throw StartError("Functions cannot run at endpoints: \(error.reason)") }
    }

    private static func localInvoker(
        _ settings: ServerSettings, _ directory: DataDirectory, _ identity: IdentityStore, _ logs: LogStore, _ clock: any PeltonClock,
        _ random: any RandomSource, _ logger: Logger
    ) throws(StartError) -> (any Invoker, ProcessInvoker?) {
        switch Isolation.find(settings) {
        case .failure(let missing):
            logger.error("functions do not run", metadata: ["reason": "\(missing.reason)"])
            return (RefusingInvoker(reason: missing.reason), nil)
        case .success(let isolation):
            if case .none = isolation {
                logger.warning("functions run WITHOUT a sandbox, with all rights of this server: only for code that is trusted like it")
            }
            var workers = WorkerSettings(
                isolation: isolation, directory: directory.sandbox,
                runtimesDirectory: settings.runtimesDirectory.map { Folder.absolute($0) } ?? directory.runtimes,
                limits: settings.limits)
            if let bytes = settings.workerMemoryBytes { workers.ceiling.memoryBytes = bytes }
            if let count = settings.workerProcesses { workers.ceiling.processes = count }
            do {
                let invoker = try ProcessInvoker(
                    settings: workers, sessions: identity, logs: logs, clock: clock, random: random, logger: logger)
                return (invoker, invoker)
            } catch { throw StartError("The folder for sandboxes cannot be written: \(error.reason)") }
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case IdentityError.unusable(let why): why
        case StoreFailure.storage(let why): why
        case StoreFailure.readOnly(let why): why
        case StoreFailure.diskFull: "the disk is full"
        case LogError.storage(let why): why
        default: "\(error)"
        }
    }

    // MARK: Starting

    /// - Returns: the root's keys.
    func declareAccounts(
        _ settings: ServerSettings, _ directory: DataDirectory, _ logger: Logger
    ) async throws(StartError) -> RootCredentials {
        do throws(IdentityError) { try await identity.prepareMasterKey() } catch { throw StartError(error) }
        let root = try RootCredentials.load(settings, path: directory.secrets + "/root-credentials", random: random, logger)
        var accounts = [
            DeclaredAccount(
                account: settings.account, canonicalID: nil, displayName: nil, email: nil, accessKeyID: root.accessKeyID,
                secretAccessKey: root.secretAccessKey)
        ]
        if let file = settings.credentialsFile { accounts += try DeclaredAccounts.read(file, settings, logger) }
        try DeclaredAccounts.requireDistinctKeys(accounts)
        do throws(IdentityError) { try await identity.declare(accounts) } catch { throw StartError(error) }
        return root
    }

    func startDeliveries() async throws(StartError) {
        do throws(StoreFailure) { try await dispatcher.start() } catch { throw StartError("Deliveries cannot be taken up: \(error)") }
    }

    func housekeeping(_ logger: Logger) -> Housekeeping {
        Housekeeping(engine: engine, identity: identity, keys: keys, logs: logs, clock: clock, logger: logger)
    }

    func gateway(_ settings: ServerSettings, _ logger: Logger) -> Gateway {
        let authenticator = Authenticator(
            identity: identity, region: settings.region, version2: settings.signatureVersion2, clock: clock)
        let addressing = Addressing(domains: settings.domains, websites: settings.websiteDomains)
        var options = S3Options()
        options.showsOwnerNames = settings.showsOwnerNames
        options.opensNewBuckets = settings.opensNewBuckets
        options.standardEncryption = settings.standardEncryption
        let s3 = S3Service(
            engine: engine, keys: keys, destinations: functions, forms: authenticator, region: settings.region, addressing: addressing,
            options: options, threads: threads, limits: settings.limits, clock: clock, random: random, logger: logger)
        let lambda = LambdaService(
            functions: functions, invoker: invoker, queue: dispatcher,
            trust: { [identity] role, function throws(RoleUnknown) in
                do throws(StoreFailure) {
                    return try await identity.refusal(of: role, toTrust: "lambda.amazonaws.com", for: function)
                } catch {
                    throw RoleUnknown(isBusy: error == .busy, reason: "\(error)")
                }
            },
            presign: { request, path in await authenticator.presign(path, as: request, service: .lambda) }, limits: settings.limits,
            random: random, logger: logger)
        return Gateway(
            handlers: [
                .s3: s3, .lambda: lambda,
                .iam: IAMService(identity: identity, clock: clock, random: random, logger: logger),
                .sts: STSService(identity: identity, issuers: issuers, logger: logger),
                .logs: LogsService(logs: logs, logger: logger), .kms: KMSService(keys: keys, clock: clock, logger: logger),
                .ssm: SSMService(parameters: parameters, logger: logger), .sqs: SQSService(queues: queues, logger: logger),
                .pelton: AdminService(
                    metadata: metadata, engine: engine, identity: identity, scrubber: Scrubber(engine: engine, logger: logger),
                    owner: settings.account, logger: logger, side: resourceSide(s3),
                    pauseReason: { [dispatcher] route in dispatcher.pauseReason(of: route) }),
            ], unreadable: s3, websites: WebsiteService(s3), addressing: addressing, authenticator: authenticator,
            places: RequestLimiter(
                settings.limits.bodies,
                unproven: ContestedMemory(bytes: settings.limits.unprovenMemoryBytes, places: settings.limits.unprovenBodies),
                proven: ContestedMemory(bytes: settings.limits.provenMemoryBytes, places: settings.limits.bodies), clock: clock),
            memory: engine.bodyMemory,
            isReadOnly: { [metadata] in metadata.isReadOnly },
            codeMemory: MemoryBudget(bytes: settings.limits.codeMemoryBytes),
            payloadMemory: MemoryBudget(bytes: settings.limits.payloadMemoryBytes),
            threads: threads, limits: settings.limits, clock: clock, random: random, logger: logger)
    }

    /// What resources say of who may do something to them: buckets, functions, and roles that are assumed. KMS keys leave it to their
    /// account's policies.
    private func resourceSide(_ s3: S3Service) -> AdminService.FindResourceSide {
        { [functions, identity] arn, action, caller, id async throws(ServiceError) -> ResourceSide? in
            switch arn.service {
            case "s3": return try await s3.side(of: arn, action, for: caller, id)
            case "lambda":
                guard let key = FunctionKey(arn) else { return nil }
                do throws(FunctionError) {
                    return ResourceSide(owner: key.account, policies: try await functions.resourcePolicies(key))
                } catch { throw ServiceError.cannotExplain("\(error)") }
            case "iam":
                guard action.hasPrefix("sts:") else { return nil }
                let role: AssumableRole?
                do throws(StoreFailure) { role = try await identity.assumableRole(arn) } catch {
                    throw ServiceError.cannotExplain("\(error)")
                }
                guard let role else { return nil }
                return ResourceSide(owner: role.resource.account, policies: [role.trust], requiresPolicy: true) { context in
                    context.set(family: "aws:ResourceTag/", role.resource.tags)
                }
            default: return nil
            }
        }
    }

    // MARK: Ending

    /// The port is closed and no request runs any more.
    func stop(_ logger: Logger) async {
        await invoker.stop()
        await issuers.stop()
        threads.stop()
        functions.stop()
        logs.stop()
        // What cannot be written down is lost, as after a kill.
        do throws(StoreFailure) { try await identity.recordUses() } catch {
            logger.warning("what keys were last used for is not written down", metadata: ["error": "\(error)"])
        }
        engine.stop()
        metadata.close()
    }
}

extension ServiceError {
    fileprivate static func cannotExplain(_ reason: String) -> Self {
        ServiceError(500, "InternalError", "The resource's own policies could not be read. The server's log says why.").caused(by: reason)
    }
}
