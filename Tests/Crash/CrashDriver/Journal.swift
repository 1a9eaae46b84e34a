import Store
import CrashSuite
import Objects
import IdentityData
import ObjectData
import Synchronization

/// Numbers operations and brackets each with its marks.
final class Journal: Sendable {
    fileprivate let recorder: Recorder
    private let last: Mutex<Int>

    init(_ recorder: Recorder, firstNumber: Int) {
        self.recorder = recorder
        last = Mutex(firstNumber - 1)
    }

    func newNumber() -> Int {
        last.withLock { last in
            last += 1
            return last
        }
    }

    /// Marks the beginning, runs `body`, marks its answer. A refusal is an answer too; any other error ends the driver.
    func run(_ number: Int, _ operation: Operation, _ body: () async throws(EngineError) -> Answer) async throws {
        try recorder.mark(.begin(number, operation))
        do {
            try recorder.mark(.end(number, try await body()))
        } catch let error as EngineError {
            guard error.isRefusal else { throw error }
            try recorder.mark(.end(number, error == .refused(.locked) ? .locked : .refused("\(error)")))
        }
    }
}

extension Journal {
    /// The same for what IAM is asked.
    func run(_ number: Int, _ operation: Operation, _ body: () async throws(IAMError) -> Answer) async throws {
        try recorder.mark(.begin(number, operation))
        do {
            try recorder.mark(.end(number, try await body()))
        } catch let error as IAMError {
            guard case .refused(let refusal) = error, refusal.isExpected else { throw error }
            try recorder.mark(.end(number, .refused("\(refusal)")))
        }
    }
}

extension IAMRefusal {
    /// What several meet who change the same users.
    fileprivate var isExpected: Bool {
        switch self {
        case .noSuchAccessKey, .noSuchInlinePolicy, .isNotAttached, .exceeds, .alreadyExists: true
        default: false
        }
    }
}

extension EngineError {
    /// What several writers of the same keys may meet. Anything else is a fault: nothing was made to fail.
    fileprivate var isRefusal: Bool {
        guard case .refused(let error) = self else { return false }
        switch error {
        case .bucketExists, .preconditionFailed, .noSuchKey, .noSuchVersion, .isDeleteMarker, .locked, .invalidBucketState,
            .noSuchCopySource,
            .copyOntoItself, .copySourceIsDeleteMarker:
            return true
        default: return false
        }
    }
}
