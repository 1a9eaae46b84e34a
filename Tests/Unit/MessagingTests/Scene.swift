import FunctionData
import Messaging
import Objects
import Notifications
import Foundation
import Invocation
import Logging
import DeliveryData
import IdentityData
import ObjectData
import Store
import StoreAreas
import Core
import Synchronization
import TestSupport
import Testing

/// A store with one bucket, one rule (`uploads/`, all creations) and a closure as its function.
final class Scene: Sendable {
    static let function = ARN.function("thumbnail", region: .usEast1, account: .none)

    /// The function as a row, which no test needs but those about changes of it.
    static let record = FunctionRecord(
        account: .none, region: .usEast1, name: "thumbnail", revisionID: "1", codeSHA256: "", codeSize: 1, roleARN: "",
        modified: Timestamp(milliseconds: 0), configuration: "{}")

    let metadata: MetadataStore
    let engine: ObjectEngine
    var dispatcher: Dispatcher { current.withLock { $0 } }
    private let current: Mutex<Dispatcher>
    private let makeDispatcher: @Sendable () -> Dispatcher
    private let permissions: Permissions
    private let folder: String
    private let bucket: BucketName
    private let function: ARN
    private let seen: Seen

    final class Seen: Sendable {
        let invocations = Mutex<[Invocation]>([])
    }

    init(
        refusal: String? = nil, unknownTimes: Int = 0, isGone: Bool = false, function: ARN = Scene.function,
        clock: any PeltonClock = SystemClock(), settings: DeliverySettings = .quick,
        before: (MetadataStore) async throws -> Void = { _ in }, onStopEvents: @escaping @Sendable () -> Void = {},
        body: @escaping @Sendable (Invocation) async throws(InvokeError) -> InvocationResult.Outcome
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        folder = NSTemporaryDirectory() + "pelton-delivery-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let (random, limits) = (SystemRandom(), Limits())
        let metadata = try MetadataStore(
            folder: folder, limits: limits, clock: clock, random: random, region: .usEast1, logger: logger)
        self.metadata = metadata
        engine = try ObjectEngine(
            metadata: metadata, blobsPath: folder + "/blobs", limits: limits, clock: SystemClock(), random: random, logger: logger)
        let seen = Seen()
        self.seen = seen
        let invoker = ClosureInvoker(onStopEvents: onStopEvents) { (invocation) async throws(InvokeError) in
            seen.invocations.withLock { $0.append(invocation) }
            return try await body(invocation)
        }
        let permissions = Permissions(refusal: refusal, unknownTimes: unknownTimes)
        self.permissions = permissions
        makeDispatcher = {
            Dispatcher(
                metadata: metadata, functions: AnyFunction(isGone: isGone), permissions: permissions, invoker: invoker, settings: settings,
                clock: clock, logger: logger)
        }
        current = Mutex(makeDispatcher())
        bucket = try #require(BucketName("photos"))
        try await metadata.commit(UpsertAccount(account: .none, canonicalID: "owner", displayName: "owner", email: ""))
        self.function = function
        try await add(bucket, of: .none)
        try await before(metadata)
        try await dispatcher.start()
    }

    private func add(_ bucket: BucketName, of account: AccountID) async throws {
        try await engine.createBucket(CreateBucket(name: bucket, owner: account, location: nil))
        let draft = RuleDraft(
            id: "rule", destination: function.description, kind: .function, events: ["s3:ObjectCreated:*"],
            filter: [RuleDraft.Filter(name: "prefix", value: "uploads/")])
        try await engine.setNotificationConfiguration(
            of: bucket, to: NotificationConfiguration(validating: [draft], eventBridge: false, random: SystemRandom()))
    }

    /// A bucket of another account with the same rule.
    func strangersBucket(_ account: AccountID) async throws -> BucketName {
        try await metadata.commit(UpsertAccount(account: account, canonicalID: "stranger", displayName: "stranger", email: ""))
        let bucket = try #require(BucketName("strangers-photos"))
        try await add(bucket, of: account)
        return bucket
    }

