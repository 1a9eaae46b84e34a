internal import NIOCore

/// How much of what was written to a socket the other side has.
enum SentBytes {
    /// The kernel's `struct tcp_info` as far as it is needed; what an older one does not fill stays zero.
    private struct TCPInfo: Sendable {
        var states: UInt64 = 0
        var times: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) =
            (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        var pacingRates: (UInt64, UInt64) = (0, 0)
        var bytesAcknowledged: UInt64 = 0
    }

    private static let tcp: CInt = 6
    private static let info: CInt = 11

    /// A count that only grows while one piece is being written: of what was acknowledged, or of what the kernel took where it does not
    /// tell. To be asked on the channel's loop, where it is found at once.
    static func count(_ channel: any Channel, _ body: @escaping @Sendable (Int64) -> Void) {
        let buffered = (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        guard let provider = channel as? any SocketOptionProvider else { return body(-Int64(buffered)) }
        let asked: EventLoopFuture<TCPInfo> = provider.unsafeGetSocketOption(
            level: NIOBSDSocket.OptionLevel(rawValue: tcp), name: NIOBSDSocket.Option(rawValue: info))
        asked.whenComplete { result in
            switch result {
            case .success(let info) where info.bytesAcknowledged > 0: body(Int64(clamping: info.bytesAcknowledged))
            case .success, .failure: body(-Int64(buffered))
            }
        }
    }
}
