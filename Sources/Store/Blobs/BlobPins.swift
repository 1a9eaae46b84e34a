package import Core
private import Synchronization

/// Keeps blobs that are being read from being given back to the disk, and only those.
///
/// A reader enters before it looks a row up, pins the blobs that the row names, and leaves. A blob whose row is gone is given back when
/// every reader that was inside at that moment has left (it may have seen the row) and nobody has it pinned.
package final class BlobPins: Sendable {
    /// A reader between its look-up and its pins.
    package struct Ticket: Sendable, Hashable { let number: UInt64 }

    fileprivate struct State {
        var nextTicket: UInt64 = 0
        var inside: Set<UInt64> = []
        var pins: [BlobPlace: Int] = [:]
        /// In the order of retirement, each with the number of the next ticket at that time.
        var retired: [(place: BlobPlace, before: UInt64)] = []
        /// Past every look-up, held by pins alone.
        var pinned: Set<BlobPlace> = []
    }

    private let state = Mutex(State())
    private let reclaim = Callback<[BlobPlace]>()

    package init() {}

    /// - Parameter reclaim: gets blobs that nobody can reach any more, each once. Called on the thread that freed them: it must not block.
    package func onFree(_ reclaim: @escaping @Sendable ([BlobPlace]) -> Void) { self.reclaim.set(reclaim) }

    package func enter() -> Ticket {
        state.withLock { state in
            let ticket = Ticket(number: state.nextTicket)
            state.nextTicket += 1
            state.inside.insert(ticket.number)
            return ticket
        }
    }

    /// Pins `blobs`, each until an `unpin`, and ends the look-up.
    package func leave(_ ticket: Ticket, pinning blobs: [BlobPlace]) {
        free(
            state.withLock { state in
                for blob in blobs { state.pins[blob, default: 0] += 1 }
                state.inside.remove(ticket.number)
                return state.settle()
            })
    }

    package func unpin(_ blobs: [BlobPlace]) {
        free(
            state.withLock { state in
                var freed: [BlobPlace] = []
                for blob in blobs {
                    guard let count = state.pins[blob] else { continue }
                    state.pins[blob] = count > 1 ? count - 1 : nil
                    if count == 1, state.pinned.remove(blob) != nil { freed.append(blob) }
                }
                return freed
            })
    }

    /// No committed row names `blobs` any more.
    package func retire(_ blobs: [BlobPlace]) {
        free(
            state.withLock { state in
                let before = state.nextTicket
                state.retired.append(contentsOf: blobs.map { ($0, before) })
                return state.settle()
            })
    }

    /// How many were retired and wait for look-ups to end.
    package var retiring: Int { state.withLock { $0.retired.count } }

    private func free(_ blobs: [BlobPlace]) {
        if !blobs.isEmpty { reclaim.notify(blobs) }
    }
}

extension BlobPins.State {
    /// Takes out what was retired before the oldest look-up that is still under way.
    fileprivate mutating func settle() -> [BlobPlace] {
        let oldest = inside.min() ?? nextTicket
        let count = retired.prefix { $0.before <= oldest }.count
        guard count > 0 else { return [] }
        var freed: [BlobPlace] = []
        for (place, _) in retired.prefix(count) {
            if pins[place] == nil { freed.append(place) } else { pinned.insert(place) }
        }
        retired.removeFirst(count)
        return freed
    }
}
