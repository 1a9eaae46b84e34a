import Foundation
import Core
import Synchronization
import Testing

struct HookTests {
    @Test func `who listens is told, and nobody before`() {
        let callback = Callback<Int>()
        let heard = Mutex<[Int]>([])
        callback.notify(1)
        callback.set { number in heard.withLock { $0.append(number) } }
        callback.notify(2)
        callback.set { number in heard.withLock { $0.append(-number) } }
        callback.notify(3)
        #expect(heard.withLock { $0 } == [2, -3])
    }

    /// What `Callback` is for. A server ended after 32,000 commits that had been told of through a closure in a `Mutex`.
    @Test func `no closure lies in a Mutex by itself`() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources").standardized
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        for case let file as URL in files where file.pathExtension == "swift" {
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                #expect(!line.contains(/Mutex<.*->.*>\(/), "\(file.lastPathComponent): \(line)")
            }
        }
    }
}
