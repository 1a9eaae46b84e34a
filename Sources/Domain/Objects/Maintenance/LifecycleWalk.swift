private import Lifecycle
internal import DeliveryData
internal import ObjectData
internal import Store
internal import Core

/// One run of one bucket's lifecycle: its versions first, then its uploads, a page at a time.
struct LifecycleWalk {
    let engine: ObjectEngine
    let pace: LifecycleRunner.Pace
    let due: DueLifecycle
    private(set) var done = 0
    private var cursor: LifecycleCursor?
    private var quiet = 0

    init(engine: ObjectEngine, pace: LifecycleRunner.Pace, due: DueLifecycle) {
        self.engine = engine
        self.pace = pace
        self.due = due
        cursor = due.cursor
    }

    private var day: LifecycleDay { engine.limits.lifecycleDay }

    /// - Returns: to how many versions and uploads something was done.
    mutating func run() async throws -> Int {
        if !due.isBegun { try await note(.begin) }
        if !isPastVersions {
            for prefix in try await rules()?.rules.versionPrefixes ?? [] { try await walkVersions(under: prefix) }
            cursor = .firstUpload
        }
        for prefix in try await rules()?.rules.uploadPrefixes ?? [] { try await walkUploads(under: prefix) }
        try await note(.end)
        return done
    }

    private var isPastVersions: Bool {
        if case .upload = cursor { true } else { false }
    }

    /// The rules as they are now; nil if they are gone, or the bucket is another one by now.
    private func rules() async throws -> (bucket: Bucket, rules: LifecycleRules)? {
        let bucket = try await engine.bucket(due.name)
        guard bucket.id == due.bucketID, let rules = try bucket.lifecycle() else { return nil }
        return (bucket, rules)
    }

    private mutating func walkVersions(under prefix: [UInt8]) async throws {
        while true {
            let after: (key: [UInt8], order: Int64)?
            switch place(under: prefix) {
            case .before: after = nil
            case .within(let key, let order): after = (key, order)
            case .past: return
            }
            guard let (bucket, rules) = try await rules() else { return }
            let page = try await read(
                FindDueVersions(
                    bucket: bucket, rules: rules, prefix: prefix, after: after, now: engine.clock.now, day: day, limit: pace.page))
            for start in stride(from: 0, to: page.due.count, by: pace.batch) {
                let some = Array(page.due[start..<min(start + pace.batch, page.due.count)])
                done += try await commit(ApplyLifecycle(bucket: due.name, candidates: some, stamp: stamp))
            }
            guard let last = page.last else { return }
            try await reach(.version(key: last.key.utf8, order: last.order), isQuiet: page.due.isEmpty)
        }
    }

    private enum Place { case before, within(key: [UInt8], order: Int64), past }

    private func place(under prefix: [UInt8]) -> Place {
        guard case .version(let key, let order)? = cursor else { return .before }
        if key.starts(with: prefix) { return .within(key: key, order: order) }
        return key.lexicographicallyPrecedes(prefix) ? .before : .past
    }

    private mutating func walkUploads(under prefix: [UInt8]) async throws {
        while case .upload(let key, let created, let id)? = cursor {
            guard let (bucket, rules) = try await rules() else { return }
            let page = try await read(
                FindStaleUploads(
                    bucket: bucket, rules: rules, prefix: prefix, after: (key, created, id), now: engine.clock.now, day: day,
                    limit: pace.page))
            for start in stride(from: 0, to: page.due.count, by: pace.uploads) {
                let some = Array(page.due[start..<min(start + pace.uploads, page.due.count)])
                done += try await commit(AbortStaleUploads(bucket: due.name, uploads: some))
            }
            guard let last = page.last else { return }
            try await reach(.upload(key: last.key.utf8, created: last.created, id: last.id.description), isQuiet: page.due.isEmpty)
        }
    }

    private mutating func reach(_ place: LifecycleCursor, isQuiet: Bool) async throws {
        cursor = place
        quiet = isQuiet ? quiet + 1 : pace.quietPages
        if quiet >= pace.quietPages {
            quiet = 0
            try await note(.reach(place))
        }
        try await engine.clock.sleep(milliseconds: pace.restMilliseconds)
    }

    private func note(_ step: RecordLifecycleRun.Step) async throws {
        try await commit(RecordLifecycleRun(bucketID: due.bucketID, step: step))
    }

    private func commit<M: Mutation>(_ mutation: M) async throws -> M.Result where M.Refusal == ObjectRefusal {
        try await patiently { () throws(EngineError) in try await engine.commit(mutation) }
    }

    private func read<Q: Query>(_ query: Q) async throws -> Q.Result where Q.Refusal == ObjectRefusal {
        try await patiently { () throws(EngineError) in try await engine.read(query) }
    }

    /// Waits where requests have filled a queue.
    private func patiently<T: Sendable>(_ work: () async throws(EngineError) -> T) async throws -> T {
        while true {
            do throws(EngineError) { return try await work() } catch {
                guard case .failed(.busy) = error else { throw error }
            }
            try await engine.clock.sleep(milliseconds: 200)
        }
    }

    /// Source: S3 User Guide, "Configuring S3 Lifecycle event notifications": the service itself is who acts.
    private var stamp: RequestStamp {
        RequestStamp(
            principalID: "s3.amazonaws.com", sourceIP: "s3.amazonaws.com", requestID: RequestID(random: SystemRandom()), traceHeader: nil,
            provenance: nil)
    }
}
