import Core
import Logging
import Testing

private import Synchronization

@testable import WebIdentity

/// How often an issuer is asked, and for how long its keys are believed.
struct IssuerKeysTests {
    /// A file of keys that counts who reads it.
    private final class File: Sendable {
        let state = Mutex((bytes: Made.set([Made.rsaKey()]), reads: 0, failure: KeyFailure?.none))

        func read() throws(KeyFailure) -> [UInt8] {
            let (bytes, failure) = state.withLock { state in
                state.reads += 1
                return (state.bytes, state.failure)
            }
            if let failure { throw failure }
            return bytes
        }

        var reads: Int { state.withLock(\.reads) }
        func set(_ keys: [JSON]) { state.withLock { $0.bytes = Made.set(keys) } }
        func fail(_ failure: KeyFailure?) { state.withLock { $0.failure = failure } }
    }

    private final class Clock: PeltonClock {
        private let passed = Mutex<Int64>(1_000_000)
        var now: Timestamp { Timestamp(milliseconds: passed.withLock { $0 }) }
        var monotonicMilliseconds: Int64 { passed.withLock { $0 } }
        func sleep(milliseconds: Int64) async throws(CancellationError) {}
        func pass(seconds: Int64) { passed.withLock { $0 += seconds * 1000 } }
    }

    private static let issuer = "https://idp.example.com"
    private let file = File()
    private let clock = Clock()
    private let keys: IssuerKeys

    init() throws {
        let setting = try IssuerSetting(JSON.object([JSON.Member("issuer", .string(Self.issuer)), JSON.Member("keysFile", "keys")]))
        keys = IssuerKeys([setting], clock: clock, logger: Logger(label: "test")) { [file] _ throws(KeyFailure) in try file.read() }
    }

    private func refusal(_ text: String = Made.rsa) async throws -> TokenRefusal? {
        let token = try JSONWebToken(text)
        do throws(TokenRefusal) { try await keys.verify(token, of: Self.issuer) } catch { return error }
        return nil
    }

    @Test func `keys are kept for an hour, and asked for once by all who wait`() async throws {
        let keys = keys
        let token = try JSONWebToken(Made.rsa)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { try await keys.verify(token, of: Self.issuer) } }
            try await group.waitForAll()
        }
        #expect(file.reads == 1)
        clock.pass(seconds: 3599)
        #expect(try await refusal() == nil)
        #expect(file.reads == 1)
        clock.pass(seconds: 1)
        #expect(try await refusal() == nil)
        #expect(file.reads == 2)
        await keys.stop()
    }

    @Test func `a key that nobody knows makes the issuer be asked anew, twice a minute at most`() async throws {
        file.set([.object(Made.curve)])
        #expect(try await refusal(Made.elliptic) == nil)
        for _ in 0..<10 { #expect(try await refusal() == .notSigned) }
        #expect(file.reads == 1)
        clock.pass(seconds: 30)
        for _ in 0..<10 { #expect(try await refusal() == .notSigned) }
        #expect(file.reads == 2)
        file.set([Made.rsaKey()])
        clock.pass(seconds: 30)
        #expect(try await refusal() == nil)
        // The old key is not the issuer's any more.
        #expect(try await refusal(Made.elliptic) == .notSigned)
        #expect(file.reads == 3)
        await keys.stop()
    }

    @Test func `an issuer that fails is left alone for a while, and its keys are believed no longer than their hour`() async throws {
        #expect(try await refusal() == nil)
        clock.pass(seconds: 3600)
        file.fail(.unreachable("gone"))
        for _ in 0..<10 { #expect(try await refusal() == .noKeys(.unreachable("gone"))) }
        #expect(file.reads == 2)
        clock.pass(seconds: 5)
        #expect(try await refusal() == .noKeys(.unreachable("gone")))
        #expect(file.reads == 3)
        clock.pass(seconds: 5)
        file.fail(nil)
        #expect(try await refusal() == nil)
        await keys.stop()
    }

    @Test func `no key is looked for where none would be believed`() async throws {
        #expect(try await refusal(Made.token("{}", header: #"{"alg":"none"}"#)) == .notSigned)
        #expect(try await refusal(Made.token("{}", header: #"{"alg":"RS256"}"#)) == .notSigned)
        #expect(file.reads == 0)
        await keys.stop()
    }

    @Test(arguments: [
        #"{}"#, #"{"issuer":"http://a.example"}"#, #"{"issuer":"https://a.example","keyFile":"a"}"#,
        #"{"issuer":"https://a.example","keysFile":"a","url":"http://b"}"#, #"{"issuer":"https://a.example","url":"ftp://b"}"#,
        #"{"issuer":"https://a.example","addresses":["10.0.0.1/8"]}"#, #"{"issuer":"https://a.example","addresses":"10.0.0.0/8"}"#,
        #"{"issuer":"https://a.example","url":"https://b?c"}"#, #"[]"#, #"{"issuer":7}"#,
    ])
    func `a setting that says nothing`(text: String) throws {
        let json = try JSON(parsing: text)
        #expect(throws: IssuerSetting.Invalid.self) { try IssuerSetting(json) }
    }
}
