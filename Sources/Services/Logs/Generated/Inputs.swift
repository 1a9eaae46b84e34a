// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension LogsService {
    struct DescribeLogGroupsRequest: InputStructure {
        var accountIdentifiers: [String]?
        var logGroupNamePrefix: String?
        var logGroupNamePattern: String?
        var nextToken: String?
        var limit: Int?
        var includeLinkedAccounts: Bool?
        var logGroupClass: String?
        var logGroupIdentifiers: [String]?

        static let members = Shape.Members([
            .optional("accountIdentifiers", Shapes.accountIds), .optional("logGroupNamePrefix", Shapes.logGroupName),
            .optional("logGroupNamePattern", Shapes.logGroupNamePattern), .optional("nextToken", Shapes.nextToken),
            .optional("limit", Shapes.describeLimit), .optional("includeLinkedAccounts", .boolean),
            .optional("logGroupClass", Shapes.logGroupClass), .optional("logGroupIdentifiers", Shapes.describeLogGroupsLogGroupIdentifiers),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&accountIdentifiers)
            case 1: try reader.read(&logGroupNamePrefix)
            case 2: try reader.read(&logGroupNamePattern)
            case 3: try reader.read(&nextToken)
            case 4: try reader.read(&limit)
            case 5: try reader.read(&includeLinkedAccounts)
            case 6: try reader.read(&logGroupClass)
            case 7: try reader.read(&logGroupIdentifiers)
            default: break
            }
        }
    }
}

extension LogsService {
    struct DescribeLogStreamsRequest: InputStructure {
        var logGroupName: String?
        var logGroupIdentifier: String?
        var logStreamNamePrefix: String?
        var orderBy: String?
        var descending: Bool?
        var nextToken: String?
        var limit: Int?

        static let members = Shape.Members([
            .optional("logGroupName", Shapes.logGroupName), .optional("logGroupIdentifier", Shapes.logGroupIdentifier),
            .optional("logStreamNamePrefix", Shapes.logStreamName), .optional("orderBy", Shapes.orderBy), .optional("descending", .boolean),
            .optional("nextToken", Shapes.nextToken), .optional("limit", Shapes.describeLimit),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&logGroupName)
            case 1: try reader.read(&logGroupIdentifier)
            case 2: try reader.read(&logStreamNamePrefix)
            case 3: try reader.read(&orderBy)
            case 4: try reader.read(&descending)
            case 5: try reader.read(&nextToken)
            case 6: try reader.read(&limit)
            default: break
            }
        }
    }
}

extension LogsService {
    struct FilterLogEventsRequest: InputStructure {
        var logGroupName: String?
        var logGroupIdentifier: String?
        var logStreamNames: [String]?
        var logStreamNamePrefix: String?
        var startTime: Int?
        var endTime: Int?
        var filterPattern: String?
        var nextToken: String?
        var limit: Int?
        var startFromHead: Bool?
        var interleaved: Bool?
        var unmask: Bool?

        static let members = Shape.Members([
            .optional("logGroupName", Shapes.logGroupName), .optional("logGroupIdentifier", Shapes.logGroupIdentifier),
            .optional("logStreamNames", Shapes.inputLogStreamNames), .optional("logStreamNamePrefix", Shapes.logStreamName),
            .optional("startTime", Shapes.timestamp), .optional("endTime", Shapes.timestamp),
            .optional("filterPattern", Shapes.filterPattern), .optional("nextToken", Shapes.nextToken),
            .optional("limit", Shapes.eventsLimit), .optional("startFromHead", .boolean), .optional("interleaved", .boolean),
            .optional("unmask", .boolean),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&logGroupName)
            case 1: try reader.read(&logGroupIdentifier)
            case 2: try reader.read(&logStreamNames)
            case 3: try reader.read(&logStreamNamePrefix)
            case 4: try reader.read(&startTime)
            case 5: try reader.read(&endTime)
            case 6: try reader.read(&filterPattern)
            case 7: try reader.read(&nextToken)
            case 8: try reader.read(&limit)
            case 9: try reader.read(&startFromHead)
            case 10: try reader.read(&interleaved)
            case 11: try reader.read(&unmask)
            default: break
            }
        }
    }
}

extension LogsService {
    struct GetLogEventsRequest: InputStructure {
        var logGroupName: String?
        var logGroupIdentifier: String?
        var logStreamName: String = ""
        var startTime: Int?
        var endTime: Int?
        var nextToken: String?
        var limit: Int?
        var startFromHead: Bool?
        var unmask: Bool?

        static let members = Shape.Members([
            .optional("logGroupName", Shapes.logGroupName), .optional("logGroupIdentifier", Shapes.logGroupIdentifier),
            .required("logStreamName", Shapes.logStreamName), .optional("startTime", Shapes.timestamp),
            .optional("endTime", Shapes.timestamp), .optional("nextToken", Shapes.nextToken), .optional("limit", Shapes.eventsLimit),
            .optional("startFromHead", .boolean), .optional("unmask", .boolean),
        ])

        mutating func read(_ member: Int, _ reader: inout InputReader) throws(InputError) {
            switch member {
            case 0: try reader.read(&logGroupName)
            case 1: try reader.read(&logGroupIdentifier)
            case 2: try reader.read(&logStreamName)
            case 3: try reader.read(&startTime)
            case 4: try reader.read(&endTime)
            case 5: try reader.read(&nextToken)
            case 6: try reader.read(&limit)
            case 7: try reader.read(&startFromHead)
            case 8: try reader.read(&unmask)
            default: break
            }
        }
    }
}

extension LogsService {
    private enum Shapes {
        static let accountId: Shape = .string(min: 12, max: 12, pattern: #"^\d{12}$"#)
        static let accountIds: Shape = .list(Shapes.accountId, min: 0, max: 20)
        static let logGroupName: Shape = .string(min: 1, max: 512, pattern: #"[\.\-_/#A-Za-z0-9]+"#)
        static let logGroupNamePattern: Shape = .string(min: 0, max: 512, pattern: #"[\.\-_/#A-Za-z0-9]*"#)
        static let nextToken: Shape = .string(min: 1)
        static let describeLimit: Shape = .integer(min: 1, max: 50)
        static let logGroupClass: Shape = .values(["STANDARD", "INFREQUENT_ACCESS", "DELIVERY", "ESSENTIALS"])
        static let logGroupIdentifier: Shape = .string(min: 1, max: 2048, pattern: #"[\w#+=/:,.@-]*"#)
        static let describeLogGroupsLogGroupIdentifiers: Shape = .list(Shapes.logGroupIdentifier, min: 1, max: 50)
        static let logStreamName: Shape = .string(min: 1, max: 512, pattern: "[^:*]*")
        static let orderBy: Shape = .values(["LogStreamName", "LastEventTime"])
        static let inputLogStreamNames: Shape = .list(Shapes.logStreamName, min: 1, max: 100)
        static let timestamp: Shape = .long(min: 0)
        static let filterPattern: Shape = .string(min: 0, max: 1024)
        static let eventsLimit: Shape = .integer(min: 1, max: 10_000)
    }
}
