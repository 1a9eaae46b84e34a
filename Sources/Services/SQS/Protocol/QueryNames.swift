internal import ServiceKit

/// What members are called in the query protocol, where lists and maps are flat: `Attribute.1.Name`, `SendMessageBatchRequestEntry.1.Id`.
/// Source: SQS API Reference of 2012-11-05, and the examples of each operation.
enum QueryNames {
    private static let lists: [Substring: String] = [
        "AttributeName": "AttributeNames", "MessageAttributeName": "MessageAttributeNames",
        "MessageSystemAttributeName": "MessageSystemAttributeNames", "TagKey": "TagKeys", "AWSAccountId": "AWSAccountIds",
        "ActionName": "Actions", "SendMessageBatchRequestEntry": "Entries", "DeleteMessageBatchRequestEntry": "Entries",
        "ChangeMessageVisibilityBatchRequestEntry": "Entries",
    ]
    private static let maps: [Substring: (member: String, key: Substring)] = [
        "Attribute": ("Attributes", "Name"), "MessageAttribute": ("MessageAttributes", "Name"),
        "MessageSystemAttribute": ("MessageSystemAttributes", "Name"), "Tag": ("Tags", "Key"),
    ]

    /// A parameter's name by the model's members: `Attributes.entry.1.key`.
    static func member(_ name: String, of operation: String) -> String {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1, parts.count <= 16 else { return name }
        return converted(parts[...], operation)
    }

    private static func converted(_ parts: ArraySlice<Substring>, _ operation: String) -> String {
        guard let first = parts.first, parts.count > 1 else { return parts.joined(separator: ".") }
        let (number, rest) = (parts[parts.startIndex + 1], parts.dropFirst(2))
        if let list = lists[first] {
            return (["\(list).member.\(number)"] + (rest.isEmpty ? [] : [converted(rest, operation)])).joined(separator: ".")
        }
        guard let map = maps[first], let role = rest.first else { return parts.joined(separator: ".") }
        let member = map.member == "Tags" && operation == "CreateQueue" ? "tags" : map.member
        let inner = role == map.key ? "key" : role == "Value" ? "value" : String(role)
        return (["\(member).entry.\(number).\(inner)"] + rest.dropFirst().map { String($0) }).joined(separator: ".")
    }

    /// What the elements of an output's list or map are called.
    static func element(_ member: String, of operation: String) -> FlatName {
        switch member {
        case "QueueUrls", "queueUrls": FlatName("QueueUrl")
        case "Attributes": FlatName("Attribute")
        case "MessageAttributes": FlatName("MessageAttribute")
        case "Tags": FlatName("Tag", key: "Key")
        case "Messages": FlatName("Message")
        case "Successful": FlatName(operation + "ResultEntry")
        case "Failed": FlatName("BatchResultErrorEntry")
        default: FlatName(member)
        }
    }
}
