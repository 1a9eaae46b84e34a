package import Core

/// A map of texts as a column has it: JSON, or nothing for an empty one.
package enum TextMap {
    package static func encode(_ map: [String: String]) -> String { map.isEmpty ? "" : JSON.strings(map).text }

    /// - Throws: for what `encode` did not write.
    package static func decode(_ text: String) throws(DatabaseError) -> [String: String] {
        text.isEmpty ? [:] : try decode(object(text))
    }

    package static func decode(_ json: JSON) throws(DatabaseError) -> [String: String] {
        var map: [String: String] = [:]
        for member in try required(json.members, "a map") {
            map[member.name] = try required(member.value.string, "\(member.name) of a map")
        }
        return map
    }

    /// - Throws: for what is no JSON object.
    package static func object(_ text: String) throws(DatabaseError) -> JSON {
        do {
            let json = try JSON(parsing: text)
            if case .object = json { return json }
        } catch { throw .unreadable("attributes: \(error)") }
        throw .unreadable("attributes that are no object")
    }
}
