internal import Core

/// What has come of a body and waits to be handed on: pieces of memory, each taken when the one before it is full.
struct GatheredBytes: Sendable {
    private(set) var pieces: [[UInt8]] = []
    private(set) var count = 0
    private let held: MemoryReservation

    init(_ memory: MemoryBudget) { held = MemoryReservation(memory) }

    var isEmpty: Bool { count == 0 }

    /// What the last piece has room for.
    private(set) var room = 0

    /// - Parameter isOwed: by someone whose turn it is, even if there is no memory left.
    /// - Returns: false if there is no memory for another piece now.
    mutating func addPiece(of bytes: Int, isOwed: Bool) -> Bool {
        guard held.take(bytes, for: pieces.isEmpty ? .beginning : .growth) || isOwed else { return false }
        var piece: [UInt8] = []
        piece.reserveCapacity(bytes)
        room = bytes
        pieces.append(piece)
        return true
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        pieces[pieces.count - 1].append(contentsOf: bytes)
        count += bytes.count
        room -= bytes.count
    }

    /// All of it in one.
    var joined: [UInt8] { pieces.count == 1 ? pieces[0] : Array(pieces.joined()) }
}
