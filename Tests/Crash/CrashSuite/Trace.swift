private import Foundation

/// What a process did to the files below one folder, in order, with its marks in between. See Tests/FaultShim/include/FaultShim.h.
package struct Trace: Sendable {
    package enum Record: Sendable {
        case open(inode: UInt64, path: String, isNew: Bool, isFolder: Bool)
        case write(inode: UInt64, offset: Int, bytes: ArraySlice<UInt8>)
        case truncate(inode: UInt64, length: Int)
        case allocate(inode: UInt64, mode: Int32, range: Range<Int>)
        case unlink(path: String)
        case rename(from: String, to: String)
        case link(from: String, to: String)
        case makeFolder(inode: UInt64, path: String)
        case syncBegan(inode: UInt64, number: Int64)
        case syncEnded(inode: UInt64, number: Int64)
        case mark(Mark)
        /// Not recorded, but put between two runs: all files and folders that were left.
        case powerLost(SurvivingFiles)
    }

    package struct Invalid: Error, CustomStringConvertible {
        package let description: String
        package init(_ description: String) { self.description = description }
    }

    package let records: [Record]

    package init(records: [Record]) { self.records = records }

    /// How many operations were begun; their numbers are from 1 to this.
    var operations: Int {
        records.reduce(0) { last, record in
            if case .mark(.begin(let number, _)) = record { max(last, number) } else { last }
        }
    }

    package init(path: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        var reader = Reader(bytes: bytes)
        var records: [Record] = []
        while let record = try reader.next() { records.append(record) }
        self.records = records
    }
}

private struct Reader {
    private static let headBytes = 40
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private struct Head {
        let kind: UInt8, pathLength: Int, dataLength: Int, inode: UInt64, first: Int64, second: Int64
    }

    mutating func next() throws -> Trace.Record? {
        if position == bytes.count { return nil }
        guard bytes.count - position >= Self.headBytes else { throw Trace.Invalid("The trace ends inside a record.") }
        let head = head()
        position += Self.headBytes
        guard bytes.count - position >= head.pathLength + head.dataLength else { throw Trace.Invalid("The trace ends inside a record.") }
        let path = String(decoding: bytes[position..<position + head.pathLength], as: UTF8.self)
        position += head.pathLength
        let data = bytes[position..<position + head.dataLength]
        position += head.dataLength
        return try record(head, path, data)
    }

    private func head() -> Head {
        bytes.withUnsafeBytes { raw in
            func load<T: FixedWidthInteger>(_ offset: Int, as: T.Type) -> T {
                T(littleEndian: raw.loadUnaligned(fromByteOffset: position + offset, as: T.self))
            }
            return Head(
                kind: raw[position], pathLength: Int(load(4, as: UInt32.self)), dataLength: Int(load(8, as: UInt64.self)),
                inode: load(16, as: UInt64.self), first: load(24, as: Int64.self), second: load(32, as: Int64.self))
        }
    }

    private func record(_ head: Head, _ path: String, _ data: ArraySlice<UInt8>) throws -> Trace.Record {
        let (inode, first) = (head.inode, Int(head.first))
        var text: String { String(decoding: data, as: UTF8.self) }
        switch head.kind {
        case 1: return .open(inode: inode, path: path, isNew: first != 0, isFolder: head.second != 0)
        case 2: return .write(inode: inode, offset: first, bytes: data)
        case 3: return .truncate(inode: inode, length: first)
        case 4:
            let mode = data.reversed().reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
            return .allocate(inode: inode, mode: Int32(bitPattern: mode), range: first..<first + Int(head.second))
        case 5: return .unlink(path: path)
        case 6: return .rename(from: path, to: text)
        case 7: return .link(from: path, to: text)
        case 8: return .makeFolder(inode: inode, path: path)
        case 9: return .syncBegan(inode: inode, number: head.first)
        case 10: return .syncEnded(inode: inode, number: head.first)
        case 11: return .mark(try Mark(parsing: data))
        default: throw Trace.Invalid("The trace has a record of kind \(head.kind).")
        }
    }
}
