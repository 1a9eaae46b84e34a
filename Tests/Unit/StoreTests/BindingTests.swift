import Database
import Testing

/// SQLite makes no copy of most values: they must stay as they are for as long as their statement runs, and no longer.
struct BindingTests {
    @Test(arguments: [0, 1, 4096, 16_383, 16_384, 16_385, 100_000])
    func `what is bound is read again, whatever its size`(size: Int) throws {
        let connection = try Connection(path: ":memory:", access: .readWrite)
        let (text, blob) = (String(repeating: "ä\0", count: size / 3) + "x", [UInt8](repeating: 7, count: size))
        for _ in 0..<3 {
            let found = try connection.first("SELECT ?, ?, typeof(?), typeof(?)", .text(text), .blob(blob), .text(""), .blob([])) {
                ($0.text(0), $0.blob(1), $0.text(2), $0.text(3))
            }
            #expect(found?.0 == text && found?.1 == blob)
            #expect(found?.2 == "text" && found?.3 == "blob")
        }
    }

    @Test func `a statement keeps its values while others run within it`() throws {
        let connection = try Connection(path: ":memory:", access: .readWrite)
        try connection.execute("CREATE TABLE notes (name TEXT, body BLOB)")
        let outer = String(repeating: "outer", count: 100)
        var seen: [String] = []
        try connection.each("WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) SELECT i, ? FROM n", .text(outer)) {
            row throws(DatabaseError) in
            try connection.run(
                "INSERT INTO notes (name, body) VALUES (?, ?)", .text("inner \(row.integer(0))"), .blob([UInt8](repeating: 1, count: 1000)))
            let found = try connection.first(
                "SELECT count(*) FROM notes WHERE name = ? AND length(body) = ?", .text("inner 1"), .integer(1000)
            ) { $0.integer(0) }
            if found != 1 { seen.append("\(found ?? -1)") }
            if row.text(1) != outer { seen.append(row.text(1)) }
            return true
        }
        #expect(seen.isEmpty)
        // Nothing is left behind: as much again finds as much room.
        for _ in 0..<100 { try connection.run("INSERT INTO notes (name, body) VALUES (?, ?)", .text(outer), .blob([1])) }
        #expect(try connection.first("SELECT count(*) FROM notes WHERE name = ?", .text(outer)) { $0.integer(0) } == 100)
    }
}
