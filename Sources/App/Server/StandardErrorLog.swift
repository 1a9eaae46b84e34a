private import Dispatch
package import Logging
private import Core
private import Synchronization

#if canImport(Glibc)
    private import Glibc
#endif

/// Lines for stderr, written by a thread of their own: a terminal that stalls must not stall a request. Bounded; what is dropped is
/// counted, and the count is a line itself.
package final class StandardErrorLog: Sendable {
    package enum Format: String, Sendable, CaseIterable { case text, json }

    private struct State {
        var lines: [UInt8] = []
        var dropped = 0
        var isClosed = false
    }

    private static let capacityBytes = 4 << 20
    private static let gatheringMicroseconds: UInt32 = 5000
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let format: Format
    private let clock = SystemClock()

    package init(format: Format) {
        self.format = format
        Threads.start(name: "pelton-log") { [self] in
            while writeOnce() {}
            ended.signal()
        }
    }

    package func handler(level: Logger.Level) -> any LogHandler { Handler(log: self, logLevel: level) }

    /// Writes what is left. Lines that come later are lost.
    package func close() {
        state.withLock { $0.isClosed = true }
        wake.signal()
        ended.wait()
    }

    fileprivate func write(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) {
        let line = format == .json ? json(level, message, metadata) : text(level, message, metadata)
        let wasIdle = state.withLock { state in
            guard !state.isClosed else { return false }
            guard state.lines.count + line.count <= Self.capacityBytes else {
                state.dropped += 1
                return false
            }
            let wasIdle = state.lines.isEmpty
            state.lines.append(contentsOf: line)
            return wasIdle
        }
        if wasIdle { wake.signal() }
    }

    private func writeOnce() -> Bool {
        wake.wait()
        // Lines that come close together share a write, and their writers the cost of waking this thread.
        if !state.withLock({ $0.isClosed }) { usleep(Self.gatheringMicroseconds) }
        let (lines, dropped, isClosed) = state.withLock { state in
            defer {
                state.lines = []
                state.dropped = 0
            }
            return (state.lines, state.dropped, state.isClosed)
        }
        Self.writeAll(lines)
        if dropped > 0 { Self.writeAll(text(.error, "log lines were dropped", ["lines": "\(dropped)"])) }
        return !isClosed
    }

    private static func writeAll(_ bytes: [UInt8]) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress?.advanced(by: written), bytes.count - written) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            written += count
        }
    }

    private func text(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> [UInt8] {
        var line = "\(clock.now.iso8601) \(level) \(message)"
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) { line += " \(name)=\(Self.quoted("\(value)"))" }
        return Array(line.utf8) + [0x0A]
    }

    private func json(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(512)
        func add(_ name: String, _ value: String) {
            line.append(UInt8(ascii: line.isEmpty ? "{" : ","))
            JSON.write(name, to: &line, .invisible)
            line.append(UInt8(ascii: ":"))
            JSON.write(value, to: &line, .invisible)
        }
        add("time", clock.now.iso8601)
        add("level", level.rawValue)
        add("message", message)
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) { add(name, value.description) }
        line.append(contentsOf: [UInt8(ascii: "}"), 0x0A])
        return line
    }

    /// Values from requests are quoted, so that none can forge a line or a field.
    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D && $0 != 0x5C }
        return isPlain ? value : String(decoding: JSON.string(value).utf8(escaping: .invisible), as: UTF8.self)
    }
}

private struct Handler: LogHandler {
    let log: StandardErrorLog
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: Logging.LogEvent) {
        let own = event.metadata ?? [:]
        log.write(event.level, event.message.description, metadata.isEmpty ? own : metadata.merging(own) { $1 })
    }
}
