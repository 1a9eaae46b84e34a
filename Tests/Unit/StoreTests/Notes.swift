import Blobs
import Database
import Foundation
import Logging
import Store
import Core
import Synchronization
import Testing

/// An area as small as one can be: what the store itself does needs no table of anybody's.
enum NoteArea: StoreArea {
    static let schema = [SchemaStep(format: 2, "CREATE TABLE notes (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;")]

    static func open(_ connection: Connection, _ limits: Limits) throws(DatabaseError) -> (any AreaMemory)? { NoteMemory() }
}

final class NoteMemory: AreaMemory {
    let steps = Mutex<[String]>([])
    var lastRecord: SegmentRange? { nil }
    func makeParticipant() -> any CommitParticipant { NoteCommits(self) }
    fileprivate func note(_ step: String) { steps.withLock { $0.append(step) } }
}

final class NoteCommits: CommitParticipant {
    private let memory: NoteMemory
    init(_ memory: NoteMemory) { self.memory = memory }
    func begin() { memory.note("begin") }
    func keep() { memory.note("keep") }
    func undo() { memory.note("undo") }
    func prepare(_ connection: Connection) { memory.note("prepare") }
    func commit() { memory.note("commit") }
    func finish() { memory.note("finish") }
    func abandon() { memory.note("abandon") }
}

enum NoteRefusal: Error, Hashable { case isTaken(String), isRegretted }
typealias NoteError = StoreError<NoteRefusal>

/// Writes a note down, and counts how often it was applied.
final class WriteNote: Mutation {
    let name: String
    private let isRegretted: Bool
    private let count = Mutex(0)

    init(_ name: String, isRegretted: Bool = false) {
        self.name = name
        self.isRegretted = isRegretted
    }

    var times: Int { count.withLock { $0 } }

    func apply(_ transaction: WriteTransaction) throws(NoteError) {
        count.withLock { $0 += 1 }
        let isTaken = try NoteError.translating { () throws(DatabaseError) in
            try transaction.connection.first("SELECT 1 FROM notes WHERE name = ?", .text(name)) { _ in true } ?? false
        }
        if isTaken { throw .refused(.isTaken(name)) }
        try NoteError.translating { () throws(DatabaseError) in
            try transaction.connection.run("INSERT INTO notes (name) VALUES (?)", .text(name))
        }
        transaction.publish(Signal(Signal.Kind("notes"), name))
        if isRegretted { throw .refused(.isRegretted) }
    }
}

/// Holds the committer up, so that what comes meanwhile makes one group.
final class HoldUp: Mutation {
    private let isHeld = DispatchSemaphore(value: 0)
    private let isOver = DispatchSemaphore(value: 0)

    func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) {
        isHeld.signal()
        isOver.wait()
    }

    func waitUntilHeld() { isHeld.wait() }
    func end() { isOver.signal() }
}

struct ListNotes: Query {
    func run(_ snapshot: ReadSnapshot) throws(StoreError<Never>) -> [String] {
        try translating { () throws(DatabaseError) in try snapshot.connection.rows("SELECT name FROM notes ORDER BY name") { $0.text(0) } }
    }
}

/// A store of notes in a folder of its own, which goes with it.
final class NoteStore {
    let metadata: MetadataStore
    let folder: String
    var memory: NoteMemory { metadata.memory(NoteMemory.self) }

    private let keepsFolder: Bool

    init(
        areas: [any StoreArea.Type] = [NoteArea.self], folder: String? = nil, keepsFolder: Bool = false,
        clock: any PeltonClock = SystemClock()
    ) throws {
        self.keepsFolder = keepsFolder
        self.folder = folder ?? NSTemporaryDirectory() + "pelton-store-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
        metadata = try MetadataStore(
            areas: areas, folder: self.folder, limits: Limits(), clock: clock, random: SystemRandom(), region: .usEast1,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    deinit {
        metadata.close()
        if !keepsFolder { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// Commits all of them as one group, in this order.
    func commit(_ notes: [WriteNote]) async throws -> [NoteError?] {
        let (hold, metadata) = (HoldUp(), metadata)
        let held = Task { try await metadata.commit(hold, isBooked: true) }
        await Task.detached { hold.waitUntilHeld() }.value
        memory.steps.withLock { $0 = [] }
        let (groups, tasks) = (
            metadata.groups,
            // Each is in the queue before the next one begins.
            notes.map { note in
                Task.immediate { () -> NoteError? in
                    do throws(NoteError) {
                        try await metadata.commit(note, isBooked: true)
                        return nil
                    } catch { return error }
                }
            }
        )
        hold.end()
        try await held.value
        var errors: [NoteError?] = []
        for task in tasks { errors.append(await task.value) }
        #expect(metadata.groups == groups + 1)
        return errors
    }
}
