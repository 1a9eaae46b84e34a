/// What happened to an object. The raw value is the name as event records spell it, without the `s3:` of configurations.
/// Source: S3 User Guide, "Supported event types".
package enum EventType: String, CaseIterable, Sendable {
    case objectCreatedPut = "ObjectCreated:Put"
    case objectCreatedPost = "ObjectCreated:Post"
    case objectCreatedCopy = "ObjectCreated:Copy"
    case objectCreatedCompleteMultipartUpload = "ObjectCreated:CompleteMultipartUpload"
    case objectRemovedDelete = "ObjectRemoved:Delete"
    case objectRemovedDeleteMarkerCreated = "ObjectRemoved:DeleteMarkerCreated"
    case objectRestorePost = "ObjectRestore:Post"
    case objectRestoreCompleted = "ObjectRestore:Completed"
    case objectRestoreDelete = "ObjectRestore:Delete"
    case reducedRedundancyLostObject = "ReducedRedundancyLostObject"
    case replicationOperationFailedReplication = "Replication:OperationFailedReplication"
    case replicationOperationMissedThreshold = "Replication:OperationMissedThreshold"
    case replicationOperationReplicatedAfterThreshold = "Replication:OperationReplicatedAfterThreshold"
    case replicationOperationNotTracked = "Replication:OperationNotTracked"
    case lifecycleTransition = "LifecycleTransition"
    case lifecycleExpirationDelete = "LifecycleExpiration:Delete"
    case lifecycleExpirationDeleteMarkerCreated = "LifecycleExpiration:DeleteMarkerCreated"
    case intelligentTiering = "IntelligentTiering"
    case objectTaggingPut = "ObjectTagging:Put"
    case objectTaggingDelete = "ObjectTagging:Delete"
    case objectAclPut = "ObjectAcl:Put"
}

extension EventType {
    /// The position among all types, from 0: the index of per-type lists.
    var ordinal: Int {
        switch self {
        case .objectCreatedPut: 0
        case .objectCreatedPost: 1
        case .objectCreatedCopy: 2
        case .objectCreatedCompleteMultipartUpload: 3
        case .objectRemovedDelete: 4
        case .objectRemovedDeleteMarkerCreated: 5
        case .objectRestorePost: 6
        case .objectRestoreCompleted: 7
        case .objectRestoreDelete: 8
        case .reducedRedundancyLostObject: 9
        case .replicationOperationFailedReplication: 10
        case .replicationOperationMissedThreshold: 11
        case .replicationOperationReplicatedAfterThreshold: 12
        case .replicationOperationNotTracked: 13
        case .lifecycleTransition: 14
        case .lifecycleExpirationDelete: 15
        case .lifecycleExpirationDeleteMarkerCreated: 16
        case .intelligentTiering: 17
        case .objectTaggingPut: 18
        case .objectTaggingDelete: 19
        case .objectAclPut: 20
        }
    }

    /// What stands before the colon, where there is one: `ObjectCreated`.
    var family: String? {
        guard let colon = rawValue.firstIndex(of: ":") else { return nil }
        return String(rawValue[..<colon])
    }
}
