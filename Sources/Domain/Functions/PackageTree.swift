/// The files and folders that a package's entries make together: a name is one or the other, and there are only so many.
///
/// Names are compared by their bytes: "é" in its two spellings is one `String` but two files.
struct PackageTree {
    private var files: Set<[UInt8]> = []
    private var folders: Set<[UInt8]> = []
    static let mostNames = 100_000

    var count: Int { files.count + folders.count }

    /// - Throws: for what no file system could hold beside the entries before, and for too much.
    mutating func add(_ name: String) throws(ZipArchive.Failure) {
        let bytes = Array(name.utf8)
        let isFolder = bytes.last == UInt8(ascii: "/")
        var path = isFolder ? bytes.dropLast() : bytes[...]
        if isFolder {
            try addFolder(path, name)
        } else {
            guard !folders.contains(Array(path)) else { throw Self.clash(name) }
            files.insert(Array(path))
        }
        // Upwards, as far as the folder is new: those above a known one are known.
        while let slash = path.lastIndex(of: UInt8(ascii: "/")) {
            path = path[..<slash]
            guard try addFolder(path, name) else { break }
        }
        guard count <= Self.mostNames else {
            throw ZipArchive.Failure("The file has more than \(Self.mostNames) files and folders.")
        }
    }

    /// - Returns: true if it is new.
    @discardableResult
    private mutating func addFolder(_ path: ArraySlice<UInt8>, _ name: String) throws(ZipArchive.Failure) -> Bool {
        let path = Array(path)
        guard !files.contains(path) else { throw Self.clash(name) }
        return folders.insert(path).inserted
    }

    private static func clash(_ name: String) -> ZipArchive.Failure {
        ZipArchive.Failure("Something on the way to \(name.prefix(200)) is both a file and a folder.")
    }
}
