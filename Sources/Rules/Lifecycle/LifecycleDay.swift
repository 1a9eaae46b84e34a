package import Core

/// The unit that lifecycles count in: a day, or what a test takes for one. Days begin at multiples of it since 1970, in UTC.
/// Source: S3 User Guide, "Lifecycle configuration elements": times are rounded up to the next midnight UTC.
package struct LifecycleDay: Sendable, Hashable {
    package let milliseconds: Int64

    package static let real = LifecycleDay(milliseconds: 86_400_000)

    package init(milliseconds: Int64) { self.milliseconds = max(1, milliseconds) }

    /// The midnight at or before `time`.
    package func midnight(before time: Timestamp) -> Timestamp {
        let rest = time.milliseconds % milliseconds
        return time.adding(milliseconds: -(rest < 0 ? rest + milliseconds : rest))
    }

    /// `count` days after `time`, rounded up to a midnight.
    package func midnight(_ count: Int, after time: Timestamp) -> Timestamp {
        let (more, isOver) = Int64(count).multipliedReportingOverflow(by: milliseconds)
        let exact = time.adding(milliseconds: isOver ? .max : more)
        let floor = midnight(before: exact)
        return floor == exact ? exact : floor.adding(milliseconds: milliseconds)
    }

    package func next(after time: Timestamp) -> Timestamp { midnight(before: time).adding(milliseconds: milliseconds) }
}
