import Objects
import Notifications
import ObjectData
import Store
import Core
import Testing

/// Random operations on versions of a few keys, next to a model that does the same.
struct VersionTests {
    private static let keys = ["a", "a/b", "a/b/c", "a/é", "b", "b//x", "z"]

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `whatever is done to versions, what there is is what a plain model has`(seed: UInt64) async throws {
        let play = try await Play(seed: seed)
        for round in 0..<12 {
            for _ in 0..<25 { try await play.step() }
            if round == 6 { try play.store.restart() }
            try await play.compareReads()
            try await play.compareListings()
        }
    }

    private final class Play {
        let store: TestStore
        private let bucket: BucketName
        private let random: SeededRandom
        private let seed: UInt64
        private var model = VersionModel()

        init(seed: UInt64) async throws {
            self.seed = seed
            store = try await TestStore()
            bucket = try await store.makeBucket("photos")
            random = SeededRandom(seed: seed)
        }

        private func roll(_ sides: Int) -> Int { Int(random.uint64() % UInt64(sides)) }
        private func pick<T>(_ some: [T]) -> T { some[roll(some.count)] }

        func step() async throws {
            let key = pick(VersionTests.keys)
            switch roll(20) {
            case 0..<7: try await put(key)
            case 7..<10: try await delete(key)
            case 10..<14: try await deleteVersion(key)
            case 14..<17: try await copy(from: pick(VersionTests.keys), to: key)
            default: try await turn(on: roll(3) < 2)
            }
        }

        private func put(_ key: String) async throws {
            let bytes = random.bytes(roll(200))
            let written = try await store.put(bytes, bucket, key)
            #expect((written.versionID == .null) == (model.versioning != .enabled))
            model.add(VersionModel.Version(id: written.versionID, bytes: bytes), to: key)
        }

