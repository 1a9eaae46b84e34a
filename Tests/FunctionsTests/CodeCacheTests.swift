import Crypto
import Foundation
import Logging
import Metadata
import PeltonCore
import Testing

@testable import Functions

struct CodeCacheTests {
    private final class Scene {
        let directory = NSTemporaryDirectory() + "pelton-code-" + UUID().uuidString
        private(set) var cache: CodeCache
        private let limits: Limits

        init(limitBytes: Int64 = 1 << 30) throws {
            var limits = Limits()
            limits.unpackedCodeBytes = limitBytes
            self.limits = limits
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            cache = Self.open(directory, limits)
        }

        deinit {
            cache.stop()
            try? FileManager.default.removeItem(atPath: directory)
        }

        private static func open(_ directory: String, _ limits: Limits) -> CodeCache {
            CodeCache(directory: directory, limits: limits, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }

        /// What is there once all that was begun has been done.
        func names() async throws -> Set<String> {
            // The thread does one thing after the other.
            try? await cache.check([])
            return Set(try FileManager.default.contentsOfDirectory(atPath: directory))
        }

        func restart(_ codes: [FunctionKey: String], meanwhile: () throws -> Void = {}) async throws {
            cache.stop()
            try meanwhile()
            cache = Self.open(directory, limits)
            try await cache.begin(codes)
        }
    }

    private func key(_ name: String) -> FunctionKey { FunctionKey(account: .none, region: .usEast1, name: name) }
    private func code(_ byte: UInt8, size: Int = 10) -> [UInt8] {
        zip([("bootstrap", 0o100755, [UInt8](repeating: byte, count: size)), ("lib/a.py", 0o100644, [byte])])
    }
    private func sha(_ zip: [UInt8]) -> String { Base64.encode(Array(SHA256.hash(data: zip))) }
    private func name(_ zip: [UInt8]) -> String { Hex.encode(Array(SHA256.hash(data: zip))) }

    @Test func `code goes when its function has other code, or is gone`() async throws {
        let scene = try Scene()
        let (first, second) = (code(1), code(2))
        _ = try await scene.cache.unpack(first, sha(first), of: key("f"))
        #expect(try await scene.names() == [name(first)])
        _ = try await scene.cache.unpack(second, sha(second), of: key("f"))
        #expect(try await scene.names() == [name(second)])
        #expect(scene.cache.find(sha(first)) == nil)
        scene.cache.forget(key("f"))
        #expect(try await scene.names() == [])
    }

    @Test func `code that two functions have stays until both are gone`() async throws {
        let scene = try Scene()
        let zip = code(1)
        for name in ["f", "g"] { _ = try await scene.cache.unpack(zip, sha(zip), of: key(name)) }
        scene.cache.forget(key("f"))
        #expect(try await scene.names() == [name(zip)])
        scene.cache.forget(key("g"))
        #expect(try await scene.names() == [])
    }

    @Test func `code stays as long as a worker has it`() async throws {
        let scene = try Scene()
        let zip = code(1)
        var held: UnpackedCode? = try await scene.cache.unpack(zip, sha(zip), of: key("f"))
        let path = try #require(held?.path)
        scene.cache.forget(key("f"))
        #expect(try await scene.names() == [name(zip)])
        #expect(FileManager.default.contents(atPath: path + "/lib/a.py") == Data([1]))
        held = nil
        #expect(try await scene.names() == [])
    }

    @Test func `beyond the bound the least recently used goes, but nothing that is held`() async throws {
        // Each takes 100 kB and 16 KiB for its files and folders.
        let scene = try Scene(limitBytes: 250_000)
        let zips = (1...3).map { code(UInt8($0), size: 100_000) }
        for (i, zip) in zips.prefix(2).enumerated() { _ = try await scene.cache.unpack(zip, sha(zip), of: key("f\(i)")) }
        _ = scene.cache.find(sha(zips[0]))
        _ = try await scene.cache.unpack(zips[2], sha(zips[2]), of: key("f2"))
        #expect(try await scene.names() == [name(zips[0]), name(zips[2])])
        let held = scene.cache.find(sha(zips[0]))
        _ = try await scene.cache.unpack(zips[1], sha(zips[1]), of: key("f1"))
        #expect(try await scene.names() == [name(zips[0]), name(zips[1])])
        withExtendedLifetime(held) {}
    }

    @Test func `the start takes up what functions have, and removes the rest and what a crash left`() async throws {
        let scene = try Scene()
        let (kept, stray) = (code(1), code(2))
        for (i, zip) in [kept, stray].enumerated() { _ = try await scene.cache.unpack(zip, sha(zip), of: key("f\(i)")) }
        try await scene.restart([key("f0"): sha(kept)]) {
            for name in [name(kept) + ".partial/lib", name(code(3)) + ".partial"] {
                try FileManager.default.createDirectory(
                    atPath: scene.directory + "/" + name, withIntermediateDirectories: true)
            }
            try Data([1]).write(to: URL(fileURLWithPath: scene.directory + "/" + name(kept) + ".partial/lib/half"))
        }
        #expect(try await scene.names() == [name(kept)])
        #expect(scene.cache.find(sha(kept)) != nil)
        #expect(scene.cache.find(sha(stray)) == nil)
    }

    @Test func `what was half removed when the server was killed never looks whole`() async throws {
        let scene = try Scene()
        let zip = code(1)
        _ = try await scene.cache.unpack(zip, sha(zip), of: key("f"))
        try await scene.restart([key("f"): sha(zip)]) {
            // The first step of a removal.
            try FileManager.default.moveItem(
                atPath: scene.directory + "/" + name(zip), toPath: scene.directory + "/" + name(zip) + ".partial")
        }
        #expect(scene.cache.find(sha(zip)) == nil)
        #expect(try await scene.names() == [])
        let code = try await scene.cache.unpack(zip, sha(zip), of: key("f"))
        #expect(FileManager.default.contents(atPath: code.path + "/lib/a.py") == Data([1]))
    }

    @Test func `a package that cannot be unpacked leaves nothing`() async throws {
        let scene = try Scene()
        var zip = code(1, size: 100)
        zip[60] ^= 0xFF
        await #expect(throws: FunctionError.self) { _ = try await scene.cache.unpack(zip, sha(zip), of: key("f")) }
        #expect(try await scene.names() == [])
    }
}
