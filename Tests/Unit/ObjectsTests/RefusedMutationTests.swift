import Store
import Core
import Testing

/// Writes all that it is made of, and is refused then.
private struct Regretted<M: Mutation>: Mutation {
    let mutation: M
    func apply(_ transaction: WriteTransaction) throws(MetadataError) {
        _ = try mutation.apply(transaction)
        throw .locked
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
        await #expect(throws: MetadataError.locked) { try await metadata.commit(Regretted(mutation: first)) }
        try await metadata.commit(first)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for i in 1...200 {
                let creation = try creation(i)
                group.addTask {
                    guard !i.isMultiple(of: 3) else { return try await metadata.commit(creation) }
                    await #expect(throws: MetadataError.locked) { try await metadata.commit(Regretted(mutation: creation)) }
                }
            }
            try await group.waitForAll()
        }
        // Read anew: nothing of it is in memory.
        try store.restart()
        for i in 0...200 {
            let name = try creation(i).name
            let isKept = i.isMultiple(of: 3)
            do throws(MetadataError) {
                _ = try await store.metadata.bucket(name)
                #expect(isKept, "\(name)")
            } catch {
                #expect(!isKept && error == .noSuchBucket(name), "\(name): \(error)")
            }
        }
    }
}
