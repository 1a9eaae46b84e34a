private import Synchronization

/// What a commit has changed, for those who wait for it. It says where to look, never what is there.
package struct Signal: Hashable, Sendable {
    /// What it is about; an area names its own.
    package struct Kind: Hashable, Sendable {
        private let name: String
        package init(_ name: String) { self.name = name }
    }

    package let kind: Kind
    package let id: String

    package init(_ kind: Kind, _ id: String) {
        self.kind = kind
        self.id = id
    }
}

/// Passes on, after COMMIT, what changed. Publishing costs as much as there are subscribers of what is published, and waits for none of
/// them: what a subscriber has not looked at yet becomes one signal, and where that would grow too large, "everything may have changed".
package final class SignalHub: Sendable {
    private struct Topic: Hashable {
        let kind: Signal.Kind
        /// nil for all of the kind.
        let id: String?
    }

    private struct State {
        var mailboxes: [Topic: [ObjectIdentifier: Mailbox]] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    /// Ids that one subscriber may have before it.
    private let idLimit: Int

    package init(idLimit: Int = 1024) { self.idLimit = idLimit }

    /// From now on nothing of this kind is missed until the subscription is let go of.
    /// - Parameter id: nil for all ids.
    package func subscribe(_ kind: Signal.Kind, id: String? = nil) -> SignalSubscription {
        let (topic, mailbox) = (Topic(kind: kind, id: id), Mailbox(limit: idLimit))
        let isClosed = state.withLock { state in
            if !state.isClosed { state.mailboxes[topic, default: [:]][ObjectIdentifier(mailbox)] = mailbox }
            return state.isClosed
        }
        if isClosed { mailbox.close() }
        return SignalSubscription(mailbox) { [weak self] in self?.remove(mailbox, topic) }
    }

    package func publish(_ signals: Set<Signal>) {
        for signal in signals {
            let (one, all) = state.withLock { state in
                (state.mailboxes[Topic(kind: signal.kind, id: signal.id)], state.mailboxes[Topic(kind: signal.kind, id: nil)])
            }
            one?.values.forEach { $0.post(signal.id) }
            all?.values.forEach { $0.post(signal.id) }
        }
    }

    /// Ends every subscription.
    package func close() {
        let mailboxes = state.withLock { state in
            state.isClosed = true
            defer { state.mailboxes = [:] }
            return state.mailboxes.values.flatMap(\.values)
        }
        for mailbox in mailboxes { mailbox.close() }
    }

    package var subscribers: Int { state.withLock { $0.mailboxes.values.reduce(0) { $0 + $1.count } } }

    private func remove(_ mailbox: Mailbox, _ topic: Topic) {
        state.withLock { state in
            state.mailboxes[topic]?[ObjectIdentifier(mailbox)] = nil
            if state.mailboxes[topic]?.isEmpty == true { state.mailboxes[topic] = nil }
        }
    }
}

/// What one subscriber is told: a sequence of looks to take, for one task. It ends with the hub or with its task, and the subscription with it
/// once nobody has it any more.
package final class SignalSubscription: AsyncSequence, Sendable {
    package enum Change: Hashable, Sendable {
        case ids(Set<String>)
        /// Too many ids to name.
        case everything
    }

    private let mailbox: Mailbox
    private let cancel: @Sendable () -> Void

    fileprivate init(_ mailbox: Mailbox, cancel: @escaping @Sendable () -> Void) {
        self.mailbox = mailbox
        self.cancel = cancel
    }

    deinit {
        cancel()
        mailbox.close()
    }

    package struct Iterator: AsyncIteratorProtocol {
        /// Keeps the subscription.
        private let subscription: SignalSubscription
        private var wakes: AsyncStream<Void>.Iterator

        fileprivate init(_ subscription: SignalSubscription) {
            self.subscription = subscription
            wakes = subscription.mailbox.wakes.makeAsyncIterator()
        }

        /// Everything since the last look, as one.
        package mutating func next() async -> Change? {
            while await wakes.next() != nil {
                if let change = subscription.mailbox.take() { return change }
            }
            return nil
        }
    }

    package func makeAsyncIterator() -> Iterator { Iterator(self) }
}

/// What a subscriber has not looked at yet.
private final class Mailbox: Sendable {
    private let limit: Int
    private let waiting = Mutex<SignalSubscription.Change?>(nil)
    let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init(limit: Int) {
        self.limit = limit
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func post(_ id: String) {
        let isFirst = waiting.withLock { waiting in
            switch waiting {
            case nil:
                waiting = .ids([id])
                return true
            case .ids(var ids):
                // In place: there may be many.
                waiting = nil
                ids.insert(id)
                waiting = ids.count > limit ? .everything : .ids(ids)
            case .everything: break
            }
            return false
        }
        if isFirst { wake.yield() }
    }

    func take() -> SignalSubscription.Change? {
        waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
    }

    func close() { wake.finish() }
}
