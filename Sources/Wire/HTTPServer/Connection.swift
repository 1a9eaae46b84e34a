internal import NIOCore
internal import NIOHTTP1
internal import Core

/// One client's connection: requests one after the other, read by demand, answered in order.
///
/// All state belongs to the channel's loop; `onLoop` is the way in from elsewhere.
final class Connection: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private static let small = 4 << 10

    /// What the connection waits for, which decides what happens when it takes too long.
    enum Wait { case head, body, write, linger }

    let executor: LoopExecutor
    private let responder: any Responder
    let limits: FrontLimits
    private let registry: ConnectionRegistry
    private let places: ConnectionLimiter
    private let peers: LoopConnections
    private let gate: InboundGate
    private let nextTurn: NextTurn
    private var waitsForTurn = false
    var links = ConnectionList.Links()
    private var hasPlace = false
    private let receiving: ReceiveBudget
    let answers: AnswerMemory
    let date: DateHeader

    private(set) var context: ChannelHandlerContext?
    /// The client's, without its port; empty on a socket that has none.
    private lazy var remoteAddress = context?.remoteAddress?.ipAddress ?? ""
    private var parts = CircularBuffer<HTTPServerRequestPart>(initialCapacity: 4)
    private var exchange: Exchange?
    private var isReading = false
    private(set) var isDraining = false
    private var isLingering = false
    private var lingered: Int64 = 0
    /// What is wrong with the bytes behind the last part: they can be told apart no more.
    private var broken: Refusal.Reason?
    var wait: Wait?
    private var deadline = NIODeadline.now()
    private var timer: (fires: NIODeadline, scheduled: Scheduled<Void>)?
    private var pace: ReaderPace
    /// What had left when the piece began that is being written, and when somebody last looked.
    private var sentBefore: Int64 = 0, sent: Int64 = 0
    var isWriting = false

    init(
        executor: LoopExecutor, responder: any Responder, limits: FrontLimits, registry: ConnectionRegistry, places: ConnectionLimiter,
        peers: LoopConnections, gate: InboundGate, nextTurn: NextTurn, receiving: ReceiveBudget, answers: AnswerMemory, date: DateHeader
    ) {
        self.executor = executor
        self.responder = responder
        self.limits = limits
        self.registry = registry
        self.places = places
        self.peers = peers
        self.gate = gate
        self.nextTurn = nextTurn
        self.receiving = receiving
        self.answers = answers
        self.date = date
        pace = ReaderPace(windowMilliseconds: limits.writeMilliseconds, bytes: limits.writeBytes)
    }

    /// Runs `body` on the connection's loop: now, if that is where the caller is.
    func onLoop(_ body: @escaping @Sendable (Connection) -> Void) {
        if executor.loop.inEventLoop { body(self) } else { executor.loop.execute { body(self) } }
    }

    // MARK: The channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func channelActive(context: ChannelHandlerContext) {
        // Who does nothing keeps nobody out, however many they are.
        while !takePlace() {
            guard peers.makeRoom() else { return context.close(promise: nil) }
        }
        awaitHead()
    }

    private func takePlace() -> Bool {
        guard places.take() else { return false }
        hasPlace = registry.add(self)
        if !hasPlace { places.give() }
        return hasPlace
    }

    /// Only while there is a channel, whose end takes it out again: the lists retain nothing.
    private func join(_ list: ConnectionList) { if context != nil { list.add(self) } }

    private func leavePlace() {
        links.remove(self)
        guard hasPlace else { return }
        hasPlace = false
        registry.remove(self)
        places.give()
    }

    /// Makes room at once for a connection that has come.
    func end() {
        leavePlace()
        close()
    }

    func channelInactive(context: ChannelHandlerContext) {
        leavePlace()
        timer?.scheduled.cancel()
        fail(.closed)
        self.context = nil
        // They hold each other, and memory that answers share holds the exchange: once its responder has returned nobody else would part them.
        exchange?.held = nil
        if let exchange, exchange.endsWithClient { exchange.task?.cancel() }
        exchange = nil
        parts.removeAll()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if isLingering { linger(part) } else { parts.append(part) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        if isLingering { read() } else { proceed() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case let error as HTTPParserError: broken = Self.reason(error)
        // More bytes behind those that could not be read.
        case is ByteToMessageDecoderError: break
        default: context.close(promise: nil)
        }
    }

    private static func reason(_ error: HTTPParserError) -> Refusal.Reason {
        switch error {
        case .headerOverflow: .headTooLarge
        case .invalidVersion: .unsupportedVersion
        default: .malformed
        }
    }

    /// Ends the connection, after the answer that is being written.
    func drain() {
        isDraining = true
        if let exchange { exchange.keepsAlive = false } else { close() }
    }

    func close() { context?.close(promise: nil) }

    // MARK: Reading

    func demand(_ exchange: Exchange, _ waiter: Exchange.Waiter, until deadline: NIODeadline?) {
        exchange.waiter = waiter
        exchange.deadline = deadline
        if let failure = exchange.bodyFailure { return exchange.resume(.failure(failure)) }
        guard context != nil else { return exchange.resume(.failure(.closed)) }
        guard self.exchange === exchange, !exchange.hasBodyEnded else { return exchange.resume(.success(nil)) }
        if exchange.mustContinue {
            exchange.mustContinue = false
            sendContinue()
        }
        proceed()
    }

    /// Moves on with what has come, and asks for more where somebody waits for it.
    private func proceed() {
        if let exchange { feed(exchange) } else { beginNext() }
    }

    private func feed(_ exchange: Exchange) {
        while exchange.waiter != nil || exchange.hasEnded {
            guard let part = parts.popFirst() else {
                if broken != nil { return fail(.malformed) }
                if gate.holds {
                    // Small chunks cost many times what their bytes do.
                    if gate.expectsChunks { return waitForTurn() }
                    if gate.pass() { continue }
                }
                if !exchange.hasEnded { wait(for: .body, limits.bodyMilliseconds, notAfter: exchange.deadline) }
                return read()
            }
            switch part {
            case .body(let first):
                let bytes = joined(first)
                // Nobody waits for the client now, who may be quick while the disk is not.
                if !exchange.hasEnded { stopWaiting(exchange) }
                exchange.bodyReceived += Int64(bytes.readableBytes)
                exchange.client.move(bytes.readableBytes)
                if exchange.hasEnded, exchange.bodyReceived > limits.lingerBytes { return close() }
                exchange.resume(.success(bytes))
            case .end:
                stopWaiting(exchange)
                exchange.hasBodyEnded = true
                exchange.resume(.success(nil))
                if exchange.hasEnded { return endExchange() }
            case .head: return close()
            }
        }
    }

    /// Small parts in one: each one costs its reader the same.
    private func joined(_ first: ByteBuffer) -> ByteBuffer {
        guard first.readableBytes < Self.small, case .body? = parts.first else { return first }
        var bytes = first
        while bytes.readableBytes < Self.small, case .body(var more)? = parts.first {
            bytes.writeBuffer(&more)
            parts.removeFirst()
        }
        return bytes
    }

    /// Goes on when the loop has looked at its other connections.
    private func waitForTurn() {
        guard !waitsForTurn else { return }
        waitsForTurn = true
        nextTurn.add(self)
    }

    /// The same for the request that it answers.
    func waitForTurn(_ request: CheckedContinuation<Void, Never>) { nextTurn.add(request, executor.loop) }

    func goOn() {
        waitsForTurn = false
        guard context != nil, !isLingering else { return }
        if let exchange, gate.expectsChunks, parts.isEmpty, exchange.waiter != nil || exchange.hasEnded { gate.pass() }
        proceed()
    }

    private func beginNext() {
        while parts.isEmpty, broken == nil, gate.pass() {}
        guard let part = parts.popFirst() else {
            if let broken { return refuse(broken) }
            return read()
        }
        guard case .head(let head) = part else { return close() }
        begin(head)
    }

    private func begin(_ head: HTTPRequestHead) {
        wait = nil
        join(peers.busy)
        guard head.uri.utf8.count <= limits.targetBytes else { return refuse(.targetTooLong) }
        let headerBytes = head.headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
        guard headerBytes <= limits.headerBytes else { return refuse(.headTooLarge, head) }
        guard head.version.major == 1 else { return refuse(.unsupportedVersion, head) }
        let headers = HTTPHeaders(received: head.headers.lazy.map { ($0.name, $0.value) })
        let framing: BodyFraming
        do throws(Refusal.Reason) { framing = try BodyFraming(headers, isHTTP10: head.version.minor == 0) } catch {
            return refuse(error, head)
        }
        let length: Int64? = if case .length(let bytes) = framing { bytes } else { nil }
        let isPresent = length != 0
        gate.expected = length.map { $0 == 0 ? .head : .body($0) } ?? .chunks
        // The codec reads nothing behind a request that asks for another protocol, or for a tunnel.
        let keepsAlive = head.isKeepAlive && !isDraining && !headers.contains("upgrade") && head.method != .CONNECT
        let exchange = Exchange(
            connection: self, isHead: head.method == .HEAD, announcedLength: length, keepsAlive: keepsAlive,
            mustContinue: head.version.minor >= 1 && headers.lists("100-continue", in: "expect"))
        self.exchange = exchange
        if isPresent { exchange.share = receiving.begin() } else { takeEnd(exchange) }
        let request = HTTPRequest(
            method: head.method.rawValue, target: head.uri, headers: headers,
            body: RequestBody(isPresent: isPresent, announcedLength: length, exchange: exchange),
            remoteAddress: remoteAddress)
        run(exchange) { responder, response in await responder.respond(to: request, response) }
    }

    /// - Parameter head: nil if it was not read.
    private func refuse(_ reason: Refusal.Reason, _ head: HTTPRequestHead? = nil) {
        wait = nil
        join(peers.busy)
        parts.removeAll()
        let exchange = Exchange(
            connection: self, isHead: head?.method == .HEAD, announcedLength: nil, keepsAlive: false, mustContinue: false)
        exchange.bodyFailure = .malformed
        self.exchange = exchange
        let request = HTTPRequest(
            method: head?.method.rawValue ?? "", target: head?.uri ?? "", headers: [], body: RequestBody(),
            remoteAddress: remoteAddress)
        let refusal = Refusal(reason: reason, request: request)
        run(exchange) { responder, response in await responder.refuse(refusal, response) }
    }

    /// A request without a body ends with its head.
    private func takeEnd(_ exchange: Exchange) {
        if case .end? = parts.first {
            parts.removeFirst()
            exchange.hasBodyEnded = true
        }
    }

    private func run(_ exchange: Exchange, _ answer: @escaping @Sendable (any Responder, ResponseWriter) async -> Void) {
        let responder = responder
        exchange.task = Task(executorPreference: executor) {
            await answer(responder, ResponseWriter(exchange: exchange))
            exchange.connection.onLoop { $0.returned(exchange) }
        }
    }

    private func read() {
        guard !isReading, let context else { return }
        isReading = true
        context.read()
    }

    private func fail(_ failure: RequestBody.Failure) {
        guard let exchange, !exchange.hasBodyEnded else { return }
        exchange.bodyFailure = exchange.bodyFailure ?? failure
        exchange.keepsAlive = false
        exchange.resume(.failure(failure))
        if exchange.hasEnded { close() }
    }

    /// Reads no more of a body that nobody keeps memory for.
    func abandon(_ exchange: Exchange) { if self.exchange === exchange { fail(.noMemory) } }

    // MARK: Ends

    /// From now on the answer is worth nothing without its client.
    func endWithClient(_ exchange: Exchange) {
        exchange.endsWithClient = true
        if context == nil { exchange.task?.cancel() }
    }

    /// The responder has returned.
    private func returned(_ exchange: Exchange) {
        guard self.exchange === exchange else { return }
        guard exchange.hasHead else {
            sendWhole(exchange, 500, HTTPHeaders(), 0, ByteBuffer()).whenComplete { _ in self.close() }
            return
        }
        // An answer that broke off half-way must not look whole.
        guard exchange.hasEnded else { return close() }
        if exchange.hasBodyEnded { return endExchange() }
        guard exchange.keepsAlive else { return startLinger() }
        // For all that is left of the body: a byte now and then would hold the connection.
        wait(for: .linger, limits.discardMilliseconds)
        join(peers.idle)
        feed(exchange)
    }

    private func endExchange() {
        let keepsAlive = exchange?.keepsAlive == true
        exchange = nil
        guard keepsAlive, !isDraining else { return close() }
        gate.expected = .head
        awaitHead()
    }

    private func awaitHead() {
        wait(for: .head, limits.headMilliseconds)
        join(peers.idle)
        // What is there already came unasked, and has no hurry: another may be behind it, and another.
        if gate.holds || !parts.isEmpty || broken != nil { waitForTurn() } else { read() }
    }

    /// Closing at once, while the client still sends, would reset the connection and lose the answer.
    private func startLinger() {
        exchange = nil
        isLingering = true
        parts.removeAll()
        context?.close(mode: .output, promise: nil)
        wait(for: .linger, limits.lingerMilliseconds)
        join(peers.idle)
        gate.open()
        read()
    }

    private func linger(_ part: HTTPServerRequestPart) {
        if case .body(let bytes) = part { lingered += Int64(bytes.readableBytes) }
        if case .end = part { close() } else if lingered > limits.lingerBytes { close() } else { read() }
    }

    // MARK: Time

    /// One timer a connection, which looks again when it fires: moving the deadline back costs nothing.
    func wait(for wait: Wait, _ milliseconds: Int64, notAfter latest: NIODeadline? = nil) {
        self.wait = wait
        let now = NIODeadline.now()
        if wait == .body || wait == .write { exchange?.client.begin(ClientWait.milliseconds(now)) }
        deadline = now + .milliseconds(milliseconds)
        if let latest { deadline = min(deadline, latest) }
        guard let timer else { return schedule() }
        guard deadline < timer.fires else { return }
        timer.scheduled.cancel()
        schedule()
    }

    /// A client that takes what is written gets more time, as long as it does.
    func waitForWrite() {
        pace.begin()
        if let channel = context?.channel { SentBytes.count(channel) { self.sentBefore = $0 } }
        wait(for: .write, pace.lookMilliseconds)
    }

    func stopWaiting(_ exchange: Exchange) {
        wait = nil
        exchange.client.end()
    }

    /// During the request that is under way.
    var clientPace: ClientPace {
        guard let exchange else { return ClientPace(isWaitedFor: false, waitedMilliseconds: 0, bytes: 0) }
        guard wait == .write, let channel = context?.channel else { return exchange.client.pace() }
        SentBytes.count(channel) { self.sent = $0 }
        return exchange.client.pace(more: sent - sentBefore)
    }

    private func schedule() {
        let fires = deadline
        let scheduled = executor.loop.scheduleTask(deadline: fires) {
            self.timer = nil
            guard let wait = self.wait, self.context != nil else { return }
            if NIODeadline.now() < self.deadline { self.schedule() } else { self.expired(wait) }
        }
        timer = (fires, scheduled)
    }

    private func expired(_ wait: Wait) {
        switch wait {
        case .write: lookAtReader()
        case .body:
            self.wait = nil
            fail(.tooSlow)
        case .head, .linger: close()
        }
    }

    private func lookAtReader() {
        guard let channel = context?.channel else { return }
        SentBytes.count(channel) { [self] left in
            guard wait == .write else { return }
            switch pace.look(left: left, milliseconds: ClientWait.milliseconds) {
            case .waits: wait(for: .write, pace.lookMilliseconds)
            case .tooSlow: close()
            }
        }
    }
}
