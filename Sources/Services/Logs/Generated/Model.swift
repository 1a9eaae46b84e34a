// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
package import ServiceKit

extension LogsService {
    package static let model = ServiceModel(
        name: "logs", wire: JSONProtocol(version: "1.1", target: "Logs_20140328."),
        operations: """
            AssociateKmsKey AssociateSourceToS3TableIntegration CancelExportTask CancelImportTask CreateDelivery CreateExportTask \
            CreateImportTask CreateLogAnomalyDetector CreateLogGroup CreateLogStream CreateLookupTable CreateScheduledQuery \
            DeleteAccountPolicy DeleteDataProtectionPolicy DeleteDelivery DeleteDeliveryDestination DeleteDeliveryDestinationPolicy \
            DeleteDeliverySource DeleteDestination DeleteIndexPolicy DeleteIntegration DeleteLogAnomalyDetector DeleteLogGroup \
            DeleteLogStream DeleteLookupTable DeleteMetricFilter DeleteQueryDefinition DeleteResourcePolicy DeleteRetentionPolicy \
            DeleteScheduledQuery DeleteSubscriptionFilter DeleteSyslogConfiguration DeleteTransformer DescribeAccountPolicies \
            DescribeConfigurationTemplates DescribeDeliveries DescribeDeliveryDestinations DescribeDeliverySources DescribeDestinations \
            DescribeExportTasks DescribeFieldIndexes DescribeImportTaskBatches DescribeImportTasks DescribeIndexPolicies DescribeLogGroups \
            DescribeLogStreams DescribeLookupTables DescribeMetricFilters DescribeQueries DescribeQueryDefinitions \
            DescribeResourcePolicies DescribeSubscriptionFilters DisassociateKmsKey DisassociateSourceFromS3TableIntegration \
            FilterLogEvents GetDataProtectionPolicy GetDelivery GetDeliveryDestination GetDeliveryDestinationPolicy GetDeliverySource \
            GetIntegration GetLogAnomalyDetector GetLogEvents GetLogFields GetLogGroupFields GetLogObject GetLogRecord GetLookupTable \
            GetQueryResults GetScheduledQuery GetScheduledQueryHistory GetStorageTierPolicy GetTransformer ListAggregateLogGroupSummaries \
            ListAnomalies ListIntegrations ListLogAnomalyDetectors ListLogGroups ListLogGroupsForQuery ListScheduledQueries \
            ListSourcesForS3TableIntegration ListSyslogConfigurations ListTagsForResource ListTagsLogGroup PutAccountPolicy \
            PutBearerTokenAuthentication PutDataProtectionPolicy PutDeliveryDestination PutDeliveryDestinationPolicy PutDeliverySource \
            PutDestination PutDestinationPolicy PutIndexPolicy PutIntegration PutLogEvents PutLogGroupDeletionProtection PutMetricFilter \
            PutQueryDefinition PutResourcePolicy PutRetentionPolicy PutStorageTierPolicy PutSubscriptionFilter PutSyslogConfiguration \
            PutTransformer StartLiveTail StartQuery StopQuery TagLogGroup TagResource TestMetricFilter TestTransformer UntagLogGroup \
            UntagResource UpdateAnomaly UpdateDeliveryConfiguration UpdateLogAnomalyDetector UpdateLookupTable UpdateScheduledQuery
            """)

    enum DescribeLogGroups: OperationModel {
        static let name = "DescribeLogGroups"
        typealias Input = DescribeLogGroupsRequest
        typealias Output = DescribeLogGroupsResponse
    }

    enum DescribeLogStreams: OperationModel {
        static let name = "DescribeLogStreams"
        typealias Input = DescribeLogStreamsRequest
        typealias Output = DescribeLogStreamsResponse
    }

    enum FilterLogEvents: OperationModel {
        static let name = "FilterLogEvents"
        typealias Input = FilterLogEventsRequest
        typealias Output = FilterLogEventsResponse
    }

    enum GetLogEvents: OperationModel {
        static let name = "GetLogEvents"
        typealias Input = GetLogEventsRequest
        typealias Output = GetLogEventsResponse
    }
}