    /// Another dispatcher, which knows nothing of what the one before had in memory.
    func restart() async throws {
        await dispatcher.stop(graceMilliseconds: 1000)
        current.withLock { $0 = makeDispatcher() }
        try await dispatcher.start()
    }

    /// From now on permissions let everybody.
    func admit() { permissions.admit() }

    /// How often permissions were asked for.
    var checks: Int { permissions.checks }

    func put(_ key: String, depth: Int = 0, in other: BucketName? = nil) async throws {
        let sink = try await engine.sink(DigestRequest(), announced: 1)
        try await sink.write([1])
        let stamp = RequestStamp(
            principalID: "AWS:1", sourceIP: "127.0.0.1", requestID: RequestID(random: SystemRandom()), traceHeader: nil,
            provenance: depth == 0 ? nil : Provenance(originEvent: nil, functionARN: Self.function.description, depth: depth))
        let object = NewObject(bucket: other ?? bucket, key: try ObjectKey(key), attributes: ObjectAttributes(), type: .objectCreatedPut)
        _ = try await engine.put(object, sink.finish(), by: stamp)
    }

    var invocations: [Invocation] { seen.invocations.withLock { $0 } }

    func calls(_ count: Int) async throws -> [Invocation] {
        while invocations.count < count { try await Task.sleep(for: .milliseconds(1)) }
        return invocations
    }

    func reports(_ state: DeliveryReport.State, of account: AccountID = .none) async throws -> [DeliveryReport] {
        try await metadata.read(ListDeliveries(account: account, state: state, bucket: nil, after: 0, limit: 100)).reports
    }

    func eventually(_ state: DeliveryReport.State, count: Int, of account: AccountID = .none) async throws -> [DeliveryReport] {
        while true {
            let found = try await reports(state, of: account)
            if found.count >= count { return found }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    func end() async {
        await dispatcher.stop(graceMilliseconds: 1000)
        engine.stop()
        metadata.close()
        try? FileManager.default.removeItem(atPath: folder)
    }
}

extension DeliverySettings {
    static var quick: DeliverySettings {
        var settings = DeliverySettings()
        settings.retryWaitsMilliseconds = [1, 2]
        settings.firstBackoffMilliseconds = 1
        return settings
    }
}

private struct AnyFunction: FunctionResolver {
    let isGone: Bool

    func specification(of function: ARN) async throws(InvokeError) -> FunctionSpecification {
        if isGone { throw .noSuchFunction(function.description) }
        return FunctionSpecification(
            arn: function, name: "thumbnail", account: .none, region: .usEast1, version: "$LATEST", revision: "1",
            runtime: "provided.al2023",
            handler: "bootstrap", codeDirectory: "", role: ARN.role(path: "/", name: "r", account: .none), timeoutSeconds: 3, memoryMB: 128,
            ephemeralStorageMB: 512, environment: [:], logGroup: "/aws/lambda/thumbnail")
    }
}

private final class Permissions: DestinationCheck {
    private let refusal: Mutex<String?>
    private let left: Mutex<Int>
    private let asked = Mutex(0)

    var checks: Int { asked.withLock { $0 } }

    /// - Parameter unknownTimes: how often they cannot be read.
    init(refusal: String?, unknownTimes: Int) {
        self.refusal = Mutex(refusal)
        left = Mutex(unknownTimes)
    }

    func check(destination: ARN, kind: Rule.Kind, bucket: BucketName, account: AccountID) async throws(DestinationUnknown) -> String? {
        asked.withLock { $0 += 1 }
        let isUnknown = left.withLock { left in
            left -= 1
            return left >= 0
        }
        if isUnknown { throw DestinationUnknown("the database is busy") }
        return refusal.withLock { $0 }
    }

    func admit() { refusal.withLock { $0 = nil } }
}
