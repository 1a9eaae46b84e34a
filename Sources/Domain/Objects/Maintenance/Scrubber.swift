internal import Blobs
package import Logging
package import ObjectData
internal import Store
package import Core
private import Synchronization

/// `pelton scrub`: reads every stored byte of a running server at a bounded rate and compares its checksums. What is found damaged is
/// told at once; its versions are looked for at the end of the run, all together, and marked.
package final class Scrubber: Sendable {
    package struct Progress: Sendable, Hashable {
        package var isRunning = false
        /// When the last run began; nil if none did since the server started.
        package var started: Timestamp?
        package var finished: Timestamp?
        package var contents: Int64 = 0
        package var bytes: Int64 = 0
        /// Contents found damaged in this run.
        package var damaged = 0
        /// Why the run broke off.
        package var failure: String?
    }

    private static let page = 64
    /// Rows that one look for damaged versions reads.
    private static let rows = 1000
    /// Damaged contents that wait for a look at most.
    private static let together = 100_000
    private let engine: ObjectEngine
    private let logger: Logger
    private let state = Mutex(Progress())

    package init(engine: ObjectEngine, logger: Logger) {
        self.engine = engine
        self.logger = logger
    }

    package var progress: Progress { state.withLock { $0 } }

    /// - Parameter bytesPerSecond: how fast it may read.
    /// - Returns: false if one runs already.
    package func start(bytesPerSecond: Int64) -> Bool {
        let now = engine.clock.now
        let isNew = state.withLock { state in
            guard !state.isRunning else { return false }
            state = Progress(isRunning: true, started: now)
            return true
        }
        // Outlives the request that asked for it; it ends with the store.
        if isNew { Task { await run(bytesPerSecond) } }
        return isNew
    }

    private func run(_ bytesPerSecond: Int64) async {
        var failure: String?
        var damaged: Set<ContentID> = []
        do { try await readAll(bytesPerSecond, &damaged) } catch { failure = "\(error)" }
        do { try await mark(damaged) } catch { failure = failure ?? "\(error)" }
        if let failure { logger.error("a scrub broke off", metadata: ["reason": "\(failure)"]) }
        let (now, reason) = (engine.clock.now, failure)
        state.withLock { state in
            state.isRunning = false
            state.finished = now
            state.failure = reason
        }
    }

    private func readAll(_ bytesPerSecond: Int64, _ damaged: inout Set<ContentID>) async throws {
        var last: ContentID?
        while true {
            // Pinned like any reader's, so that nothing is given back and found missing while it is read.
            let ticket = engine.store.pins.enter()
            let page: [StoredContent]
            do { page = try await engine.read(ListContents(after: last, limit: Self.page)) } catch {
                engine.store.pins.leave(ticket, pinning: [])
                throw error
            }
            let places = page.flatMap(\.place.blobs)
            engine.store.pins.leave(ticket, pinning: places)
            defer { engine.store.pins.unpin(places) }
            guard let end = page.last else { return }
            for content in page where try await isDamaged(content, bytesPerSecond) { damaged.insert(content.id) }
            last = end.id
            if damaged.count >= Self.together {
                try await mark(damaged)
                damaged = []
            }
        }
    }

    private func isDamaged(_ content: StoredContent, _ bytesPerSecond: Int64) async throws -> Bool {
        let reader = ContentReader(store: engine.store, segments: engine.metadata.segments)
        let fault = try await engine.threads.run { () throws(BlobError) in reader.fault(of: content) }
        if let fault {
            logger.critical("a content is damaged", metadata: ["content": "\(content.id.rawValue)", "reason": "\(fault)"])
        }
        state.withLock { state in
            state.contents += 1
            state.bytes += content.size
            if fault != nil { state.damaged += 1 }
        }
        let milliseconds = content.size * 1000 / max(1, bytesPerSecond)
        if milliseconds > 0 { try await engine.clock.sleep(milliseconds: milliseconds) }
        return fault != nil
    }

    /// Goes through all extents and all versions once, a page at a time, however many contents are damaged.
    private func mark(_ damaged: Set<ContentID>) async throws {
        guard !damaged.isEmpty else { return }
        var contents = damaged
        var place: FindListsOfContents.Place?
        repeat {
            let page = try await engine.read(FindListsOfContents(sources: damaged, after: place, limit: Self.rows))
            contents.formUnion(page.lists)
            place = page.last
        } while place != nil
        var row: Int64? = 0
        while let after = row {
            let page = try await engine.read(FindVersionsOfContents(contents: contents, after: after, limit: Self.rows))
            for version in page.found { try await engine.commit(MarkDamaged(version: version)) }
            row = page.last
        }
    }
}

extension ObjectEngine {
    /// Versions that are refused because their bytes are not what was written.
    package func damagedVersions(limit: Int) async throws(EngineError) -> [DamagedVersion] { try await read(ListDamaged(limit: limit)) }
}
