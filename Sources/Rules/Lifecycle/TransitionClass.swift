/// Where a transition can lead. Source: S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle".
package enum TransitionClass: String, Sendable, CaseIterable {
    case standardIA = "STANDARD_IA"
    case intelligentTiering = "INTELLIGENT_TIERING"
    case onezoneIA = "ONEZONE_IA"
    case glacierIR = "GLACIER_IR"
    case glacier = "GLACIER"
    case deepArchive = "DEEP_ARCHIVE"

    /// The waterfall: objects only ever fall.
    private var depth: Int {
        switch self {
        case .standardIA: 1
        case .intelligentTiering: 2
        case .onezoneIA, .glacierIR: 3
        case .glacier: 4
        case .deepArchive: 5
        }
    }

    /// Whether S3 moves an object of the class `other` here.
    /// - Parameter other: nil is STANDARD.
    func isReachable(from other: String?) -> Bool {
        guard let other, let from = TransitionClass(rawValue: other) else { return true }
        return from.depth < depth
    }

    /// Whether one rule may name this class for a later time than `other`.
    func isBelow(_ other: TransitionClass) -> Bool { other.depth < depth }

    /// Objects stay for at least 30 days in these, and before they come to them.
    var isInfrequentAccess: Bool { self == .standardIA || self == .onezoneIA }

    /// Objects must be restored from it before they can be read.
    package var isArchive: Bool { self == .glacier || self == .deepArchive }

    /// Of several that are due, S3 takes the cheapest; INTELLIGENT_TIERING goes before all but the archives.
    /// Source: S3 User Guide, "How Amazon S3 handles conflicts in lifecycle configurations".
    var preference: Int {
        switch self {
        case .standardIA: 1
        case .onezoneIA: 2
        case .glacierIR: 3
        case .intelligentTiering: 4
        case .glacier: 5
        case .deepArchive: 6
        }
    }
}
