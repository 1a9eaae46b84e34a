package import PeltonCore

/// What S3 sends once to a queue or topic when it is configured, to see that it can. Functions get none.
package enum TestEvent {
    package static func body(bucket: BucketName, time: Timestamp, request: RequestID) -> [UInt8] {
        JSON.members([
            "Service": "Amazon S3",
            "Event": "s3:TestEvent",
            "Time": .string(time.iso8601),
            "Bucket": .string(bucket.description),
            "RequestId": .string(request.description),
            "HostId": .string(request.hostID),
        ]).utf8
    }
}
