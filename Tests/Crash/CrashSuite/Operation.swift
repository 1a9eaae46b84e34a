/// What the driver asks of the store. A key's name tells its bucket.
package enum Operation: Codable, Sendable {
    case createBucket(name: String)
    case configure(bucket: String)
    case setVersioning(bucket: String, isEnabled: Bool)
    case put(key: String, body: Body, type: String, tags: [String: String], lock: Lock)
    /// Without a version: of the current one.
    case copy(source: String, version: String?, key: String)
    case delete(Deletion)
    case deleteBatch(keys: [String])
    case createUpload(id: String, key: String)
    case putPart(upload: String, number: Int, body: Body)
    /// `etag` and `body` are those of the whole.
    case completeUpload(id: String, key: String, etag: String, body: Body)
    case abortUpload(id: String)
    /// Without tags: removes them. Without a version: of the current one.
    case tag(key: String, version: String?, tags: [String: String])
    case hold(key: String, version: String, isOn: Bool)
    case retain(key: String, version: String, mode: String?)
    case createUser(id: String)
    case createKey(id: String, user: String)
    case setKey(id: String, user: String, isActive: Bool)
    case deleteKey(id: String, user: String)
    case putPolicy(InlinePolicyName, document: String)
    case deletePolicy(InlinePolicyName)
    case attachPolicy(arn: String, user: String)
    case detachPolicy(arn: String, user: String)
}

/// A user's own policy.
package struct InlinePolicyName: Codable, Sendable, Hashable {
    package let user, name: String

    package init(user: String, name: String) { (self.user, self.name) = (user, name) }
}

/// One key, or one version of it.
package struct Deletion: Codable, Sendable {
    package let key: String
    package let version: String?
    package let bypassesGovernance: Bool
    package let isLifecycle: Bool

    package init(key: String, version: String? = nil, bypassesGovernance: Bool = false, isLifecycle: Bool = false) {
        self.key = key
        self.version = version
        self.bypassesGovernance = bypassesGovernance
        self.isLifecycle = isLifecycle
    }
}

/// What may keep a version. Every retention is for ever, as far as a run goes.
package struct Lock: Codable, Sendable, Hashable {
    package var isHeld = false
    /// GOVERNANCE, COMPLIANCE or none.
    package var mode: String?

    package init(isHeld: Bool = false, mode: String? = nil) {
        self.isHeld = isHeld
        self.mode = mode
    }
}

/// Bytes by what tells them from all others.
package struct Body: Codable, Sendable, Hashable {
    /// Hexadecimal.
    package let md5: String
    package let size: Int

    package init(md5: String, size: Int) {
        self.md5 = md5
        self.size = size
    }
}

package enum Answer: Codable, Sendable, Hashable {
    case done
    case written(etag: String, version: String, sequence: UInt64)
    /// The delete marker that was made.
    case marked(version: String)
    /// Whether there was something to delete.
    case deleted(Bool)
    /// Each key's own; false where it was refused.
    case deletedEach([Bool])
    /// The version whose tags or lock are others now.
    case changed(version: String)
    /// Refused since the version is locked.
    case locked
    /// Refused for what else the request asked, such as a condition that did not hold: nothing may have changed.
    case refused(String)
}

extension Operation {
    /// The request id that the events of this operation carry.
    package static func requestID(_ number: Int) -> String { "OP-\(number)" }
    package static func number(ofRequest id: String) -> Int? { id.hasPrefix("OP-") ? Int(id.dropFirst(3)) : nil }

    /// The object's bytes that an operation brings in, with their ETag.
    var sent: (etag: String, body: Body)? {
        switch self {
        case .put(_, let body, _, _, _): (body.md5, body)
        case .completeUpload(_, _, let etag, let body): (etag, body)
        default: nil
        }
    }

    /// The names that its events may have, the keys they are about; nil for what makes no event.
    var event: (names: Set<String>, keys: [String])? {
        switch self {
        case .put(let key, _, let type, _, _): ([type], [key])
        case .copy(_, _, let key): (["ObjectCreated:Copy"], [key])
        case .completeUpload(_, let key, _, _): (["ObjectCreated:CompleteMultipartUpload"], [key])
        case .delete(let deletion): (deletion.eventNames, [deletion.key])
        case .deleteBatch(let keys): (["ObjectRemoved:Delete"], keys)
        case .tag(let key, _, let tags): ([tags.isEmpty ? "ObjectTagging:Delete" : "ObjectTagging:Put"], [key])
        case .createBucket, .configure, .setVersioning, .createUpload, .putPart, .abortUpload, .hold, .retain, .createUser, .createKey,
            .setKey, .deleteKey, .putPolicy, .deletePolicy, .attachPolicy, .detachPolicy:
            nil
        }
    }

    /// The version that it names and that its event must name too.
    var namedVersion: String? {
        switch self {
        case .delete(let deletion): deletion.version
        case .tag(_, let version, _): version
        default: nil
        }
    }

    /// The tags that its event must tell of; nil where they are those of something else.
    var tags: [String: String]? {
        switch self {
        case .put(_, _, _, let tags, _), .tag(_, _, let tags): tags
        case .completeUpload: [:]
        default: nil
        }
    }
}

extension Deletion {
    /// A bucket that begins to keep versions meanwhile gets a marker.
    fileprivate var eventNames: Set<String> {
        let prefix = isLifecycle ? "LifecycleExpiration:" : "ObjectRemoved:"
        if version != nil { return [prefix + "Delete"] }
        switch Fixture.keeping(key) {
        case .never: return [prefix + "Delete"]
        case .always: return [prefix + "DeleteMarkerCreated"]
        case .atTimes: return [prefix + "Delete", prefix + "DeleteMarkerCreated"]
        }
    }
}

extension Answer {
    /// Whether an operation that was answered so made the event of its key number `index`.
    func makesEvent(_ index: Int) -> Bool {
        switch self {
        case .written, .marked, .changed: true
        case .deleted(let isGone): isGone
        case .deletedEach(let each): each[index]
        case .done, .locked, .refused: false
        }
    }

    /// Whether it says that nothing changed.
    var isRefusal: Bool {
        switch self {
        case .locked, .refused: true
        default: false
        }
    }

    /// The version that it says there is now, or was changed.
    var version: String? {
        switch self {
        case .written(_, let version, _), .marked(let version), .changed(let version): version
        default: nil
        }
    }
}
