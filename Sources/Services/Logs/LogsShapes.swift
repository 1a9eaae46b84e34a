package import ServiceKit

/// What the operations that are built take. Source: the model of this service in botocore 1.44.8, service-2.json, each shape by its name there.
package enum LogsShapes {
    package static let operations: [String: Shape.Members] = [
        "DescribeLogGroups": describeLogGroups,
        "DescribeLogStreams": describeLogStreams,
        "FilterLogEvents": filterLogEvents,
        "GetLogEvents": getLogEvents,
    ]

    private static let describeLogGroups = Shape.Members([
        .optional("accountIdentifiers", accountIds), .optional("logGroupNamePrefix", logGroupName),
        .optional("logGroupNamePattern", logGroupNamePattern), .optional("nextToken", nextToken), .optional("limit", describeLimit),
        .optional("includeLinkedAccounts", .boolean), .optional("logGroupClass", logGroupClass),
        .optional("logGroupIdentifiers", describeLogGroupsLogGroupIdentifiers),
    ])
    private static let describeLogStreams = Shape.Members([
        .optional("logGroupName", logGroupName), .optional("logGroupIdentifier", logGroupIdentifier),
        .optional("logStreamNamePrefix", logStreamName), .optional("orderBy", orderBy), .optional("descending", .boolean),
        .optional("nextToken", nextToken), .optional("limit", describeLimit),
    ])
    private static let filterLogEvents = Shape.Members([
        .optional("logGroupName", logGroupName), .optional("logGroupIdentifier", logGroupIdentifier),
        .optional("logStreamNames", inputLogStreamNames), .optional("logStreamNamePrefix", logStreamName),
        .optional("startTime", timestamp), .optional("endTime", timestamp), .optional("filterPattern", filterPattern),
        .optional("nextToken", nextToken), .optional("limit", eventsLimit), .optional("startFromHead", .boolean),
        .optional("interleaved", .boolean), .optional("unmask", .boolean),
    ])
    private static let getLogEvents = Shape.Members([
        .optional("logGroupName", logGroupName), .optional("logGroupIdentifier", logGroupIdentifier),
        .required("logStreamName", logStreamName), .optional("startTime", timestamp), .optional("endTime", timestamp),
        .optional("nextToken", nextToken), .optional("limit", eventsLimit), .optional("startFromHead", .boolean),
        .optional("unmask", .boolean),
    ])

    // MARK: Shapes

    private static let accountId: Shape = .string(min: 12, max: 12, pattern: #"^\d{12}$"#)
    private static let accountIds: Shape = .list(accountId, min: 0, max: 20)
    private static let logGroupName: Shape = .string(min: 1, max: 512, pattern: #"[\.\-_/#A-Za-z0-9]+"#)
    private static let logGroupNamePattern: Shape = .string(min: 0, max: 512, pattern: #"[\.\-_/#A-Za-z0-9]*"#)
    private static let nextToken: Shape = .string(min: 1)
    private static let describeLimit: Shape = .integer(min: 1, max: 50)
    private static let logGroupClass: Shape = .values(["STANDARD", "INFREQUENT_ACCESS", "DELIVERY", "ESSENTIALS"])
    private static let logGroupIdentifier: Shape = .string(min: 1, max: 2048, pattern: #"[\w#+=/:,.@-]*"#)
    private static let describeLogGroupsLogGroupIdentifiers: Shape = .list(logGroupIdentifier, min: 1, max: 50)
    private static let logStreamName: Shape = .string(min: 1, max: 512, pattern: "[^:*]*")
    private static let orderBy: Shape = .values(["LogStreamName", "LastEventTime"])
    private static let inputLogStreamNames: Shape = .list(logStreamName, min: 1, max: 100)
    private static let timestamp: Shape = .long(min: 0)
    private static let filterPattern: Shape = .string(min: 0, max: 1024)
    private static let eventsLimit: Shape = .integer(min: 1, max: 10_000)
}
