internal import Crypto
internal import PeltonCore

#if canImport(Glibc)
    private import Glibc
#endif

/// Unpacked code, a folder for each zip file, named by its SHA-256. Only a cache: what is missing is unpacked again.
final class CodeCache: Sendable {
    private let directory: String
    private let package: CodePackage
    private let threads: BlockingPool<Void>

    init(directory: String, limits: Limits) {
        self.directory = directory
        package = CodePackage(limit: limits.unzippedCodeBytes)
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
    /// - Returns: the folder, if it is there already.
    func find(_ sha256: String) -> String? {
        let path = path(of: sha256)
        return access(path, R_OK | X_OK) == 0 ? path : nil
    }

    func unpack(_ zip: [UInt8], _ sha256: String) async throws(FunctionError) -> String {
        let path = path(of: sha256)
        let package = package
        try await run { () throws(CodePackage.Failure) in
            guard access(path, R_OK | X_OK) != 0 else { return }
            let partial = path + Self.partialSuffix
            Self.remove(partial)
            try package.unpack(zip, to: partial)
            guard rename(partial, path) == 0 else { throw .disk("rename \(path): \(String(cString: strerror(errno)))") }
        }
        return path
    }

    /// Removes folders that no function has any more, and what a crash left half-done. For the start, before any worker runs.
    func sweep(keeping shas: Set<String>) async {
        let kept = Set(shas.map { Self.name(of: $0) })
        let directory = directory
        try? await run { () throws(CodePackage.Failure) in
            for name in Folder.names(directory) where !kept.contains(name) { Self.remove(directory + "/" + name) }
        }
    }

    private func run<T: Sendable>(_ body: @escaping @Sendable () throws(CodePackage.Failure) -> T) async throws(FunctionError) -> T {
        do { return try await threads.run { _ throws(CodePackage.Failure) in try body() } } catch let error as CodePackage.Failure {
            switch error {
            case .bad(let reason): throw .badPackage(reason)
            case .tooLarge: throw .unzippedTooLarge
            case .disk(let reason): throw .storage(reason)
            }
        } catch { throw .busy }
    }

    private static let partialSuffix = ".partial"
    private static func name(of sha256: String) -> String { Hex.encode(Base64.decode(sha256) ?? []) }
    private func path(of sha256: String) -> String { directory + "/" + Self.name(of: sha256) }

    private static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in Folder.names(path) { remove(path + "/" + name) }
        rmdir(path)
    }
}
