internal import NIOCore

#if canImport(Glibc)
    private import Glibc
#endif

/// Holds back what a socket has brought and nobody has asked for, so that of what may be the heads of thousands of requests no more is decoded
/// than one, and of small chunks some hundred. Unchecked, as it belongs to the connection's
/// loop: the pipeline and the connection call it there.
final class InboundGate: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    enum Expected {
        case head, chunks, everything
        /// So many bytes of a body are still to come.
        case body(Int64)
    }

    /// Of a head whose end has not come, and of chunks: each of six bytes is a part of its own.
    private static let step = 4 << 10
    /// Read from the socket at once while a head is expected: the next request may be behind it.
    static let head = 8 << 10

    var expected = Expected.head
    private var held = ByteBuffer()
    private var context: ChannelHandlerContext?

    /// Whether something is held back.
    var holds: Bool { held.readableBytes > 0 }
    var expectsHead: Bool { if case .head = expected { true } else { false } }
    var expectsChunks: Bool { if case .chunks = expected { true } else { false } }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if holds { held.writeBuffer(&bytes) } else { held = bytes }
        pass()
    }

    /// Hands the next of it on to be decoded.
    /// - Returns: false if there is nothing.
    @discardableResult
    func pass() -> Bool {
        guard let context, let bytes = held.readSlice(length: length()), bytes.readableBytes > 0 else { return false }
        if !holds { held = ByteBuffer() }
        context.fireChannelRead(wrapInboundOut(bytes))
        return true
    }

    /// All that comes from now on is thrown away by whoever gets it.
    func open() {
        expected = .everything
        pass()
    }

    private func length() -> Int {
        let count = held.readableBytes
        switch expected {
        case .everything: return count
        case .chunks: return min(count, Self.step)
        case .body(let left):
            let length = Int(min(left, Int64(count)))
            expected = .body(left - Int64(length))
            return length
        case .head: return min(count, held.headLength ?? Self.step)
        }
    }
}

extension ByteBuffer {
    /// How many bytes there are up to the end of the head that they begin with, with the empty lines that may stand before it.
    fileprivate var headLength: Int? {
        withUnsafeReadableBytes { bytes in
            guard let base = bytes.baseAddress else { return nil }
            var next = bytes.firstIndex { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") } ?? bytes.count
            while next < bytes.count, let found = memchr(base + next, CInt(UInt8(ascii: "\n")), bytes.count - next) {
                let end = base.distance(to: UnsafeRawPointer(found))
                next = end + 1
                let isEmpty = end >= 3 && bytes[end - 1] == UInt8(ascii: "\r") && bytes[end - 2] == UInt8(ascii: "\n")
                if isEmpty, bytes[end - 3] == UInt8(ascii: "\r") { return next }
            }
            return nil
        }
    }
}
