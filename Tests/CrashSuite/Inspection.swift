private import Checksums
internal import Engine
private import Events
private import Glibc
internal import Metadata
internal import PeltonCore

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
    private func crashed() async throws -> (faults: [String], listed: [String: String]) {
        let store = try Store(folder: folder)
        defer { store.close() }
        let faults = try await judge(store, Survivors(database: Store.database(in: folder)))
        return (faults, try await use(store))
    }

    private func judge(_ store: Store, _ survivors: Survivors) async throws -> [String] {
        var judgement = Judgement(history, point: point, survivors)
        judgement.judgeEvents()
        judgement.judgeDeliveries()
        var faults = judgement.faults
        guard try await bucketIsThere(store, &faults) else { return faults }
        faults += try await objects(store, judgement.expected)
        if collectsOrphans {
            await OrphanCollector(engine: store.engine, logger: Store.logger).run(restMilliseconds: 0)
            faults += try await objects(store, judgement.expected).map { $0 + " (after orphans were collected)" }
        }
        for upload in history.uploads(at: point) {
            do { faults += try await judge(upload, store) } catch { faults.append("upload \(upload.id) of \(upload.key): \(error)") }
        }
        return faults
    }

    private func bucketIsThere(_ store: Store, _ faults: inout [String]) async throws -> Bool {
        func isAnswered(_ matches: (Operation) -> Bool) -> Bool {
            history.steps.values.contains { matches($0.operation) && $0.isAnswered(at: point) }
        }
        guard try await ifThere({ try await store.engine.bucket(Scenery.bucket) }) != nil else {
            if isAnswered({ if case .createBucket = $0 { true } else { false } }) { faults.append("the bucket is lost") }
            return false
        }
        let configuration = try await store.engine.notificationConfiguration(of: Scenery.bucket)
        if try configuration != Scenery.configuration(), isAnswered({ if case .configure = $0 { true } else { false } }) {
            faults.append("the notification configuration is lost")
        }
        return true
    }
}

extension Inspection {
    /// Listing and reading must agree with the last event of each key, and bytes be those that were sent.
    private func objects(_ store: Store, _ expected: [String: Survivors.Event]) async throws -> [String] {
        let listed = try await list(store)
        var faults: [String] = []
        for key in Set(listed.keys).union(expected.keys).union(Scenery.keys) {
            let (found, event) = (listed[key], expected[key])
            if found != event?.etag { faults.append("\(key) is listed as \(found ?? "absent"), not as \(event?.etag ?? "absent")") }
            faults += await read(key, event, store)
        }
        return faults
    }

    private func list(_ store: Store) async throws -> [String: String] {
        let page = try await store.engine.list(
            ListObjects(bucket: Scenery.bucket, prefix: [], delimiter: [], position: .start, limit: 1000))
        var listed: [String: String] = [:]
        for case .object(let object) in page.entries { listed[object.key.description] = object.etag }
        return listed
    }

    private func read(_ key: String, _ event: Survivors.Event?, _ store: Store) async -> [String] {
        do {
            guard let reader = try await ifThere({ try await store.engine.open(bucket: Scenery.bucket, key: ObjectKey(key)) }) else {
                return event.map { ["\(key) cannot be found, but \($0.requestID) wrote it"] } ?? []
            }
            guard let event else { return ["\(key) can be read, but was deleted"] }
            let body = try await Self.body(of: reader)
            guard body == history.bodies[event.etag ?? ""] else { return ["\(key) has other bytes than \(event.requestID) sent"] }
            return Self.judge(reader.object, event)
        } catch {
            return ["\(key) cannot be read: \(error)"]
        }
    }

    /// A put's own number is in its metadata.
    private static func judge(_ object: FoundObject, _ event: Survivors.Event) -> [String] {
        guard ["ObjectCreated:Put", "ObjectCreated:Post"].contains(event.name) else { return [] }
        let number = object.version.attributes.userMetadata["op"]
        return number == event.requestID ? [] : ["\(event.key) has the metadata of \(number ?? "nobody"), not of \(event.requestID)"]
    }

    static func body(of reader: ObjectReader) async throws -> Body {
        try reader.unlock(Scenery.wrap)
        var hasher = MD5Hasher()
        var size = 0
        while let piece = try await reader.next() {
            let bytes = try Self.bytes(of: piece)
            hasher.update(bytes)
            size += bytes.count
        }
        return Body(md5: Hex.encode(hasher.finalize()), size: size)
    }

    private static func bytes(of piece: Piece) throws -> [UInt8] {
        switch piece {
        case .bytes(let bytes): return bytes
        case .file(let descriptor, let offset, let length):
            var bytes = [UInt8](repeating: 0, count: Int(length))
            guard pread(descriptor, &bytes, bytes.count, Int(offset)) == bytes.count else { throw Trace.Invalid("a file is too short") }
            return bytes
        }
    }
}

