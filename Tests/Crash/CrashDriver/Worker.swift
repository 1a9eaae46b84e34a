import CrashSuite
import Objects
import Notifications
import ObjectData
import Store
import Core

/// One of several that work at the same time on the same few keys.
struct Worker {
    private static let sizes = [0, 1, 64, 65, 4096, 4096, 5999, 6001, 9000, 16_384, 16_385, 16_385, 40_000, 131_072, 300_000]
    private static let rareSize = 2_000_000
    private static let partSizes = [4096, 7000, 16_384, 16_385, 140_000]

    let store: Store
    let journal: Journal
    let seed: UInt64
    var dice: FaultPlan

    init(store: Store, journal: Journal, seed: UInt64) {
        self.store = store
        self.journal = journal
        self.seed = seed
        dice = FaultPlan(seed: seed)
    }

    mutating func run(steps: Int) async throws {
        for _ in 0..<steps {
            if dice.chance(0.15) {
                try await identityStep()
            } else if dice.chance(0.4) {
                try await versionStep()
            } else {
                try await step()
            }
        }
    }

    private mutating func step() async throws {
        let key = dice.pick(Fixture.keys)
        switch Int.random(in: 0..<100, using: &dice) {
        case 0..<40: try await put(key, EventType.objectCreatedPut, WriteCondition())
        case 40..<46: try await put(key, EventType.objectCreatedPost, WriteCondition())
        case 46..<52: try await put(key, EventType.objectCreatedPut, WriteCondition(mustBeAbsent: true))
        case 52..<58: try await put(key, EventType.objectCreatedPut, WriteCondition(etag: await currentETag(key)))
        case 58..<68: try await copy(dice.pick(Fixture.keys), nil, to: key)
        case 68..<80: try await delete(key)
        case 80..<84: try await deleteSeveral()
        case 84..<90: try await read(key)
        default: try await multipart(key)
        }
    }

    private mutating func put(_ key: String, _ type: EventType, _ condition: WriteCondition) async throws {
        try await put(key, type, condition, size: newSize(), ObjectAttributes())
    }

    private mutating func newSize() -> Int { dice.chance(0.02) ? Self.rareSize : dice.pick(Self.sizes) }

    mutating func put(
        _ key: String, _ type: EventType, _ condition: WriteCondition, size: Int, _ attributes: ObjectAttributes
    ) async throws {
        let (store, number) = (store, journal.newNumber())
        let payload = Payload(seed: seed << 20 | UInt64(number), size: size)
        let seal = newSeal()
        var attributes = attributes
        attributes.userMetadata["op"] = Operation.requestID(number)
        let object = NewObject(
            bucket: Fixture.bucket(of: key), key: try ObjectKey(key), attributes: attributes, condition: condition, type: type)
        let lock = Lock(isHeld: attributes.lock.hasLegalHold ?? false, mode: attributes.lock.retention?.mode.rawValue)
        let step = Operation.put(key: key, body: payload.body, type: type.rawValue, tags: attributes.tags, lock: lock)
        try await journal.run(number, step) { () throws(EngineError) in
            let content = try await Self.send(payload, store, seal)
            return .init(try await store.engine.put(object, content, by: Fixture.stamp(number)))
        }
    }

    /// Some contents are encrypted, parts of one upload among them.
    private mutating func newSeal() -> EnvelopeEncryption? { dice.chance(0.3) ? Fixture.seal : nil }

    private static func send(_ payload: Payload, _ store: Store, _ seal: EnvelopeEncryption?) async throws(EngineError) -> FreshContent {
        let sink = try await store.engine.sink(DigestRequest(), announced: Int64(payload.bytes.count), seal: seal)
        try await sink.write(payload.bytes)
        return try await sink.finish()
    }

    private func currentETag(_ key: String) async -> String {
        guard let key = try? ObjectKey(key), let found = try? await store.engine.head(bucket: Fixture.bucket(of: key.description), key: key)
        else { return "*" }
        return found.version.etag
    }

    func copy(_ source: String, _ version: VersionID?, to key: String) async throws {
        let (store, number) = (store, journal.newNumber())
        let copy = CopyObject(
            sourceBucket: Fixture.bucket(of: source), sourceKey: try ObjectKey(source), sourceVersion: version,
            sourceCondition: CopySourceCondition(), bucket: Fixture.bucket(of: key), key: try ObjectKey(key),
            attributes: ObjectAttributes(), replacesMetadata: false, replacesTags: false, condition: WriteCondition(),
            type: .objectCreatedCopy, stamp: Fixture.stamp(number))
        let step = Operation.copy(source: source, version: version?.description, key: key)
        try await journal.run(number, step) { () throws(EngineError) in .init(try await store.engine.copy(copy, unlocking: Fixture.wrap)) }
    }

