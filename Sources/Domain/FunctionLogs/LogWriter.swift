internal import Database
internal import Invocation
internal import Logging
internal import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// What waits for the disk.
struct LogBatch {
    struct Entry {
        let event: FunctionLogEvent
        let stream: StreamKey
        /// Otherwise it is dropped where its group is not there.
        let mayMakeGroup: Bool
    }

    /// What an event takes in memory besides its message.
    static let eventBytes = 256

    struct Dropped {
        var lines = 0
        var mayMakeGroup = false
    }

    var entries: [Entry] = []
    var bytes = 0
    /// Events that found no room, by stream.
    var dropped: [StreamKey: Dropped] = [:]

    var isEmpty: Bool { entries.isEmpty && dropped.isEmpty }
}

/// The store's one thread: writes batches, keeps the WAL and the whole within their bounds.
final class LogWriter {
    let tables: LogTables
    private let folder: String
    private let limits: LogLimits
    private let logger: Logger
    /// Lines dropped since the disk became nearly full.
    private var shed = 0
    private var toldStreams: Set<StreamKey> = []
    /// Groups that were not there and might not be made, each said once.
    private var toldGroups: Set<GroupKey> = []
    private static let mostTold = 1024
    /// Rows that one step of trimming takes at most, so that readers wait for no more than that.
    static let trimRows = 2000

    init(path: String, limits: LogLimits, logger: Logger) throws(DatabaseError) {
        tables = try LogTables(path: path)
        folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        self.limits = limits
        self.logger = logger
    }

    func write(_ batch: LogBatch, now: Timestamp) {
        guard !batch.isEmpty else { return }
        let entries = admitted(batch.entries + notices(of: batch.dropped, now), now)
        var homeless: Set<GroupKey> = []
        do throws(DatabaseError) {
            try tables.inTransaction { () throws(DatabaseError) in
                for entry in entries where try !tables.append(entry.event, to: entry.stream, entry.mayMakeGroup, ingested: now) {
                    homeless.insert(entry.stream.group)
                }
            }
            for group in homeless where isUntold(group) {
                logger.warning(
                    "lines of a function's log were dropped: their group is not there, and the function's role may not make it",
                    metadata: ["group": "\(group.name)", "account": "\(group.account)"])
            }
        } catch {
            logger.error("functions' log lines could not be written", metadata: ["lines": "\(entries.count)", "error": "\(error)"])
        }
        if walBytes > limits.checkpointBytes { checkpoint() }
    }

    private func notices(of dropped: [StreamKey: LogBatch.Dropped], _ now: Timestamp) -> [LogBatch.Entry] {
        guard !dropped.isEmpty else { return [] }
        logger.error(
            "lines of functions' logs were dropped: they came faster than the disk takes them",
            metadata: ["lines": "\(dropped.values.reduce(0) { $0 + $1.lines })"])
        return dropped.map { stream, dropped in
            Self.notice(
                "\(dropped.lines) \(dropped.lines == 1 ? "line was" : "lines were") dropped here: they came faster than they could be written.",
                stream, dropped.mayMakeGroup, now)
        }
    }

    private static func notice(_ text: String, _ stream: StreamKey, _ mayMakeGroup: Bool, _ now: Timestamp) -> LogBatch.Entry {
        LogBatch.Entry(event: FunctionLogEvent(time: now, message: "[pelton] \(text)\n"), stream: stream, mayMakeGroup: mayMakeGroup)
    }

    // MARK: The disk

    /// - Returns: `entries`, or on a disk that is nearly full what tells their streams that they are dropped.
    private func admitted(_ entries: [LogBatch.Entry], _ now: Timestamp) -> [LogBatch.Entry] {
        guard isDiskLow else {
            if shed > 0 { logger.notice("functions' log lines are written again", metadata: ["dropped": "\(shed)"]) }
            shed = 0
            toldStreams = []
            return entries
        }
        if shed == 0 {
            logger.error("functions' log lines are dropped: the disk is nearly full", metadata: ["reserve": "\(limits.diskReserveBytes)"])
        }
        shed += entries.count
        return Dictionary(entries.map { ($0.stream, $0.mayMakeGroup) }) { $0 || $1 }.filter { isUntold($0.key) }.map {
            stream, mayMakeGroup in
            Self.notice("Lines from here on are dropped: the disk is nearly full.", stream, mayMakeGroup, now)
        }
    }

    private func isUntold(_ group: GroupKey) -> Bool { toldGroups.count < Self.mostTold && toldGroups.insert(group).inserted }
    private func isUntold(_ stream: StreamKey) -> Bool { toldStreams.count < Self.mostTold && toldStreams.insert(stream).inserted }

    private var isDiskLow: Bool {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return false }
        return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize)) < limits.diskReserveBytes
    }

    // MARK: The bounds

    /// Lets go of the oldest events, a step at a time.
    /// - Returns: true if the store is still over its bound.
    func trimStep() -> Bool {
        do throws(DatabaseError) {
            let excess = try tables.usedBytes() - limits.totalBytes
            guard excess > 0 else { return false }
            try tables.trimOldest(bytes: excess, rows: Self.trimRows)
        } catch {
            logger.error("functions' logs could not be trimmed", metadata: ["error": "\(error)"])
            return false
        }
        if walBytes > limits.checkpointBytes { checkpoint() }
        return true
    }

    private var walBytes: Int64 { Int64(tables.connection.walPages) * 4096 }
    var hasWAL: Bool { walBytes > 0 }

    func checkpoint() {
        do throws(DatabaseError) { _ = try tables.connection.checkpoint() } catch {
            logger.error("the logs' WAL could not be moved to its database", metadata: ["error": "\(error)"])
        }
    }
}
