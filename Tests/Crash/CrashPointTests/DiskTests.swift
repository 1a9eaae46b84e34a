import CrashSuite
import Testing

/// What the model of a disk lets a crash do.
struct DiskTests {
    private static let nothing = Loss(.power(keeping: 0), seed: 1)
    private static let everything = Loss(.kill, seed: 1)

    private static func bytes(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }

    /// A folder `d` whose name is durable, and in it `f`, made and synced but not named durably.
    private static let file: [Trace.Record] = [
        .open(inode: 1, path: "", isNew: false, isFolder: true), .makeFolder(inode: 2, path: "d"),
        .syncBegan(inode: 1, number: 1), .syncEnded(inode: 1, number: 1),
        .open(inode: 3, path: "d/f", isNew: true, isFolder: false), .write(inode: 3, offset: 0, bytes: bytes("first")),
        .syncBegan(inode: 3, number: 2), .syncEnded(inode: 3, number: 2),
    ]
    private static let name: [Trace.Record] = [.syncBegan(inode: 2, number: 3), .syncEnded(inode: 2, number: 3)]

    private func remains(_ records: [Trace.Record], _ loss: Loss) throws -> [String: String] {
        let disk = Disk()
        for record in records { try disk.apply(record) }
        var found: [String: String] = [:]
        for case (let path, let bytes?) in disk.remains(loss).entries { found[path] = String(decoding: bytes, as: UTF8.self) }
        return found
    }

    @Test func `a file is there after power loss once its bytes and its name were synced`() throws {
        #expect(try remains(Self.file, Self.nothing) == [:])
        #expect(try remains(Self.file + Self.name, Self.nothing) == ["d/f": "first"])
        #expect(try remains(Self.file, Self.everything) == ["d/f": "first"])
    }

    @Test(arguments: [
        (Trace.Record.write(inode: 3, offset: 5, bytes: bytes(" second")), "first second"),
        (.write(inode: 3, offset: 1, bytes: bytes("a")), "farst"),
        (.write(inode: 3, offset: 6, bytes: bytes("x")), "first\0x"),
        (.truncate(inode: 3, length: 2), "fi"),
        (.truncate(inode: 3, length: 6), "first\0"),
        (.allocate(inode: 3, mode: 0, range: 0..<7), "first\0\0"),
        (.allocate(inode: 3, mode: 1, range: 0..<7), "first"),
        (.allocate(inode: 3, mode: 3, range: 1..<3), "f\0\0st"),
        (.allocate(inode: 3, mode: 3, range: 3..<9), "fir\0\0"),
    ])
    func `a change is lost with power, kept by a kill, and durable after a sync`(change: Trace.Record, text: String) throws {
        let before = Self.file + Self.name
        let sync: [Trace.Record] = [.syncBegan(inode: 3, number: 9), .syncEnded(inode: 3, number: 9)]
        #expect(try remains(before + [change], Self.nothing) == ["d/f": "first"])
        #expect(try remains(before + [change], Self.everything) == ["d/f": text])
        #expect(try remains(before + [change] + sync, Self.nothing) == ["d/f": text])
    }

    @Test func `a sync covers what came before it began, not what came while it ran`() throws {
        let records: [Trace.Record] = [
            .write(inode: 3, offset: 5, bytes: Self.bytes("A")), .syncBegan(inode: 3, number: 8),
            .write(inode: 3, offset: 6, bytes: Self.bytes("B")), .syncEnded(inode: 3, number: 8),
        ]
        #expect(try remains(Self.file + Self.name + records, Self.nothing) == ["d/f": "firstA"])
        #expect(try remains(Self.file + Self.name + records.dropLast(), Self.nothing) == ["d/f": "first"])
    }

    @Test(arguments: [
        (Trace.Record.unlink(path: "d/f"), [:] as [String: String]),
        (.rename(from: "d/f", to: "d/g"), ["d/g": "first"]),
        (.link(from: "d/f", to: "d/g"), ["d/f": "first", "d/g": "first"]),
    ])
    func `a name changes durably when its folder is synced`(change: Trace.Record, names: [String: String]) throws {
        let before = Self.file + Self.name
        let sync: [Trace.Record] = [.syncBegan(inode: 2, number: 7), .syncEnded(inode: 2, number: 7)]
        #expect(try remains(before + [change], Self.nothing) == ["d/f": "first"])
        #expect(try remains(before + [change] + sync, Self.nothing) == names)
    }

    @Test func `of a folder's unsynced names, any number from the first on survive`() throws {
        let names = ["a", "b", "c"]
        let records =
            [Trace.Record.open(inode: 1, path: "", isNew: false, isFolder: true)]
            + names.enumerated().map { .open(inode: UInt64($0 + 2), path: $1, isNew: true, isFolder: false) }
        let found = try Set((0..<100).map { try remains(records, Loss(.power(keeping: 0.5), seed: $0)).keys.sorted() })
        #expect(found == [[], ["a"], ["a", "b"], ["a", "b", "c"]])
    }

    @Test func `an unsynced write survives whole, not at all, or by sectors`() throws {
        let records: [Trace.Record] = [
            .open(inode: 1, path: "", isNew: false, isFolder: true), .open(inode: 2, path: "f", isNew: true, isFolder: false),
            .syncBegan(inode: 1, number: 1), .syncEnded(inode: 1, number: 1),
            .write(inode: 2, offset: 0, bytes: [UInt8](repeating: 0x78, count: 1536)[...]),
        ]
        let found = try Set((0..<2000).map { try sectors(remains(records, Loss(.power(keeping: 0.5), seed: $0))["f"] ?? "") })
        #expect(found == ["", "x", "xx", "xxx", "-x", "-xx", "--x", "x-x"])
    }

    /// One letter a sector; a hole is a hyphen.
    private func sectors(_ text: String) -> String {
        stride(from: 0, to: text.utf8.count, by: 512).map { start in
            let sector = Set(text.utf8.dropFirst(start).prefix(512))
            return sector == [0x78] ? "x" : sector == [0] ? "-" : "?"
        }.joined()
    }
}
