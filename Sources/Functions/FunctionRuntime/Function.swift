import CLinux
import FoundationEssentials
import NIOCore
import NIOPosix

import Glibc

/// The main loop of a function written in Swift.
///
/// ```swift
/// await Function.run { (event: S3Event, context: LambdaContext) in
///     for record in event.records { context.log("new: \(record.object.key)") }
/// }
/// ```
/// Build the executable with `--static-swift-stdlib`, name it `bootstrap`, zip it, and create the function with
/// runtime `provided.al2023`. Source of the protocol: AWS Lambda Developer Guide, "Using the Lambda runtime API".
public enum Function {
    /// Answers invocations for as long as the process lives. What `handler` returns is the answer, as JSON; what it
    /// throws is reported as the function's error: its type's name is `errorType`, its description `errorMessage`.
    public static func run<Event: Decodable & Sendable, Output: Encodable & Sendable>(
        _ handler: @escaping @Sendable (Event, LambdaContext) async throws -> Output
    ) async -> Never {
        await run(setUp: {}, handler: { _, event, context in try await handler(event, context) })
    }

    /// For a function whose answer is `null`.
    public static func run<Event: Decodable & Sendable>(
        _ handler: @escaping @Sendable (Event, LambdaContext) async throws -> Void
    ) async -> Never {
        await run { (event: Event, context: LambdaContext) async throws -> Nothing in
            try await handler(event, context)
            return Nothing()
        }
    }

    /// The same with work that is done once, before the first invocation. What `setUp` throws is reported as a failure
    /// to start (`/runtime/init/error`), and the process ends.
    public static func run<State: Sendable, Event: Decodable & Sendable, Output: Encodable & Sendable>(
        setUp: @Sendable () async throws -> State,
        handler: @escaping @Sendable (State, Event, LambdaContext) async throws -> Output
    ) async -> Never {
        // Into a pipe, C's output is otherwise kept until 4 KiB have gathered, and lost if the process crashes.
        clinux_buffer_lines()
        do {
            let api = try RuntimeAPI(environment: ProcessInfo.processInfo.environment)
            let state: State
            do {
                state = try await setUp()
            } catch {
                try await api.reportInitError(FunctionFailure(error))
                throw error
            }
            try await RuntimeLoop(api: api) { bytes, context in
                let event = try decode(Event.self, from: bytes)
                return try encode(try await handler(state, event, context))
            }.run()
        } catch {
            FileDescriptorLog.standardError.write("function stopped: \(error)")
            exit(1)
        }
    }

    static func decode<Event: Decodable>(_ type: Event.Type, from bytes: [UInt8]) throws(FunctionFailure) -> Event {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw FunctionFailure(type: "Runtime.UnmarshalError", message: "The event is no \(type): \(describe(error))")
        }
    }

    static func encode(_ output: some Encodable) throws(FunctionFailure) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        do {
            return Array(try encoder.encode(output))
        } catch {
            throw FunctionFailure(type: "Runtime.MarshalError", message: "The answer cannot be JSON: \(error)")
        }
    }

    private static func describe(_ error: any Error) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "" : " at " + path.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }.joined(separator: ".")
        }
        switch error as? DecodingError {
        case .keyNotFound(let key, let context): return "\(key.stringValue) is missing" + place(context.codingPath)
        case .valueNotFound(_, let context), .typeMismatch(_, let context), .dataCorrupted(let context):
            return context.debugDescription + place(context.codingPath)
        default: return "\(error)"
        }
    }
}

/// JSON's `null`.
private struct Nothing: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encodeNil()
    }
}
