@preconcurrency private import Dispatch

#if canImport(Glibc)
    private import Glibc
#endif

/// The signals that end a server. Made before anybody can know that the server is there to be ended.
final class Signals: Sendable {
    private let arrivals: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        // A peer that goes away while it is written to is no reason to die.
        signal(SIGPIPE, SIG_IGN)
        let (stream, feed) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        arrivals = stream
        sources = [SIGTERM, SIGINT].map { number in
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { feed.yield() }
            source.resume()
            signal(number, SIG_IGN)
            return source
        }
    }

    /// Waits for SIGTERM or SIGINT.
    func waitForEnd() async {
        for await _ in arrivals { break }
        for source in sources { source.cancel() }
    }
}
