internal import Blobs
internal import Metadata
internal import PeltonCore
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
            let stored = try state.pass(bytes)
            let rest = try state.rest()
            return state.fresh(
                .small(rest.isEmpty ? stored : stored + rest, blockCRCs: state.blocks.all), Int64(bytes.count), holding: holdings)
        }
    }

    func append(_ pieces: [[UInt8]]) -> BlobError? {
        state.withLock { state in
            do throws(BlobError) {
                guard let file = state.file else { throw .missing("that was never opened") }
                for piece in pieces {
                    let stored = try state.pass(piece)
                    try file.with { writer throws(BlobError) in try writer.append(stored) }
                }
                try file.with { writer in writer.beginWriting() }
                return nil
            } catch { return error }
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

/// A job under way on another thread, awaited at most once.
final class Step: Sendable {
    private enum State {
        case running
        case awaited(CheckedContinuation<BlobError?, Never>)
        case ended(BlobError?)
    }

    private let state = Mutex(State.running)

    func end(with error: BlobError?) {
        let waiting: CheckedContinuation<BlobError?, Never>? = state.withLock { state in
            defer { state = .ended(error) }
            if case .awaited(let continuation) = state { return continuation }
            return nil
        }
        waiting?.resume(returning: error)
    }

    func wait() async throws(EngineError) {
        let error = await withCheckedContinuation { (continuation: CheckedContinuation<BlobError?, Never>) in
            let ended: BlobError?? = state.withLock { state in
                if case .ended(let error) = state { return .some(error) }
                state = .awaited(continuation)
                return nil
            }
            if let ended { continuation.resume(returning: ended) }
        }
        if let error { throw EngineError(error) }
    }
}
