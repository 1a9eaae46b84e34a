internal import NIOCore

/// A socket that new connections come from.
package final class Listener: Sendable {
    private let channel: any Channel
    init(channel: any Channel) { self.channel = channel }

    package var port: Int { channel.localAddress?.port ?? 0 }
    /// As a URL has it: IPv6 addresses in brackets.
    package var host: String {
        guard let address = channel.localAddress?.ipAddress else { return "" }
        return address.contains(":") ? "[\(address)]" : address
    }

    /// Takes no new connections from now on; those that are open go on.
    package func close() async { try? await channel.close().get() }
}
