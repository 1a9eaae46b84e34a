internal import Store
package import Objects
internal import ObjectData

#if canImport(Glibc)
    private import Glibc
#endif

/// What `pelton check` does: takes the data directory's lock, so that no server has it, and verifies all of it.
package enum OfflineCheck {
    /// - Throws: `StartError` in plain words: a running server, no data directory, another format.
    package static func run(data path: String) throws(StartError) -> StoreCheck.Report {
        // SQLite may have to make its shared memory.
        umask(0o077)
        let directory = try DataDirectory(existing: path)
        defer { withExtendedLifetime(directory) {} }
        do throws(EngineError) { return try StoreCheck(folder: path).run() } catch {
            switch error {
            case .storage(let reason), .failed(.storage(let reason)):
                throw StartError("The store in \(path) cannot be checked: \(reason)")
            default: throw StartError("The store in \(path) cannot be checked: \(error)")
            }
        }
    }
}
