import Foundation
import Core

/// What fuzzing begins with: a file an input, and in `found.txt` what the long runs have found, a line of Base64 each.
enum Corpus {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")
    private static let found = "found.txt"

    struct File {
        let name: String
        let bytes: [UInt8]
        var isHostile: Bool { name.hasPrefix("hostile") }
    }

    static func files(of target: FuzzTarget) throws -> [File] {
        let path = folder.appending(path: target.rawValue)
        let files = try FileManager.default.contentsOfDirectory(at: path, includingPropertiesForKeys: nil)
        return try files.filter { $0.lastPathComponent != found }.sorted { $0.path < $1.path }.map {
            File(name: $0.lastPathComponent, bytes: Array(try Data(contentsOf: $0)))
        }
    }

    static func found(of target: FuzzTarget) throws -> [[UInt8]] {
        let lines = try String(contentsOf: folder.appending(path: target.rawValue).appending(path: found), encoding: .utf8)
        return lines.split(separator: "\n").compactMap { Base64.decode(String($0)) }
    }

    /// The words of a dictionary of libFuzzer's: in quotes, with `\xNN` for what cannot be seen.
    static func tokens() throws -> [[UInt8]] {
        let text = try String(contentsOf: folder.appending(path: "tokens.dict"), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("\"") }.map { line in
            let parts = line.dropFirst().dropLast().components(separatedBy: "\\x")
            return Array(parts[0].utf8)
                + parts.dropFirst().flatMap { part in Hex.decode(String(part.prefix(2))) ?? [] + Array(part.utf8.dropFirst(2)) }
        }
    }
}
