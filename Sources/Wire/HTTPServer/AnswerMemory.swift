private import Synchronization

/// Memory for answers that are held whole until their readers have taken them, for which those could take as long as they like.
///
/// When it is used up, who comes takes it from those that would not be done within ten seconds at their pace so far, first from the one
/// that would take longest. So readers that do nothing keep nobody out; who reads properly is not cut off, and then it is the newcomer
/// who has to come again.
package final class AnswerMemory: Sendable {
    /// Answers up to this size in bytes are not counted.
    package static let small = 64 << 10
    /// A reader's pace is not known yet.
    private static let graceMilliseconds: Int64 = 500
    /// Answers over `middle` leave an eighth to smaller ones, those over `large` three eighths: whoever asks for one again and again holds it
    /// for half a second each time.
    private static let middle = 1 << 20
    private static let large = 8 << 20
    private static let patienceMilliseconds: Int64 = 10_000

    private struct Holder {
        let bytes: Int
        var since: Int64
        var sent: Int64 = 0
        let giveUp: @Sendable () -> Void

        /// In how many milliseconds all of it would have left. 0 for who has only begun.
        func duration(_ now: Int64) -> Int64 {
            let age = now - since
            return age < AnswerMemory.graceMilliseconds ? 0 : age * Int64(bytes) / max(1, sent)
        }
    }

    private struct State {
        var free: Int
        var holders: [Int: Holder] = [:]
        var nextID = 0
    }

    private let total: Int
    private let state: Mutex<State>

    package init(bytes: Int) {
        total = bytes
        state = Mutex(State(free: bytes))
    }

    package var freeBytes: Int { state.withLock { $0.free } }

    /// - Parameters:
    ///   - now: steady, in milliseconds.
    ///   - giveUp: called when others took the memory: the answer must go.
    /// - Returns: nil if there is none for so much now; then nobody has lost anything.
    package func take(_ bytes: Int, now: Int64, giveUp: @escaping @Sendable () -> Void) -> HeldAnswer? {
        let taken = state.withLock { state -> (id: Int, slow: [Holder])? in
            let kept = bytes > Self.large ? total / 8 * 3 : bytes > Self.middle ? total / 8 : 0
            guard let slow = Self.slow(freeing: bytes + kept, now, &state) else { return nil }
            state.free -= bytes
            state.nextID += 1
            state.holders[state.nextID] = Holder(bytes: bytes, since: now, giveUp: giveUp)
            return (state.nextID, slow)
        }
        guard let taken else { return nil }
        taken.slow.forEach { $0.giveUp() }
        return HeldAnswer(self, taken.id)
    }

    /// Takes away from the slowest what is missing.
    /// - Returns: nil if it would not be enough.
    private static func slow(freeing needed: Int, _ now: Int64, _ state: inout State) -> [Holder]? {
        guard state.free < needed else { return [] }
        let candidates = state.holders.lazy.map { (id: $0.key, duration: $0.value.duration(now)) }
            .filter { $0.duration > Self.patienceMilliseconds }
        var missing = needed - state.free
        var victims: [Int] = []
        for (id, _) in candidates.sorted(by: { ($1.duration, $0.id) < ($0.duration, $1.id) }) {
            guard missing > 0 else { break }
            missing -= state.holders[id]?.bytes ?? 0
            victims.append(id)
        }
        return missing > 0 ? nil : victims.compactMap { Self.remove($0, &state) }
    }

    private static func remove(_ id: Int, _ state: inout State) -> Holder? {
        guard let holder = state.holders.removeValue(forKey: id) else { return nil }
        state.free += holder.bytes
        return holder
    }

    fileprivate func begin(_ id: Int, now: Int64) { state.withLock { $0.holders[id]?.since = now } }

    fileprivate func note(_ id: Int, sent: Int64) { state.withLock { $0.holders[id]?.sent = sent } }

    fileprivate func leave(_ id: Int) { state.withLock { _ = Self.remove(id, &$0) } }
}

/// What one answer has of it, given back with this value.
package final class HeldAnswer: Sendable {
    private let memory: AnswerMemory
    private let id: Int

    fileprivate init(_ memory: AnswerMemory, _ id: Int) {
        self.memory = memory
        self.id = id
    }

    deinit { memory.leave(id) }

    /// The answer is there now: what came before was not its reader's time.
    package func begin(now: Int64) { memory.begin(id, now: now) }

    /// - Parameter sent: how much has left so far.
    package func note(sent: Int64) { memory.note(id, sent: sent) }
}
