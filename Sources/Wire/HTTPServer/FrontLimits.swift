/// What one client may take of the server's time and memory.
package struct FrontLimits: Sendable {
    /// One more takes the place of the one that has had no request for the longest time, else of one whose client hardly moves.
    package var connections = 4096
    /// Of those that came by the same listener.
    package var connectionsOfListener = 4096
    package var targetBytes = 16 << 10
    package var headerBytes = 32 << 10
    /// What is read from all sockets and not taken yet, in all about.
    package var receiveBytes = 16 << 20
    /// What answers over `AnswerMemory.small` that are held whole may take together while they leave; beyond, the slowest gives way.
    package var answerBytes = 192 << 20
    /// From the end of one request, or the connection's start, to the next whole head.
    package var headMilliseconds: Int64 = 75_000
    /// Without a byte of a body that is waited for.
    package var bodyMilliseconds: Int64 = 30_000
    /// In which a client must take at least `writeBytes` of what waits for it, or all of it: about 1 kB/s. One that is slower holds a
    /// connection and a file for next to nothing.
    package var writeMilliseconds: Int64 = 60_000
    package var writeBytes: Int64 = 60 << 10
    /// Of a body that nobody read, so that the connection can be kept, and how long the rest of it may take.
    package var discardedBytes: Int64 = 1 << 20
    package var discardMilliseconds: Int64 = 30_000
    /// How long, and how much, a client may go on sending after its answer.
    package var lingerMilliseconds: Int64 = 5000
    package var lingerBytes: Int64 = 64 << 20

    package init() {}
}
