internal import Checksums
internal import Core

/// One attribute of a message. Source: API_MessageAttributeValue.
package struct MessageAttribute: Sendable, Hashable {
    package enum Value: Sendable, Hashable {
        case string(String)
        case binary([UInt8])

        var bytes: [UInt8] {
            switch self {
            case .string(let text): Array(text.utf8)
            case .binary(let bytes): bytes
            }
        }
    }

    package let type: String
    package let value: Value

    package init(type: String, value: Value) {
        self.type = type
        self.value = value
    }

    package var size: Int {
        switch value {
        case .string(let text): type.utf8.count + text.utf8.count
        case .binary(let bytes): type.utf8.count + bytes.count
        }
    }
}

package enum MessageAttributes {
    /// In lower-case hexadecimal digits. Source: SQS Developer Guide, "Calculating the MD5 message digest for message attributes".
    package static func digest(_ attributes: [String: MessageAttribute]) -> String {
        var hash = MD5Hasher()
        func add(_ bytes: [UInt8]) {
            let count = UInt32(truncatingIfNeeded: bytes.count)
            hash.update([
                UInt8(truncatingIfNeeded: count >> 24), UInt8(truncatingIfNeeded: count >> 16), UInt8(truncatingIfNeeded: count >> 8),
                UInt8(truncatingIfNeeded: count),
            ])
            hash.update(bytes)
        }
        for (name, attribute) in attributes.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            add(Array(name.utf8))
            add(Array(attribute.type.utf8))
            hash.update([attribute.type.hasPrefix("Binary") ? 2 : 1])
            add(attribute.value.bytes)
        }
        return Hex.encode(hash.finalize())
    }

    package static func digest(ofBody body: [UInt8]) -> String { Hex.encode(MD5Hasher.hash(body)) }

    /// What a body is told apart by. Source: SQS Developer Guide, "ContentBasedDeduplication": SHA-256 of the body alone.
    package static func deduplicationID(ofBody body: [UInt8]) -> String { Hex.encode(SHA256Hasher.hash(body)) }

    // MARK: In the store

    static func encode(_ attributes: [String: MessageAttribute]) -> [UInt8] {
        guard !attributes.isEmpty else { return [] }
        return JSON.object(
            attributes.sorted { $0.key < $1.key }.map { name, attribute in
                switch attribute.value {
                case .string(let text): JSON.Member(name, .members(["t": .string(attribute.type), "s": .string(text)]))
                case .binary(let bytes): JSON.Member(name, .members(["t": .string(attribute.type), "b": .string(Base64.encode(bytes))]))
                }
            }
        ).utf8
    }

    /// - Returns: nil for what `encode` has not made.
    static func decode(_ bytes: ArraySlice<UInt8>) -> [String: MessageAttribute]? {
        guard !bytes.isEmpty else { return [:] }
        guard let members = (try? JSON(parsing: Array(bytes)))?.members else { return nil }
        var found: [String: MessageAttribute] = [:]
        for member in members {
            guard let type = member.value["t"]?.string else { return nil }
            if let text = member.value["s"]?.string {
                found[member.name] = MessageAttribute(type: type, value: .string(text))
            } else if let text = member.value["b"]?.string, let bytes = Base64.decode(text) {
                found[member.name] = MessageAttribute(type: type, value: .binary(bytes))
            } else {
                return nil
            }
        }
        return found
    }
}
