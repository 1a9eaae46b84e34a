import Foundation
import Invocation
import Logging
import FunctionLogs
import Core
import Testing

/// A store in a folder of its own.
private final class Folder {
    let path = NSTemporaryDirectory() + "pelton-logs-" + UUID().uuidString
    static let group = GroupKey(account: .none, region: .usEast1, name: "/aws/lambda/f")

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func open(_ limits: LogLimits = LogLimits()) throws -> LogStore {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return try LogStore(path: path + "/logs.sqlite3", limits: limits, clock: SystemClock(), logger: logger)
    }

    /// Bytes of the database file, 0 while it lies in its WAL alone.
    var databaseBytes: Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/logs.sqlite3")
        return (attributes?[.size] as? Int) ?? 0
    }
}

extension LogStore {
    fileprivate func print(_ messages: [String], stream: String = "s", at time: Timestamp = SystemClock().now) {
        append(
            messages.map { FunctionLogEvent(time: time, message: $0) }, group: Folder.group.name, stream: stream,
            account: .none, region: .usEast1, mayMakeGroup: true)
    }

    fileprivate func read(limit: Int = 10_000) async throws -> [String] {
        var (found, filter) = ([String](), LogFilter(limit: limit))
        repeat {
            let page = try await self.filter(Folder.group, filter)
            found += page.events.map(\.message)
            filter.after = page.next
        } while filter.after != nil
        return found
    }
}

struct LogStoreTests {
    private let long = String(repeating: "x", count: 100_000)

    @Test func `what a large WAL holds moves to the database at once`() async throws {
        let folder = try Folder()
        var limits = LogLimits()
        limits.checkpointBytes = 1 << 20
        limits.idleMilliseconds = 3_600_000
        let store = try folder.open(limits)
        store.print(Array(repeating: long, count: 40))
        #expect(try await store.read().count == 40)
        #expect(folder.databaseBytes > 4_000_000)
        store.stop()
    }

    @Test func `what a small one holds moves when nothing is printed any more`() async throws {
        let folder = try Folder()
        var limits = LogLimits()
        limits.idleMilliseconds = 1
        let store = try folder.open(limits)
        let before = folder.databaseBytes
        store.print([long])
        while folder.databaseBytes <= before + 100_000 { try await Task.sleep(for: .milliseconds(1)) }
        store.stop()
    }

    @Test func `nothing is left in the WAL after a stop`() async throws {
        let folder = try Folder()
        var limits = LogLimits()
        limits.idleMilliseconds = 3_600_000
        let store = try folder.open(limits)
        store.print([long])
        store.stop()
        #expect(folder.databaseBytes > 100_000)
        try FileManager.default.removeItem(atPath: folder.path + "/logs.sqlite3-wal")
        let reopened = try folder.open(limits)
        #expect(try await reopened.read() == [long])
        reopened.stop()
    }

    @Test func `over its bound the store lets go of the oldest events`() async throws {
        let folder = try Folder()
        var limits = LogLimits()
        limits.totalBytes = 3_000_000
        let store = try folder.open(limits)
        for i in 0..<100 {
            store.print(["\(i) " + long])
            _ = try? await store.read(limit: 1)
        }
        // Letting go is done in steps behind the writes.
        while try await store.read().count > 30 {}
        let left = try await store.read().compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
        #expect(left.last == 99)
        #expect(left == Array((100 - left.count)..<100))
        #expect(left.count >= 20)
        store.stop()
        #expect(folder.databaseBytes < 6_000_000)
    }

    @Test func `what is old is forgotten, and a stream with its last event`() async throws {
        let folder = try Folder()
        let store = try folder.open()
        let now = SystemClock().now
        store.print((0..<5000).map { "\($0)" }, stream: "old", at: now.adding(milliseconds: -1))
        store.print(["new"], stream: "new", at: now)
        try await store.trim(before: now)
        #expect(try await store.read() == ["new"])
        let streams = try await store.streams(Folder.group, prefix: "", after: nil, descending: false, limit: 10)
        #expect(streams.map(\.name) == ["new"])
        store.stop()
    }

    @Test func `on a disk that is nearly full events are dropped, and each stream says so once`() async throws {
        let folder = try Folder()
        var limits = LogLimits()
        limits.diskReserveBytes = .max
        let store = try folder.open(limits)
        store.print(["a", "b"])
        #expect(try await store.read().count == 1)
        store.print(["c"])
        store.print(["d"], stream: "t")
        let found = try await store.read()
        #expect(found == Array(repeating: "[pelton] Lines from here on are dropped: the disk is nearly full.\n", count: 2))
        store.stop()
    }

