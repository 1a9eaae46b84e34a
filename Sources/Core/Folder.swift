#if canImport(Glibc)
    private import Glibc
#endif

package enum Folder {
    /// A path that means the same from everywhere. Where there is no telling which folder this is, the path stays as it is.
    package static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let current = getcwd(nil, 0) else { return path }
        defer { free(current) }
        return String(cString: current) + "/" + path
    }

    /// A path without links in it; as it is where nothing is there.
    package static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// What is in a folder, without itself and its parent.
    /// - Returns: nil where it cannot be read; `errno` says why.
    package static func names(_ path: String) -> [String]? {
        guard let folder = opendir(path) else { return nil }
        var names: [String] = []
        errno = 0
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        let reason = errno
        closedir(folder)
        errno = reason
        return reason == 0 ? names : nil
    }
}
