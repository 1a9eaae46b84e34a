import Foundation
import Testing

@testable import Core

@Suite(.timeLimit(.minutes(10)))
struct SleepTests {
    /// Once Dispatch has let go of it, on a thread of its own.
    private func isGone(_ sleep: () -> Sleep?) async { while sleep() != nil { await Task.yield() } }

    @Test func `nothing stays of a sleep that was cancelled, though its time is far`() async {
        weak var left: Sleep?
        do {
            let sleep = Sleep(milliseconds: 3_600_000)
            left = sleep
            let task = Task { await sleep.wait() }
            task.cancel()
            #expect(await task.value == false)
        }
        await isGone { left }
    }

    @Test func `nothing stays of a sleep whose time has come`() async {
        weak var left: Sleep?
        do {
            let sleep = Sleep(milliseconds: 1)
            left = sleep
            #expect(await sleep.wait())
        }
        await isGone { left }
    }

    @Test func `who is cancelled before does not sleep at all`() async {
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            await #expect(throws: CancellationError.self) { try await SystemClock().sleep(milliseconds: 3_600_000) }
        }
        task.cancel()
        await task.value
    }

    /// What is cancelled of `Task.sleep` stays until its time has come.
    @Test func `nobody sleeps otherwise`() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        for case let file as URL in files where file.pathExtension == "swift" {
            #expect(try !String(contentsOf: file, encoding: .utf8).contains("Task.sleep"), "\(file.lastPathComponent)")
        }
    }
}
