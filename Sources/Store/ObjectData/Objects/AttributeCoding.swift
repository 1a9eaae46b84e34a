internal import Database
internal import Core

/// `ObjectAttributes` as the text of their column: only what is set, under short names.
enum AttributeCoding {
    static func encode(_ attributes: ObjectAttributes) -> String {
        JSON.members([
            "type": attributes.contentType.map(JSON.string), "encoding": attributes.contentEncoding.map(JSON.string),
            "disposition": attributes.contentDisposition.map(JSON.string), "language": attributes.contentLanguage.map(JSON.string),
            "cache": attributes.cacheControl.map(JSON.string), "expires": attributes.expires.map(JSON.string),
            "redirect": attributes.websiteRedirectLocation.map(JSON.string),
            "meta": attributes.userMetadata.isEmpty ? nil : .strings(attributes.userMetadata),
            "acl": attributes.accessControl.map(JSON.string), "lock": attributes.lock.isEmpty ? nil : encode(attributes.lock),
            "encryption": attributes.encryption.map(encode),
            "anonymous": attributes.isAnonymous ? .bool(true) : nil,
            "restored": attributes.restoredUntil.map { .string($0.iso8601) },
            // Versions have a column for it, uploads do not.
            "owner": attributes.owner.map { .string($0.description) },
        ]).text
    }

    /// - Throws: for what `encode` did not write. A lock, an owner or a key that cannot be read is not none.
    static func decode(
        _ text: String, tags: String, storageClass: String?, owner: String? = nil
    ) throws(DatabaseError) -> ObjectAttributes {
        var attributes = ObjectAttributes()
        attributes.storageClass = storageClass
        attributes.tags = try TextMap.decode(tags)
        let json = try TextMap.object(text)
        if let owner = owner == nil ? try string(json, "owner") : owner {
            attributes.owner = try required(AccountID(owner), "an owner, \(owner)")
        }
        attributes.contentType = try string(json, "type")
        attributes.contentEncoding = try string(json, "encoding")
        attributes.contentDisposition = try string(json, "disposition")
        attributes.contentLanguage = try string(json, "language")
        attributes.cacheControl = try string(json, "cache")
        attributes.expires = try string(json, "expires")
        attributes.websiteRedirectLocation = try string(json, "redirect")
        if let meta = json["meta"] { attributes.userMetadata = try TextMap.decode(meta) }
        attributes.accessControl = try string(json, "acl")
        if let lock = json["lock"] { attributes.lock = try Self.lock(lock) }
        if let anonymous = json["anonymous"] { attributes.isAnonymous = try required(anonymous.bool, "whether nobody signed for it") }
        if let encryption = json["encryption"] { attributes.encryption = try Self.encryption(encryption) }
        if let restored = try string(json, "restored") {
            attributes.restoredUntil = try required(Timestamp(iso8601: restored), "the end of a restore, \(restored)")
        }
        return attributes
    }

    private static func encode(_ lock: ObjectLock) -> JSON {
        JSON.members([
            "mode": lock.retention.map { .string($0.mode.rawValue) }, "until": lock.retention.map { .string($0.until.iso8601) },
            "hold": lock.hasLegalHold.map(JSON.bool),
        ])
    }

    private static func lock(_ json: JSON) throws(DatabaseError) -> ObjectLock {
        var lock = ObjectLock()
        if let hold = json["hold"] { lock.hasLegalHold = try required(hold.bool, "a legal hold") }
        let (mode, until) = (try string(json, "mode"), try string(json, "until"))
        if mode != nil || until != nil {
            lock.retention = ObjectLock.Retention(
                mode: try required(mode.flatMap(ObjectLock.Mode.init), "a retention's mode"),
                until: try required(until.flatMap { Timestamp(iso8601: $0) }, "a retention's end"))
        }
        guard !lock.isEmpty else { throw .unreadable("a lock") }
        return lock
    }

    private static func encode(_ encryption: ObjectEncryption) -> JSON {
        JSON.members([
            "algorithm": .string(encryption.algorithm.rawValue), "key": encryption.keyARN.map(JSON.string),
            "md5": encryption.customerKeyMD5.map(JSON.string), "bucketKey": encryption.usesBucketKey ? .bool(true) : nil,
            "context": encryption.context.map(JSON.string),
        ])
    }

    private static func encryption(_ json: JSON) throws(DatabaseError) -> ObjectEncryption {
        let algorithm = try string(json, "algorithm").flatMap(ObjectEncryption.Algorithm.init)
        return ObjectEncryption(
            algorithm: try required(algorithm, "an object's encryption"), keyARN: try string(json, "key"),
            customerKeyMD5: try string(json, "md5"), usesBucketKey: json["bucketKey"]?.bool ?? false, context: try string(json, "context"))
    }

    private static func string(_ json: JSON, _ name: String) throws(DatabaseError) -> String? {
        guard let value = json[name] else { return nil }
        return try required(value.string, "the attribute \(name)")
    }
}