        private func delete(_ key: String) async throws {
            let outcome = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey(key), version: nil, stamp: .test))
            #expect(outcome.wasThere == !model.versions(key).isEmpty)
            guard model.versioning != .never else { return model.remove(.null, of: key) }
            let marker = try #require(outcome.versionID)
            #expect(outcome.isMarker && (marker == .null) == (model.versioning == .suspended))
            model.add(VersionModel.Version(id: marker, bytes: nil), to: key)
        }

        /// One that is there, one that was, or the one without an id.
        private func anyVersion(of key: String) -> VersionID {
            pick(model.versions(key).map(\.id) + model.versions(key).map(\.id) + (model.gone[key] ?? []).suffix(3) + [.null])
        }

        private func deleteVersion(_ key: String) async throws {
            let id = anyVersion(of: key)
            let outcome = try await store.engine.delete(DeleteObject(bucket: bucket, key: ObjectKey(key), version: id, stamp: .test))
            let there = model.version(id, of: key)
            #expect(outcome.wasThere == (there != nil))
            #expect(outcome.isMarker == (there.map { $0.bytes == nil } ?? false))
            if there != nil { model.remove(id, of: key) }
        }

        private func copy(from source: String, to key: String) async throws {
            let id = anyVersion(of: source)
            let copy = CopyObject(
                sourceBucket: bucket, sourceKey: try ObjectKey(source), sourceVersion: id, sourceCondition: CopySourceCondition(),
                bucket: bucket, key: try ObjectKey(key), attributes: ObjectAttributes(), replacesMetadata: false, replacesTags: false,
                condition: WriteCondition(), type: .objectCreatedCopy, stamp: .test)
            switch model.version(id, of: source) {
            case nil:
                await #expect(throws: EngineError.refused(.noSuchVersion(try ObjectKey(source), id))) { try await store.engine.copy(copy) }
            case let version? where version.bytes == nil:
                await #expect(throws: EngineError.refused(.copySourceIsDeleteMarker)) { try await store.engine.copy(copy) }
            case let version?:
                let written = try await store.engine.copy(copy)
                model.add(VersionModel.Version(id: written.versionID, bytes: version.bytes), to: key)
            }
        }

        private func turn(on isEnabled: Bool) async throws {
            try await store.engine.set(SetVersioning(bucket: bucket, isEnabled: isEnabled))
            model.versioning = isEnabled ? .enabled : .suspended
        }

        // MARK: Comparing

        func compareReads() async throws {
            for key in VersionTests.keys {
                #expect(try await read(key, nil) == model.current(key), "seed \(seed), \(key)")
                for version in model.versions(key) {
                    #expect(try await read(key, version.id) == version.bytes, "seed \(seed), \(key), \(version.id)")
                }
                for id in model.gone[key] ?? [] { #expect(try await read(key, id) == nil, "seed \(seed), \(key), \(id) is gone") }
            }
        }

        /// nil where there is nothing, or a delete marker.
        private func read(_ key: String, _ version: VersionID?) async throws -> [UInt8]? {
            do {
                return try await store.bytes(of: store.engine.open(bucket: bucket, key: ObjectKey(key), version: version))
            } catch EngineError.refused(.noSuchKey), EngineError.refused(.noSuchVersion), EngineError.refused(.isDeleteMarker) {
                return nil
            }
        }

        func compareListings() async throws {
            for prefix in ["", "a", "a/", "b/", "zz"].map({ Array($0.utf8) }) {
                for delimiter in ["", "/"].map({ Array($0.utf8) }) {
                    let page = pick([1, 2, 7, 1000])
                    let what = "seed \(seed), prefix \(prefix), delimiter \(delimiter), page \(page)"
                    let listed = try await list(prefix, delimiter, .start, page)
                    #expect(listed == model.listing(prefix: prefix, delimiter: delimiter), "\(what)")
                    try await compareRest(prefix, delimiter, page, what)
                    #expect(
                        try await currentList(prefix, delimiter, page) == model.currentListing(prefix: prefix, delimiter: delimiter),
                        "\(what)")
                }
            }
        }

        /// From any version on, as a client may ask.
        private func compareRest(_ prefix: [UInt8], _ delimiter: [UInt8], _ page: Int, _ what: String) async throws {
            let key = pick(VersionTests.keys)
            guard Array(key.utf8).starts(with: prefix), !model.versions(key).isEmpty else { return }
            let id = pick(model.versions(key).map(\.id))
            let listed = try await list(prefix, delimiter, .after(Array(key.utf8), id), page)
            #expect(listed == model.listing(prefix: prefix, delimiter: delimiter, after: (key, id)), "\(what), after \(id) of \(key)")
        }

        private func list(
            _ prefix: [UInt8], _ delimiter: [UInt8], _ start: ListVersions.Position, _ limit: Int
        ) async throws -> [VersionModel.Entry] {
            var entries: [VersionModel.Entry] = []
            var position: ListVersions.Position? = start
            while let from = position {
                let page = try await store.engine.list(
                    ListVersions(bucket: bucket, prefix: prefix, delimiter: delimiter, position: from, limit: limit))
                #expect(page.entries.count <= limit && (page.next == nil || page.entries.count == limit))
                entries += page.entries.map(VersionModel.Entry.init)
                position = page.next
            }
            return entries
        }

        private func currentList(_ prefix: [UInt8], _ delimiter: [UInt8], _ limit: Int) async throws -> [[UInt8]] {
            var entries: [[UInt8]] = []
            var position: ListObjects.Position? = .start
            while let from = position {
                let page = try await store.engine.list(
                    ListObjects(bucket: bucket, prefix: prefix, delimiter: delimiter, position: from, limit: limit))
                for entry in page.entries {
                    switch entry {
                    case .object(let object): entries.append(object.key.utf8)
                    case .prefix(let prefix): entries.append(prefix)
                    }
                }
                position = page.next
            }
            return entries
        }
    }
}

extension VersionModel.Entry {
    fileprivate init(_ entry: ListVersions.Entry) {
        switch entry {
        case .prefix(let prefix): self = .prefix(prefix)
        case .version(let version):
            self = .version(
                key: version.key.utf8, version.versionID, isLatest: version.isLatest, isMarker: version.isMarker, size: Int(version.size))
        }
    }
}
