import Core
import Database
import Store
import Synchronization
import Testing

struct GroupTests {
    @Test func `what is refused before its first write costs the others of its group nothing`() async throws {
        let store = try NoteStore()
        try await store.metadata.commit(WriteNote("b"))
        let notes = ["a", "b", "c"].map { WriteNote($0) }
        #expect(try await store.commit(notes) == [nil, .refused(.isTaken("b")), nil])
        #expect(notes.map(\.times) == [1, 1, 1])
        #expect(try await store.metadata.read(ListNotes()) == ["a", "b", "c"])
    }

    @Test func `what is refused behind its first write is undone alone, and its group begins anew`() async throws {
        let store = try NoteStore()
        let notes = [WriteNote("a"), WriteNote("b", isRegretted: true), WriteNote("c"), WriteNote("d", isRegretted: true), WriteNote("e")]
        #expect(try await store.commit(notes) == [nil, .refused(.isRegretted), nil, .refused(.isRegretted), nil])
        // Once more for all, however many of them are refused.
        #expect(notes.map(\.times) == [2, 2, 1, 1, 1])
        #expect(try await store.metadata.read(ListNotes()) == ["a", "c", "e"])
    }

    @Test func `an area hears of all that was undone, and commits only what stands`() async throws {
        let store = try NoteStore()
        _ = try await store.commit([WriteNote("a"), WriteNote("b", isRegretted: true)])
        // The one that holds the group up has ended meanwhile: what it still tells comes first.
        let steps = store.memory.steps.withLock { $0 }.drop { $0 != "begin" }.prefix { $0 != "finish" }
        #expect(steps == ["begin", "keep", "undo", "abandon", "begin", "keep", "undo", "prepare", "commit"])
    }

    @Test func `nobody is told of what was undone`() async throws {
        let store = try NoteStore()
        let changes = store.metadata.signals.subscribe(Signal.Kind("notes"))
        _ = try await store.commit([WriteNote("a"), WriteNote("b", isRegretted: true), WriteNote("c")])
        var iterator = changes.makeAsyncIterator()
        #expect(await iterator.next() == .ids(["a", "c"]))
    }
}

struct AreaTests {
    private enum Later: StoreArea {
        static let schema = [SchemaStep(format: 3, "CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT; INSERT INTO notes VALUES ('new');")]
    }
    private enum Gap: StoreArea {
        static let schema = [SchemaStep(format: 4, "CREATE TABLE never (id INTEGER PRIMARY KEY) STRICT;")]
    }

    /// Of notes that are called after the time they are of.
    private struct DropNotes: TrimStep {
        static let keptSeconds: Int64 = 60
        static let rows = 2
        let before: Timestamp
        let limit: Int

        init(before: Timestamp, after: Int64, limit: Int) { (self.before, self.limit) = (before, limit) }

        func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) -> Int64? {
            try translating { () throws(DatabaseError) in
                try transaction.connection.run(
                    "DELETE FROM notes WHERE name IN (SELECT name FROM notes WHERE name < ? ORDER BY name LIMIT ?)",
                    .text("\(before.milliseconds)"), .integer(limit))
                return transaction.connection.changes < limit ? nil : 0
            }
        }
    }

    private struct NeverTrims: TrimStep {
        static let keptSeconds: Int64 = 0
        static let rows = 1
        let limit: Int

        init(before: Timestamp, after: Int64, limit: Int) { self.limit = limit }
        func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) -> Int64? { throw .failed(.busy) }
    }

    private enum Dropped: StoreArea {
        static let schema: [SchemaStep] = []
        static let trims: [any TrimStep.Type] = [DropNotes.self]
    }
    private enum Stuck: StoreArea {
        static let schema: [SchemaStep] = []
        static let trims: [any TrimStep.Type] = [NeverTrims.self]
    }

    @Test func `trimming takes so many rows a commit, until nothing is left that is old enough`() async throws {
        let store = try NoteStore(areas: [NoteArea.self, Dropped.self])
        for name in 1000...1004 { try await store.metadata.commit(WriteNote("\(name)")) }
        try await store.metadata.commit(WriteNote("2000"))
        let groups = store.metadata.groups
        try await store.metadata.trim(at: Timestamp(milliseconds: 61_500))
        #expect(store.metadata.groups - groups == 3)
        #expect(try await store.metadata.read(ListNotes()) == ["2000"])
    }

    @Test func `an area that cannot be trimmed keeps no other from it`() async throws {
        let store = try NoteStore(areas: [NoteArea.self, Stuck.self, Dropped.self])
        try await store.metadata.commit(WriteNote("1000"))
        await #expect(throws: StoreFailure.busy) { try await store.metadata.trim(at: Timestamp(milliseconds: 61_500)) }
        #expect(try await store.metadata.read(ListNotes()).isEmpty)
    }

    @Test func `an area that comes later runs its steps behind all that were there, once`() async throws {
        let first = try NoteStore()
        try await first.metadata.commit(WriteNote("old"))
        first.metadata.close()
        for _ in 0..<2 {
            let later = try NoteStore(areas: [NoteArea.self, Later.self], folder: first.folder, keepsFolder: true)
            #expect(try await later.metadata.read(ListNotes()) == ["new", "old"])
        }
        // It takes its folder along.
        withExtendedLifetime(first) {}
    }

    @Test func `formats are in one order without a gap`() {
        #expect(Migrations([NoteArea.self]).current == 2)
        #expect(Migrations([NoteArea.self, Later.self]).current == 3)
        #expect(Migrations([NoteArea.self, Gap.self]).current == 2)
    }
}
