package import NIOCore
package import Core

/// A request's body, read by demand: nothing is taken from the socket that nobody asked for.
package final class RequestBody: PlaceHolder {
    package enum Failure: Error, Sendable {
        /// The client went away.
        case closed
        /// Nothing came for as long as the limits allow.
        case tooSlow
        /// The framing cannot be read.
        case malformed
        /// More than the reader asked for.
        case tooLarge
        /// There is no memory for it now.
        case noMemory
    }

    /// Whether the request announces a body.
    package let isPresent: Bool
    /// `Content-Length`; nil if the body comes in chunks.
    package let announcedLength: Int64?
    private let exchange: Exchange?

    init(isPresent: Bool, announcedLength: Int64?, exchange: Exchange) {
        self.isPresent = isPresent
        self.announcedLength = announcedLength
        self.exchange = exchange
    }

    /// A body that is not there.
    package init() {
        isPresent = false
        announcedLength = 0
        exchange = nil
    }

    /// The next bytes. A client that waits for `100 Continue` gets it at the first call.
    /// - Parameter deadline: for a client that is waited for: then it is too slow, though it may have sent something a moment ago.
    /// - Returns: nil at the end.
    package func next(until deadline: NIODeadline? = nil) async throws(Failure) -> ByteBuffer? {
        guard let exchange, isPresent else { return nil }
        let result = await withCheckedContinuation { waiter in
            exchange.connection.onLoop { $0.demand(exchange, waiter, until: deadline) }
        }
        return try result.get()
    }

    /// Of the request's client so far.
    package var pace: ClientPace { exchange?.client.pace() ?? ClientPace(isWaitedFor: false, waitedMilliseconds: 0, bytes: 0) }

    /// Gives it up: whoever waits for its bytes gets `.noMemory`, now and from now on.
    package func abandon() {
        guard let exchange else { return }
        exchange.connection.onLoop { $0.abandon(exchange) }
    }

    /// All of it in one buffer.
    /// - Parameter admit: is shown each piece before it is kept, with the count of bytes up to its end; says whether there is memory for them.
    /// - Throws: `.tooLarge` as soon as it is known, before anything is read if the announced length tells; `.tooSlow` if the client
    ///   falls behind `pace`; `.noMemory`.
    package func collect(
        upTo limit: Int, pace: MinimumRate? = nil, admit: (_ piece: ByteBuffer, _ count: Int) -> Bool = { _, _ in true }
    ) async throws(Failure) -> ByteBuffer {
        if let announcedLength, announcedLength > Int64(limit) { throw .tooLarge }
        var whole = ByteBuffer()
        let begun = NIODeadline.now()
        while var piece = try await next(until: pace?.deadline(behind: Int64(whole.readableBytes), since: begun)) {
            let count = whole.readableBytes + piece.readableBytes
            guard count <= limit else { throw .tooLarge }
            guard admit(piece, count) else { throw .noMemory }
            if whole.readableBytes == 0 { whole = piece } else { whole.writeBuffer(&piece) }
        }
        return whole
    }
}

/// How slowly a body may come on the whole. Without it a byte now and then would hold a connection, and what is kept for it, for hours.
package struct MinimumRate: Sendable {
    /// Of bodies that are held whole: they take memory that others wait for.
    package static let held = MinimumRate(graceMilliseconds: 30_000, bytesPerSecond: 64 << 10)

    private let graceMilliseconds, bytesPerSecond: Int64

    /// - Parameter graceMilliseconds: how long a client may take before the rate counts.
    package init(graceMilliseconds: Int64, bytesPerSecond: Int64) {
        self.graceMilliseconds = graceMilliseconds
        self.bytesPerSecond = bytesPerSecond
    }

    /// Until when more must come, once `bytes` have.
    package func deadline(behind bytes: Int64, since begun: NIODeadline) -> NIODeadline {
        begun + .milliseconds(graceMilliseconds + (bytes / bytesPerSecond + 1) * 1000)
    }
}
