package import IdentityData
package import Store
package import Core
private import Synchronization

/// What keys were last used for, since it was last written down.
final class AccessKeyUses: Sendable {
    /// More keys than these are not noted until what is there was written down: 4 MiB.
    private static let most = 16_384
    private let uses = Mutex<[String: AccessKeyUse]>([:])

    func note(_ use: AccessKeyUse, of accessKeyID: String) {
        uses.withLock { uses in
            guard uses.count < Self.most || uses[accessKeyID] != nil else { return }
            uses[accessKeyID] = use
        }
    }

    func find(_ accessKeyID: String) -> AccessKeyUse? { uses.withLock { $0[accessKeyID] } }

    func some(_ count: Int) -> [(accessKeyID: String, use: AccessKeyUse)] {
        uses.withLock { $0.prefix(count).map { ($0.key, $0.value) } }
    }

    /// What was written down, and is still the last use.
    func forget(_ written: [(accessKeyID: String, use: AccessKeyUse)]) {
        uses.withLock { uses in
            for (id, use) in written where uses[id] == use { uses[id] = nil }
        }
    }

    var count: Int { uses.withLock(\.count) }
}

extension IdentityStore {
    /// To be called for whatever is signed with a key that lasts. It is kept in memory until `recordUses`.
    package func noteUse(of accessKeyID: String, service: String, region: Region) {
        uses.note(AccessKeyUse(time: clock.now, service: service, region: region), of: accessKeyID)
    }

    /// When a key was last used, written down or not.
    package func lastUse(of accessKeyID: String) async throws(StoreFailure) -> AccessKeyUse? {
        if let use = uses.find(accessKeyID) { return use }
        return try await metadata.read(FindAccessKeyUse(accessKeyID))
    }

    /// Writes down what was noted until now.
    package func recordUses() async throws(StoreFailure) {
        // What is used again meanwhile waits for the next time.
        var left = uses.count
        while left > 0 {
            let some = uses.some(RecordAccessKeyUses.most)
            guard !some.isEmpty else { return }
            try await metadata.commit(RecordAccessKeyUses(some))
            uses.forget(some)
            left -= some.count
        }
    }
}
