import Core
import Foundation
import Identity
import Logging
import QueueData
import Queues
import Store
import StoreAreas
import Testing

/// Queues with their messages, as the database has them.
final class QueueStoreTests {
    private let folder = NSTemporaryDirectory() + "pelton-queues-" + UUID().uuidString
    private let metadata: MetadataStore
    private let store: QueueStore

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        metadata = try MetadataStore(
            folder: folder, limits: Limits(), clock: SystemClock(), random: SystemRandom(), region: .usEast1, logger: logger)
        let identity = try IdentityStore(
            metadata: metadata, masterKeyPath: folder + "/master.key", clock: SystemClock(), random: SystemRandom(), logger: logger)
        store = QueueStore(metadata: metadata, keys: KeyStore(identity: identity), random: SystemRandom())
    }

    deinit {
        metadata.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func key(_ name: String) -> QueueKey { QueueKey(account: .none, region: .usEast1, name: name) }

    private func queue(_ name: String = "q", _ attributes: [String: String] = [:]) async throws -> QueueRecord {
        try await store.create(key(name), attributes, tags: [:])
        return try #require(try await store.find(key(name)))
    }

    @discardableResult
    private func send(_ queue: QueueRecord, _ texts: String..., group: String? = nil, delay: Int64? = nil) async throws -> [SentMessage] {
        let messages = texts.map {
            OutgoingMessage(
                body: Array($0.utf8), sender: "me", group: group, deduplication: group == nil ? nil : "\(group ?? "")-\($0)",
                delaySeconds: delay)
        }
        return try await store.send(try store.prepare(messages, for: queue))
    }

    private func receive(
        _ queue: QueueRecord, _ limit: Int = 10, visible: Int64? = nil, wait: Int64 = 0
    ) async throws -> [ReceivedMessage] {
        try await store.receive(from: queue, limit: limit, visibilitySeconds: visible, waitSeconds: wait)
    }

    private func texts(_ messages: [ReceivedMessage]) -> [String] { messages.map { String(decoding: $0.body, as: UTF8.self) } }

    private func counts(_ queue: QueueRecord) async throws -> MessageCounts { try await store.counts(of: queue) }

    @Test func `messages are given out in order, and those in flight are not`() async throws {
        let queue = try await queue()
        try await send(queue, "a", "b", "c")
        let first = try await receive(queue, 2)
        #expect(texts(first) == ["a", "b"])
        #expect(texts(try await receive(queue)) == ["c"])
        #expect(try await receive(queue).isEmpty)
        #expect(try await counts(queue) == MessageCounts(ready: 0, delayed: 0, inFlight: 3))
        #expect(try await store.delete(first.map(\.handle), of: queue) == [.receipt(.done), .receipt(.done)])
        #expect(try await counts(queue) == MessageCounts(ready: 0, delayed: 0, inFlight: 1))
    }

    @Test func `one whose time is over is given out before younger ones`() async throws {
        let queue = try await queue()
        try await send(queue, "a", "b")
        _ = try await receive(queue, 1, visible: 1)
        try await Task.sleep(for: .milliseconds(1200))
        #expect(try await counts(queue) == MessageCounts(ready: 2, delayed: 0, inFlight: 0))
        #expect(texts(try await receive(queue)) == ["a", "b"])
    }

    @Test func `bodies are sealed unless the queue says otherwise`() async throws {
        let (sealed, plain) = (try await queue("sealed"), try await queue("plain", ["SqsManagedSseEnabled": "false"]))
        for queue in [sealed, plain] {
            let text = String(repeating: "needle \(queue.key.name) ", count: 10_000)
            try await send(queue, text)
            #expect(texts(try await receive(queue)) == [text])
        }
        metadata.close()
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("pelton.sqlite3") }
        let bytes = try files.reduce(into: Data()) { $0 += try Data(contentsOf: URL(filePath: folder + "/" + $1)) }
        #expect(bytes.range(of: Data("needle plain".utf8)) != nil)
        #expect(bytes.range(of: Data("needle sealed".utf8)) == nil)
    }

    @Test func `a group goes on where its first message is ready`() async throws {
        let queue = try await queue("q.fifo", ["FifoQueue": "true"])
        try await send(queue, "a1", group: "a")
        try await send(queue, "b1", group: "b")
        try await send(queue, "a2", group: "a")
        let got = try await receive(queue)
        #expect(texts(got) == ["a1", "a2", "b1"])
        // The second alone stays behind the first.
        _ = try await store.changeVisibility([(handle: got[1].handle, seconds: 0)], of: queue)
        #expect(try await receive(queue).isEmpty)
        _ = try await store.changeVisibility([(handle: got[0].handle, seconds: 0)], of: queue)
        #expect(texts(try await receive(queue)) == ["a1", "a2"])
        #expect(try await store.delete([got[0].handle], of: queue) == [.receipt(.expired)])
    }

    @Test func `dead letters keep what they are`() async throws {
        let dead = try await queue("dead")
        let policy = #"{"deadLetterTargetArn":"\#(dead.key.arn)","maxReceiveCount":2}"#
        let queue = try await queue("q", ["RedrivePolicy": policy])
        let sent = try await send(queue, "x")
        for _ in 0..<2 { #expect(try await receive(queue, visible: 0).count == 1) }
        #expect(try await receive(queue).isEmpty)
        let got = try await receive(dead)
        #expect(got.map(\.record.id) == sent.map(\.id) && texts(got) == ["x"])
        #expect(got.first?.record.receiveCount == 3 && got.first?.record.source == queue.key.arn.description)
    }

    @Test func `what is purged or deleted is let go of in steps`() async throws {
        let queue = try await queue()
        for number in 0..<30 { try await send(queue, "a\(number)", "b\(number)") }
        try await store.purge(queue)
        let purged = try #require(try await store.find(queue.key))
        #expect(try await receive(purged).isEmpty)
        try await send(purged, "new")
        try await metadata.trim(at: SystemClock().now)
        #expect(texts(try await receive(purged)) == ["new"])
        try await store.delete(purged)
        try await metadata.trim(at: SystemClock().now)
        #expect(try await store.find(queue.key) == nil)
    }

    @Test func `what is too old goes`() async throws {
        let queue = try await queue("q", ["MessageRetentionPeriod": "60"])
        try await send(queue, "a")
        try await metadata.trim(at: SystemClock().now.adding(seconds: 61))
        #expect(try await counts(queue) == MessageCounts(ready: 0, delayed: 0, inFlight: 0))
    }

    @Test func `a long poll ends with a message, and with its server`() async throws {
        let queue = try await queue()
        let store = store
        async let waiting = store.receive(from: queue, limit: 10, visibilitySeconds: nil, waitSeconds: 20)
        try await Task.sleep(for: .milliseconds(300))
        try await send(queue, "late")
        #expect(texts(try await waiting) == ["late"])
        async let stopped = store.receive(from: queue, limit: 10, visibilitySeconds: nil, waitSeconds: 20)
        try await Task.sleep(for: .milliseconds(300))
        store.stop()
        #expect(try await stopped.isEmpty)
    }

    @Test func `who hangs up waits no longer`() async throws {
        let queue = try await queue()
        let subscribers = metadata.signals.subscribers
        let store = store
        let waiting = Task { try await store.receive(from: queue, limit: 10, visibilitySeconds: nil, waitSeconds: 20) }
        try await Task.sleep(for: .milliseconds(300))
        waiting.cancel()
        #expect(try await waiting.value.isEmpty)
        #expect(metadata.signals.subscribers == subscribers)
    }

    @Test func `a forged handle is none`() async throws {
        let (mine, other) = (try await queue("mine"), try await queue("other"))
        try await send(mine, "a")
        let handle = try #require(try await receive(mine).first?.handle)
        #expect(try await store.delete([handle], of: other) == [.invalid])
        #expect(try await store.delete(["", "x", String(handle.reversed())], of: mine) == [.invalid, .invalid, .invalid])
        #expect(try await store.delete([handle], of: mine) == [.receipt(.done)])
        #expect(try await store.changeVisibility([(handle: handle, seconds: 1)], of: mine) == [.receipt(.gone)])
    }

    @Test func `a receive looks at as much in a large queue as in a small one`() async throws {
        let queue = try await queue()
        for number in 0..<300 { try await send(queue, "a\(number)", delay: number < 250 ? 900 : nil) }
        let held = try await receive(queue, 10)
        #expect(texts(held).first == "a250")
        #expect(try await counts(queue) == MessageCounts(ready: 40, delayed: 250, inFlight: 10))
    }
}
