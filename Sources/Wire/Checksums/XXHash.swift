private import CChecksums

/// One of xxHash's hashes of bytes that come in pieces. Its state lies in memory of its own, taken once: it must be aligned.
/// Source: github.com/Cyan4973/xxHash, "doc/xxhash_spec.md".
struct XXHash: Sendable {
    enum Kind: Sendable { case xxh64, xxh3, xxh128 }

    /// Changed only by the one hash that refers to it: where two do, the one that is updated takes a copy first.
    private final class State: @unchecked Sendable {
        let bytes: UnsafeMutableRawPointer
        private let count: Int

        init(_ kind: pelton_xxhash) {
            count = pelton_xxhash_size(kind)
            bytes = .allocate(byteCount: count, alignment: pelton_xxhash_alignment())
            pelton_xxhash_begin(kind, bytes)
        }

        init(copying other: State) {
            count = other.count
            bytes = .allocate(byteCount: count, alignment: pelton_xxhash_alignment())
            bytes.copyMemory(from: other.bytes, byteCount: count)
        }

        deinit { bytes.deallocate() }
    }

    private let kind: Kind
    private var state: State

    init(_ kind: Kind) {
        self.kind = kind
        state = State(kind.code)
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        if !isKnownUniquelyReferenced(&state) { state = State(copying: state) }
        pelton_xxhash_update(kind.code, state.bytes, bytes.baseAddress, bytes.count)
    }

    /// The highest byte first.
    func finalize() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16) { digest, count in
            pelton_xxhash_digest(kind.code, state.bytes, digest.baseAddress)
            count = kind == .xxh128 ? 16 : 8
        }
    }
}

extension XXHash.Kind {
    fileprivate var code: pelton_xxhash {
        switch self {
        case .xxh64: PELTON_XXH64
        case .xxh3: PELTON_XXH3_64
        case .xxh128: PELTON_XXH3_128
        }
    }
}
