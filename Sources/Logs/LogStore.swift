internal import Database
package import Invoke
package import Logging
package import PeltonCore
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
    private struct Entry {
        let event: Invoke.LogEvent
        let stream: StreamKey
    }

    private struct Pending {
        var entries: [Entry] = []
        var bytes = 0
        var dropped = 0
        var isScheduled = false
    }

    private static let capacityBytes = 16 << 20
    private static let longestMessage = 256 << 10
    private let pending = Mutex(Pending())
    private let thread: BlockingPool<LogTables?>
    private let clock: any PeltonClock
    private let logger: Logger

    /// - Throws: `.storage` if the database cannot be opened.
    package init(path: String, clock: any PeltonClock, logger: Logger) throws(LogError) {
        self.clock = clock
        self.logger = logger
        // Once here, so that a start fails rather than every line.
        do { _ = try LogTables(path: path) } catch { throw .storage(error.description) }
        thread = BlockingPool(name: "pelton-logs", threads: 1, capacity: 1024) { try? LogTables(path: path) }
    }

    /// Writes what waits and ends.
    package func stop() { thread.stop() }

    package func append(_ events: [Invoke.LogEvent], group: String, stream: String, account: AccountID, region: Region) {
        let key = StreamKey(group: GroupKey(account: account, region: region, name: group), stream: stream)
        let mustSchedule = pending.withLock { pending in
            for event in events {
                let event = Self.cut(event)
                guard pending.bytes + event.message.utf8.count <= Self.capacityBytes else {
                    pending.dropped += 1
                    continue
                }
                pending.bytes += event.message.utf8.count
                pending.entries.append(Entry(event: event, stream: key))
            }
            defer { pending.isScheduled = true }
            return !pending.isScheduled
        }
        if mustSchedule, !thread.enqueue({ [self] in write($0) }) { pending.withLock { $0.isScheduled = false } }
    }

    /// Forgets events that are older than `time`.
    package func trim(before time: Timestamp) async throws(LogError) {
        try await run { tables throws(DatabaseError) in try tables.trim(before: time) }
    }

    /// Runs on the store's thread, after everything that was appended before.
    func run<T: Sendable>(_ body: @escaping @Sendable (LogTables) throws(DatabaseError) -> T) async throws(LogError) -> T {
        do {
            return try await thread.run { [self] tables throws(LogError) in
                write(tables)
                guard let tables else { throw LogError.storage("The logs' database could not be opened.") }
                do throws(DatabaseError) { return try body(tables) } catch { throw LogError.storage(error.description) }
            }
        } catch let error as LogError { throw error } catch { throw .busy }
    }

    private func write(_ tables: LogTables?) {
        let (entries, dropped) = pending.withLock { pending in
            defer { pending = Pending() }
            return (pending.entries, pending.dropped)
        }
        if dropped > 0 {
            logger.error(
                "lines of functions' logs were dropped: they came faster than the disk takes them", metadata: ["lines": "\(dropped)"])
        }
        guard !entries.isEmpty else { return }
        let now = clock.now
        guard let tables else {
            return logger.error("functions' log lines could not be written", metadata: ["lines": "\(entries.count)", "error": "not open"])
        }
        do throws(DatabaseError) {
            try tables.inTransaction { () throws(DatabaseError) in
                for entry in entries { try tables.append(entry.event, to: entry.stream, ingested: now) }
            }
        } catch {
            logger.error("functions' log lines could not be written", metadata: ["lines": "\(entries.count)", "error": "\(error)"])
        }
    }

    private static func cut(_ event: Invoke.LogEvent) -> Invoke.LogEvent {
        guard event.message.utf8.count > longestMessage else { return event }
        return Invoke.LogEvent(time: event.time, message: String(decoding: event.message.utf8.prefix(longestMessage), as: UTF8.self))
    }
}
