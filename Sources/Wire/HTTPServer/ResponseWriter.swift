package import NIOCore
private import Synchronization

/// Where one request's answer is written. Each call returns when the bytes have left for the socket: a slow client slows its writer.
package final class ResponseWriter: Sendable {
    /// The client went away, or read nothing for as long as the limits allow.
    package struct Closed: Error {
        /// Nothing was written: others' answers have the memory that this one needs.
        let lacksMemory: Bool

        package init() { self.init(lacksMemory: false) }
        init(lacksMemory: Bool) { self.lacksMemory = lacksMemory }
    }

    private struct Progress {
        var status = 0
        var bytesSent: Int64 = 0
        /// Go with the answer, whatever it is.
        var headers: HTTPHeaders = []
        var insteadOf200: Int?
        var lacksMemory = false
    }

    private let exchange: Exchange
    private let progress = Mutex(Progress())

    init(exchange: Exchange) { self.exchange = exchange }

    /// 0 until an answer has begun.
    package var status: Int { progress.withLock { $0.status } }
    /// Whether there was no memory for the answer; then nothing was written, and the client is to be told to slow down.
    package var lacksMemory: Bool { progress.withLock { $0.lacksMemory } }
    /// Of the body.
    package var bytesSent: Int64 { progress.withLock { $0.bytesSent } }

    /// Adds headers to the answer that is to come, whoever writes it.
    /// - Parameter status: for an answer that is shown as another's, such as a page that tells of an error.
    package func always(_ headers: HTTPHeaders, insteadOf200 status: Int? = nil) {
        progress.withLock { progress in
            for (name, value) in headers.pairs { progress.headers.set(name, value) }
            progress.insteadOf200 = status ?? progress.insteadOf200
        }
    }

    /// - Returns: the status and headers that go out.
    private func begin(_ status: Int, _ headers: HTTPHeaders) -> (status: Int, headers: HTTPHeaders) {
        let (status, more) = progress.withLock { progress in
            progress.status = status == 200 ? progress.insteadOf200 ?? 200 : status
            return (progress.status, progress.headers)
        }
        guard !more.pairs.isEmpty else { return (status, headers) }
        var all = headers
        for (name, value) in more.pairs where !all.contains(name) { all.add(name, value) }
        return (status, all)
    }

    /// Writes a whole answer. To HEAD the body is left out and its length kept.
    package func send(_ status: Int, _ headers: HTTPHeaders, body: ByteBuffer = ByteBuffer()) async {
        let (status, headers) = begin(status, headers)
        let length = Int64(body.readableBytes)
        do throws(Closed) {
            try await perform { $0.sendWhole($1, status, headers, length, body) }
            if !exchange.isHead { progress.withLock { $0.bytesSent += length } }
        } catch {
            guard error.lacksMemory else { return }
            progress.withLock { progress in
                progress.status = 0
                progress.lacksMemory = true
            }
        }
    }

    /// Takes memory for a whole answer before it is made.
    /// - Returns: false if others' answers have it.
    package func reserve(_ bytes: Int) async -> Bool {
        guard bytes > AnswerMemory.small else { return true }
        do throws(Closed) {
            try await perform { connection, exchange in
                let isHeld = connection.hold(bytes, for: exchange)
                let loop = connection.executor.loop
                return isHeld ? loop.makeSucceededVoidFuture() : loop.makeFailedFuture(Closed(lacksMemory: true))
            }
            return true
        } catch { return false }
    }

    /// From now on the task that answers is cancelled when the client goes: what takes long is not to be done for nobody.
    package func endWithClient() {
        let exchange = exchange
        exchange.connection.onLoop { $0.endWithClient(exchange) }
    }

    /// Comes back when the loop has looked at its other connections: between the pieces, of a millisecond at most, of what takes long.
    /// `Task.yield` does not do that: before a loop looks at them it does all that is queued, and what yields is queued at once.
    package func nextTurn() async {
        let connection = exchange.connection
        await withCheckedContinuation { request in connection.onLoop { $0.waitForTurn(request) } }
    }

    /// Begins an answer whose body follows.
    /// - Parameter length: of the body in bytes; nil sends it in chunks.
    package func start(_ status: Int, _ headers: HTTPHeaders, length: Int64?) async throws(Closed) {
        let (status, headers) = begin(status, headers)
        try await perform { $0.sendHead($1, status, headers, length) }
    }

    package func write(_ bytes: ByteBuffer) async throws(Closed) {
        try await perform { $0.sendBody($1, .byteBuffer(bytes)) }
        progress.withLock { $0.bytesSent += Int64(bytes.readableBytes) }
    }

    /// Sends a part of a file without copying it through the process.
    /// - Parameter descriptor: stays the caller's, and open until this returns.
    package func write(file descriptor: CInt, offset: Int64, length: Int) async throws(Closed) {
        try await perform { $0.sendFile($1, descriptor, offset: Int(offset), length: length) }
        progress.withLock { $0.bytesSent += Int64(length) }
    }

    /// Ends the answer that `start` began.
    package func finish() async throws(Closed) {
        try await perform { $0.sendEnd($1) }
    }

    private func perform(_ write: @escaping @Sendable (Connection, Exchange) -> EventLoopFuture<Void>) async throws(Closed) {
        let exchange = exchange
        let closed = await withCheckedContinuation { (done: CheckedContinuation<Closed?, Never>) in
            exchange.connection.onLoop { connection in
                write(connection, exchange).whenComplete { result in
                    if case .failure(let error) = result {
                        done.resume(returning: error as? Closed ?? Closed())
                    } else {
                        done.resume(returning: nil)
                    }
                }
            }
        }
        if let closed { throw closed }
    }
}

/// What answers requests.
package protocol Responder: Sendable {
    /// Always answers; returning without an answer is an internal failure.
    func respond(to request: HTTPRequest, _ response: ResponseWriter) async

    /// Answers what could not be read as a request; by itself, with the bare status.
    func refuse(_ refusal: Refusal, _ response: ResponseWriter) async
}
