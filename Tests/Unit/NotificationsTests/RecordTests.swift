import Notifications
import Core
import Testing

struct RecordTests {
    private func event(_ type: EventType, size: Int64? = nil, etag: String? = nil) throws -> EventDetail {
        EventDetail(
            type: type, bucket: try #require(BucketName("photos")), bucketOwner: "A3OWNER", region: "us-east-1", sequence: 0x1234,
            key: try ObjectKey("a folder/ü@x.jpg"), versionID: .null, size: size, etag: etag,
            time: Timestamp(milliseconds: 1_795_532_523_522), principalID: "AWS:AROAEXAMPLE:f", sourceIP: "127.0.0.1",
            requestID: RequestID(description: "C3D13FE58DE4C810", hostID: "host/id"))
    }

    private func text(_ event: EventDetail) -> String { String(decoding: event.body(configurationID: "rule"), as: UTF8.self) }

    private func expected(_ name: String, _ object: String) -> String {
        #"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"2026-11-24T15:02:03.522Z","#
            + #""eventName":"\#(name)","userIdentity":{"principalId":"AWS:AROAEXAMPLE:f"},"#
            + #""requestParameters":{"sourceIPAddress":"127.0.0.1"},"#
            + #""responseElements":{"x-amz-request-id":"C3D13FE58DE4C810","x-amz-id-2":"host/id"},"#
            + #""s3":{"s3SchemaVersion":"1.0","configurationId":"rule","bucket":{"name":"photos","ownerIdentity":{"principalId":"A3OWNER"},"#
            + #""arn":"arn:aws:s3:::photos"},"object":{"key":"a+folder/%C3%BC%40x.jpg",\#(object)"sequencer":"0000000000001234"}}}]}"#
    }

    @Test(arguments: [
        EventType.objectCreatedPut, .objectCreatedPost, .objectCreatedCopy, .objectCreatedCompleteMultipartUpload,
    ])
    func `a new object, byte for byte`(type: EventType) throws {
        let event = try event(type, size: 5, etag: "d41d8cd98f00b204e9800998ecf8427e-1")
        #expect(text(event) == expected(type.rawValue, #""size":5,"eTag":"d41d8cd98f00b204e9800998ecf8427e-1","#))
    }

    @Test func `a delete has neither size nor ETag`() throws {
        #expect(text(try event(.objectRemovedDelete, size: 5, etag: "x")) == expected("ObjectRemoved:Delete", ""))
    }

    @Test func `a delete marker has the ETag of nothing`() throws {
        let marker = text(try event(.objectRemovedDeleteMarkerCreated))
        #expect(marker == expected("ObjectRemoved:DeleteMarkerCreated", #""eTag":"d41d8cd98f00b204e9800998ecf8427e","#))
    }

    @Test func `tagging has a version of its own and no sequencer`() throws {
        let tagged = text(try event(.objectTaggingPut, size: 5, etag: "x"))
        #expect(tagged.contains(#""eventVersion":"2.3""#))
        #expect(tagged.hasSuffix(#""object":{"key":"a+folder/%C3%BC%40x.jpg","eTag":"x"}}}]}"#))
    }

    /// Source: S3 User Guide, "Event message structure".
    @Test func `a transition names the class`() throws {
        var moved = try event(.lifecycleTransition, size: 5, etag: "x")
        moved.destinationClass = "GLACIER"
        #expect(text(moved).hasSuffix(#"}},"lifecycleEventData":{"transitionEventData":{"destinationStorageClass":"GLACIER"}}}]}"#))
    }

    @Test func `sequencers order as text`() throws {
        var (early, late) = (try event(.objectCreatedPut), try event(.objectCreatedPut))
        early.sequence = 9
        late.sequence = 1 << 40
        #expect(early.sequencer < late.sequencer)
    }
}
