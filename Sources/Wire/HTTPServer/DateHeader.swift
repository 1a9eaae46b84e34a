internal import NIOCore
internal import Core

/// The `Date` header's value, made once a second for each loop.
final class DateHeader: @unchecked Sendable {
    private let clock: any PeltonClock
    private var second: Int64 = .min
    private var text = ""

    init(clock: any PeltonClock) { self.clock = clock }

    /// To be read on the loop that it belongs to.
    var value: String {
        let now = clock.now
        if now.seconds != second {
            second = now.seconds
            text = now.http
        }
        return text
    }
}
