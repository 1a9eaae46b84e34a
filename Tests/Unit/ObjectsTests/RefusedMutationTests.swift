import Dispatch
import Notifications
import ObjectData
import Store
import Core
import Testing

/// Writes all that it is made of, and is refused then.
private struct Regretted<M: Mutation>: Mutation where M.Refusal == ObjectRefusal {
    let mutation: M
    func apply(_ transaction: WriteTransaction) throws(ObjectError) {
        _ = try mutation.apply(transaction)
        throw .refused(.locked)
    }
}

struct RefusedMutationTests {
    /// The first of a group has no savepoint, each other one has: both must be undone.
    @Test func `nothing is left of a mutation that is refused, wherever it stands in its group`() async throws {
        let store = try await TestStore()
        let metadata = store.metadata
        func creation(_ i: Int) throws -> CreateBucket {
            CreateBucket(name: try #require(BucketName("photos-\(i)")), owner: .none, location: nil)
        }
        // Alone, and so the first.
        let first = try creation(0)
        await #expect(throws: ObjectError.refused(.locked)) { try await metadata.commit(Regretted(mutation: first)) }
        try await metadata.commit(first)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for i in 1...200 {
                let creation = try creation(i)
                group.addTask {
                    guard !i.isMultiple(of: 3) else { return try await metadata.commit(creation) }
                    await #expect(throws: ObjectError.refused(.locked)) { try await metadata.commit(Regretted(mutation: creation)) }
                }
            }
            try await group.waitForAll()
        }
        // Read anew: nothing of it is in memory.
        try store.restart()
        for i in 0...200 {
            let name = try creation(i).name
            let isKept = i.isMultiple(of: 3)
            do throws(ObjectError) {
                _ = try await store.metadata.bucket(name)
                #expect(isKept, "\(name)")
            } catch {
                #expect(!isKept && error == .refused(.noSuchBucket(name)), "\(name): \(error)")
            }
        }
    }
}

/// Holds the committer up, so that what comes meanwhile makes one group.
private final class HoldUp: Mutation {
    private let isHeld = DispatchSemaphore(value: 0)
    private let isOver = DispatchSemaphore(value: 0)

    func apply(_ transaction: WriteTransaction) throws(StoreError<Never>) {
        isHeld.signal()
        isOver.wait()
    }

    func waitUntilHeld() { isHeld.wait() }
    func end() { isOver.signal() }
}

extension RefusedMutationTests {
    /// What the committer keeps of a bucket must be as if the refused change of the bucket had never been.
    @Test func `a bucket's sequence never falls, whatever was refused in between`() async throws {
        let store = try await TestStore()
        let (metadata, bucket) = (store.metadata, try await store.makeBucket("photos"))
        func put(_ key: String) throws -> PutObject {
            PutObject(
                bucket: bucket, key: try ObjectKey(key), content: .small([], blockCRCs: []), etag: "e", checksum: nil,
                attributes: ObjectAttributes(), condition: WriteCondition(), type: .objectCreatedPut, stamp: .test)
        }
        let before = try await metadata.commit(put("before"))
        let hold = HoldUp()
        let held = Task { try await metadata.commit(hold, isBooked: true) }
        await Task.detached { hold.waitUntilHeld() }.value
        let (a, b) = (try put("a"), try put("b"))
        // In the queue one behind the other.
        let first = Task.immediate { try await metadata.commit(a, isBooked: true) }
        let refused = Task.immediate {
            try await metadata.commit(Regretted(mutation: SetVersioning(bucket: bucket, isEnabled: true)), isBooked: true)
        }
        let last = Task.immediate { try await metadata.commit(b, isBooked: true) }
        hold.end()
        try await held.value
        await #expect(throws: ObjectError.refused(.locked)) { try await refused.value }
        let written = [before, try await first.value, try await last.value]
        #expect(written.map(\.sequence) == (0..<3).map { before.sequence + $0 })
        // Versioning was enabled for nobody.
        #expect(written.allSatisfy { $0.versionID == .null })
        #expect(try await metadata.commit(put("after")).sequence == before.sequence + 3)
    }
}
