/// How quick a client has been while the server waited for it during a request, be it to send or to take bytes.
///
/// It only matters where what the client holds is wanted by somebody else: alone it may be as slow as it likes, within its deadlines.
package struct ClientPace: Sendable {
    /// Bytes are under way for as long, whoever sends them.
    private static let graceMilliseconds: Int64 = 100
    /// In kilobytes a second. To hold all of anything takes a line of some tens of megabytes a second.
    private static let slow: Int64 = 16

    private let isWaitedFor: Bool
    private let waitedMilliseconds, bytes: Int64

    /// - Parameters:
    ///   - isWaitedFor: now; else the server has what it needs, and works.
    ///   - waitedMilliseconds: in all.
    package init(isWaitedFor: Bool, waitedMilliseconds: Int64, bytes: Int64) {
        self.isWaitedFor = isWaitedFor
        self.waitedMilliseconds = waitedMilliseconds
        self.bytes = bytes
    }

    /// In kilobytes a second. What has moved has moved in a second at least: so who has only begun is as slow as one who does nothing, and
    /// beginning again and again helps nobody.
    private var speed: Int64 { bytes / max(waitedMilliseconds, 1000) }

    /// Whether others may have its place.
    package var isSlow: Bool { isWaitedFor && waitedMilliseconds >= Self.graceMilliseconds && speed < Self.slow }

    /// Of equals the one that has been waited for longer.
    package func isSlower(than other: Self) -> Bool { (speed, other.waitedMilliseconds) < (other.speed, waitedMilliseconds) }
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
        var found: (element: Element, pace: ClientPace)?
        for element in self {
            let pace = pace(element)
            guard pace.isSlow else { continue }
            if let found, !pace.isSlower(than: found.pace) { continue }
            found = (element, pace)
        }
        return found?.element
    }
}
