internal import CZip

#if canImport(Glibc)
    internal import Glibc
#endif

/// A zip file in memory. libzip reads it; what its entries may be is decided here.
final class ZipArchive {
    struct Entry {
        let index: UInt64
        /// Relative, of plain names only; a folder's ends with `/`.
        let name: String
        let size: UInt64
        /// Permissions; nil if the archive does not say.
        let mode: mode_t?
        /// A symbolic link, whose bytes say where it leads.
        let isLink: Bool
        var isDirectory: Bool { name.hasSuffix("/") }
    }

    /// Why the file cannot be used.
    struct Failure: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    private let archive: OpaquePointer
    // libzip reads from it as long as the archive is open.
    private let bytes: UnsafeMutableRawBufferPointer
    // The system takes 4,095 bytes, of which the folder of the package needs some.
    private static let longestName = 1024

    init(_ zip: [UInt8]) throws(Failure) {
        bytes = .allocate(byteCount: max(1, zip.count), alignment: 1)
        bytes.copyBytes(from: zip)
        var error = zip_error_t()
        zip_error_init(&error)
        defer { zip_error_fini(&error) }
        guard let source = zip_source_buffer_create(bytes.baseAddress, zip_uint64_t(zip.count), 0, &error) else {
            bytes.deallocate()
            throw Failure(String(cString: zip_error_strerror(&error)))
        }
        guard let archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) else {
            let reason = String(cString: zip_error_strerror(&error))
            zip_source_free(source)
            bytes.deallocate()
            throw Failure(reason)
        }
        self.archive = archive
    }

    deinit {
        zip_discard(archive)
        bytes.deallocate()
    }

    /// - Throws: for a name that leaves the folder, or a device: neither is code.
    func entries() throws(Failure) -> [Entry] {
        let count = zip_get_num_entries(archive, 0)
        guard count > 0 else { throw Failure("The file has no entries.") }
        guard count <= PackageTree.mostNames else { throw Failure("The file has more than \(PackageTree.mostNames) entries.") }
        var entries: [Entry] = []
        for index in 0..<UInt64(count) { entries.append(try entry(index)) }
        return entries
    }

    private func entry(_ index: UInt64) throws(Failure) -> Entry {
        var status = zip_stat_t()
        zip_stat_init(&status)
        guard zip_stat_index(archive, index, 0, &status) == 0, let text = status.name else { throw failure() }
        guard status.valid & UInt64(ZIP_STAT_SIZE) != 0 else { throw Failure("An entry does not tell its size.") }
        guard let name = String(validatingCString: text), Self.isInside(name) else {
            throw Failure("The entry \(String(cString: text).prefix(200)) is not inside the package.")
        }
        var system: UInt8 = 0
        var attributes: UInt32 = 0
        guard zip_file_get_external_attributes(archive, index, 0, &system, &attributes) == 0 else { throw failure() }
        let mode = system == UInt8(ZIP_OPSYS_UNIX) && attributes >> 16 != 0 ? mode_t(attributes >> 16) : nil
        let type = (mode ?? 0) & S_IFMT
        guard type == 0 || type == S_IFREG || type == S_IFDIR || type == S_IFLNK && !name.hasSuffix("/") else {
            throw Failure("The entry \(name) is neither a file nor a folder nor a link.")
        }
        return Entry(index: index, name: name, size: status.size, mode: mode.map { $0 & 0o777 }, isLink: type == S_IFLNK)
    }

    static func isInside(_ name: String) -> Bool {
        // A backslash is a letter like any other: archives that were made on Windows have files of such names, on AWS too.
        guard !name.isEmpty, name.utf8.count <= longestName, !name.hasPrefix("/") else { return false }
        let parts = (name.hasSuffix("/") ? name.dropLast() : name[...]).split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { $0 != ".." && $0 != "." && !$0.isEmpty && $0.utf8.count <= 255 }
    }

    /// Hands the entry's bytes on, a piece at a time. Their checksum is checked.
    /// - Returns: how many there were.
    func read(_ entry: Entry, limit: Int64, _ write: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) -> Int64 {
        guard let file = zip_fopen_index(archive, entry.index, 0) else { throw failure() }
        defer { zip_fclose(file) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        var total: Int64 = 0
        while true {
            let count = zip_fread(file, buffer.baseAddress, zip_uint64_t(buffer.count))
            guard count >= 0 else { throw Failure("The entry \(entry.name) is damaged.") }
            if count == 0 { return total }
            total += Int64(count)
            // A header may lie about the size: what comes out counts.
            guard total <= limit else { throw Failure("The entry \(entry.name) is larger than it says.") }
            try write(UnsafeRawBufferPointer(rebasing: buffer[..<Int(count)]))
        }
    }

    /// Where a link leads: to a place in the package, or to one that every function has.
    ///
    /// What leads upwards comes first, so that no other link lies on its way: it stays where the names say.
    /// - Throws: for a link that leads elsewhere.
    func target(of link: Entry) throws(Failure) -> String {
        var bytes: [UInt8] = []
        _ = try read(link, limit: Int64(Self.longestTarget)) { (piece) throws(Failure) in bytes += piece }
        guard !bytes.isEmpty, !bytes.contains(0), let target = String(validating: bytes, as: UTF8.self) else {
            throw Failure("The link \(link.name) has no target.")
        }
        let parts = target.split(separator: "/")
        let depth = link.name.utf8.count { $0 == UInt8(ascii: "/") }
        let ascents = parts.prefix { $0 == ".." || $0 == "." }
        let isRooted = target.hasPrefix("/")
        guard !parts.dropFirst(ascents.count).contains(".."),
            isRooted ? Self.isFunctions(parts) : ascents.count(where: { $0 == ".." }) <= depth
        else { throw Failure("The link \(link.name) leads out of the package.") }
        return target
    }

    // The system takes 4,095 bytes.
    private static let longestTarget = 4095

    /// Its code, its own `/tmp`, and where AWS has layers.
    private static func isFunctions(_ path: [Substring]) -> Bool {
        path.starts(with: ["var", "task"]) || path.first == "tmp" || path.first == "opt"
    }

    private func failure() -> Failure { Failure(String(cString: zip_strerror(archive))) }
}
