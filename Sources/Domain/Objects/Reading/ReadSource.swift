internal import Blobs
internal import Logging
internal import ObjectData
internal import Store
internal import Core
internal import ContentEncryption

#if canImport(Glibc)
    private import Glibc
#endif

/// A blob's file, opened for reading. It is closed with the last who refers to it.
final class OpenFile: Sendable {
    let id: BlobID
    let descriptor: CInt
    private let threads: DiskThreads

    init(_ id: BlobID, _ descriptor: CInt, _ threads: DiskThreads) {
        self.id = id
        self.descriptor = descriptor
        self.threads = threads
    }

    deinit {
        let descriptor = descriptor
        threads.finish { FileBytes.close(descriptor) }
    }
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

    /// Opens the file unless it is open already, and checks `range` of it. Blocks.
    private func check(
        _ id: BlobID, _ opened: OpenFile?, _ range: Range<Int64>, _ size: Int64, _ crcs: [UInt32], isLoading: Bool
    ) throws(BlobError) -> OpenFile {
        let file = if let opened { opened } else { OpenFile(id, try store.open(id), threads) }
        try blocks.warm(id, file: file.descriptor, range: range, size: size, checksums: crcs, isLoading: isLoading)
        return file
    }

    /// The same on a thread for disks, and the bytes are in memory then.
    func warmed(
        _ id: BlobID, _ opened: OpenFile?, _ range: Range<Int64>, _ size: Int64, _ crcs: [UInt32]
    ) async throws(EngineError) -> Result<OpenFile, BlobError> {
        try await threads.run { [self] in
            Result { () throws(BlobError) in try check(id, opened, range, size, crcs, isLoading: true) }
        }
    }

    /// The plain bytes of `range` of a sealed file, read and opened on a thread for disks.
    /// - Parameter size: of the file.
    /// - Returns: nil where too much waits for these threads already.
    func open(
        _ id: BlobID, _ opened: OpenFile?, _ opener: ContentDecryptor, _ range: Range<Int64>, _ size: Int64, _ crcs: [UInt32]
    ) -> DiskJob<(OpenFile, [UInt8])>? {
        threads.begin { [self] () throws(BlobError) in
            let file = try check(id, opened, opener.stored(for: range), size, crcs, isLoading: false)
            do {
                let bytes = try opener.open(range) { room, offset in
                    try FileBytes.read(file.descriptor, id.description, at: offset, into: room)
                }
                return (file, bytes)
            } catch { throw error as? BlobError ?? .damaged(id.description) }
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
