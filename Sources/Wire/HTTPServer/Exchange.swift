internal import NIOCore

/// One request and its answer, on their connection. Its state belongs to the connection's loop.
final class Exchange: @unchecked Sendable {
    typealias Waiter = CheckedContinuation<Result<ByteBuffer?, RequestBody.Failure>, Never>

    let connection: Connection
    let isHead: Bool
    let announcedLength: Int64?
    var keepsAlive: Bool
    var mustContinue: Bool
    var bodyReceived: Int64 = 0
    var hasBodyEnded = false { didSet { share = nil } }
    /// While its body comes.
    var share: ReceivingShare?
    var bodyFailure: RequestBody.Failure?
    var waiter: Waiter?
    let client = ClientWait()
    /// For the bytes that are waited for.
    var deadline: NIODeadline?
    var hasHead = false
    var hasEnded = false
    /// What answers it, and whether that is cancelled when the client goes.
    var task: Task<Void, Never>?
    var endsWithClient = false
    /// While an answer that is held whole leaves, and is no small one.
    var held: HeldAnswer?
    /// What had left the connection before it.
    var sentBefore: Int64 = 0

    init(connection: Connection, isHead: Bool, announcedLength: Int64?, keepsAlive: Bool, mustContinue: Bool) {
        self.connection = connection
        self.isHead = isHead
        self.announcedLength = announcedLength
        self.keepsAlive = keepsAlive
        self.mustContinue = mustContinue
    }

    func resume(_ result: Result<ByteBuffer?, RequestBody.Failure>) {
        let waiter = waiter
        self.waiter = nil
        waiter?.resume(returning: result)
    }
}
