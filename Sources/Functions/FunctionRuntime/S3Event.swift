import Core

/// What Amazon S3 and Pelton send for changes in a bucket.
/// Source: Amazon S3 User Guide, "Event message structure".
public struct S3Event: Codable, Sendable, Hashable {
    /// Empty for the test message that S3 sends when a notification is configured.
    public let records: [Record]

    public init(records: [Record]) { self.records = records }

    private enum CodingKeys: String, CodingKey {
        case records = "Records"
        case event = "Event"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if try container.decodeIfPresent(String.self, forKey: .event) == "s3:TestEvent" {
            records = []
        } else {
            records = try container.decode([Record].self, forKey: .records)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(records, forKey: .records)
    }

    public struct Record: Codable, Sendable, Hashable {
        public let eventVersion: String
        public let eventSource: String
        public let awsRegion: String
        /// ISO 8601 in UTC with milliseconds.
        public let eventTime: String
        /// Without the `s3:` of configurations: `ObjectCreated:Put`.
        public let eventName: String
        public let userIdentity: Identity?
        public let requestParameters: RequestParameters?
        public let responseElements: ResponseElements?
        public let s3: Entity

        public var bucket: Bucket { s3.bucket }
        public var object: Object { s3.object }
        public var isCreation: Bool { eventName.hasPrefix("ObjectCreated:") }
        public var isRemoval: Bool { eventName.hasPrefix("ObjectRemoved:") }
    }

    public struct Identity: Codable, Sendable, Hashable {
        public let principalId: String
    }

    public struct RequestParameters: Codable, Sendable, Hashable {
        public let sourceIPAddress: String?
    }

    public struct ResponseElements: Codable, Sendable, Hashable {
        public let requestID: String?
        public let hostID: String?

        private enum CodingKeys: String, CodingKey {
            case requestID = "x-amz-request-id"
            case hostID = "x-amz-id-2"
        }
    }

    public struct Entity: Codable, Sendable, Hashable {
        public let s3SchemaVersion: String?
        /// The Id of the notification rule that matched.
        public let configurationId: String?
        public let bucket: Bucket
        public let object: Object
    }

    public struct Bucket: Codable, Sendable, Hashable {
        public let name: String
        public let ownerIdentity: Identity?
        public let arn: String?
    }

    public struct Object: Codable, Sendable, Hashable {
        /// The key as the uploader named it.
        public let key: String
        /// Bytes; nil for removals and changes of tags.
        public let size: Int64?
        public let eTag: String?
        public let versionId: String?
        /// Orders the events of one key: compare as hexadecimal numbers.
        public let sequencer: String?

        private enum CodingKeys: String, CodingKey { case key, size, eTag, versionId, sequencer }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let encoded = try container.decode(String.self, forKey: .key)
            // The wire's key is form-encoded: `a+b%40c` is "a b@c".
            guard let bytes = PercentCoding.decode(encoded, plusIsSpace: true), let key = String(validating: bytes, as: UTF8.self)
            else {
                throw DecodingError.dataCorruptedError(
                    forKey: .key, in: container, debugDescription: "\"\(encoded)\" is no form-encoded key")
            }
            self.key = key
            size = try container.decodeIfPresent(Int64.self, forKey: .size)
            eTag = try container.decodeIfPresent(String.self, forKey: .eTag)
            versionId = try container.decodeIfPresent(String.self, forKey: .versionId)
            sequencer = try container.decodeIfPresent(String.self, forKey: .sequencer)
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(PercentCoding.encodeForm(key.utf8, keeping: [UInt8(ascii: "/")]), forKey: .key)
            try container.encodeIfPresent(size, forKey: .size)
            try container.encodeIfPresent(eTag, forKey: .eTag)
            try container.encodeIfPresent(versionId, forKey: .versionId)
            try container.encodeIfPresent(sequencer, forKey: .sequencer)
        }
    }
}
