package import IdentityData
package import Core

/// What a role is made from that a service has in an account. Source: IAM User Guide, "AWS services that work with IAM", and the page of each
/// service, "Using service-linked roles".
package struct ServiceLinkedRoleTemplate: Sendable, Hashable {
    /// The service's principal.
    package let service: String
    /// Without a suffix.
    package let roleName: String
    /// The managed policies of AWS's that the service attaches, as far as they are here.
    package let policies: [String]
    package let takesSuffix: Bool

    package var path: String { "\(IAMResource.serviceLinkedPath)\(service)/" }

    /// Lets the service alone in.
    package var trustPolicy: String {
        #"{"Version":"2012-10-17","Statement":[{"Action":["sts:AssumeRole"],"Effect":"Allow","Principal":{"Service":["\#(service)"]}}]}"#
    }

    /// - Returns: nil for a service that has no such role, or whose role is not known here.
    package static func find(_ service: String) -> Self? { all[service] }

    package static let all: [String: Self] = {
        var found: [String: Self] = [:]
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ").map { String($0) }
            guard words.count > 1 else { continue }
            let service = words[0] + ".amazonaws.com"
            let policy = words.count > 2 ? "arn:aws:iam::aws:policy\(IAMResource.serviceLinkedPath)\(words[2])" : nil
            found[service] = Self(
                service: service, roleName: "AWSServiceRoleFor" + words[1],
                policies: [policy].compactMap { $0 }.filter { AWSManagedPolicies.find($0) != nil }, takesSuffix: words.last == "+")
        }
        return found
    }()

    /// The service's principal, the role's name and its policy; `+` where several roles may be told apart by suffixes.
    private static let table = """
        access-analyzer AccessAnalyzer AccessAnalyzerServiceRolePolicy
        accountdiscovery.ssm AmazonSSM_AccountDiscovery AWSSystemsManagerAccountDiscoveryServicePolicy
        acm CertificateManager CertificateManagerServiceRolePolicy
        apidestinations.events AmazonEventBridgeApiDestinations AmazonEventBridgeApiDestinationsServiceRolePolicy
        appmesh AppMesh AWSAppMeshServiceRolePolicy
        appstream.application-autoscaling ApplicationAutoScaling_AppStreamFleet AWSApplicationAutoscalingAppStreamFleetPolicy
        autoscaling AutoScaling AutoScalingServiceRolePolicy +
        autoscaling-plans AutoScalingPlans_EC2AutoScaling AWSAutoScalingPlansEC2AutoScalingPolicy
        backup Backup AWSBackupServiceLinkedRolePolicyForBackup
        batch Batch BatchServiceRolePolicy
        cassandra.application-autoscaling ApplicationAutoScaling_CassandraTable AWSApplicationAutoscalingCassandraTablePolicy
        cks.kms KeyManagementServiceCustomKeyStores AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy
        cloud9 AWSCloud9 AWSCloud9ServiceRolePolicy
        cloudtrail CloudTrail CloudTrailServiceRolePolicy
        codestar-notifications CodeStarNotifications AWSCodeStarNotificationsServiceRolePolicy
        config Config AWSConfigServiceRolePolicy
        connect AmazonConnect AmazonConnectServiceLinkedRolePolicy +
        custom-resource.application-autoscaling ApplicationAutoScaling_CustomResource AWSApplicationAutoScalingCustomResourcePolicy
        delivery.logs LogDelivery AWSLogDeliveryServiceRolePolicy
        dms DMSServerless AWSDMSServerlessServiceRolePolicy
        dms-fleet-advisor DMSFleetAdvisor AWSDMSFleetAdvisorServiceRolePolicy
        docdb-elastic DocDB-Elastic AmazonDocDB-ElasticServiceRolePolicy
        dynamodb.application-autoscaling ApplicationAutoScaling_DynamoDBTable AWSApplicationAutoscalingDynamoDBTablePolicy
        ec2-instance-connect Ec2InstanceConnect Ec2InstanceConnectEndpoint
        ec2.application-autoscaling ApplicationAutoScaling_EC2SpotFleetRequest AWSApplicationAutoscalingEC2SpotFleetRequestPolicy
        ecr ECRTemplate ECRTemplateServiceRolePolicy
        ecs ECS AmazonECSServiceRolePolicy
        ecs.application-autoscaling ApplicationAutoScaling_ECSService AWSApplicationAutoscalingECSServicePolicy
        eks AmazonEKS AmazonEKSServiceRolePolicy
        eks-connector AmazonEKSConnector AmazonEKSConnectorServiceRolePolicy
        eks-fargate AmazonEKSForFargate AmazonEKSForFargateServiceRolePolicy
        eks-nodegroup AmazonEKSNodegroup AWSServiceRoleForAmazonEKSNodegroup
        elasticache ElastiCache ElastiCacheServiceRolePolicy
        elasticache.application-autoscaling ApplicationAutoScaling_ElastiCacheRG AWSApplicationAutoscalingElastiCacheRGPolicy
        elasticbeanstalk ElasticBeanstalk AWSElasticBeanstalkServiceRolePolicy
        elasticfilesystem AmazonElasticFileSystem AmazonElasticFileSystemServiceRolePolicy
        elasticloadbalancing ElasticLoadBalancing AWSElasticLoadBalancingServiceRolePolicy
        elasticmapreduce EMRCleanup AmazonEMRCleanupPolicy
        elasticmapreduce.application-autoscaling ApplicationAutoScaling_EMRInstanceGroup AWSApplicationAutoscalingEMRInstanceGroupPolicy
        email.cognito-idp AmazonCognitoIdpEmailService AmazonCognitoIdpEmailServiceRolePolicy
        emr-containers AmazonEMRContainers AmazonEMRContainersServiceRolePolicy
        emrwal EMRWAL EMRDescribeClusterPolicyForEMRWAL
        es AmazonElasticsearchService AmazonElasticsearchServiceRolePolicy
        events CloudWatchEvents CloudWatchEventsServiceRolePolicy
        fis FIS AmazonFISServiceRolePolicy
        globalaccelerator GlobalAccelerator AWSGlobalAcceleratorSLRPolicy
        grafana AmazonGrafana AmazonGrafanaServiceLinkedRolePolicy
        guardduty AmazonGuardDuty AmazonGuardDutyServiceRolePolicy
        imagebuilder ImageBuilder AWSServiceRoleForImageBuilder
        inspector2 AmazonInspector2 AmazonInspector2ServiceRolePolicy
        iotmanagedintegrations IoTManagedIntegrations AWSIoTManagedIntegrationsRolePolicy
        kafka Kafka KafkaServiceRolePolicy
        kafka.application-autoscaling ApplicationAutoScaling_KafkaCluster AWSApplicationAutoscalingKafkaClusterPolicy
        kafkaconnect KafkaConnect KafkaConnectServiceRolePolicy
        kinesisreplication.dynamodb DynamoDBKinesisDataStreamsReplication DynamoDBKinesisReplicationServiceRolePolicy
        lakeformation LakeFormationDataAccess LakeFormationDataAccessServiceRolePolicy
        lambda.application-autoscaling ApplicationAutoScaling_LambdaConcurrency AWSApplicationAutoscalingLambdaConcurrencyPolicy
        lex LexBots AmazonLexBotPolicy
        lexv2 LexV2Bots AmazonLexV2BotPolicy +
        lightsail Lightsail LightsailExportAccess
        m2 AWSM2 AWSM2ServicePolicy
        macie AmazonMacie AmazonMacieServiceRolePolicy
        memorydb MemoryDB MemoryDBServiceRolePolicy
        mq AmazonMQ AmazonMQServiceRolePolicy
        mrk.kms KeyManagementServiceMultiRegionKeys AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy
        neptune.application-autoscaling ApplicationAutoScaling_NeptuneCluster AWSApplicationAutoscalingNeptuneClusterPolicy
        network-firewall NetworkFirewall AWSNetworkFirewallServiceRolePolicy
        notifications AwsUserNotifications AWSUserNotificationsServiceLinkedRolePolicy
        observability.aoss AmazonOpenSearchServerless AmazonOpenSearchServerlessServiceRolePolicy
        opensearchservice AmazonOpenSearchService AmazonOpenSearchServiceRolePolicy
        ops.apigateway APIGateway APIGatewayServiceRolePolicy
        ops.emr-serverless AmazonEMRServerless AmazonEMRServerlessServiceRolePolicy
        opsdatasync.ssm SystemsManagerOpsDataSync AWSSystemsManagerOpsDataSyncServiceRolePolicy
        opsinsights.ssm AmazonSSM_OpsInsights AWSSSMOpsInsightsServiceRolePolicy
        organizations Organizations AWSOrganizationsServiceTrustPolicy
        pullthroughcache.ecr ECRPullThroughCache AWSECRPullThroughCache_ServiceRolePolicy
        ram ResourceAccessManager AWSResourceAccessManagerServiceRolePolicy
        rds RDS AmazonRDSServiceRolePolicy
        rds.application-autoscaling ApplicationAutoScaling_RDSCluster AWSApplicationAutoscalingRDSClusterPolicy
        redshift Redshift AmazonRedshiftServiceLinkedRolePolicy
        replication.cassandra KeyspacesReplication KeyspacesReplicationServiceRolePolicy
        replication.dynamodb DynamoDBReplication DynamoDBReplicationServiceRolePolicy
        replication.ecr ECRReplication ECRReplicationServiceRolePolicy
        replicator.lambda LambdaReplicator AWSLambdaReplicator
        repository.sync.codeconnections GitSync AWSGitSyncServiceRolePolicy
        resource-explorer-2 ResourceExplorer AWSResourceExplorerServiceRolePolicy
        rolesanywhere RolesAnywhere AWSRolesAnywhereServicePolicy
        s3-outposts S3OnOutposts AWSS3OnOutpostsServiceRolePolicy
        sagemaker.application-autoscaling ApplicationAutoScaling_SageMakerEndpoint AWSApplicationAutoscalingSageMakerEndpointPolicy
        schemas Schemas AmazonEventBridgeSchemasServiceRolePolicy
        securityhub SecurityHub AWSSecurityHubServiceRolePolicy
        servicequotas ServiceQuotas ServiceQuotasServiceRolePolicy
        ses AmazonSES AmazonSESServiceRolePolicy
        shield AWSShield AWSShieldServiceRolePolicy
        spot EC2Spot AWSEC2SpotServiceRolePolicy
        spotfleet EC2SpotFleet AWSEC2SpotFleetServiceRolePolicy
        ssm AmazonSSM AmazonSSMServiceRolePolicy
        ssm-incidents IncidentManager AWSIncidentManagerServiceRolePolicy
        ssm-quicksetup SSMQuickSetup SSMQuickSetupRolePolicy
        sso SSO AWSSSOServiceRolePolicy
        storage-lens.s3 S3StorageLens S3StorageLensServiceRolePolicy
        support Support AWSSupportServiceRolePolicy
        transitgateway VPCTransitGateway AWSVPCTransitGatewayServiceRolePolicy
        trustedadvisor TrustedAdvisor AWSTrustedAdvisorServiceRolePolicy
        vpcorigin.cloudfront CloudFrontVPCOrigin AWSCloudFrontVPCOriginServiceRolePolicy
        waf WAFLogging WAFLoggingServiceRolePolicy
        wafv2 WAFV2Logging WAFV2LoggingServiceRolePolicy
        """
}
