internal import Blobs
package import Logging
package import Metadata
package import PeltonCore
private import Synchronization

/// `pelton scrub`: reads every stored byte of a running server at a bounded rate and compares its checksums. What is found damaged is
/// marked, and refused from then on.
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
        do { try await readAll(bytesPerSecond) } catch { failure = "\(error)" }
        if let failure { logger.error("a scrub broke off", metadata: ["reason": "\(failure)"]) }
        let (now, reason) = (engine.clock.now, failure)
        state.withLock { state in
            state.isRunning = false
            state.finished = now
            state.failure = reason
        }
    }

    private func readAll(_ bytesPerSecond: Int64) async throws {
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
            for content in page { try await read(content, bytesPerSecond) }
            last = end.id
        }
    }

    private func read(_ content: StoredContent, _ bytesPerSecond: Int64) async throws {
        let reader = ContentReader(store: engine.store, segments: engine.metadata.segments)
        let fault = try await engine.threads.run { () throws(BlobError) in reader.fault(of: content) }
        if let fault { try await report(content, fault) }
        state.withLock { state in
            state.contents += 1
            state.bytes += content.size
            if fault != nil { state.damaged += 1 }
        }
        let milliseconds = content.size * 1000 / max(1, bytesPerSecond)
        if milliseconds > 0 { try await engine.clock.sleep(milliseconds: milliseconds) }
    }

    private func report(_ content: StoredContent, _ fault: String) async throws {
        logger.critical("a content is damaged", metadata: ["content": "\(content.id.rawValue)", "reason": "\(fault)"])
        for version in try await engine.read(FindVersionsOfContent(content: content.id)) {
            try await engine.commit(MarkDamaged(version: version))
        }
    }
}

extension ObjectEngine {
    /// Versions that are refused because their bytes are not what was written.
    package func damagedVersions(limit: Int) async throws(EngineError) -> [DamagedVersion] { try await read(ListDamaged(limit: limit)) }
}
