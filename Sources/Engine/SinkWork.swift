internal import Blobs
internal import PeltonCore
private import Synchronization

/// What the steps of one upload share. A step begins after the one before it ended, so nobody waits for the lock.
final class SinkWork: Sendable {
    struct Sealed: Sendable {
        let id: BlobID
        let digests: (md5: [UInt8], sha256: [UInt8]?, checksum: [UInt8]?)
        let blockCRCs: [UInt32]
        let file: UnnamedFile
    }

    private struct State {
        var digests: Digests
        var blocks = BlockChecksums()
        var file: UnnamedFile?
    }

    private let state: Mutex<State>

    init(_ digests: Digests) { state = Mutex(State(digests: digests)) }

    func open(_ file: UnnamedFile) { state.withLock { $0.file = file } }

    func hashSmall(_ bytes: [UInt8]) -> (digests: (md5: [UInt8], sha256: [UInt8]?, checksum: [UInt8]?), crcs: [UInt32]) {
        state.withLock { state in
            bytes.withUnsafeBytes { raw in
                state.digests.update(raw)
                return (state.digests.finalized(), Blocks.checksums(raw))
            }
        }
    }

    func append(_ pieces: [[UInt8]]) -> BlobError? {
        state.withLock { state in
            do throws(BlobError) {
                guard let file = state.file else { throw .missing("that was never opened") }
                for piece in pieces {
                    piece.withUnsafeBytes { bytes in
                        state.blocks.update(bytes)
                        state.digests.update(bytes)
                    }
                    try file.with { writer throws(BlobError) in try writer.append(piece) }
                }
                try file.with { writer in writer.beginWriting() }
                return nil
            } catch { return error }
        }
    }

    func seal() throws(BlobError) -> Sealed {
        let (digests, crcs, file) = state.withLock { ($0.digests, $0.blocks.all, $0.file) }
        guard let file else { throw .missing("that was never opened") }
        let id = try file.with { writer throws(BlobError) in
            try writer.sync()
            return writer.id
        }
        return Sealed(id: id, digests: digests.finalized(), blockCRCs: crcs, file: file)
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
