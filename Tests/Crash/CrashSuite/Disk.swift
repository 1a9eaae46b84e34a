/// A model of a disk behind a page cache: files' bytes are durable after a sync of the file, names after one of their folder.
///
/// Stricter than most file systems: syncing a new file says nothing about its name.
package final class Disk {
    final class Folder {
        enum Change {
            case add(String, Node)
            case remove(String)
            /// Within one folder, in one step.
            case move(String, String, Node)
        }

        private var durable: [String: Node] = [:]
        private(set) var current: [String: Node] = [:]
        private var unsynced = Unsynced<Change>()
        var changes: Int { unsynced.total }

        func add(_ change: Change) {
            unsynced.add(change)
            current.apply(change)
        }

        func sync(_ count: Int) {
            for change in unsynced.take(upTo: count) { durable.apply(change) }
        }

        func remains(_ loss: inout Loss) -> [String: Node] {
            var names = durable
            for change in unsynced.waiting.prefix(loss.remains(ofNames: unsynced.waiting.count)) { names.apply(change) }
            return names
        }
    }

    enum Node {
        case file(DiskFile)
        case folder(Folder)
    }

    private var root = Folder()
    private var inodes: [UInt64: Node] = [:]
    /// How many changes each sync under way will make durable.
    private var syncs: [Int64: Int] = [:]

    package init() {}

    package func apply(_ record: Trace.Record) throws {
        switch record {
        case .open(let inode, let path, let isNew, let isFolder): try open(inode, path, isNew, isFolder)
        case .write(let inode, let offset, let bytes): try file(inode).add(.write(offset: offset, bytes: bytes))
        case .truncate(let inode, let length): try file(inode).add(.truncate(length))
        case .allocate(let inode, let mode, let range): try allocate(inode, mode, range)
        case .unlink(let path): try rename(path) { .remove($0) }
        case .rename(let from, let to): try move(from, to)
        case .link(let from, let to):
            let node = try find(from)
            try rename(to) { .add($0, node) }
        case .makeFolder(let inode, let path):
            let node = Node.folder(Folder())
            inodes[inode] = node
            try rename(path) { .add($0, node) }
        case .syncBegan(let inode, let number): syncs[number] = try changes(inode)
        case .syncEnded(let inode, let number): try sync(inode, number)
        case .mark: break
        case .powerLost(let remains): try begin(with: remains)
        }
    }

    /// Forgets everything but what was left, which is durable.
    private func begin(with remains: SurvivingFiles) throws {
        (root, inodes, syncs) = (Folder(), [:], [:])
        for (path, bytes) in remains.entries {
            let (parent, name) = Self.split(path)
            let folder = try folder(parent)
            folder.add(.add(name, bytes.map { .file(DiskFile(durable: $0)) } ?? .folder(Folder())))
            folder.sync(folder.changes)
        }
    }

    private func open(_ inode: UInt64, _ path: String, _ isNew: Bool, _ isFolder: Bool) throws {
        guard isNew else {
            inodes[inode] = try find(path)
            return
        }
        let node = Node.file(DiskFile())
        inodes[inode] = node
        try rename(path) { .add($0, node) }
    }

    private func allocate(_ inode: UInt64, _ mode: Int32, _ range: Range<Int>) throws {
        let file = try file(inode)
        switch mode {
        case 0: file.add(.extend(to: range.upperBound))
        case Self.keepsSize: break
        case Self.keepsSize | Self.punchesHole, Self.keepsSize | Self.zeroes: file.add(.zero(range))
        default: throw Trace.Invalid("The model knows no fallocate of mode \(mode).")
        }
    }

    // linux/falloc.h, which Swift does not see.
    private static let keepsSize: Int32 = 1
    private static let punchesHole: Int32 = 2
    private static let zeroes: Int32 = 16

    private func move(_ from: String, _ to: String) throws {
        let node = try find(from)
        let (source, target) = (Self.split(from), Self.split(to))
        guard source.folder == target.folder else { throw Trace.Invalid("The model knows no renames between folders: \(from) to \(to).") }
        try folder(source.folder).add(.move(source.name, target.name, node))
    }

    private func changes(_ inode: UInt64) throws -> Int {
        switch try node(inode) {
        case .file(let file): file.changes
        case .folder(let folder): folder.changes
        }
    }

    private func sync(_ inode: UInt64, _ number: Int64) throws {
        guard let count = syncs.removeValue(forKey: number) else { throw Trace.Invalid("Sync \(number) ended before it began.") }
        switch try node(inode) {
        case .file(let file): file.sync(count)
        case .folder(let folder): folder.sync(count)
        }
    }
}

extension Disk {
    private func rename(_ path: String, _ change: (String) -> Folder.Change) throws {
        let (parent, name) = Self.split(path)
        try folder(parent).add(change(name))
    }

    private func find(_ path: String) throws -> Node {
        var node = Node.folder(root)
        for name in path.split(separator: "/") {
            guard case .folder(let folder) = node, let next = folder.current[String(name)] else {
                throw Trace.Invalid("The trace uses \(path), which the model does not have.")
            }
            node = next
        }
        return node
    }

    private func folder(_ path: String) throws -> Folder {
        guard case .folder(let folder) = try find(path) else { throw Trace.Invalid("\(path) is no folder.") }
        return folder
    }

    private func node(_ inode: UInt64) throws -> Node {
        guard let node = inodes[inode] else { throw Trace.Invalid("The trace uses inode \(inode), which was never opened.") }
        return node
    }

    private func file(_ inode: UInt64) throws -> DiskFile {
        guard case .file(let file) = try node(inode) else { throw Trace.Invalid("Inode \(inode) is no file.") }
        return file
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }
}

extension Disk {
    /// Everything below the folder that is there after a crash.
    ///
    /// - Parameter record: a write that was under way; it is applied only here.
    package func remains(_ loss: Loss, during record: Trace.Record? = nil) -> SurvivingFiles {
        var loss = loss
        let torn = record.flatMap { interrupted($0) }
        defer { torn?.takeBack() }
        var found = SurvivingFiles()
        collect(root, "", &loss, &found)
        return found
    }

    private func interrupted(_ record: Trace.Record) -> DiskFile? {
        guard case .write(let inode, let offset, let bytes) = record, case .file(let file) = inodes[inode] else { return nil }
        file.add(.write(offset: offset, bytes: bytes))
        return file
    }

    private func collect(_ folder: Folder, _ prefix: String, _ loss: inout Loss, _ found: inout SurvivingFiles) {
        for (name, node) in folder.remains(&loss).sorted(by: { $0.key < $1.key }) {
            switch node {
            case .file(let file): found.entries.append((prefix + name, file.remains(&loss)))
            case .folder(let inner):
                found.entries.append((prefix + name, nil))
                collect(inner, prefix + name + "/", &loss, &found)
            }
        }
    }
}

extension [String: Disk.Node] {
    fileprivate mutating func apply(_ change: Disk.Folder.Change) {
        switch change {
        case .add(let name, let node): self[name] = node
        case .remove(let name): self[name] = nil
        case .move(let from, let to, let node):
            self[from] = nil
            self[to] = node
        }
    }
}
