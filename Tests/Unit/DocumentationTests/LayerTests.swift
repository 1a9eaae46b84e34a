import Foundation
import Testing

/// Folders are layers: what docs/architecture.md says of imports and of statements, held against the sources.
struct LayerTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

    /// What each layer may import besides itself. Services import none of each other.
    private static let below: [String: Set<String>] = [
        "App": ["Services", "ServiceKit", "Domain", "Store", "Rules", "Wire", "Core", "System"],
        "Services": ["ServiceKit", "Domain", "Store", "Rules", "Wire", "Core", "System"],
        "ServiceKit": ["Store", "Rules", "Wire", "Core", "System"],
        "Domain": ["Store", "Rules", "Wire", "Core", "System"],
        "Store": ["Rules", "Wire", "Core", "System"],
        "Rules": ["Core", "System"],
        "Wire": ["Core", "System"],
        "Core": ["System"],
        "Functions": ["Wire", "Core", "System"],
        "System": [],
    ]

    private struct File {
        let path, layer, module, text: String
        var imports: [String] { text.matches(of: /(?m)^(?:@\w+ )?(?:\w+ )?import (?:\w+ )?(\w+)/).map { String($0.1) } }
    }

    private static func files() throws -> [File] {
        let paths = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            let parts = path.split(separator: "/").map { String($0) }
            // ServiceKit and Core are a layer and a module at once.
            let module = ["ServiceKit", "Core"].contains(parts[0]) ? parts[0] : parts[1]
            return File(
                path: path, layer: parts[0], module: module,
                text: try String(contentsOf: sources.appending(path: path), encoding: .utf8))
        }
    }

    @Test func `imports point down only`() throws {
        let files = try Self.files()
        let layers = Dictionary(files.map { ($0.module, $0.layer) }) { first, _ in first }
        #expect(layers.count > 30)
        for file in files {
            for name in file.imports where name != file.module {
                guard let layer = layers[name] else { continue }
                let isBeside = layer == file.layer && layer != "Services"
                #expect(isBeside || Self.below[file.layer]?.contains(layer) == true, "\(file.path) imports \(name), of \(layer)")
            }
        }
    }

    /// What a target imports without saying so is built before it by luck alone.
    @Test func `a target declares what it imports`() throws {
        let root = Self.sources.deletingLastPathComponent()
        let package = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
        let targets = package.matches(of: /(module|tests)\(\s*"([^"]+)"(?:,\s*\[([^\]]*)\])?/).map { found in
            (isTests: found.1 == "tests", path: String(found.2), declared: Set((found.3 ?? "").matches(of: /"(\w+)"/).map { String($0.1) }))
        }
        let modules = Set(try Self.files().map(\.module)).union([
            "CSQLite", "CExpat", "CZip", "CVips", "CAEAD", "CRSA", "CScrypt", "CChecksums", "CLinux",
        ])
        #expect(targets.count > 50)
        for target in targets {
            let name = target.path.split(separator: "/").last.map { String($0) } ?? target.path
            let folder = target.isTests ? "Tests/Unit/\(name)Tests" : "Sources/\(target.path)"
            let paths = FileManager.default.enumerator(atPath: root.appending(path: folder).path)?.compactMap { $0 as? String } ?? []
            for path in paths where path.hasSuffix(".swift") {
                let text = try String(contentsOf: root.appending(path: folder).appending(path: path), encoding: .utf8)
                let imports = Set(File(path: path, layer: "", module: "", text: text).imports).intersection(modules)
                #expect(imports.subtracting(target.declared).subtracting([name]) == [], "\(folder)/\(path)")
            }
        }
    }

    // MARK: Tables

    private static func names(_ pattern: String, in text: String) throws -> Set<String> {
        let regex = try NSRegularExpression(pattern: pattern)
        let found = regex.matches(in: text, range: NSRange(text.startIndex..., in: text))
        return Set(found.compactMap { Range($0.range(at: 1), in: text).map { String(text[$0]) } })
    }

    /// Modules of areas, with what their schema makes.
    private static func tables() throws -> [String: Set<String>] {
        var tables: [String: Set<String>] = [:]
        for file in try files() where file.layer == "Store" && file.text.contains("SchemaStep(") {
            tables[file.module, default: []].formUnion(try names(#"CREATE TABLE (\w+)"#, in: file.text))
        }
        return tables
    }

    @Test func `a table has one area, and the store has none but its settings`() throws {
        let tables = try Self.tables()
        #expect(tables["Store"] == ["settings"])
        #expect(tables.count > 4)
        let all = tables.values.flatMap(\.self)
        #expect(Set(all).count == all.count)
    }

    /// Whoever imports an area builds on its tables; nobody else names them.
    @Test func `statements name tables of their area, and of those that it imports`() throws {
        let (tables, files) = (try Self.tables(), try Self.files())
        let owners = Dictionary(tables.flatMap { module, names in names.map { ($0, module) } }) { first, _ in first }
        // Declared, as not every file of an area needs what it builds on.
        let package = try String(contentsOf: Self.sources.deletingLastPathComponent().appending(path: "Package.swift"), encoding: .utf8)
        for file in files where file.layer == "Store" && file.module != "StoreAreas" && file.text.contains("import Database") {
            let line = package.split(separator: "\n").first { $0.contains("\"Store/\(file.module)\"") } ?? ""
            for name in try Self.names(#"(?:FROM|JOIN|INTO|UPDATE) ([a-z_]+)\b"#, in: file.text) {
                guard let owner = owners[name], owner != file.module, owner != "Store" else { continue }
                #expect(line.contains("\"\(owner)\""), "\(file.path) names \(name), of \(owner)")
            }
        }
        for file in files where file.layer != "Store" && file.module != "FunctionLogs" {
            for name in try Self.names(#"(?:FROM|INSERT INTO|JOIN) ([a-z_]+)\b"#, in: file.text) {
                #expect(owners[name] == nil, "\(file.path) has a statement about \(name)")
            }
        }
    }
}
