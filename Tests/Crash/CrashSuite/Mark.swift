private import Foundation
private import Glibc

/// What the driver writes into the trace between the system calls: when it asked for something and when it was answered.
package enum Mark: Codable, Sendable {
    case begin(Int, Operation)
    case end(Int, Answer)
    /// A delivery reached its function, which then did its work or failed.
    case invoked(requestID: String, succeeds: Bool)
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
