internal import Invocation
internal import Core
private import Synchronization

#if canImport(Glibc)
    private import Glibc
#endif

/// Makes log events of what a worker prints, a line each, and keeps the tail of the current call.
final class LogAssembler: Sendable {
    private struct State {
        /// Not yet a whole line.
        var rest: [UInt8] = []
        var tail: [UInt8] = []
    }

    /// With the line feed that ends it, it is what an event of the log may hold.
    private static let longestLine = (256 << 10) - 1
    private static let tailBytes = 4096
    let stream: String
    private let function: FunctionSpecification
    let permission: LogPermission
    private let sink: any LogSink
    private let clock: any PeltonClock
    private let state = Mutex(State())

    init(function: FunctionSpecification, stream: String, permission: LogPermission, sink: any LogSink, clock: any PeltonClock) {
        self.function = function
        self.stream = stream
        self.permission = permission
        self.sink = sink
        self.clock = clock
    }

    /// `2026/11/24/[$LATEST]…`, as AWS names streams.
    static func streamName(_ function: FunctionSpecification, now: Timestamp, random: any RandomSource) -> String {
        let date = now.basicDate
        return "\(date.prefix(4))/\(date.dropFirst(4).prefix(2))/\(date.suffix(2))/[\(function.version)]\(Hex.encode(random.bytes(16)))"
    }

    /// What came over the pipe, cut anywhere.
    func take(_ bytes: some Collection<UInt8>) {
        let events = state.withLock { state in
            let scanned = state.rest.count
            state.rest.append(contentsOf: bytes)
            return Self.lines(&state, all: false, from: scanned).map { event($0, &state) }
        }
        send(events)
    }

    /// The platform's own line. What is not yet a whole line goes before it.
    func platform(_ line: String) {
        let events = state.withLock { state in
            let before = Self.lines(&state, all: true, from: state.rest.count).map { event($0, &state) }
            return before + [event(Array(line.utf8), &state)]
        }
        send(events)
    }

    func beginCall() { state.withLock { $0.tail = [] } }
    func endCall() -> [UInt8] { state.withLock { $0.tail } }

    private func event(_ line: [UInt8], _ state: inout State) -> FunctionLogEvent {
        // Within a line a carriage return stands for a line's end: a traceback is one event.
        let line = Self.find(0x0D, in: line, from: 0) == nil ? line : line.map { $0 == 0x0D ? 0x0A : $0 }
        let text = String(decoding: line, as: UTF8.self)
        state.tail += line.suffix(Self.tailBytes) + [0x0A]
        if state.tail.count > Self.tailBytes { state.tail.removeFirst(state.tail.count - Self.tailBytes) }
        return FunctionLogEvent(time: clock.now, message: text + "\n")
    }

    /// The whole lines of what was printed, and if `all` what is not yet one. A longer one than an event holds becomes several events.
    private static func lines(_ state: inout State, all: Bool, from scanned: Int) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = 0
        while let end = find(0x0A, in: state.rest, from: max(start, scanned)) {
            var line = state.rest[start..<end]
            if line.last == 0x0D { line = line.dropLast() }
            append(line, to: &lines)
            start = end + 1
        }
        if all {
            append(state.rest[start...], to: &lines)
            start = state.rest.count
        } else {
            while state.rest.count - start > longestLine {
                let end = cut(state.rest[start...])
                lines.append(Array(state.rest[start..<end]))
                start = end
            }
        }
        state.rest.removeFirst(start)
        return lines
    }

    private static func append(_ line: ArraySlice<UInt8>, to lines: inout [[UInt8]]) {
        var left = line
        while left.count > longestLine {
            let end = cut(left)
            lines.append(Array(left[..<end]))
            left = left[end...]
        }
        if !left.isEmpty { lines.append(Array(left)) }
    }

    /// Where the first event of a line ends that is longer than one: before a character, not in it.
    private static func cut(_ line: ArraySlice<UInt8>) -> Int {
        var end = line.startIndex + longestLine
        while end > line.startIndex + longestLine - 4, line[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    private static func find(_ byte: UInt8, in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { bytes in
            guard start < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + start, CInt(byte), bytes.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    private func send(_ events: [FunctionLogEvent]) {
        let rights = permission.rights
        guard !events.isEmpty, rights.mayWrite else { return }
        sink.append(
            events, group: function.logGroup, stream: stream, account: function.account, region: function.region,
            mayMakeGroup: rights.mayMakeGroup)
    }
}
