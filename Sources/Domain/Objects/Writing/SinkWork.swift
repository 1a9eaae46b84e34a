internal import Blobs
internal import ObjectData
internal import Core
private import Synchronization

/// What the steps of one upload share. A step begins after the one before it ended, so nobody waits for the lock.
final class SinkWork: Sendable {
    private struct State {
        var digests: Digests
        var passage: SealedPassage?
        var blocks = BlockChecksums()
        var file: UnnamedFile?

        /// Takes plain bytes in; gives those that are stored.
        mutating func pass(_ bytes: [UInt8]) throws(BlobError) -> [UInt8] {
            bytes.withUnsafeBytes { digests.update($0) }
            let stored = try passage?.add(bytes) ?? bytes
            stored.withUnsafeBytes { blocks.update($0) }
            return stored
        }

        /// What the sealer held back.
        mutating func rest() throws(BlobError) -> [UInt8] {
            guard let rest = try passage?.finish() else { return [] }
            rest.withUnsafeBytes { blocks.update($0) }
            return rest
        }

        func fresh(_ stored: NewContent, _ size: Int64, holding holdings: FreshContent.Holdings) -> FreshContent {
            FreshContent(
                size: size, digests: digests.finalized(), content: passage?.content(stored, plainSize: size) ?? stored, holding: holdings,
                etag: passage?.etag)
        }
    }

    private let state: Mutex<State>

    /// - Parameter passage: nil for bytes that lie as they come.
    init(_ digests: Digests, _ passage: SealedPassage?) { state = Mutex(State(digests: digests, passage: passage)) }

    func open(_ file: UnnamedFile) { state.withLock { $0.file = file } }

    func small(_ bytes: [UInt8], holding holdings: FreshContent.Holdings) throws(BlobError) -> FreshContent {
        try state.withLock { state throws(BlobError) in
            bytes.withUnsafeBytes { state.digests.update($0) }
            let stored = try state.passage?.whole(bytes) ?? bytes
            stored.withUnsafeBytes { state.blocks.update($0) }
            return state.fresh(.small(stored, blockCRCs: state.blocks.all), Int64(bytes.count), holding: holdings)
        }
    }

    func append(_ pieces: [[UInt8]]) throws(BlobError) {
        try state.withLock { state throws(BlobError) in
            guard let file = state.file else { throw .missing("that was never opened") }
            for piece in pieces {
                let stored = try state.pass(piece)
                try file.with { writer throws(BlobError) in try writer.append(stored) }
            }
            try file.with { writer in writer.beginWriting() }
        }
    }

    /// Nothing more comes: what there is goes to the disk.
    /// - Parameter size: of the plain bytes.
    func seal(_ size: Int64) throws(BlobError) -> (content: NewContent, file: UnnamedFile) {
        try state.withLock { state throws(BlobError) in
            guard let file = state.file else { throw .missing("that was never opened") }
            let rest = try state.rest()
            let id = try file.with { writer throws(BlobError) in
                if !rest.isEmpty { try writer.append(rest) }
                try writer.sync()
                return writer.id
            }
            return (.file(id, size: size, blockCRCs: state.blocks.all), file)
        }
    }

    func fresh(_ stored: NewContent, _ size: Int64, holding holdings: FreshContent.Holdings) -> FreshContent {
        state.withLock { $0.fresh(stored, size, holding: holdings) }
    }
}