extension Inspection {
    /// An upload that was open is open, has the parts that were answered, and can be completed.
    private func judge(_ upload: ExpectedUpload, _ store: Store) async throws -> [String] {
        let key = try ObjectKey(upload.key)
        let id = UploadID(upload.id)
        let isOpen = try await ifThere { try await store.engine.openUpload(bucket: Scenery.bucket, key: key, id: id) } != nil
        switch (upload.state, isOpen) {
        case (.open, false): return ["upload \(upload.id) of \(upload.key) is lost"]
        case (.closed, true): return ["upload \(upload.id) of \(upload.key) is open again"]
        case (_, false): return []
        case (_, true): break
        }
        let listed = try await store.engine.uploads(
            ListUploads(bucket: Scenery.bucket, prefix: [], afterKey: [], afterUpload: nil, limit: 1000))
        guard listed.contains(where: { $0.id == id }) else { return ["upload \(upload.id) is open but not listed"] }
        return try await judgeParts(upload, store)
    }

    private func judgeParts(_ upload: ExpectedUpload, _ store: Store) async throws -> [String] {
        let stored = try await store.engine.parts(ListParts(upload: UploadID(upload.id), after: 0, limit: 1000))
        let found = Dictionary(uniqueKeysWithValues: stored.map { ($0.number, Body(md5: $0.etag, size: Int($0.size))) })
        var faults: [String] = []
        for number in Set(found.keys).union(upload.parts.keys) where !(upload.parts[number] ?? [nil]).contains(found[number]) {
            faults.append("part \(number) of upload \(upload.id) is not what was sent")
        }
        guard faults.isEmpty, !stored.isEmpty else { return faults }
        return try await complete(upload, stored, store)
    }

    /// Each part's bytes must be where it stands in the whole.
    private func complete(_ upload: ExpectedUpload, _ parts: [UploadedPart], _ store: Store) async throws -> [String] {
        let named = parts.map { NamedPart(number: $0.number, etag: $0.etag) }
        let key = try ObjectKey(upload.key)
        _ = try await store.engine.completeUpload(
            bucket: Scenery.bucket, key: key, id: UploadID(upload.id), Completion(parts: named), by: Scenery.stamp(0))
        let reader = try await store.engine.open(bucket: Scenery.bucket, key: key)
        var start: Int64 = 0
        for part in parts {
            reader.seek(start..<start + part.size)
            start += part.size
            let body = try await Self.body(of: reader)
            guard body == Body(md5: part.etag, size: Int(part.size)) else {
                return ["part \(part.number) of upload \(upload.id) has other bytes in the whole"]
            }
        }
        return start == reader.object.version.size ? [] : ["upload \(upload.id) was completed to another size"]
    }
}

extension Inspection {
    private static let newKey = "after-the-crash"

    /// The store goes on working.
    /// - Returns: what it lists then.
    private func use(_ store: Store) async throws -> [String: String] {
        if try await ifThere({ try await store.engine.bucket(Scenery.bucket) }) == nil {
            try await store.engine.createBucket(CreateBucket(name: Scenery.bucket, owner: .none, location: nil))
        }
        for size in [1, 20_000] {
            let sink = try store.engine.sink(DigestRequest(), announced: nil)
            try await sink.write([UInt8](repeating: 7, count: size))
            let object = NewObject(
                bucket: Scenery.bucket, key: try ObjectKey(Self.newKey + "-\(size)"), attributes: ObjectAttributes(),
                type: .objectCreatedPut)
            _ = try await store.engine.put(object, sink.finish(), by: Scenery.stamp(0))
        }
        return try await list(store)
    }

    /// A restart in good order changes nothing.
    private func restarted(_ before: [String: String]) async throws -> [String] {
        let store = try Store(folder: folder)
        defer { store.close() }
        guard try await list(store) == before else { return ["the listing is another one after a restart"] }
        var faults: [String] = []
        for key in before.keys {
            do { _ = try await Self.body(of: store.engine.open(bucket: Scenery.bucket, key: ObjectKey(key))) } catch {
                faults.append("\(key) cannot be read after a restart: \(error)")
            }
        }
        return faults
    }
}

/// - Returns: nil where the engine says that there is no such thing.
private func ifThere<T>(_ find: () async throws -> T) async throws -> T? {
    do { return try await find() } catch let error as EngineError {
        guard case .metadata(let why) = error else { throw error }
        switch why {
        case .noSuchBucket, .noSuchKey, .noSuchUpload: return nil
        default: throw error
        }
    }
}
