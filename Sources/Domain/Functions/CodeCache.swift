internal import Crypto
internal import Logging
internal import FunctionData
internal import Core
private import Synchronization

#if canImport(Glibc)
    private import Glibc
#endif

/// Unpacked code, a folder for each zip file, named by its SHA-256. Only a cache: what is missing is unpacked again.
///
/// A folder under such a name is whole: its files are on the disk before it gets the name, and it loses the name before any of them goes.
/// It stays while a function has the code or a worker holds it, and there is room for it.
final class CodeCache: Sendable {
    fileprivate struct Unpacked {
        var bytes: Int64
        var holders = 0
        /// Larger for what was used later.
        var used: UInt64
    }

    fileprivate struct State {
        var folders: [String: Unpacked] = [:]
        /// The name of each function's folder.
        var codes: [FunctionKey: String] = [:]
        /// Folders that nobody finds any more and that are still to be removed.
        var leaving: Set<String> = []
        var uses: UInt64 = 0
        var bytes: Int64 = 0
    }

    private let directory: String
    private let package: CodePackage
    private let limitBytes: Int64
    private let logger: Logger
    private let book: @Sendable (_ bytes: Int64) -> (@Sendable (_ written: Int64) -> Void)?
    private let threads: BlockingPool<Void>
    private let state = Mutex(State())

    /// - Parameter book: asks for room on the disk, and blocks. What it returns is told what was written; the rest is given back with it.
    ///   nil where there is none.
    init(
        directory: String, limits: Limits, logger: Logger,
        book: @escaping @Sendable (_ bytes: Int64) -> (@Sendable (_ written: Int64) -> Void)?
    ) {
        self.directory = directory
        self.book = book
        self.logger = logger
        package = CodePackage(limit: limits.unzippedCodeBytes)
        limitBytes = limits.unpackedCodeBytes
        // One: two of the same at once would be in each other's way, and the disk is the bottleneck anyway.
        threads = BlockingPool(name: "pelton-code", threads: 1, capacity: 256) {}
    }

    func stop() { threads.stop() }

    /// - Returns: the file's SHA-256 in Base64, as AWS shows it.
    func check(_ zip: [UInt8]) async throws(FunctionError) -> String {
        let package = package
        return try await run { () throws(CodePackage.Failure) in
            try package.check(zip)
            return Base64.encode(Array(SHA256.hash(data: zip)))
        }
    }

    /// - Parameter sha256: Base64, as AWS shows it.
    /// - Returns: nil if it is not there.
    func find(_ sha256: String) -> UnpackedCode? { hold(Self.name(of: sha256)) }

    /// - Parameter function: whose code this is, unless it is gone by now. nil if it is to become somebody's.
    /// - Throws: `.diskFull` before anything is written.
    func unpack(_ zip: [UInt8], _ sha256: String, of function: FunctionKey? = nil) async throws(FunctionError) -> UnpackedCode {
        let name = Self.name(of: sha256)
        let code = try await run { [self] () throws(CodePackage.Failure) in try unpack(zip, name) }
        if let function { state.withLock { if $0.codes[function] != nil { $0.codes[function] = name } } }
        return code
    }

    private func unpack(_ zip: [UInt8], _ name: String) throws(CodePackage.Failure) -> UnpackedCode {
        if let code = hold(name) { return code }
        removeLeaving(name)
        let partial = path(of: name) + Self.partialSuffix
        try CodeFolder.remove(partial)
        do throws(CodePackage.Failure) {
            try package.unpack(zip, to: partial, book: findRoom)
            let bytes = try CodeFolder.sync(partial)
            try CodeFolder.rename(partial, to: path(of: name), in: directory)
            return add(name, bytes)
        } catch {
            remove(name + Self.partialSuffix)
            throw error
        }
    }

    /// What nobody holds gives way, what was used least recently first.
    private func findRoom(_ bytes: Int64) throws(CodePackage.Failure) -> (Int64) -> Void {
        while true {
            if let wrote = book(bytes) { return wrote }
            guard let oldest = state.withLock({ $0.takeOldest() }) else { throw .diskFull }
            remove(oldest)
        }
    }

    /// This is the function's code now.
    func setCode(_ sha256: String, of function: FunctionKey) {
        state.withLock { $0.codes[function] = Self.name(of: sha256) }
        // What the function had before.
        removeSpare()
    }

    /// The function is gone.
    func forget(_ function: FunctionKey) {
        state.withLock { $0.codes[function] = nil }
        removeSpare()
    }

    /// Takes up what is there, and removes what is no function's and what a crash left half-done. For the start, before any worker runs.
    /// - Parameter codes: SHA-256 in Base64.
    func begin(_ codes: [FunctionKey: String]) async throws(FunctionError) {
        let codes = codes.mapValues { Self.name(of: $0) }
        let wanted = Set(codes.values)
        let found = try await run { [self] () throws(CodePackage.Failure) in
            let names = try CodeFolder.names(directory)
            for name in names where !wanted.contains(name) { remove(name) }
            return names.filter { wanted.contains($0) }
        }
        state.withLock { state in
            state.codes = codes
            for name in found { state.folders[name] = Unpacked(bytes: 0, used: 0) }
        }
        // There may be very many files; nobody waits for their sum.
        for name in found { _ = threads.enqueue(isOwed: true) { [self] _ in measure(name) } }
    }

