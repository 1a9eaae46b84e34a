internal import Database
package import Invocation
package import Logging
package import Core
private import Synchronization

/// Why logs cannot be read or written.
package enum LogError: Error, Sendable, Hashable {
    case noSuchGroup
    case noSuchStream
    case busy
    /// For the server's own log.
    case storage(String)
}

/// What functions print, in a database of its own: events by group, stream and time, as CloudWatch Logs keeps them.
///
/// One thread writes and reads. Events wait in memory for it, up to a bound; what does not fit is counted and said.
package final class LogStore: LogSink {
    private struct Pending {
        var batch = LogBatch()
        var isScheduled = false
    }

    let limits: LogLimits
    private let pending = Mutex(Pending())
    private let isIdleScheduled = Mutex(false)
    private let thread: BlockingPool<LogWriter?>
    private let clock: any PeltonClock
    private let logger: Logger

    /// - Throws: `.storage` if the database cannot be opened.
    package init(path: String, limits: LogLimits, clock: any PeltonClock, logger: Logger) throws(LogError) {
        self.limits = limits
        self.clock = clock
        self.logger = logger
        // Once here, so that a start fails rather than every line.
        do { _ = try LogTables(path: path) } catch { throw .storage(error.description) }
        thread = BlockingPool(name: "pelton-logs", threads: 1, capacity: 1024) {
            try? LogWriter(path: path, limits: limits, logger: logger)
        }
    }

    /// Writes what waits and ends.
    package func stop() {
        _ = thread.enqueue { [self] writer in
            write(writer)
            writer?.checkpoint()
        }
        thread.stop()
    }

    package func append(
        _ events: [FunctionLogEvent], group: String, stream: String, account: AccountID, region: Region, mayMakeGroup: Bool
    ) {
        let key = StreamKey(group: GroupKey(account: account, region: region, name: group), stream: stream)
        let mustSchedule = pending.withLock { pending in
            for event in events { add(event, key, mayMakeGroup, to: &pending.batch) }
            defer { pending.isScheduled = true }
            return !pending.isScheduled
        }
        guard mustSchedule else { return }
        let isQueued = thread.enqueue { [self] writer in
            write(writer)
            maintain(writer)
        }
        if !isQueued { pending.withLock { $0.isScheduled = false } }
    }

    private func add(_ event: FunctionLogEvent, _ key: StreamKey, _ mayMakeGroup: Bool, to batch: inout LogBatch) {
        let event = cut(event)
        let bytes = event.message.utf8.count + LogBatch.eventBytes
        guard batch.bytes + bytes <= limits.waitingBytes else {
            batch.dropped[key, default: LogBatch.Dropped()].lines += 1
            if mayMakeGroup { batch.dropped[key]?.mayMakeGroup = true }
            return
        }
        batch.bytes += bytes
        batch.entries.append(LogBatch.Entry(event: event, stream: key, mayMakeGroup: mayMakeGroup))
    }

    /// Forgets events that are older than `time`, and streams that have none left.
    package func trim(before time: Timestamp) async throws(LogError) {
        let rows = LogWriter.trimRows
        while try await run({ tables throws(DatabaseError) in try tables.trim(before: time, rows: rows) }) == rows {}
    }

    /// Runs on the store's thread, after everything that was appended before.
    func run<T: Sendable>(_ body: @escaping @Sendable (LogTables) throws(DatabaseError) -> T) async throws(LogError) -> T {
        do {
            return try await thread.run { [self] writer throws(LogError) in
                write(writer)
                guard let writer else { throw LogError.storage("The logs' database could not be opened.") }
                defer { checkpointLater(writer) }
                do throws(DatabaseError) { return try body(writer.tables) } catch { throw LogError.storage(error.description) }
            }
        } catch let error as LogError { throw error } catch { throw .busy }
    }

    private func write(_ writer: LogWriter?) {
        let batch = pending.withLock { pending in
            defer { pending = Pending() }
            return pending.batch
        }
        if let writer { return writer.write(batch, now: clock.now) }
        guard !batch.isEmpty else { return }
        logger.error("functions' log lines could not be written", metadata: ["lines": "\(batch.entries.count)", "error": "not open"])
    }

    /// One step of trimming behind each write, and further ones behind whoever waits meanwhile.
    private func maintain(_ writer: LogWriter?) {
        guard let writer else { return }
        if writer.trimStep() { _ = thread.enqueue { [weak self] writer in self?.maintain(writer) } }
        checkpointLater(writer)
    }

    private func checkpointLater(_ writer: LogWriter) {
        guard writer.hasWAL,
            isIdleScheduled.withLock({ isScheduled in
                defer { isScheduled = true }
                return !isScheduled
            })
        else { return }
        let (clock, wait) = (clock, limits.idleMilliseconds)
        Task { [weak self] in
            do throws(CancellationError) { try await clock.sleep(milliseconds: wait) } catch { return }
            self?.checkpointNow()
        }
    }

    private func checkpointNow() {
        isIdleScheduled.withLock { $0 = false }
        _ = thread.enqueue { $0?.checkpoint() }
    }

    private func cut(_ event: FunctionLogEvent) -> FunctionLogEvent {
        guard event.message.utf8.count > limits.messageBytes else { return event }
        return FunctionLogEvent(
            time: event.time, message: String(decoding: event.message.utf8.prefix(limits.messageBytes), as: UTF8.self))
    }
}
