import Crypto
import Foundation
import Logging
import FunctionData
import Core
import Synchronization
import Testing

@testable import Functions

struct CodeCacheTests {
    /// Remembers what was asked of it.
    private final class Disk: Sendable {
        private let state: Mutex<(free: Int64, refusals: Int, booked: [Int64], spent: Int64)>
        init(free: Int64) { state = Mutex((free, 0, [], 0)) }
        var booked: [Int64] { state.withLock { $0.booked } }
        var spent: Int64 { state.withLock { $0.spent } }
        func setFree(_ bytes: Int64) { state.withLock { $0.free = bytes } }
        /// So many are refused whatever is free.
        func setRefusals(_ count: Int) { state.withLock { $0.refusals = count } }
        func spend(_ bytes: Int64) { state.withLock { $0.spent += bytes } }
        func book(_ bytes: Int64) -> Bool {
            state.withLock { state in
                state.booked.append(bytes)
                state.refusals -= 1
                return bytes <= state.free && state.refusals < 0
            }
        }
    }

    private final class Scene {
        let disk = Disk(free: .max)
        let directory = NSTemporaryDirectory() + "pelton-code-" + UUID().uuidString
        private(set) var cache: CodeCache
        private let limits: Limits

        init(limitBytes: Int64 = 1 << 30) throws {
            var limits = Limits()
            limits.unpackedCodeBytes = limitBytes
            self.limits = limits
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            cache = Self.open(directory, limits, disk)
        }

        deinit {
            cache.stop()
            try? FileManager.default.removeItem(atPath: directory)
        }

        private static func open(_ directory: String, _ limits: Limits, _ disk: Disk) -> CodeCache {
            CodeCache(directory: directory, limits: limits, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) {
                bytes in
                guard disk.book(bytes) else { return nil }
                return { disk.spend($0) }
            }
        }

        func unpack(_ zip: [UInt8], for function: FunctionKey) async throws -> UnpackedCode {
            let code = try await cache.unpack(zip, sha(zip))
            cache.setCode(sha(zip), of: function)
            return code
        }

        /// What is there once all that was begun has been done.
        func names() async throws -> Set<String> {
            // The thread does one thing after the other. It may be the last to let go of what it unpacked: what that leaves is removed behind.
            for _ in 0..<2 { _ = try? await cache.check([]) }
            return Set(try FileManager.default.contentsOfDirectory(atPath: directory))
        }

        func restart(_ codes: [FunctionKey: String], meanwhile: () throws -> Void = {}) async throws {
            cache.stop()
            try meanwhile()
            cache = Self.open(directory, limits, disk)
            try await cache.begin(codes)
        }
    }

    private func key(_ name: String) -> FunctionKey { FunctionKey(account: .none, region: .usEast1, name: name) }
    private func code(_ byte: UInt8, size: Int = 10) -> [UInt8] {
        zip([("bootstrap", 0o100755, [UInt8](repeating: byte, count: size)), ("lib/a.py", 0o100644, [byte])])
    }
    private func name(_ zip: [UInt8]) -> String { Hex.encode(Array(SHA256.hash(data: zip))) }

    @Test func `code goes when its function has other code, or is gone`() async throws {
        let scene = try Scene()
        let (first, second) = (code(1), code(2))
        _ = try await scene.unpack(first, for: key("f"))
        #expect(try await scene.names() == [name(first)])
        _ = try await scene.unpack(second, for: key("f"))
        #expect(try await scene.names() == [name(second)])
        #expect(scene.cache.find(sha(first)) == nil)
        scene.cache.forget(key("f"))
        #expect(try await scene.names() == [])
    }

    /// Nothing on the way to the disk and back opens what they lead to.
    @Test func `code with links comes and goes, and stays over a restart`() async throws {
        let scene = try Scene()
        let zip = zip([("lib/a.py", 0, [1]), ("lib/b.py", 0o120777, Array("a.py".utf8)), ("away", 0o120777, Array("/tmp/missing".utf8))])
        let path = try await scene.unpack(zip, for: key("f")).path
        #expect(FileManager.default.contents(atPath: path + "/lib/b.py") == Data([1]))
        try await scene.restart([key("f"): sha(zip)])
        #expect(try await scene.names() == [name(zip)])
        scene.cache.forget(key("f"))
        #expect(try await scene.names() == [])
    }

    @Test func `code that two functions have stays until both are gone`() async throws {
        let scene = try Scene()
        let zip = code(1)
        for name in ["f", "g"] { _ = try await scene.unpack(zip, for: key(name)) }
        scene.cache.forget(key("f"))
        #expect(try await scene.names() == [name(zip)])
        scene.cache.forget(key("g"))
        #expect(try await scene.names() == [])
    }

