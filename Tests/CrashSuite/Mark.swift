private import Foundation
private import Glibc

/// What the driver writes into the trace between the system calls: when it asked for something and when it was answered.
package enum Mark: Codable, Sendable {
    case begin(Int, Operation)
    case end(Int, Answer)
    /// A delivery reached its function, which then did its work or failed.
    case invoked(requestID: String, succeeds: Bool)
}

package enum Operation: Codable, Sendable {
    case createBucket
    case configure
    case put(key: String, body: Body, type: String)
    case copy(source: String, key: String)
    case delete(key: String)
    case deleteBatch(keys: [String])
    case createUpload(id: String, key: String)
    case putPart(upload: String, number: Int, body: Body)
    /// `etag` and `body` are those of the whole.
    case completeUpload(id: String, key: String, etag: String, body: Body)
    case abortUpload(id: String)
}

/// Bytes by what tells them from all others.
package struct Body: Codable, Sendable, Hashable {
    /// Hexadecimal.
    package let md5: String
    package let size: Int

    package init(md5: String, size: Int) {
        self.md5 = md5
        self.size = size
    }
}

package enum Answer: Codable, Sendable, Hashable {
    case done
    case written(etag: String, sequence: UInt64)
    /// Whether there was something to delete.
    case deleted(Bool)
    /// Each key's own; false where it was refused.
    case deletedEach([Bool])
    /// Refused for what the request asked, such as a condition that did not hold: nothing may have changed.
    case refused(String)
}

extension Operation {
    /// The request id that the events of this operation carry.
    package static func requestID(_ number: Int) -> String { "OP-\(number)" }
    package static func number(ofRequest id: String) -> Int? { id.hasPrefix("OP-") ? Int(id.dropFirst(3)) : nil }
}

/// Puts marks into the trace of the preloaded library.
package struct Recorder: Sendable {
    private let write: @convention(c) (UnsafePointer<CChar>) -> Void

    /// - Returns: nil if this process was not started with the library.
    package init?() {
        guard let symbol = dlsym(nil, "faultshim_mark") else { return nil }
        write = unsafeBitCast(symbol, to: (@convention(c) (UnsafePointer<CChar>) -> Void).self)
    }

    package func mark(_ mark: Mark) throws {
        let text = String(decoding: try JSONEncoder().encode(mark), as: UTF8.self)
        text.withCString { write($0) }
    }
}

extension Mark {
    init(parsing text: some Sequence<UInt8>) throws { self = try JSONDecoder().decode(Mark.self, from: Data(text)) }
}
