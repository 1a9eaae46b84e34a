private import Synchronization

/// Which of a bucket's configurations a document is. Those that a bucket has many of, by id, have a `/` in their name.
package struct DocumentKind: Hashable, Sendable {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

extension DocumentKind {
    package static let encryption = DocumentKind("encryption")
}

/// The documents of one bucket as of one moment, each compiled at most once: a change makes a new object.
package final class BucketDocuments: Sendable, Hashable {
    private let documents: [DocumentKind: [UInt8]]
    private let compiled = Mutex<[DocumentKind: any Sendable]>([:])

    /// About what it takes in memory, in bytes, with all that is compiled.
    let weight: Int
    /// How new objects are encrypted, which each write asks for.
    package let encryption: [UInt8]?
    /// Whether there is no other one: then nobody but the owner has a say, and nothing has to be looked up.
    package let isPlain: Bool

    package static let none = BucketDocuments([:])

    init(_ documents: [DocumentKind: [UInt8]]) {
        self.documents = documents
        encryption = documents[.encryption]
        isPlain = documents.count == (encryption == nil ? 0 : 1)
        // Strings and arrays take some times what the text does.
        weight = documents.values.reduce(0) { $0 + 200 + 6 * $1.count }
    }

    package func bytes(_ kind: DocumentKind) -> [UInt8]? { documents[kind] }

    /// What was made of the document before.
    package func known<T: Sendable>(_ kind: DocumentKind, as: T.Type = T.self) -> T? { compiled.withLock { $0[kind] } as? T }

    /// What the document says; nil if the bucket has none.
    /// - Parameter compile: always the same for one kind.
    /// - Throws: what `compile` throws of a document that was stored and cannot be read: never to be taken for none.
    package func value<T: Sendable, E: Error>(_ kind: DocumentKind, _ compile: ([UInt8]) throws(E) -> T) throws(E) -> T? {
        guard let bytes = documents[kind] else { return nil }
        if let known = known(kind, as: T.self) { return known }
        let value = try compile(bytes)
        compiled.withLock { $0[kind] = value }
        return value
    }

    package static func == (a: BucketDocuments, b: BucketDocuments) -> Bool { a === b || a.documents == b.documents }
    package func hash(into hasher: inout Hasher) { hasher.combine(documents) }
}
