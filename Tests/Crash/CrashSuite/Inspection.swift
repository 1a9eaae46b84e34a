internal import Objects
internal import ObjectData
internal import Core

/// Opens what a crash left and looks at it as its users would.
struct Inspection {
    let folder: String
    let history: History
    let point: Int
    /// Collecting orphans goes through all 256 folders, which is not needed at each point.
    let collectsOrphans: Bool

    /// - Returns: what is wrong, in plain words; empty if all is well.
    func run() async -> [String] {
        do {
            let (faults, listed) = try await crashed()
            return try await faults + restarted(listed) + problems(in: folder)
        } catch {
            return ["the store does not open or answer: \(error)"]
        }
    }

    /// The first start after the crash.
    /// - Returns: what is wrong, and what the store lists after some more writes.
    private func crashed() async throws -> (faults: [String], listed: [ListVersions.Version]) {
        let store = try Store(folder: folder)
        defer { store.close() }
        let faults = try await judge(store, SurvivingRows(database: Store.database(in: folder)))
        return (faults, try await use(store))
    }

    private func judge(_ store: Store, _ survivors: SurvivingRows) async throws -> [String] {
        var judgement = Assertion(history, point: point, survivors)
        judgement.judgeEvents()
        judgement.judgeDeliveries()
        judgement.judgeDeletions()
        var faults = judgement.faults
        let present = try await buckets(store, &faults)
        faults += try await contents(store, judgement, of: present)
        if collectsOrphans {
            await OrphanCollector(engine: store.engine, logger: Store.logger).run(restMilliseconds: 0)
            faults += try await contents(store, judgement, of: present).map { $0 + " (after orphans were collected)" }
        }
        for upload in history.uploads(at: point) where present.contains(Fixture.bucket(of: upload.key)) {
            do { faults += try await judge(upload, store) } catch { faults.append("upload \(upload.id) of \(upload.key): \(error)") }
        }
        faults += try await identities(store)
        return faults
    }

    private func contents(_ store: Store, _ judgement: Assertion, of buckets: [BucketName]) async throws -> [String] {
        var faults: [String] = []
        for bucket in buckets {
            faults += try await objects(store, judgement.kept, in: bucket)
            faults += try await versions(store, judgement, in: bucket)
        }
        return faults
    }
}

extension Inspection {
    /// - Returns: the buckets that are there. Those that were answered must be, with their settings.
    private func buckets(_ store: Store, _ faults: inout [String]) async throws -> [BucketName] {
        var present: [BucketName] = []
        for name in Fixture.buckets {
            if let bucket = try await ifThere({ try await store.engine.bucket(name) }) {
                present.append(name)
                faults += try await settings(of: bucket, store)
            } else if isAnswered({ if case .createBucket(name.description) = $0 { true } else { false } }) {
                faults.append("the bucket is lost")
            }
        }
        return present
    }

    private func settings(of bucket: Bucket, _ store: Store) async throws -> [String] {
        var faults: [String] = []
        let name = bucket.name.description
        let configuration = try await store.engine.notificationConfiguration(of: bucket.name)
        if try configuration != Fixture.configuration(), isAnswered({ if case .configure(name) = $0 { true } else { false } }) {
            faults.append("the notification configuration is lost")
        }
        let isEnabled: Bool? = bucket.versioning == .never ? nil : bucket.versioning == .enabled
        // Object lock came with the bucket and keeps its versions on, whatever is asked.
        let possible = bucket.name == Fixture.locked ? [true] : history.versioning(of: name, at: point)
        if !possible.contains(isEnabled) { faults.append("the versioning of \(name) is \(bucket.versioning)") }
        if bucket.hasObjectLock != (bucket.name == Fixture.locked) { faults.append("the object lock of \(name) is lost") }
        return faults
    }

    func isAnswered(_ matches: (Operation) -> Bool) -> Bool {
        history.steps.values.contains { matches($0.operation) && $0.isAnswered(at: point) }
    }
}

/// - Returns: nil where the engine says that there is no such thing, or not any more.
func ifThere<T>(_ find: () async throws -> T) async throws -> T? {
    do { return try await find() } catch let error as EngineError {
        guard case .refused(let why) = error else { throw error }
        switch why {
        case .noSuchBucket, .noSuchKey, .noSuchVersion, .noSuchUpload, .isDeleteMarker: return nil
        default: throw error
        }
    }
}
