private import Dispatch

#if canImport(Glibc)
    private import Glibc
#endif

/// The signals that end a server.
enum Signals {
    /// A peer that goes away while it is written to is no reason to die.
    static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

    /// Waits for SIGTERM or SIGINT.
    static func waitForEnd() async {
        let (stream, feed) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { feed.yield() }
            source.resume()
            return source
        }
        for await _ in stream { break }
        for source in sources { source.cancel() }
    }
}
