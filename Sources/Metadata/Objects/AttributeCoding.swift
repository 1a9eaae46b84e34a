internal import PeltonCore

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
            // Versions have a column for it, uploads do not.
            "owner": attributes.owner.map { .string($0.description) },
        ]).text
    }

    static func decode(_ text: String, tags: String, storageClass: String?, owner: String? = nil) -> ObjectAttributes {
        var attributes = ObjectAttributes()
        attributes.storageClass = storageClass
        attributes.tags = map(tags)
        guard let json = try? JSON(parsing: text) else { return attributes }
        attributes.owner = (owner ?? json["owner"]?.string).flatMap { AccountID($0) }
        attributes.contentType = json["type"]?.string
        attributes.contentEncoding = json["encoding"]?.string
        attributes.contentDisposition = json["disposition"]?.string
        attributes.contentLanguage = json["language"]?.string
        attributes.cacheControl = json["cache"]?.string
        attributes.expires = json["expires"]?.string
        attributes.websiteRedirectLocation = json["redirect"]?.string
        attributes.userMetadata = map(json["meta"])
        attributes.accessControl = json["acl"]?.string
        attributes.lock = json["lock"].map(lock) ?? ObjectLock()
        attributes.encryption = json["encryption"].flatMap(encryption)
        return attributes
    }

    private static func encode(_ lock: ObjectLock) -> JSON {
        JSON.members([
            "mode": lock.retention.map { .string($0.mode.rawValue) }, "until": lock.retention.map { .string($0.until.iso8601) },
            "hold": lock.hasLegalHold.map(JSON.bool),
        ])
    }

    private static func lock(_ json: JSON) -> ObjectLock {
        var lock = ObjectLock(hasLegalHold: json["hold"]?.bool)
        if let mode = json["mode"]?.string.flatMap(ObjectLock.Mode.init),
            let until = json["until"]?.string.flatMap({ Timestamp(iso8601: $0) })
        {
            lock.retention = ObjectLock.Retention(mode: mode, until: until)
        }
        return lock
    }

    private static func encode(_ encryption: ObjectEncryption) -> JSON {
        JSON.members([
            "algorithm": .string(encryption.algorithm.rawValue), "key": encryption.keyARN.map(JSON.string),
            "md5": encryption.customerKeyMD5.map(JSON.string), "bucketKey": encryption.usesBucketKey ? .bool(true) : nil,
            "context": encryption.context.map(JSON.string),
        ])
    }

    private static func encryption(_ json: JSON) -> ObjectEncryption? {
        guard let algorithm = json["algorithm"]?.string.flatMap(ObjectEncryption.Algorithm.init) else { return nil }
        return ObjectEncryption(
            algorithm: algorithm, keyARN: json["key"]?.string, customerKeyMD5: json["md5"]?.string,
            usesBucketKey: json["bucketKey"]?.bool ?? false, context: json["context"]?.string)
    }

    static func encode(map: [String: String]) -> String { map.isEmpty ? "" : JSON.strings(map).text }
    static func map(_ text: String) -> [String: String] { text.isEmpty ? [:] : map(try? JSON(parsing: text)) }

    private static func map(_ json: JSON?) -> [String: String] {
        Dictionary((json?.members ?? []).compactMap { member in member.value.string.map { (member.name, $0) } }) { first, _ in first }
    }
}
