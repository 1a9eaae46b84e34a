// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
package import ServiceKit

extension SSMService {
    package static let model = ServiceModel(
        name: "ssm", wire: JSONProtocol(version: "1.1", target: "AmazonSSM."),
        operations: """
            AddTagsToResource AssociateOpsItemRelatedItem CancelCommand CancelMaintenanceWindowExecution CreateActivation \
            CreateAssociation CreateAssociationBatch CreateCloudConnector CreateDocument CreateMaintenanceWindow CreateOpsItem \
            CreateOpsMetadata CreatePatchBaseline CreateResourceDataSync DeleteActivation DeleteAssociation DeleteCloudConnector \
            DeleteDocument DeleteInventory DeleteMaintenanceWindow DeleteOpsItem DeleteOpsMetadata DeleteParameter DeleteParameters \
            DeletePatchBaseline DeleteResourceDataSync DeleteResourcePolicy DeregisterDefaultHostManagementConfiguration \
            DeregisterManagedInstance DeregisterPatchBaselineForPatchGroup DeregisterTargetFromMaintenanceWindow \
            DeregisterTaskFromMaintenanceWindow DescribeActivations DescribeAssociation DescribeAssociationExecutionTargets \
            DescribeAssociationExecutions DescribeAutomationExecutions DescribeAutomationStepExecutions DescribeAvailablePatches \
            DescribeDocument DescribeDocumentPermission DescribeEffectiveInstanceAssociations DescribeEffectivePatchesForPatchBaseline \
            DescribeInstanceAssociationsStatus DescribeInstanceInformation DescribeInstancePatchStates \
            DescribeInstancePatchStatesForPatchGroup DescribeInstancePatches DescribeInstanceProperties DescribeInventoryDeletions \
            DescribeMaintenanceWindowExecutionTaskInvocations DescribeMaintenanceWindowExecutionTasks DescribeMaintenanceWindowExecutions \
            DescribeMaintenanceWindowSchedule DescribeMaintenanceWindowTargets DescribeMaintenanceWindowTasks DescribeMaintenanceWindows \
            DescribeMaintenanceWindowsForTarget DescribeOpsItems DescribeParameters DescribePatchBaselines DescribePatchGroupState \
            DescribePatchGroups DescribePatchProperties DescribeSessions DisassociateOpsItemRelatedItem GetAccessToken \
            GetAutomationExecution GetCalendarState GetCloudConnector GetCommandInvocation GetConnectionStatus GetDefaultPatchBaseline \
            GetDeployablePatchSnapshotForInstance GetDocument GetExecutionPreview GetInventory GetInventorySchema GetMaintenanceWindow \
            GetMaintenanceWindowExecution GetMaintenanceWindowExecutionTask GetMaintenanceWindowExecutionTaskInvocation \
            GetMaintenanceWindowTask GetOpsItem GetOpsMetadata GetOpsSummary GetParameter GetParameterHistory GetParameters \
            GetParametersByPath GetPatchBaseline GetPatchBaselineForPatchGroup GetResourcePolicies GetServiceSetting LabelParameterVersion \
            ListAssociationVersions ListAssociations ListCloudConnectors ListCommandInvocations ListCommands ListComplianceItems \
            ListComplianceSummaries ListDocumentMetadataHistory ListDocumentVersions ListDocuments ListInventoryEntries ListNodes \
            ListNodesSummary ListOpsItemEvents ListOpsItemRelatedItems ListOpsMetadata ListResourceComplianceSummaries \
            ListResourceDataSync ListTagsForResource ModifyDocumentPermission PutComplianceItems PutInventory PutParameter \
            PutResourcePolicy RegisterDefaultHostManagementConfiguration RegisterDefaultPatchBaseline RegisterPatchBaselineForPatchGroup \
            RegisterTargetWithMaintenanceWindow RegisterTaskWithMaintenanceWindow RemoveTagsFromResource ResetServiceSetting ResumeSession \
            SendAutomationSignal SendCommand StartAccessRequest StartAssociationsOnce StartAutomationExecution StartChangeRequestExecution \
            StartExecutionPreview StartSession StopAutomationExecution TerminateSession UnlabelParameterVersion UpdateAssociation \
            UpdateAssociationStatus UpdateCloudConnector UpdateDocument UpdateDocumentDefaultVersion UpdateDocumentMetadata \
            UpdateMaintenanceWindow UpdateMaintenanceWindowTarget UpdateMaintenanceWindowTask UpdateManagedInstanceRole UpdateOpsItem \
            UpdateOpsMetadata UpdatePatchBaseline UpdateResourceDataSync UpdateServiceSetting ValidateCloudConnector
            """)

    enum AddTagsToResource: OperationModel {
        static let name = "AddTagsToResource"
        typealias Input = AddTagsToResourceRequest
        typealias Output = AddTagsToResourceResult
    }

    enum DeleteParameter: OperationModel {
        static let name = "DeleteParameter"
        typealias Input = DeleteParameterRequest
        typealias Output = DeleteParameterResult
    }

    enum DeleteParameters: OperationModel {
        static let name = "DeleteParameters"
        typealias Input = DeleteParametersRequest
        typealias Output = DeleteParametersResult
    }

    enum DescribeParameters: OperationModel {
        static let name = "DescribeParameters"
        typealias Input = DescribeParametersRequest
        typealias Output = DescribeParametersResult
    }

    enum GetParameter: OperationModel {
        static let name = "GetParameter"
        typealias Input = GetParameterRequest
        typealias Output = GetParameterResult
    }

    enum GetParameterHistory: OperationModel {
        static let name = "GetParameterHistory"
        typealias Input = GetParameterHistoryRequest
        typealias Output = GetParameterHistoryResult
    }

    enum GetParameters: OperationModel {
        static let name = "GetParameters"
        typealias Input = GetParametersRequest
        typealias Output = GetParametersResult
    }

    enum GetParametersByPath: OperationModel {
        static let name = "GetParametersByPath"
        typealias Input = GetParametersByPathRequest
        typealias Output = GetParametersByPathResult
    }

    enum ListTagsForResource: OperationModel {
        static let name = "ListTagsForResource"
        typealias Input = ListTagsForResourceRequest
        typealias Output = ListTagsForResourceResult
    }

    enum PutParameter: OperationModel {
        static let name = "PutParameter"
        typealias Input = PutParameterRequest
        typealias Output = PutParameterResult
    }

    enum RemoveTagsFromResource: OperationModel {
        static let name = "RemoveTagsFromResource"
        typealias Input = RemoveTagsFromResourceRequest
        typealias Output = RemoveTagsFromResourceResult
    }
}
