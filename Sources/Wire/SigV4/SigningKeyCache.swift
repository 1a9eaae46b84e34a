private import Synchronization

/// Signing keys that were derived lately: four HMACs less for each request. Bounded; keys of past days fall out by themselves.
package final class SigningKeyCache: Sendable {
    private struct Entry {
        /// A key's id may be given away again with another secret.
        let secret: String
        let key: SigningKey
    }

    /// Two generations: when the young one is full it becomes the old one, and what nobody asked for since then is forgotten.
    private struct Generations {
        var young: [CredentialScope: Entry] = [:]
        var old: [CredentialScope: Entry] = [:]
    }

    private let generationSize: Int
    private let generations = Mutex(Generations())

    /// - Parameter capacity: most keys that are held.
    package init(capacity: Int = 2048) { generationSize = max(1, capacity / 2) }

    package func key(secret: String, _ scope: CredentialScope) -> SigningKey {
        if let found = generations.withLock({ find(scope, secret, &$0) }) { return found }
        let key = SigningKey(secret: secret, scope)
        generations.withLock { insert(scope, Entry(secret: secret, key: key), &$0) }
        return key
    }

    package var count: Int { generations.withLock { $0.young.count + $0.old.count } }

    private func find(_ scope: CredentialScope, _ secret: String, _ generations: inout Generations) -> SigningKey? {
        if let entry = generations.young[scope] { return isSameInConstantTime(entry.secret, secret) ? entry.key : nil }
        guard let entry = generations.old.removeValue(forKey: scope), isSameInConstantTime(entry.secret, secret) else { return nil }
        insert(scope, entry, &generations)
        return entry.key
    }

    private func insert(_ scope: CredentialScope, _ entry: Entry, _ generations: inout Generations) {
        if generations.young.count >= generationSize && generations.young[scope] == nil {
            generations.old = generations.young
            generations.young = [:]
        }
        generations.old[scope] = nil
        generations.young[scope] = entry
    }
}
