import CSQLite
import Foundation
import Testing

/// Law 7: cost follows the answer, not the store. Every statement of the sources is planned by SQLite on the real schema; what can only be
/// answered by going through a table is named here with a reason, or fails.
struct StatementPlanTests {
    private struct Statement {
        let place: String
        let sql: String
    }

    /// What may go through a table, by words of the statement.
    private static let mayScan: [(words: String, why: String)] = [
        (
            "FROM versions v JOIN buckets b ON b.id = v.bucket_id WHERE v.is_damaged = 1",
            "an index of the damaged ones alone, so many at most"
        ),
        ("FROM segment_garbage ORDER BY segment DESC, start DESC LIMIT 1", "the last row of its key"),
        ("FROM kms_keys LIMIT ?", "the first rows, whichever they are"),
        ("FROM access_keys LIMIT ?", "the first rows, whichever they are"),
        ("FROM contents WHERE sealed_key IS NOT NULL LIMIT 1", "at a start whose master key is a wrong one"),
        ("SELECT account_id, region, name, code_sha256 FROM functions", "all of them are the answer: whose unpacked code is kept"),
        ("FROM function_policies WHERE account_id = ? AND region = ? AND name = ? AND qualifier = '' ORDER BY ordinal", "sorts one policy"),
        ("FROM access_keys WHERE user_id IS NULL", "at a start: what was declared before is the answer"),
        ("FROM releases WHERE boot IS NULL OR boot <> ?", "goes past the lists that completions under way make ready"),
        ("FROM events ORDER BY id", "logs: the oldest ones, until the reader has enough"),
        ("UPDATE deliveries SET created_ms = min(created_ms", "once, at the first start after an older version"),
        ("DELETE FROM streams WHERE NOT EXISTS", "logs: once, at the first start after an older version"),
    ]
    /// `pelton check` looks at everything, of a store that no server has open.
    private static let offline = "StoreAudit.swift"

