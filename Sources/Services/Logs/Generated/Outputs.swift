// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
internal import ServiceKit
internal import Core

extension LogsService {
    struct DescribeLogGroupsResponse: OutputStructure {
        var logGroups: [LogGroup]?
        var nextToken: String?

        func write(to writer: inout OutputWriter) {
            writer.member("logGroups", logGroups)
            writer.member("nextToken", nextToken)
        }
    }
}

extension LogsService {
    struct LogGroup: OutputStructure {
        var logGroupName: String?
        var creationTime: Int?
        var retentionInDays: Int?
        var metricFilterCount: Int?
        var arn: String?
        var storedBytes: Int?
        var kmsKeyId: String?
        var dataProtectionStatus: String?
        var inheritedProperties: [String]?
        var logGroupClass: String?
        var logGroupArn: String?
        var deletionProtectionEnabled: Bool?
        var bearerTokenAuthenticationEnabled: Bool?
        var retentionPolicyName: String?

        func write(to writer: inout OutputWriter) {
            writer.member("logGroupName", logGroupName)
            writer.member("creationTime", creationTime)
            writer.member("retentionInDays", retentionInDays)
            writer.member("metricFilterCount", metricFilterCount)
            writer.member("arn", arn)
            writer.member("storedBytes", storedBytes)
            writer.member("kmsKeyId", kmsKeyId)
            writer.member("dataProtectionStatus", dataProtectionStatus)
            writer.member("inheritedProperties", inheritedProperties)
            writer.member("logGroupClass", logGroupClass)
            writer.member("logGroupArn", logGroupArn)
            writer.member("deletionProtectionEnabled", deletionProtectionEnabled)
            writer.member("bearerTokenAuthenticationEnabled", bearerTokenAuthenticationEnabled)
            writer.member("retentionPolicyName", retentionPolicyName)
        }
    }
}

extension LogsService {
    struct DescribeLogStreamsResponse: OutputStructure {
        var logStreams: [LogStream]?
        var nextToken: String?

        func write(to writer: inout OutputWriter) {
            writer.member("logStreams", logStreams)
            writer.member("nextToken", nextToken)
        }
    }
}

extension LogsService {
    struct LogStream: OutputStructure {
        var logStreamName: String?
        var creationTime: Int?
        var firstEventTimestamp: Int?
        var lastEventTimestamp: Int?
        var lastIngestionTime: Int?
        var uploadSequenceToken: String?
        var arn: String?
        var storedBytes: Int?

        func write(to writer: inout OutputWriter) {
            writer.member("logStreamName", logStreamName)
            writer.member("creationTime", creationTime)
            writer.member("firstEventTimestamp", firstEventTimestamp)
            writer.member("lastEventTimestamp", lastEventTimestamp)
            writer.member("lastIngestionTime", lastIngestionTime)
            writer.member("uploadSequenceToken", uploadSequenceToken)
            writer.member("arn", arn)
            writer.member("storedBytes", storedBytes)
        }
    }
}

extension LogsService {
    struct FilterLogEventsResponse: OutputStructure {
        var events: [FilteredLogEvent]?
        var searchedLogStreams: [SearchedLogStream]?
        var nextToken: String?

        func write(to writer: inout OutputWriter) {
            writer.member("events", events)
            writer.member("searchedLogStreams", searchedLogStreams)
            writer.member("nextToken", nextToken)
        }
    }
}

extension LogsService {
    struct FilteredLogEvent: OutputStructure {
        var logStreamName: String?
        var timestamp: Int?
        var message: String?
        var ingestionTime: Int?
        var eventId: String?

        func write(to writer: inout OutputWriter) {
            writer.member("logStreamName", logStreamName)
            writer.member("timestamp", timestamp)
            writer.member("message", message)
            writer.member("ingestionTime", ingestionTime)
            writer.member("eventId", eventId)
        }
    }
}

extension LogsService {
    struct SearchedLogStream: OutputStructure {
        var logStreamName: String?
        var searchedCompletely: Bool?

        func write(to writer: inout OutputWriter) {
            writer.member("logStreamName", logStreamName)
            writer.member("searchedCompletely", searchedCompletely)
        }
    }
}

extension LogsService {
    struct GetLogEventsResponse: OutputStructure {
        var events: [OutputLogEvent]?
        var nextForwardToken: String?
        var nextBackwardToken: String?

        func write(to writer: inout OutputWriter) {
            writer.member("events", events)
            writer.member("nextForwardToken", nextForwardToken)
            writer.member("nextBackwardToken", nextBackwardToken)
        }
    }
}

extension LogsService {
    struct OutputLogEvent: OutputStructure {
        var timestamp: Int?
        var message: String?
        var ingestionTime: Int?

        func write(to writer: inout OutputWriter) {
            writer.member("timestamp", timestamp)
            writer.member("message", message)
            writer.member("ingestionTime", ingestionTime)
        }
    }
}
