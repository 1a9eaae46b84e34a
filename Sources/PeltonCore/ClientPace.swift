/// How quick a client was while the server waited for it, be it to send or to take bytes.
///
/// It only matters where what the client holds is wanted by somebody else: alone it may be as slow as it likes, within its deadlines.
package struct ClientPace: Sendable {
    /// Somebody waits for so long at most, in all, before the pace counts.
    private static let graceMilliseconds: Int64 = 5000
    /// In bytes a second. To hold all of anything takes a line of some tens of megabytes a second.
    private static let slow: Int64 = 16 << 10

    private let waitedMilliseconds, bytes: Int64

    package init(waitedMilliseconds: Int64, bytes: Int64) {
        self.waitedMilliseconds = waitedMilliseconds
        self.bytes = bytes
    }

    /// In bytes a second, if it is so slow that others may have its place; else nil.
    package var slowSpeed: Int64? {
        guard waitedMilliseconds >= Self.graceMilliseconds else { return nil }
        let speed = bytes * 1000 / waitedMilliseconds
        return speed < Self.slow ? speed : nil
    }
}

/// Who has a place that others want.
package protocol PlaceHolder: AnyObject, Sendable {
    var pace: ClientPace { get }
    /// Its place has gone to somebody else.
    func abandon()
}

extension Sequence {
    /// The one whose client is slowest, of those that are slow.
    package func slowest(_ pace: (Element) -> ClientPace) -> Element? {
        var found: (element: Element, speed: Int64)?
        for element in self {
            guard let speed = pace(element).slowSpeed, speed < found?.speed ?? .max else { continue }
            found = (element, speed)
        }
        return found?.element
    }
}