    /// Forms whose range is in no index, whatever the plan says.
    private static let unbounded: [(form: String, why: String)] = [
        (#"\?\d* IS NULL OR"#, "a bound that may be missing bounds nothing: use two statements, or a bound behind everything"),
        (#"\?\d* OR "#, "a flag turns the condition beside it off: use two statements"),
        (#"substr\("#, "a prefix is a range: TextRange, KeyRange"),
        (#" LIKE "#, "a prefix is a range: TextRange, KeyRange"),
        (#" GLOB "#, "a prefix is a range: TextRange, KeyRange"),
        (#" OFFSET "#, "rows that are skipped are read: go on behind the last one"),
        (#"NOCASE"#, "only an index of that collation serves: name it with INDEXED BY"),
        (#"SELECT MIN\([^)]*\), MAX\("#, "both ends in one SELECT are a walk over all rows: a subquery each"),
    ]
    private static let bounded = "iam_resources INDEXED BY iam_resources_by_name WHERE account_id = ? AND kind = ? AND name = ? COLLATE NOCASE"

    @Test func `no statement goes through a table that grows`() async throws {
        let store = try await TestStore()
        let (metadata, logs) = (try open(store.folder + "/pelton.sqlite3"), try open(":memory:"))
        defer { for database in [metadata, logs] { sqlite3_close(database) } }
        let schema = try #require(try Self.literals("Domain/FunctionLogs/LogTables.swift").first { $0.sql.contains("CREATE TABLE") })
        #expect(sqlite3_exec(logs, schema.sql, nil, nil, nil) == SQLITE_OK)
        let statements = try Self.statements()
        // So that a change of how they are written cannot hide them.
        #expect(statements.count > 190)
        for statement in statements where !statement.place.contains(Self.offline) {
            let plan = try plan(statement, statement.place.contains("Logs/") ? logs : metadata)
            let scans = plan.filter { Self.isScan($0) || $0.contains("TEMP B-TREE") }
            if !scans.isEmpty { #expect(Self.mayScan.contains { statement.sql.contains($0.words) }, "\(statement.place): \(scans)") }
            for missing in Self.unused(statement.sql, plan) {
                Issue.record("\(statement.place): \(missing) is looked for in no index: \(plan)")
            }
            for range in Self.ranges(statement.sql) {
                let isHeld = plan.contains { line in range.contains { line.contains("\($0)>? AND \($0)<?") } }
                #expect(isHeld, "\(statement.place): \(range[0]) is no range of an index: \(plan)")
            }
        }
        for allowed in Self.mayScan {
            #expect(statements.contains { $0.sql.contains(allowed.words) }, "no statement needs it any more: \(allowed.words)")
        }
    }

    @Test func `no statement has a form whose range is in no index`() throws {
        for statement in try Self.statements() where !statement.place.contains(Self.offline) && !statement.sql.contains(Self.bounded) {
            for (form, why) in Self.unbounded {
                let found = statement.sql.range(of: form, options: [.regularExpression, .caseInsensitive])
                #expect(found == nil, "\(statement.place): \(form): \(why)")
            }
        }
    }

    /// What the tests say of statements as they once were, and of some that look as if an index served.
    @Test(arguments: [
        (
            "SELECT name, created_ms FROM kms_aliases WHERE account_id = ? AND region = ? AND key_id = ? AND name > ? ORDER BY name",
            ["key_id=?"]
        ),
        ("SELECT id FROM delivery_log WHERE (finished_ms, id) > (?, ?) ORDER BY finished_ms, id", ["(finished_ms,id)>("]),
        ("SELECT 1 FROM versions WHERE content_id = ?", ["content_id=?"]),
        ("SELECT key FROM versions WHERE bucket_id = ? AND key = ?", []),
    ])
    func `conditions that no index serves are known`(sql: String, unused: [String]) async throws {
        let store = try await TestStore()
        let database = try open(store.folder + "/pelton.sqlite3")
        defer { sqlite3_close(database) }
        #expect(Self.unused(sql, try plan(Statement(place: "here", sql: sql), database)) == unused)
    }

    @Test(arguments: [
        "SELECT key FROM versions WHERE bucket_id = ?1 AND key >= ?2 AND (?3 OR key > ?2) AND (?4 IS NULL OR key < ?4) ORDER BY key",
        "SELECT name FROM roles WHERE account_id = ? AND name > ? AND substr(path, 1, length(?)) = ? ORDER BY name LIMIT ?",
        "SELECT min(id), max(id) FROM events",
        "SELECT 1 FROM roles WHERE account_id = ? AND name = ? COLLATE NOCASE",
        "SELECT name FROM streams WHERE group_id = ? ORDER BY name LIMIT ? OFFSET ?",
    ])
    func `forms that scan are known`(sql: String) {
        #expect(Self.unbounded.contains { sql.range(of: $0.form, options: [.regularExpression, .caseInsensitive]) != nil })
    }

    // MARK: Plans

    private func open(_ path: String) throws -> OpaquePointer {
        var database: OpaquePointer?
        #expect(sqlite3_open(path, &database) == SQLITE_OK)
        return try #require(database)
    }

    private func plan(_ statement: Statement, _ database: OpaquePointer) throws -> [String] {
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v2(database, "EXPLAIN QUERY PLAN " + statement.sql, -1, &prepared, nil) == SQLITE_OK else {
            Issue.record("\(statement.place): \(String(cString: sqlite3_errmsg(database)))")
            return []
        }
        defer { sqlite3_finalize(prepared) }
        var lines: [String] = []
        while sqlite3_step(prepared) == SQLITE_ROW { lines.append(String(cString: sqlite3_column_text(prepared, 3))) }
        return lines
    }

    /// `SCAN (subquery)` and `SCAN CONSTANT ROW` go through what was found before.
    private static func isScan(_ line: String) -> Bool {
        line.hasPrefix("SCAN ") && !line.hasPrefix("SCAN (") && line != "SCAN CONSTANT ROW"
    }

    /// The columns of the ranges `column >= ? AND column < ?` of a statement, as plans name them.
    private static func ranges(_ sql: String) -> [[String]] {
        sql.matches(of: /(\w+) >=? \?\d* AND (?:\w+\.)?(\w+) < \?/).compactMap { match in
            guard match.1 == match.2 else { return nil }
            return match.1 == "id" ? ["id", "rowid"] : [String(match.1)]
        }
    }

    /// Conditions that no index of the plan serves: they are asked of each row of a range, which may be all rows.
    private static func unused(_ sql: String, _ plan: [String]) -> [String] {
        guard let condition = sql.range(of: "WHERE ") else { return [] }
        // One row at most, of which more may be asked.
        guard !plan.contains(where: { $0.contains(/\((rowid|upload_id|kind=\? AND id)=\?\)|version_order=\?/) }) else { return [] }
        let words = sql[condition.upperBound...]
        let columns = words.matches(of: /(\w+) = \?/).map { "\($0.1)=?" }
        // Pairs and triples.
        let places = words.matches(of: /\(([\w., ]+)\) ([<>]) \(/).map { match in
            let names = match.1.split(separator: ",").map { $0.split { $0 == " " || $0 == "." }.last ?? "" }
            return "(\(names.joined(separator: ",")))\(match.2)("
        }
        return (columns + places).filter { wanted in !plan.contains { $0.contains(wanted) } }
    }

    // MARK: Sources

    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources")

    /// Every statement is a string literal without interpolation: `Connection` takes no other.
    private static func statements() throws -> [Statement] {
        let files = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
        return try files.filter { $0.hasSuffix(".swift") && !$0.hasSuffix("Schema.swift") }.sorted().flatMap(literals).filter {
            $0.sql.wholeMatch(of: /(?s)(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH) .*/) != nil
        }
    }

    private static func literals(_ file: String) throws -> [Statement] {
        let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
        guard text.contains("import Database") else { return [] }
        return text.matches(of: /(?s)"""(.*?)"""|"((?:[^"\\\n]|\\.)*)"/).map { match in
            let words = (match.1 ?? match.2 ?? "").split { $0 == " " || $0 == "\n" }
            let line = text[..<match.range.lowerBound].count { $0 == "\n" } + 1
            return Statement(place: "\(file):\(line)", sql: words.joined(separator: " "))
        }
    }
}
