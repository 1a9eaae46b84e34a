internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import Synchronization

/// What a connection may bring, counted before and behind the parser: heads of any number, what is said without being asked, and framing that
/// takes more than it frames. The body is its caller's to count.
struct ConnectionGuard: Sendable {
    let headBytes: Int
    /// What all connections have brought.
    let received: ReceivedBytes

    /// What is read from a socket at a time, and so what may wait between two looks at the limits.
    static let readBytes = 16 << 10
    /// A chunk of one byte has five of framing.
    private static let framingBytes = 8

    final class ReceivedBytes: Sendable {
        let count = Atomic<Int>(0)
    }

    /// Sets up a connection when it has come about, in one go: async-http-client gives it no request before.
    /// - Parameter address: the one that was judged.
    /// - Parameter name: of which there must be a certificate; nil for an address, and without TLS.
    func guardConnection(_ channel: any Channel, to address: SocketAddress, named name: String?) throws {
        let meter = Meter()
        let pipeline = channel.pipeline.syncOperations
        if channel.remoteAddress != address {
            meter.refusal = .cannotConnect("The connection leads to another address.")
        } else if let name, try pipeline.nioSSL_peerCertificate().map({ Self.proves($0, name) }) != true {
            meter.refusal = .tls("The endpoint was not trusted: its certificate is for another host.")
        }
        let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
        try pipeline.addHandler(Bytes(meter, self), position: .before(parser))
        try pipeline.addHandler(Parts(meter), position: .after(parser))
        try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
        try channel.syncOptions?.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Self.readBytes))
    }

    /// NIOSSL is content with a certificate for the address that is called, also where a name is: who can answer for a name server would need no
    /// more than that.
    private static func proves(_ certificate: NIOSSLCertificate, _ name: String) -> Bool {
        certificate._subjectAlternativeNames().contains {
            $0.nameType == .dnsName && covers(String(decoding: $0.contents, as: UTF8.self), name)
        }
    }

    /// Source: RFC 9525, section 6.3.
    /// - Parameter name: in lower case.
    static func covers(_ pattern: String, _ name: String) -> Bool {
        let (pattern, name) = (Array(pattern.lowercased().utf8), Array(name.utf8))
        guard pattern.starts(with: "*.".utf8) else { return pattern == name }
        let rest = pattern.dropFirst()
        return rest.count { $0 == UInt8(ascii: ".") } > 1 && name.drop { $0 != UInt8(ascii: ".") } == rest
    }

    /// Of one connection, on its event loop.
    private final class Meter {
        /// Why nothing is sent to where it leads.
        var refusal: OutboundError?
        /// From a request's head to its answer's end.
        var isAsked = false
        var hasFailed = false
        /// Of this answer, as they came from the connection; and those of its body.
        var bytes = 0, bodyBytes = 0
    }

    private final class Bytes: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = ByteBuffer

        private let meter: Meter
        private let limits: ConnectionGuard

        init(_ meter: Meter, _ limits: ConnectionGuard) {
            self.meter = meter
            self.limits = limits
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !meter.hasFailed else { return }
            guard meter.isAsked else { return fail(context, .broken("The endpoint sent what nobody asked for.")) }
            let count = unwrapInboundIn(data).readableBytes
            limits.received.count.add(count, ordering: .relaxed)
            meter.bytes += count
            context.fireChannelRead(data)
            // The parser has told the other handler what was in it.
            if meter.isAsked, meter.bytes - meter.bodyBytes > limits.headBytes + framingBytes * meter.bodyBytes {
                fail(context, .tooLarge(.head))
            }
        }

        private func fail(_ context: ChannelHandlerContext, _ error: OutboundError) {
            meter.hasFailed = true
            context.fireErrorCaught(error)
            context.close(promise: nil)
        }
    }

    private final class Parts: ChannelDuplexHandler {
        typealias InboundIn = HTTPClientResponsePart
        typealias InboundOut = HTTPClientResponsePart
        typealias OutboundIn = HTTPClientRequestPart
        typealias OutboundOut = HTTPClientRequestPart

        private let meter: Meter

        init(_ meter: Meter) { self.meter = meter }

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            if let refusal = meter.refusal {
                promise?.fail(refusal)
                context.fireErrorCaught(refusal)
                return context.close(promise: nil)
            }
            if case .head = unwrapOutboundIn(data) {
                meter.isAsked = true
                meter.bytes = 0
                meter.bodyBytes = 0
            }
            context.write(data, promise: promise)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !meter.hasFailed else { return }
            switch unwrapInboundIn(data) {
            case .head(let head) where head.status == .switchingProtocols:
                meter.hasFailed = true
                context.fireErrorCaught(OutboundError.broken("The endpoint changed the protocol, and nobody asked for that."))
                return context.close(promise: nil)
            case .head: break
            case .body(let bytes): meter.bodyBytes += bytes.readableBytes
            case .end: meter.isAsked = false
            }
            context.fireChannelRead(data)
        }
    }
}