    private func measure(_ name: String) {
        do throws(CodePackage.Failure) {
            let bytes = try CodeFolder.bytes(path(of: name))
            state.withLock { state in
                guard state.folders[name] != nil else { return }
                state.folders[name]?.bytes = bytes
                state.bytes += bytes
            }
        } catch { logger.error("unpacked code could not be measured", metadata: ["error": "\(error)"]) }
        removeSpare()
    }

    // MARK: Who has it

    private func hold(_ name: String) -> UnpackedCode? {
        state.withLock { $0.hold(name) } ? UnpackedCode(path: path(of: name), name: name, cache: self) : nil
    }

    private func add(_ name: String, _ bytes: Int64) -> UnpackedCode {
        state.withLock { state in
            state.folders[name] = Unpacked(bytes: bytes, used: 0)
            state.bytes += bytes
            _ = state.hold(name)
        }
        return UnpackedCode(path: path(of: name), name: name, cache: self)
    }

    fileprivate func isCode(_ name: String, of function: FunctionKey) -> Bool { state.withLock { $0.codes[function] == name } }

    fileprivate func letGo(_ name: String) {
        state.withLock { $0.folders[name]?.holders -= 1 }
        removeSpare()
    }

    /// Nobody finds any more what is to go; the thread that unpacks removes it, behind what it is asked for already.
    private func removeSpare() {
        let limit = limitBytes
        for name in state.withLock({ $0.takeSpare(limit) }) {
            // After the end the next start removes it.
            _ = threads.enqueue(isOwed: true) { [self] _ in removeLeaving(name) }
        }
    }

    /// Removes a folder that nobody finds any more, unless that was done when the same code was asked for again.
    private func removeLeaving(_ name: String) {
        if state.withLock({ $0.leaving.remove(name) }) != nil { remove(name) }
    }

    private func remove(_ name: String) {
        let path = path(of: name)
        let gone = name.hasSuffix(Self.partialSuffix) ? path : path + Self.partialSuffix
        do throws(CodePackage.Failure) {
            if gone != path {
                try CodeFolder.remove(gone)
                try CodeFolder.rename(path, to: gone, in: directory)
            }
            try CodeFolder.remove(gone)
        } catch {
            logger.error("unpacked code could not be removed; the next start tries again", metadata: ["error": "\(error)"])
        }
    }

    private func run<T: Sendable>(
        _ body: @escaping @Sendable () throws(CodePackage.Failure) -> T
    ) async throws(FunctionError) -> T {
        do { return try await threads.run { _ throws(CodePackage.Failure) in try body() } } catch let error as CodePackage.Failure {
            switch error {
            case .bad(let reason): throw .badPackage(reason)
            case .tooLarge: throw .unzippedTooLarge
            case .disk(let reason): throw .storage(reason)
            case .diskFull: throw .diskFull
            }
        } catch { throw .busy }
    }

    private static let partialSuffix = ".partial"
    private static func name(of sha256: String) -> String { Hex.encode(Base64.decode(sha256) ?? []) }
    private func path(of name: String) -> String { directory + "/" + name }
}

extension CodeCache.State {
    fileprivate mutating func hold(_ name: String) -> Bool {
        guard folders[name] != nil else { return false }
        uses += 1
        folders[name]?.holders += 1
        folders[name]?.used = uses
        return true
    }

    fileprivate mutating func takeOldest() -> String? {
        guard let name = folders.filter({ $0.value.holders == 0 }).min(by: { $0.value.used < $1.value.used })?.key else { return nil }
        bytes -= folders.removeValue(forKey: name)?.bytes ?? 0
        return name
    }

    /// Takes out what no function has, and beyond `limit` what was used least recently: nothing that somebody holds.
    fileprivate mutating func takeSpare(_ limit: Int64) -> [String] {
        let wanted = Set(codes.values)
        var spare = folders.filter { $0.value.holders == 0 && !wanted.contains($0.key) }.map(\.key)
        var left = bytes - spare.reduce(0) { $0 + (folders[$1]?.bytes ?? 0) }
        if left > limit {
            let idle = folders.filter { $0.value.holders == 0 && wanted.contains($0.key) }.sorted { $0.value.used < $1.value.used }
            for (name, folder) in idle where left > limit {
                spare.append(name)
                left -= folder.bytes
            }
        }
        for name in spare { bytes -= folders.removeValue(forKey: name)?.bytes ?? 0 }
        leaving.formUnion(spare)
        return spare
    }
}

/// A function's unpacked code, which stays where it is for as long as this lives.
final class UnpackedCode: Sendable {
    let path: String
    private let name: String
    private let cache: CodeCache

    fileprivate init(path: String, name: String, cache: CodeCache) {
        self.path = path
        self.name = name
        self.cache = cache
    }

    deinit { cache.letGo(name) }

    /// Whether the function has this code now: false once it has other code, or is gone.
    func isCode(of function: FunctionKey) -> Bool { cache.isCode(name, of: function) }
}
