private import Delivery
package import Engine
package import Events
private import Invoke
package import Metadata
package import PeltonCore
package import Sealing

/// What the driver's run plays in: one bucket and its rules.
package enum Scenery {
    private static func name(_ text: String) -> BucketName {
        guard let name = BucketName(text) else { preconditionFailure("\(text) is a bucket's name") }
        return name
    }

    package static let bucket = name("crash-test")

    /// Some match the first rule, some the second, some both, some none.
    package static let keys = ["in/a", "in/b", "in/c", "in/d.log", "out/e.log", "out/f", "out/g", "h"]

    /// Opens what is encrypted, in every run.
    package static let wrap = KeyWrap(key: Array(1...32), name: "crash test")
    package static let seal = ContentSeal(wrap: wrap, hidesMD5: false)

    package static let made = "made"
    package static let gone = "gone"

    package static func configuration() throws -> NotificationConfiguration {
        func destination(_ name: String) -> String { ARN.function(name, region: .usEast1, account: .none).description }
        let drafts = [
            RuleDraft(
                id: made, destination: destination("maker"), kind: .function, events: ["s3:ObjectCreated:*"],
                filter: [RuleDraft.Filter(name: "prefix", value: "in/")]),
            RuleDraft(
                id: gone, destination: destination("sweeper"), kind: .function, events: ["s3:ObjectRemoved:*"],
                filter: [RuleDraft.Filter(name: "suffix", value: ".log")]),
        ]
        return try NotificationConfiguration(validating: drafts, eventBridge: false, random: SystemRandom())
    }

    /// The rules that an event of this name owes a delivery to, said a second time, without Pelton's matcher.
    static func owed(_ eventName: String, _ key: String) -> [String] {
        if eventName.hasPrefix("ObjectCreated:") { return key.hasPrefix("in/") ? [made] : [] }
        return key.hasSuffix(".log") ? [gone] : []
    }

    package static func stamp(_ number: Int) -> RequestStamp {
        RequestStamp(
            principalID: "AWS:000000000000", sourceIP: "127.0.0.1",
            requestID: RequestID(description: Operation.requestID(number), hostID: "HOST"), traceHeader: nil, provenance: nil)
    }
}
