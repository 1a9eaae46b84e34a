private import Messaging
package import Objects
package import Notifications
private import Invocation
package import DeliveryData
package import ObjectData
package import IdentityData
package import Core
package import ContentEncryption

/// What the driver's run plays in: three buckets and their rules.
package enum Fixture {
    private static func name(_ text: String) -> BucketName {
        guard let name = BucketName(text) else { preconditionFailure("\(text) is a bucket's name") }
        return name
    }

    /// One bucket that never keeps versions, one that always does and locks them, one that begins and ends to as it goes.
    package static let plain = name("crash-test")
    package static let locked = name("crash-locked")
    package static let turning = name("crash-turning")
    package static let buckets = [plain, locked, turning]

    /// Some match the first rule, some the second, some both, some none.
    package static let keys = ["in/a", "in/b", "in/c", "in/d.log", "out/e.log", "out/f", "out/g", "h"]
    /// Few, so that each has many versions.
    package static let lockedKeys = ["lock/a", "lock/b", "lock/c.log"]
    package static let turningKeys = ["turn/a", "turn/b.log"]

    static let allKeys = keys + lockedKeys + turningKeys

    /// When a key's bucket keeps versions.
    enum Keeping { case never, always, atTimes }

    static func keeping(_ key: String) -> Keeping { key.hasPrefix("lock/") ? .always : key.hasPrefix("turn/") ? .atTimes : .never }

    package static func bucket(of key: String) -> BucketName {
        switch keeping(key) {
        case .never: plain
        case .always: locked
        case .atTimes: turning
        }
    }

    package static func creation(of bucket: BucketName) -> CreateBucket {
        CreateBucket(name: bucket, owner: .none, location: nil, hasObjectLock: bucket == locked)
    }

    /// Unique ids; few, so that each is changed by several at once.
    package static let users = ["AIDACRASHTESTALICE000", "AIDACRASHTESTBOB00000"]
    package static let policyNames = ["reads", "writes", "denies"]
    package static let policyARNs = ["arn:aws:iam::aws:policy/AmazonS3FullAccess", "arn:aws:iam::aws:policy/AmazonSQSFullAccess"]

    package static func user(_ id: String) -> IAMResource {
        IAMResource(account: .none, kind: .user, id: id, name: id, path: "/", created: Timestamp(milliseconds: 0))
    }

    /// Opens what is encrypted, in every run.
    package static let wrap = KeyEncryptionKey(key: Array(1...32), name: "crash test", isForMany: true)
    package static let seal = EnvelopeEncryption(wrap: wrap, hidesMD5: false)

    package static let made = "made"
    package static let gone = "gone"
    package static let kept = "kept"

    /// Every bucket's.
    package static func configuration() throws -> NotificationConfiguration {
        func destination(_ name: String) -> String { ARN.function(name, region: .usEast1, account: .none).description }
        func draft(_ id: String, to name: String, _ events: [String], _ filter: RuleDraft.Filter) -> RuleDraft {
            RuleDraft(id: id, destination: destination(name), kind: .function, events: events, filter: [filter])
        }
        let drafts = [
            draft(made, to: "maker", ["s3:ObjectCreated:*"], RuleDraft.Filter(name: "prefix", value: "in/")),
            draft(gone, to: "sweeper", ["s3:ObjectRemoved:*"], RuleDraft.Filter(name: "suffix", value: ".log")),
            draft(
                kept, to: "keeper", ["s3:ObjectTagging:*", "s3:LifecycleExpiration:*"], RuleDraft.Filter(name: "prefix", value: "lock/")),
        ]
        return try NotificationConfiguration(validating: drafts, eventBridge: false, random: SystemRandom())
    }

    /// The rules that an event of this name owes a delivery to, said a second time, without Pelton's matcher.
    static func owed(_ eventName: String, _ key: String) -> [String] {
        if eventName.hasPrefix("ObjectCreated:") { return key.hasPrefix("in/") ? [made] : [] }
        if eventName.hasPrefix("ObjectRemoved:") { return key.hasSuffix(".log") ? [gone] : [] }
        return key.hasPrefix("lock/") ? [kept] : []
    }

    package static func stamp(_ number: Int) -> RequestStamp {
        RequestStamp(
            principalID: "AWS:000000000000", sourceIP: "127.0.0.1",
            requestID: RequestID(description: Operation.requestID(number), hostID: "HOST"), traceHeader: nil, provenance: nil)
    }
}
