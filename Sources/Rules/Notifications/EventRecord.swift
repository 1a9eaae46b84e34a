package import Core

/// AWS's record of an event, members in AWS's order. Source: S3 User Guide, "Event message structure"; where recordings of the real
/// service differ from it, they decide.
extension EventDetail {
    /// What a destination gets: `{"Records":[…]}`.
    package func body(configurationID: String) -> [UInt8] {
        JSON.members(["Records": .array([record(configurationID: configurationID)])]).utf8
    }

    package func record(configurationID: String) -> JSON {
        .members([
            "eventVersion": .string(eventVersion),
            "eventSource": "aws:s3",
            "awsRegion": .string(region),
            "eventTime": .string(time.iso8601),
            "eventName": .string(type.rawValue),
            "userIdentity": .members(["principalId": .string(principalID)]),
            "requestParameters": .members(["sourceIPAddress": .string(sourceIP)]),
            "responseElements": .members([
                "x-amz-request-id": .string(requestID.description),
                "x-amz-id-2": .string(requestID.hostID),
            ]),
            "s3": .members([
                "s3SchemaVersion": "1.0",
                "configurationId": .string(configurationID),
                "bucket": .members([
                    "name": .string(bucket.description),
                    "ownerIdentity": .members(["principalId": .string(bucketOwner)]),
                    "arn": .string(ARN.bucket(bucket).description),
                ]),
                "object": object,
            ]),
            "glacierEventData": glacier,
            "lifecycleEventData": destinationClass.map {
                .members(["transitionEventData": .members(["destinationStorageClass": .string($0)])])
            },
        ])
    }

    private var object: JSON {
        let shape = type.shape
        return .members([
            "key": .string(encodedKey),
            "size": shape.contains(.size) ? size.map { .integer($0) } : nil,
            "eTag": shape.contains(.etag) ? recordedETag.map { .string($0) } : nil,
            "versionId": versionID.flatMap { $0 == .null ? nil : .string($0.description) },
            "sequencer": shape.contains(.sequencer) ? .string(sequencer) : nil,
        ])
    }

    /// Fixed width, so that text order is the order of all of the bucket's events.
    package var sequencer: String { Hex.upper(sequence) }

    /// Form-encoded, slashes kept: a space is `+`, `a@b` is `a%40b`.
    package var encodedKey: String { PercentCoding.encodeForm(key.utf8, keeping: [UInt8(ascii: "/")]) }

    /// A delete marker has no content of its own; S3 gives it the MD5 of nothing.
    private var recordedETag: String? { type.isDeleteMarker ? "d41d8cd98f00b204e9800998ecf8427e" : etag }

    private var eventVersion: String {
        switch type {
        case .objectTaggingPut, .objectTaggingDelete, .objectAclPut, .lifecycleTransition, .lifecycleExpirationDelete,
            .lifecycleExpirationDeleteMarkerCreated, .intelligentTiering, .objectRestoreDelete:
            "2.3"
        case .replicationOperationFailedReplication, .replicationOperationMissedThreshold,
            .replicationOperationReplicatedAfterThreshold, .replicationOperationNotTracked:
            "2.2"
        default: "2.1"
        }
    }

    private var glacier: JSON? {
        guard type == .objectRestoreCompleted, let restore else { return nil }
        return .members([
            "restoreEventData": .members([
                "lifecycleRestorationExpiryTime": .string(restore.expiry.iso8601),
                "lifecycleRestoreStorageClass": .string(restore.storageClass),
            ])
        ])
    }
}

/// Which members an object has besides its key and version.
private struct ObjectShape: OptionSet {
    let rawValue: UInt8
    static let size = ObjectShape(rawValue: 1)
    static let etag = ObjectShape(rawValue: 2)
    static let sequencer = ObjectShape(rawValue: 4)
}

extension EventType {
    var isDeleteMarker: Bool { self == .objectRemovedDeleteMarkerCreated || self == .lifecycleExpirationDeleteMarkerCreated }

    fileprivate var shape: ObjectShape {
        switch self {
        case .objectRemovedDelete, .lifecycleExpirationDelete: .sequencer
        case .objectRemovedDeleteMarkerCreated, .lifecycleExpirationDeleteMarkerCreated: [.etag, .sequencer]
        case .objectTaggingPut, .objectTaggingDelete, .objectAclPut: .etag
        default: [.size, .etag, .sequencer]
        }
    }
}