    mutating func delete(_ key: String, isLifecycle: Bool = false) async throws {
        let etag = dice.chance(0.2) ? await currentETag(key) : nil
        try await delete(Deletion(key: key, isLifecycle: isLifecycle), ifMatch: etag)
    }

    func delete(_ deletion: Deletion, ifMatch etag: String?) async throws {
        let (store, number) = (store, journal.newNumber())
        let delete = DeleteObject(
            bucket: Fixture.bucket(of: deletion.key), key: try ObjectKey(deletion.key), version: deletion.version.flatMap { VersionID($0) },
            ifMatch: etag, bypassesGovernance: deletion.bypassesGovernance, cause: deletion.isLifecycle ? .lifecycle : .request,
            stamp: Fixture.stamp(number))
        try await journal.run(number, .delete(deletion)) { () throws(EngineError) in
            let outcome = try await store.engine.delete(delete)
            guard deletion.version == nil, outcome.isMarker, let marker = outcome.versionID else { return .deleted(outcome.wasThere) }
            return .marked(version: marker.description)
        }
    }

    private mutating func deleteSeveral() async throws {
        let (store, number) = (store, journal.newNumber())
        let keys = Array(Fixture.keys.shuffled(using: &dice).prefix(Int.random(in: 1...4, using: &dice)))
        let deletes = try keys.map { key in
            DeleteObject(
                bucket: Fixture.plain, key: try ObjectKey(key), version: nil, recordsMissing: true, stamp: Fixture.stamp(number))
        }
        try await journal.run(number, .deleteBatch(keys: keys)) { () throws(EngineError) in
            .deletedEach(await store.engine.delete(deletes).map { (try? $0.get()) != nil })
        }
    }

    /// A reader holds files that are deleted meanwhile.
    private func read(_ key: String) async throws {
        do {
            let reader = try await store.engine.open(bucket: Fixture.plain, key: ObjectKey(key))
            try reader.unlock(Fixture.wrap)
            while try await reader.next() != nil { await Task.yield() }
        } catch EngineError.refused(.noSuchKey) {}
    }
}

extension Worker {
    mutating func multipart(_ key: String) async throws {
        let (store, object, id) = (store, try ObjectKey(key), store.engine.newUploadID())
        let create = CreateUpload(
            id: id, bucket: Fixture.bucket(of: key), key: object, attributes: ObjectAttributes(), checksumAlgorithm: nil,
            checksumIsComposite: false, owner: .none, principal: "AWS:1")
        try await journal.run(journal.newNumber(), .createUpload(id: id.description, key: key)) { () throws(EngineError) in
            try await store.engine.createUpload(create)
            return .done
        }
        var parts: [Payload] = []
        for number in 1...Int.random(in: 1...3, using: &dice) { parts.append(try await part(number, of: id, object)) }
        // A part put again replaces the one before it.
        if dice.chance(0.3) { parts[0] = try await part(1, of: id, object) }
        switch Int.random(in: 0..<10, using: &dice) {
        case 0..<7: try await complete(key, id, parts)
        case 7: try await abort(object, id)
        default: break
        }
    }

    private mutating func part(_ number: Int, of id: UploadID, _ key: ObjectKey) async throws -> Payload {
        let (store, operation) = (store, journal.newNumber())
        let payload = Payload(seed: seed << 20 | UInt64(operation), size: dice.pick(Self.partSizes))
        let seal = newSeal()
        let step = Operation.putPart(upload: id.description, number: number, body: payload.body)
        try await journal.run(operation, step) { () throws(EngineError) in
            let content = try await Self.send(payload, store, seal)
            _ = try await store.engine.putPart(
                bucket: Fixture.bucket(of: key.description), key: key, upload: id, number: number, checksum: nil, content)
            return .done
        }
        return payload
    }

    private func complete(_ key: String, _ id: UploadID, _ parts: [Payload]) async throws {
        let (store, number, object) = (store, journal.newNumber(), try ObjectKey(key))
        let (body, etag) = Payload.joined(parts)
        let completion = Completion(parts: parts.enumerated().map { NamedPart(number: $0 + 1, etag: $1.body.md5) })
        let step = Operation.completeUpload(id: id.description, key: key, etag: etag, body: body)
        try await journal.run(number, step) { () throws(EngineError) in
            .init(
                try await store.engine.completeUpload(
                    bucket: Fixture.bucket(of: key), key: object, id: id, completion, by: Fixture.stamp(number)))
        }
    }

    private func abort(_ key: ObjectKey, _ id: UploadID) async throws {
        let store = store
        try await journal.run(journal.newNumber(), .abortUpload(id: id.description)) { () throws(EngineError) in
            try await store.engine.abortUpload(bucket: Fixture.bucket(of: key.description), key: key, id: id)
            return .done
        }
    }
}

extension Answer {
    init(_ written: WrittenVersion) {
        self = .written(etag: written.etag, version: written.versionID.description, sequence: written.sequence)
    }
}
