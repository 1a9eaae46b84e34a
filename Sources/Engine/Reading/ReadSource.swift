internal import Blobs
internal import Logging
internal import Metadata
internal import PeltonCore
internal import Sealing

#if canImport(Glibc)
    private import Glibc
#endif

/// A blob's file, opened for reading.
struct OpenFile: Sendable {
    let id: BlobID
    let descriptor: CInt
}

/// What all readers share.
final class ReadSource: Sendable {
    let threads: DiskThreads
    let pins: BlobPins
    /// Blocks of 1 MiB that are made ready at once.
    let windowBlocks: Int64 = 4
    private let store: BlobStore
    private let segments: SegmentStore
    private let blocks: BlockReader
    private let metadata: MetadataStore
    private let logger: Logger
    let clock: any PeltonClock

    init(
        store: BlobStore, blocks: BlockReader, threads: DiskThreads, metadata: MetadataStore, clock: any PeltonClock, logger: Logger
    ) {
        self.clock = clock
        self.store = store
        self.blocks = blocks
        self.threads = threads
        self.metadata = metadata
        segments = metadata.segments
        self.logger = logger
        pins = store.pins
        segments.onClose { [threads] descriptor in threads.finish { FileBytes.close(descriptor) } }
    }

    /// Whether bytes of an open file that were made ready are in memory still. Waits for nothing.
    func isReady(_ file: OpenFile, _ range: Range<Int64>) -> Bool { blocks.isReady(file: file.descriptor, range: range) }

    /// Opens the file unless it is open already, and checks and warms `range` of it. Blocks.
    func warm(_ id: BlobID, _ opened: OpenFile?, _ range: Range<Int64>, _ size: Int64, _ crcs: [UInt32]) throws(BlobError) -> OpenFile {
        let file = if let opened { opened } else { OpenFile(id: id, descriptor: try store.open(id)) }
        do {
            try blocks.warm(id, file: file.descriptor, range: range, size: size, checksums: crcs)
            return file
        } catch {
            if opened == nil { _ = Glibc.close(file.descriptor) }
            throw error
        }
    }

    /// The same on a thread for disks.
    func warmed(
        _ id: BlobID, _ opened: OpenFile?, _ range: Range<Int64>, _ size: Int64, _ crcs: [UInt32]
    ) async throws(EngineError) -> Result<OpenFile, BlobError> {
        try await threads.run { [self] in
            Result { () throws(BlobError) in try warm(id, opened, range, size, crcs) }
        }
    }

    /// The plain bytes of `range` of a sealed file, read and opened on a thread for disks.
    /// - Parameter size: of the file.
    func opened(
        _ id: BlobID, _ opened: OpenFile?, _ opener: ContentOpener, _ range: Range<Int64>, _ size: Int64, _ crcs: [UInt32]
    ) async throws(EngineError) -> Result<(OpenFile, [UInt8]), BlobError> {
        try await threads.run { [self] in
            Result { () throws(BlobError) in
                let stored = opener.stored(for: range)
                let file = try warm(id, opened, stored, size, crcs)
                do throws(BlobError) {
                    let bytes = try FileBytes.read(file.descriptor, id.description, at: stored.lowerBound, stored.count)
                    do throws(SealingError) { return (file, try opener.open(bytes, range: range)) } catch {
                        throw BlobError.damaged(id.description)
                    }
                } catch {
                    if opened == nil { _ = Glibc.close(file.descriptor) }
                    throw error
                }
            }
        }
    }

    /// A record's blob, unchecked. What is in memory already is read at once, without a change of threads.
    func read(_ range: SegmentRange) async throws(EngineError) -> Result<[UInt8], BlobError> {
        let cached = Result { () throws(BlobError) in try segments.read(range, mayWait: false) }
        switch cached {
        case .success(let bytes?): return .success(bytes)
        case .failure(let error): return .failure(error)
        case .success(nil): break
        }
        return try await threads.run { [self] in
            Result { () throws(BlobError) in
                guard let bytes = try segments.read(range, mayWait: true) else { throw .missing(range.description) }
                return bytes
            }
        }
    }

    func close(_ file: OpenFile) { threads.finish { FileBytes.close(file.descriptor) } }

    /// Marks a version whose bytes are not there or not right, so that it is refused from now on.
    func report(_ object: FoundObject, _ why: String) async -> EngineError {
        logger.critical(
            "an object is damaged",
            metadata: ["bucket": "\(object.bucket.name)", "key": "\(object.version.key)", "reason": "\(why)"])
        do { try await metadata.commit(MarkDamaged(version: object.version)) } catch {
            logger.error("a damaged object could not be marked", metadata: ["error": "\(error)"])
        }
        return .damaged(object.version.key)
    }

    func reportLater(_ object: FoundObject, _ why: String) {
        // Outlives the request on purpose: the mark must be made even if the client goes.
        Task { _ = await report(object, why) }
    }
}

extension ReadSource {
    /// The whole of one blob, such as a function's code.
    func load(_ place: ContentPlace, size: Int64) async throws(EngineError) -> [UInt8] {
        switch place {
        case .inline(let bytes, _): return bytes
        case .file(let id, let crcs): return try await load(id, size: size, crcs)
        case .record(let range, let crcs):
            guard case .success(let bytes) = try await read(range), bytes.withUnsafeBytes({ Blocks.checksums($0) }) == crcs else {
                throw .storage("Record \(range) is missing or damaged.")
            }
            return bytes
        case .sealed: throw .storage("A content that is read without a key is sealed.")
        case .extents: throw .storage("An extent names a list of extents.")
        }
    }

    /// The whole of one file.
    private func load(_ id: BlobID, size: Int64, _ crcs: [UInt32]) async throws(EngineError) -> [UInt8] {
        try await threads.run { [self] () throws(BlobError) in
            let file = try store.open(id)
            defer { _ = Glibc.close(file) }
            return try blocks.read(id, file: file, range: 0..<size, size: size, checksums: crcs)
        }
    }
}
