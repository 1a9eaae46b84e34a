import CrashSuite
import Messaging
import Objects
import IdentityData
import Store
import Core

/// Works on a store in a folder for a while, under the library that records what it does: `crash-driver FOLDER SEED NUMBER`, where
/// NUMBER is that of its first operation.
@main
struct CrashDriver {
    /// The store is closed and opened again between them.
    private static let lives = 3
    private static let workers = 5
    private static let steps = 18

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let seed = UInt64(arguments[2]), let number = Int(arguments[3]) else {
            fatalError("Usage: crash-driver FOLDER SEED NUMBER")
        }
        guard let recorder = Recorder() else { fatalError("Start it with libFaultShim.so in LD_PRELOAD") }
        let (journal, deliveries) = (Journal(recorder, firstNumber: number), Deliveries(recorder))
        for life in 0..<lives {
            let store = try Store(folder: arguments[1])
            if life == 0 { try await setUp(store, journal) }
            try await live(store, journal, deliveries, seed: seed &* 64 &+ UInt64(life) &* 16, isFirst: life == 0)
            store.close()
        }
    }

    private static func setUp(_ store: Store, _ journal: Journal) async throws {
        try await store.metadata.commit(UpsertAccount(account: .none, canonicalID: "owner", displayName: "owner", email: ""))
        for bucket in Fixture.buckets { try await setUp(bucket, store, journal) }
        for user in Fixture.users {
            try await journal.run(journal.newNumber(), .createUser(id: user)) { () throws(IAMError) in
                try await store.metadata.commit(CreateIAMResource(Fixture.user(user)))
                return .done
            }
        }
    }

    private static func setUp(_ bucket: BucketName, _ store: Store, _ journal: Journal) async throws {
        try await journal.run(journal.newNumber(), .createBucket(name: bucket.description)) { () throws(EngineError) in
            try await store.engine.createBucket(Fixture.creation(of: bucket))
            return .done
        }
        let configuration = try Fixture.configuration()
        try await journal.run(journal.newNumber(), .configure(bucket: bucket.description)) { () throws(EngineError) in
            try await store.engine.setNotificationConfiguration(of: bucket, to: configuration)
            return .done
        }
    }

    private static func live(_ store: Store, _ journal: Journal, _ deliveries: Deliveries, seed: UInt64, isFirst: Bool) async throws {
        let dispatcher = deliveries.dispatcher(store)
        try await dispatcher.start()
        try await withThrowingTaskGroup(of: Void.self) { group in
            if !isFirst {
                group.addTask { await OrphanCollector(engine: store.engine, logger: Store.logger).run(restMilliseconds: 0) }
            }
            for index in 0..<workers {
                var worker = Worker(store: store, journal: journal, seed: seed &+ UInt64(index))
                group.addTask { try await worker.run(steps: steps) }
            }
            try await group.waitForAll()
        }
        await dispatcher.stop(graceMilliseconds: 0)
    }
}
