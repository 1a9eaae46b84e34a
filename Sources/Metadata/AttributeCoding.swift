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
        ]).text
    }

    static func decode(_ text: String, tags: String, storageClass: String?) -> ObjectAttributes {
        var attributes = ObjectAttributes()
        attributes.storageClass = storageClass
        attributes.tags = map(tags)
        guard let json = try? JSON(parsing: text) else { return attributes }
        attributes.contentType = json["type"]?.string
        attributes.contentEncoding = json["encoding"]?.string
        attributes.contentDisposition = json["disposition"]?.string
        attributes.contentLanguage = json["language"]?.string
        attributes.cacheControl = json["cache"]?.string
        attributes.expires = json["expires"]?.string
        attributes.websiteRedirectLocation = json["redirect"]?.string
        attributes.userMetadata = map(json["meta"])
        return attributes
    }

    static func encode(map: [String: String]) -> String { map.isEmpty ? "" : JSON.strings(map).text }
    static func map(_ text: String) -> [String: String] { text.isEmpty ? [:] : map(try? JSON(parsing: text)) }

    private static func map(_ json: JSON?) -> [String: String] {
        Dictionary((json?.members ?? []).compactMap { member in member.value.string.map { (member.name, $0) } }) { first, _ in first }
    }
}