    @Test func `code stays as long as a worker has it`() async throws {
        let scene = try Scene()
        let zip = code(1)
        var held: UnpackedCode? = try await scene.unpack(zip, for: key("f"))
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
        for (i, zip) in zips.prefix(2).enumerated() { _ = try await scene.unpack(zip, for: key("f\(i)")) }
        _ = scene.cache.find(sha(zips[0]))
        _ = try await scene.unpack(zips[2], for: key("f2"))
        #expect(try await scene.names() == [name(zips[0]), name(zips[2])])
        let held = scene.cache.find(sha(zips[0]))
        _ = try await scene.unpack(zips[1], for: key("f1"))
        #expect(try await scene.names() == [name(zips[0]), name(zips[1])])
        withExtendedLifetime(held) {}
    }

    @Test func `the start takes up what functions have, and removes the rest and what a crash left`() async throws {
        let scene = try Scene()
        let (kept, stray) = (code(1), code(2))
        for (i, zip) in [kept, stray].enumerated() { _ = try await scene.unpack(zip, for: key("f\(i)")) }
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
        _ = try await scene.unpack(zip, for: key("f"))
        try await scene.restart([key("f"): sha(zip)]) {
            // The first step of a removal.
            try FileManager.default.moveItem(
                atPath: scene.directory + "/" + name(zip), toPath: scene.directory + "/" + name(zip) + ".partial")
        }
        #expect(scene.cache.find(sha(zip)) == nil)
        #expect(try await scene.names() == [])
        let code = try await scene.unpack(zip, for: key("f"))
        #expect(FileManager.default.contents(atPath: code.path + "/lib/a.py") == Data([1]))
    }

    @Test func `a package that cannot be unpacked leaves nothing`() async throws {
        let scene = try Scene()
        var zip = code(1, size: 100)
        zip[60] ^= 0xFF
        await #expect(throws: FunctionError.self) { _ = try await scene.unpack(zip, for: key("f")) }
        #expect(try await scene.names() == [])
    }

    @Test func `room is asked for before anything is written, and for no more than is`() async throws {
        let scene = try Scene()
        let zip = code(1, size: 100_000)
        // Two files, their folder and that of the package.
        let bytes: Int64 = 100_001 + 4 * 4096
        scene.disk.setFree(bytes - 1)
        await #expect { _ = try await scene.unpack(zip, for: key("f")) } throws: { isDiskFull($0) }
        #expect(try await scene.names() == [])
        #expect(scene.disk.spent == 0)
        scene.disk.setFree(bytes)
        let held = try await scene.unpack(zip, for: key("f"))
        #expect(scene.disk.booked == [bytes, bytes])
        #expect((100_001...bytes).contains(scene.disk.spent))
        // What is there already needs none.
        _ = try await scene.unpack(zip, for: key("g"))
        #expect(scene.disk.booked.count == 2)
        withExtendedLifetime(held) {}
    }

    @Test func `many who need the same code at once need its room once`() async throws {
        let scene = try Scene()
        let zip = code(1)
        let cache = scene.cache
        try await withThrowingTaskGroup(of: UnpackedCode.self) { group in
            for _ in 0..<20 { group.addTask { try await cache.unpack(zip, sha(zip)) } }
            var held: [UnpackedCode] = []
            for try await code in group { held.append(code) }
            #expect(held.count == 20)
        }
        #expect(scene.disk.booked.count == 1)
    }

    @Test func `where the disk is full, what was used least recently gives way, but nothing that is held`() async throws {
        let scene = try Scene()
        let zips = (1...4).map { code(UInt8($0)) }
        for (i, zip) in zips.prefix(3).enumerated() { _ = try await scene.unpack(zip, for: key("f\(i)")) }
        let held = scene.cache.find(sha(zips[0]))
        _ = scene.cache.find(sha(zips[1]))
        scene.disk.setRefusals(1)
        _ = try await scene.unpack(zips[3], for: key("f3"))
        #expect(try await scene.names() == [name(zips[0]), name(zips[1]), name(zips[3])])
        scene.disk.setFree(0)
        await #expect { _ = try await scene.unpack(zips[2], for: key("f2")) } throws: { isDiskFull($0) }
        #expect(try await scene.names() == [name(zips[0])])
        withExtendedLifetime(held) {}
    }

    @Test func `who finds that a function's code is another does not bring back one that is gone`() async throws {
        let scene = try Scene()
        let (first, second) = (code(1), code(2))
        _ = try await scene.unpack(first, for: key("f"))
        _ = try await scene.cache.unpack(second, sha(second), of: key("f"))
        _ = try await scene.cache.unpack(first, sha(first), of: key("gone"))
        #expect(try await scene.names() == [name(second)])
    }

    @Test func `code that is let go while the same is asked for again is there for who asked`() async throws {
        let scene = try Scene()
        let (zip, cache) = (code(1), scene.cache)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<200 {
                        let held = try await cache.unpack(zip, sha(zip))
                        #expect(FileManager.default.fileExists(atPath: held.path))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await scene.names().isEmpty)
    }

    private func isDiskFull(_ error: any Error) -> Bool { if case FunctionError.diskFull = error { true } else { false } }
}

private func sha(_ zip: [UInt8]) -> String { Base64.encode(Array(SHA256.hash(data: zip))) }
