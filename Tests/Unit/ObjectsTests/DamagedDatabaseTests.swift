import CSQLite
import Objects
import Foundation
import ObjectData
import Store
import Core
import Testing

struct DamagedDatabaseTests {
    /// It was taken for what one request had found wrong, and the next ones wrote on.
    @Test func `damage that a mutation comes upon turns writes off, for all of its group`() async throws {
        let store = try await TestStore()
        let bucket = try await store.makeBucket("photos")
        try await store.put([1], bucket, "there")
        try store.restart { try store.overwriteRoot(of: "events") }
        #expect(!store.metadata.isReadOnly)
        await #expect(throws: EngineError.self) { try await store.put([2], bucket, "there") }
        #expect(store.metadata.isReadOnly)
        let error = try await #require(throws: EngineError.self) { try await store.put([3], bucket, "other") }
        guard case .failed(.readOnly(let reason)) = error else { throw error }
        #expect(reason.contains("malformed"))
        #expect(try await store.get(bucket, "there") == [1])
    }
}

extension TestStore {
    /// While no server has it open.
    fileprivate func overwriteRoot(of table: String) throws {
        // All of it is in the database: the last checkpoint was a whole one.
        try FileManager.default.removeItem(atPath: folder + "/pelton.sqlite3-wal")
        var database: OpaquePointer?
        try #require(sqlite3_open(folder + "/pelton.sqlite3", &database) == SQLITE_OK)
        var statement: OpaquePointer?
        let sql = "SELECT rootpage FROM sqlite_master WHERE name = '\(table)'"
        try #require(sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK)
        try #require(sqlite3_step(statement) == SQLITE_ROW)
        let page = Int(sqlite3_column_int64(statement, 0))
        sqlite3_finalize(statement)
        sqlite3_close(database)
        let file = try #require(FileHandle(forWritingAtPath: folder + "/pelton.sqlite3"))
        try file.seek(toOffset: UInt64((page - 1) * 4096))
        try file.write(contentsOf: Data(repeating: 0xFF, count: 4096))
        try file.close()
    }
}