    @Test func `what comes faster than it can be written is dropped, counted and said in the log`() async throws {
        let folder = try Folder()
        var limits = LogLimits()
        limits.waitingBytes = 250_000
        let store = try folder.open(limits)
        store.print(Array(repeating: long, count: 5))
        #expect(
            try await store.read() == [long, long, "[pelton] 3 lines were dropped here: they came faster than they could be written.\n"])
        store.stop()
    }

    @Test func `a page holds a megabyte at most, but one event at least`() async throws {
        let folder = try Folder()
        let store = try folder.open()
        store.print(Array(repeating: long, count: 30))
        let page = try await store.filter(Folder.group, LogFilter(limit: 10_000))
        #expect(page.events.count == 10)
        #expect(page.next != nil)
        #expect(try await store.read().count == 30)
        let newest = try await store.events(Folder.group, stream: "s", start: nil, end: nil, from: nil, forward: false, limit: 10_000)
        #expect(newest.count == 10)
        #expect(newest.last?.id == 30)
        store.stop()
    }

    /// Names with that prefix, in order, in pages of two.
    private func pages(
        _ page: (LogStream?) async throws -> [LogStream]
    ) async throws -> [String] {
        var (found, last) = ([String](), nil as LogStream?)
        while true {
            let streams = try await page(last)
            found += streams.map(\.name)
            guard streams.count == 2 else { return found }
            last = streams.last
        }
    }

    @Test(arguments: ["", "b", "b\u{D7FF}", "bä", "\u{10FFFF}", "c"], [false, true])
    func `streams under a prefix come by name, page by page`(prefix: String, descending: Bool) async throws {
        let folder = try Folder()
        let store = try folder.open()
        let names = ["a", "b", "b\u{D7FF}", "b\u{D7FF}z", "b\u{E000}", "ba", "bä", "bä1", "bb", "\u{10FFFF}", "\u{10FFFF}1"]
        for name in names { store.print(["x"], stream: name) }
        let found = try await pages {
            try await store.streams(Folder.group, prefix: prefix, after: $0?.name, descending: descending, limit: 2)
        }
        let expected = names.filter { Array($0.utf8).starts(with: Array(prefix.utf8)) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) != descending }
        #expect(found == expected)
        store.stop()
    }

    @Test(arguments: [false, true])
    func `streams come by the time of their last event, page by page`(descending: Bool) async throws {
        let folder = try Folder()
        let store = try folder.open()
        let now = SystemClock().now
        for (name, age) in [("c", 3), ("b", 2), ("a", 1), ("a2", 1), ("d", 4)] as [(String, Int64)] {
            store.print(["x"], stream: name, at: now.adding(milliseconds: -age))
        }
        let found = try await pages {
            try await store.streamsByTime(
                Folder.group, after: $0.map { LogPosition(time: $0.last, id: $0.id) }, descending: descending, limit: 2)
        }
        #expect(found == (descending ? ["a2", "a", "b", "c", "d"] : ["d", "c", "b", "a", "a2"]))
        store.stop()
    }

    @Test func `events between two times are read from either end`() async throws {
        let folder = try Folder()
        let store = try folder.open()
        let now = SystemClock().now
        func time(_ i: Int) -> Timestamp { now.adding(milliseconds: Int64(i)) }
        for i in 0..<6 { store.print(["\(i)"], at: time(i)) }
        for forward in [true, false] {
            let all = try await store.events(
                Folder.group, stream: "s", start: time(1), end: time(5), from: nil, forward: forward, limit: 10)
            #expect(all.map(\.message) == ["1", "2", "3", "4"])
            for from in all {
                let rest = try await store.events(
                    Folder.group, stream: "s", start: time(1), end: time(5), from: LogPosition(time: from.time, id: from.id),
                    forward: forward, limit: 10)
                #expect(rest == all.filter { forward ? $0.id > from.id : $0.id < from.id })
            }
            let outside = LogPosition(time: time(forward ? 0 : 5), id: forward ? 1 : 6)
            let again = try await store.events(
                Folder.group, stream: "s", start: time(1), end: time(5), from: outside, forward: forward, limit: 10)
            #expect(again == all)
        }
        store.stop()
    }

    /// Reading the group, a page would look at 20,000 of the others' events first and find nothing.
    @Test func `what other streams hold costs nothing`() async throws {
        let folder = try Folder()
        let store = try folder.open()
        let now = SystemClock().now
        for i in 0..<5 { store.print(Array(repeating: "\(i)", count: 5000), stream: "loud", at: now.adding(milliseconds: Int64(i))) }
        store.print(["last"], stream: "quiet-1", at: now.adding(milliseconds: 1000))
        store.print(["first"], stream: "quiet-2", at: now.adding(milliseconds: -1))
        var filter = LogFilter(limit: 10)
        filter.streams = ["quiet-1", "quiet-2", "none"]
        let named = try await store.filter(Folder.group, filter)
        #expect(named.events.map(\.message) == ["first", "last"])
        #expect(named.next == nil)
        filter.streams = []
        filter.streamPrefix = "quiet"
        let prefixed = try await store.filter(Folder.group, filter)
        #expect(prefixed.events == named.events)
        #expect(prefixed.next == nil)
        store.stop()
    }

    @Test(arguments: [1, 7, 1000]) func `streams are merged as the group has their events`(limit: Int) async throws {
        let folder = try Folder()
        let store = try folder.open()
        let now = SystemClock().now
        for i in 0..<300 {
            let time = now.adding(milliseconds: Int64(i * 7919 % 50))
            store.print(["\(i)"], stream: ["a", "b", "c"][i % 3], at: time)
        }
        let all = try await store.filter(Folder.group, LogFilter(limit: 10_000)).events
        var (found, filter) = ([StoredLogEvent](), LogFilter(limit: limit))
        filter.streams = ["a", "c"]
        repeat {
            let page = try await store.filter(Folder.group, filter)
            found += page.events
            filter.after = page.next
        } while filter.after != nil
        #expect(found == all.filter { $0.stream != "b" })
        #expect(found.count == 200)
        store.stop()
    }
}
