package import Store

/// Why a queue, or a message, is not made, changed or given out.
package enum QueueError: Error, Sendable, Hashable {
    case noQueue
    /// One of the name was deleted within the last minute.
    case deletedRecently
    /// With the attribute that differs.
    case exists(String)
    case tooManyTags
    case purgedRecently
    case tooManyInFlight
    /// It changed while what was to become of it was made, again and again.
    case overtaken
    case attribute(QueueAttributeError)
    case failed(StoreFailure)
}

/// What is wrong with attributes that a queue is to have.
package enum QueueAttributeError: Error, Sendable, Hashable {
    case unknown(String)
    case invalid(String)
    case onlyOfFIFO(String)
    case typeIsFixed
    case twoEncryptions
    /// Per group, though duplicates are not known by group.
    case throughputWithoutScope
    case redrive(value: String, RedriveError)
    case redriveAllowance(String)
    case policy(String)
    /// What is not built.
    case unbuilt(String)

    package enum RedriveError: Sendable, Hashable {
        case unreadable
        case missing(String)
        case count(String)
        case noTarget
        case otherType
        case otherPlace
        case notAllowed
    }
}
