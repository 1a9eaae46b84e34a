internal import NIOCore
internal import NIOHTTP1
private import Core

/// Answers on their way out. Each call runs on the connection's loop and ends when the bytes have left for the socket.
extension Connection {
    func sendWhole(_ exchange: Exchange, _ status: Int, _ headers: HTTPHeaders, _ length: Int64, _ body: ByteBuffer) -> EventLoopFuture<
        Void
    > {
        guard let context, !exchange.hasHead else { return executor.loop.makeFailedFuture(ResponseWriter.Closed()) }
        let isLarge = body.readableBytes > AnswerMemory.small && !exchange.isHead
        guard !isLarge || hold(body.readableBytes, for: exchange) else {
            return executor.loop.makeFailedFuture(ResponseWriter.Closed(lacksMemory: true))
        }
        context.write(wrapOutboundOut(.head(head(exchange, status, headers, length))), promise: nil)
        if !exchange.isHead, body.readableBytes > 0 { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        let sent = sendEnd(exchange)
        if isLarge { watch(exchange) }
        return sent
    }

    /// - Returns: false if there is no memory for so large an answer now.
    func hold(_ bytes: Int, for exchange: Exchange) -> Bool {
        if let held = exchange.held {
            held.begin(now: ClientWait.milliseconds)
            return true
        }
        guard let channel = context?.channel else { return false }
        exchange.held = answers.take(bytes, now: ClientWait.milliseconds) {
            exchange.connection.onLoop { if exchange.held != nil { $0.close() } }
        }
        guard exchange.held != nil else { return false }
        SentBytes.count(channel) { exchange.sentBefore = $0 }
        return true
    }

    /// Its pace decides whether it may stay when others come, so it is looked at often. Mostly the socket has taken all of it by now.
    private func watch(_ exchange: Exchange) {
        guard exchange.held != nil else { return }
        executor.loop.scheduleTask(in: .milliseconds(250)) {
            guard let held = exchange.held, let channel = self.context?.channel else { return }
            SentBytes.count(channel) { held.note(sent: $0 - exchange.sentBefore) }
            self.watch(exchange)
        }
    }

    func sendHead(_ exchange: Exchange, _ status: Int, _ headers: HTTPHeaders, _ length: Int64?) -> EventLoopFuture<Void> {
        guard let context, !exchange.hasHead else { return executor.loop.makeFailedFuture(ResponseWriter.Closed()) }
        context.write(wrapOutboundOut(.head(head(exchange, status, headers, length))), promise: nil)
        return executor.loop.makeSucceededVoidFuture()
    }

    func sendBody(_ exchange: Exchange, _ data: IOData) -> EventLoopFuture<Void> {
        guard let context, exchange.hasHead, !exchange.hasEnded else { return executor.loop.makeFailedFuture(ResponseWriter.Closed()) }
        guard !exchange.isHead else { return executor.loop.makeSucceededVoidFuture() }
        return written(exchange, data.readableBytes, context.writeAndFlush(wrapOutboundOut(.body(data))))
    }

    func sendFile(_ exchange: Exchange, _ descriptor: CInt, offset: Int, length: Int) -> EventLoopFuture<Void> {
        let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor)
        let region = FileRegion(fileHandle: handle, readerIndex: offset, endIndex: offset + length)
        let sent = sendBody(exchange, .fileRegion(region))
        // The descriptor stays the caller's: the handle must let go of it unclosed.
        return sent.always { _ in _ = try? handle.takeDescriptorOwnership() }
    }

    func sendEnd(_ exchange: Exchange) -> EventLoopFuture<Void> {
        guard let context, exchange.hasHead, !exchange.hasEnded else { return executor.loop.makeFailedFuture(ResponseWriter.Closed()) }
        let sent = written(exchange, 0, context.writeAndFlush(wrapOutboundOut(.end(nil))))
        sent.whenComplete { result in
            exchange.hasEnded = true
            // Also where it is another answer than the one that it was taken for.
            exchange.held = nil
            if case .failure = result { self.close() }
        }
        return sent
    }

    private func written(_ exchange: Exchange, _ bytes: Int, _ sent: EventLoopFuture<Void>) -> EventLoopFuture<Void> {
        isWriting = true
        let written = sent.always { _ in
            self.isWriting = false
            exchange.client.move(bytes)
            if self.wait == .write { self.stopWaiting(exchange) }
        }
        // Mostly the socket has taken all of it by now.
        if isWriting { waitForWrite() }
        return written
    }

    /// Clients that ask for it wait even where they have nothing to send; what is refused needs no go-ahead.
    private func continueWithoutBody(_ exchange: Exchange, _ status: Int) {
        guard exchange.mustContinue, exchange.hasBodyEnded, status < 300 else { return }
        exchange.mustContinue = false
        sendContinue()
    }

    func sendContinue() {
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context?.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }

    private func head(_ exchange: Exchange, _ status: Int, _ headers: HTTPHeaders, _ length: Int64?) -> HTTPResponseHead {
        continueWithoutBody(exchange, status)
        exchange.hasHead = true
        exchange.keepsAlive = exchange.keepsAlive && canKeep(exchange) && !isDraining
        var fields = NIOHTTP1.HTTPHeaders(headers.sendable)
        fields.replaceOrAdd(name: "Date", value: date.value)
        fields.add(name: "Server", value: "Pelton")
        let hasBody = status >= 200 && status != 204 && status != 304
        if hasBody, let length { fields.replaceOrAdd(name: "Content-Length", value: String(length)) }
        if hasBody, length == nil { fields.replaceOrAdd(name: "Transfer-Encoding", value: "chunked") }
        if !exchange.keepsAlive { fields.replaceOrAdd(name: "Connection", value: "close") }
        return HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: fields)
    }

    /// A body that nobody reads must be small to be thrown away; one that the client has not begun to send may never come.
    private func canKeep(_ exchange: Exchange) -> Bool {
        if exchange.hasBodyEnded { return true }
        if exchange.mustContinue || exchange.bodyFailure != nil { return false }
        guard let length = exchange.announcedLength else { return false }
        return length - exchange.bodyReceived <= limits.discardedBytes
    }
}
