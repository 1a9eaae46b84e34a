import Messaging
import Objects
import Notifications
import Foundation
import Invocation
import Logging
import Store
import Core
import Synchronization
import Testing

/// A store with one bucket, one rule (`uploads/`, all creations) and a closure as its function.
final class Scene: Sendable {
    static let function = ARN.function("thumbnail", region: .usEast1, account: .none)

    let metadata: MetadataStore
    let engine: ObjectEngine
    let dispatcher: Dispatcher
    private let folder: String
    private let bucket: BucketName
    private let seen: Seen

    final class Seen: Sendable {
        let invocations = Mutex<[Invocation]>([])
    }

    init(
        refusal: String? = nil, unknownTimes: Int = 0, before: (MetadataStore) async throws -> Void = { _ in },
        body: @escaping @Sendable (Invocation) async throws(InvokeError) -> InvocationResult.Outcome
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        folder = NSTemporaryDirectory() + "pelton-delivery-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let (clock, random, limits) = (SystemClock(), SystemRandom(), Limits())
        metadata = try MetadataStore(
            folder: folder, limits: limits, clock: clock, random: random, region: .usEast1, logger: logger)
        engine = try ObjectEngine(
            metadata: metadata, blobsPath: folder + "/blobs", limits: limits, clock: clock, random: random, logger: logger)
        let seen = Seen()
        self.seen = seen
        let invoker = ClosureInvoker { (invocation) async throws(InvokeError) in
            seen.invocations.withLock { $0.append(invocation) }
            return try await body(invocation)
        }
        var settings = DeliverySettings()
        settings.retryWaitsMilliseconds = [1, 2]
        settings.firstBackoffMilliseconds = 1
        dispatcher = Dispatcher(
            metadata: metadata, functions: AnyFunction(), permissions: Permissions(refusal: refusal, unknownTimes: unknownTimes),
            invoker: invoker, settings: settings, clock: clock, logger: logger)
        bucket = try #require(BucketName("photos"))
        try await metadata.commit(UpsertAccount(account: .none, canonicalID: "owner", displayName: "owner", email: ""))
        try await engine.createBucket(CreateBucket(name: bucket, owner: .none, location: nil))
        let draft = RuleDraft(
            id: "rule", destination: Self.function.description, kind: .function, events: ["s3:ObjectCreated:*"],
            filter: [RuleDraft.Filter(name: "prefix", value: "uploads/")])
        try await engine.setNotificationConfiguration(
            of: bucket, to: NotificationConfiguration(validating: [draft], eventBridge: false, random: random))
        try await before(metadata)
        try await dispatcher.start()
    }

    func put(_ key: String, depth: Int = 0) async throws {
        let sink = try await engine.sink(DigestRequest(), announced: 1)
        try await sink.write([1])
        let stamp = RequestStamp(
            principalID: "AWS:1", sourceIP: "127.0.0.1", requestID: RequestID(random: SystemRandom()), traceHeader: nil,
            provenance: depth == 0 ? nil : Provenance(originEvent: nil, functionARN: Self.function.description, depth: depth))
        let object = NewObject(bucket: bucket, key: try ObjectKey(key), attributes: ObjectAttributes(), type: .objectCreatedPut)
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

    func eventually(_ state: DeliveryReport.State, count: Int) async throws -> [DeliveryReport] {
        while true {
            let found = try await reports(state)
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

private struct AnyFunction: FunctionResolver {
    func specification(of function: ARN) async throws(InvokeError) -> FunctionSpecification {
        FunctionSpecification(
            arn: function, name: "thumbnail", account: .none, region: .usEast1, version: "$LATEST", revision: "1",
            runtime: "provided.al2023",
            handler: "bootstrap", codeDirectory: "", role: ARN.role(path: "/", name: "r", account: .none), timeoutSeconds: 3, memoryMB: 128,
            ephemeralStorageMB: 512, environment: [:], logGroup: "/aws/lambda/thumbnail")
    }
}

private final class Permissions: DestinationCheck {
    private let refusal: String?
    private let left: Mutex<Int>

    /// - Parameter unknownTimes: how often they cannot be read.
    init(refusal: String?, unknownTimes: Int) {
        self.refusal = refusal
        left = Mutex(unknownTimes)
    }

    func check(destination: ARN, kind: Rule.Kind, bucket: BucketName, account: AccountID) async throws(DestinationUnknown) -> String? {
        let isUnknown = left.withLock { left in
            left -= 1
            return left >= 0
        }
        if isUnknown { throw DestinationUnknown("the database is busy") }
        return refusal
    }
}
