private import CLinux
private import Core

#if canImport(Glibc)
    private import Glibc
#endif

/// The signals that end a server. Made before anybody can know that the server is there to be ended.
struct Signals: Sendable {
    private let arrivals: AsyncStream<Void>

    /// - Throws: if the host gives no pipe.
    init() throws(StartError) {
        let descriptor = clinux_signals()
        guard descriptor >= 0 else { throw StartError("Signals cannot be caught: \(String(cString: strerror(errno)))") }
        let (stream, feed) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        arrivals = stream
        Threads.start(name: "pelton-signals") {
            var byte: UInt8 = 0
            while true {
                let count = read(descriptor, &byte, 1)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                feed.yield()
            }
        }
    }

    /// Waits for SIGTERM or SIGINT.
    func waitForEnd() async {
        for await _ in arrivals { break }
    }
}
