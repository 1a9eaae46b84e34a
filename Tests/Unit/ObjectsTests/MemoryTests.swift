import Blobs
import Objects
import Notifications
import Foundation
import ObjectData
import Core
import Testing

/// Bodies that find little memory, or none: they take another way, and are the same bytes in the end.
struct MemoryTests {
    private static let sizes = [0, 1, 65_535, 65_536, 65_537, 1 << 20, 3 << 20 + 5]

    @Test(arguments: [0, 100_000, 400_000, 40 << 20], [false, true])
    func `whatever memory there is, what was put is what is read, with the checksum of each block`(
        memory: Int, hasTrailer: Bool
    ) async throws {
        var limits = Limits()
        limits.bodyMemoryBytes = memory
        let store = try await TestStore(limits: limits)
        let bucket = try await store.makeBucket("photos")
        for size in Self.sizes {
            let bytes = pattern(size, seed: UInt64(size))
            let sink = try await store.engine.sink(DigestRequest(), announced: Int64(size), hasTrailer: hasTrailer)
            // In pieces that fit neither blocks nor steps.
            for start in stride(from: 0, to: size, by: 10_007) { try await sink.write(Array(bytes[start..<min(start + 10_007, size)])) }
            let object = NewObject(
                bucket: bucket, key: try ObjectKey("k\(size)"), attributes: ObjectAttributes(), type: .objectCreatedPut)
            _ = try await store.engine.put(object, sink.finish(), by: .test)
            #expect(try await store.get(bucket, "k\(size)") == bytes)
        }
        try store.restart {
            let report = try StoreCheck(folder: store.folder).run()
            #expect(report.problems.isEmpty && report.notes.isEmpty)
        }
    }

    @Test func `bodies without memory go on by turns while others have stopped in their middle`() async throws {
        var limits = Limits()
        limits.bodyMemoryBytes = 0
        let store = try await TestStore(limits: limits)
        let bucket = try await store.makeBucket("photos")
        var stopped: [ObjectSink] = []
        for _ in 0..<100 {
            let sink = try await store.engine.sink(DigestRequest(), announced: 200_000)
            try await sink.write(pattern(100_000))
            stopped.append(sink)
        }
        try await store.put(pattern(300_000), bucket, "large")
        try await store.put(pattern(10), bucket, "small")
        #expect(try await store.get(bucket, "large") == pattern(300_000))
        #expect(try await store.get(bucket, "small") == pattern(10))
        withExtendedLifetime(stopped) {}
        stopped = []
        try await store.eventually { store.blobFiles.count == 1 }
    }

    @Test(arguments: [1, 1000, 65_536, 1 << 20, 3 << 20])
    func `the checksums of blocks do not depend on the pieces in which bytes come`(piece: Int) {
        let bytes = pattern(5 << 19)
        var checksums = BlockChecksums()
        for start in stride(from: 0, to: bytes.count, by: piece) {
            bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes { checksums.update($0) }
        }
        #expect(checksums.all == bytes.withUnsafeBytes { Blocks.checksums($0) })
        #expect(checksums.all.count == 3)
    }

    @Test func `the larger a body is in memory, the sooner it gets no more`() {
        let memory = MemoryBudget(bytes: 1000)
        let large = MemoryReservation(memory)
        #expect(large.take(500, for: .growth))
        #expect(!large.take(1, for: .growth))
        let beginning = MemoryReservation(memory)
        #expect(beginning.take(250, for: .beginning))
        #expect(!beginning.take(1, for: .beginning))
        do {
            let document = MemoryReservation(memory)
            #expect(document.take(180, for: .document))
            #expect(!document.take(10, for: .document))
            #expect(document.take(70, for: .smallDocument))
            #expect(!document.take(1, for: .smallDocument))
        }
        #expect(MemoryReservation(memory).take(250, for: .smallDocument))
    }
}

struct DiskRoomTests {
    @Test func `room that is booked is given back once, as it is used or in the end`() async throws {
        let folder = NSTemporaryDirectory()
        let huge = Int64.max / 4
        let room = try DiskQuota(path: folder, reserveBytes: -huge)
        let half = huge / 2
        do {
            let first = try await room.book(file: half)
            await #expect(throws: BlobError.diskFull) { _ = try await room.book(file: half + half / 2) }
            try await first.prepare(step: 1000)
            first.spend(step: half)
            _ = try await room.book(file: half + half / 2)
        }
        _ = try await room.book(file: half + half / 2)
        room.stop()
    }

    @Test func `rows find room in the database's own pages when the disk has none`() async throws {
        let room = try DiskQuota(path: NSTemporaryDirectory(), reserveBytes: .max / 2)
        await #expect(throws: BlobError.diskFull) { _ = try await room.book(rows: 100) }
        room.setFreeInDatabase(50_000)
        let first = try await room.book(rows: 30_000)
        await #expect(throws: BlobError.diskFull) { _ = try await room.book(rows: 30_000) }
        await #expect(throws: BlobError.diskFull) { _ = try await room.book(file: 1) }
        withExtendedLifetime(first) {}
        room.stop()
    }

    @Test func `the disk is asked for a tenth of a second or a mebibyte, not for each write`() async throws {
        let clock = SteppedClock()
        let room = try DiskQuota(path: NSTemporaryDirectory(), reserveBytes: -.max / 4, clock: clock)
        // Of 12 KiB each, with their rows.
        for _ in 0..<1000 { _ = try await room.book(rows: 4096) }
        #expect((2...13).contains(room.timesAsked), "\(room.timesAsked)")
        let asked = room.timesAsked
        clock.advance(milliseconds: 100)
        for _ in 0..<10 { _ = try await room.book(rows: 4096) }
        #expect(room.timesAsked == asked + 1)
        room.stop()
    }

    @Test func `what was written since the disk was asked counts, and nobody is refused by an old answer`() async throws {
        let room = try DiskQuota(path: NSTemporaryDirectory(), reserveBytes: -.max / 4, clock: SteppedClock())
        let most = Int64.max / 4
        let first = try await room.book(file: most)
        first.spend(step: most)
        let asked = room.timesAsked
        // By what is known the disk is full now; it is asked, and is not.
        let second = try await room.book(file: most / 2)
        #expect(room.timesAsked == asked + 1)
        await #expect(throws: BlobError.diskFull) { _ = try await room.book(file: most) }
        #expect(room.timesAsked == asked + 2)
        withExtendedLifetime(second) {}
        room.stop()
    }

    @Test func `who waits for an answer shares it`() async throws {
        let clock = SteppedClock()
        let room = try DiskQuota(path: NSTemporaryDirectory(), reserveBytes: -.max / 4, clock: clock)
        clock.advance(milliseconds: 1000)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 { group.addTask { await (try? room.book(rows: 1)) != nil } }
            for await isBooked in group { #expect(isBooked) }
        }
        #expect(room.timesAsked <= 201)
        room.stop()
    }
}
