// Made by Tools/models/generate.py from botocore 1.44.8, do not edit: `make models`.
// swift-format-ignore-file
package import ServiceKit

extension LambdaService {
    package static let model = ServiceModel(
        name: "lambda", wire: RESTJSONProtocol(
            unreadable: "InvalidRequestContentException",
            routes: """
                POST /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy AddLayerVersionPermission
                POST /2015-03-31/functions/{FunctionName}/policy AddPermission
                POST /2025-12-01/durable-executions/{DurableExecutionArn}/checkpoint CheckpointDurableExecution
                POST /2015-03-31/functions/{FunctionName}/aliases CreateAlias
                POST /2025-11-30/capacity-providers CreateCapacityProvider
                POST /2020-04-22/code-signing-configs CreateCodeSigningConfig
                POST /2015-03-31/event-source-mappings CreateEventSourceMapping
                POST /2015-03-31/functions CreateFunction
                POST /2021-10-31/functions/{FunctionName}/url CreateFunctionUrlConfig
                DELETE /2015-03-31/functions/{FunctionName}/aliases/{Name} DeleteAlias
                DELETE /2025-11-30/capacity-providers/{CapacityProviderName} DeleteCapacityProvider
                DELETE /2020-04-22/code-signing-configs/{CodeSigningConfigArn} DeleteCodeSigningConfig
                DELETE /2025-12-01/durable-executions/{DurableExecutionArn} DeleteDurableExecution
                DELETE /2015-03-31/event-source-mappings/{UUID} DeleteEventSourceMapping
                DELETE /2015-03-31/functions/{FunctionName} DeleteFunction
                DELETE /2020-06-30/functions/{FunctionName}/code-signing-config DeleteFunctionCodeSigningConfig
                DELETE /2017-10-31/functions/{FunctionName}/concurrency DeleteFunctionConcurrency
                DELETE /2019-09-25/functions/{FunctionName}/event-invoke-config DeleteFunctionEventInvokeConfig
                DELETE /2021-10-31/functions/{FunctionName}/url DeleteFunctionUrlConfig
                DELETE /2018-10-31/layers/{LayerName}/versions/{VersionNumber} DeleteLayerVersion
                DELETE /2019-09-30/functions/{FunctionName}/provisioned-concurrency DeleteProvisionedConcurrencyConfig
                DELETE /2026-07-09/resource-policy/{ResourceArn} DeleteResourcePolicy
                GET /2016-08-19/account-settings GetAccountSettings
                GET /2015-03-31/functions/{FunctionName}/aliases/{Name} GetAlias
                GET /2025-11-30/capacity-providers/{CapacityProviderName} GetCapacityProvider
                GET /2020-04-22/code-signing-configs/{CodeSigningConfigArn} GetCodeSigningConfig
                GET /2025-12-01/durable-executions/{DurableExecutionArn} GetDurableExecution
                GET /2025-12-01/durable-executions/{DurableExecutionArn}/history GetDurableExecutionHistory
                GET /2025-12-01/durable-executions/{DurableExecutionArn}/state GetDurableExecutionState
                GET /2015-03-31/event-source-mappings/{UUID} GetEventSourceMapping
                GET /2015-03-31/functions/{FunctionName} GetFunction
                GET /2020-06-30/functions/{FunctionName}/code-signing-config GetFunctionCodeSigningConfig
                GET /2019-09-30/functions/{FunctionName}/concurrency GetFunctionConcurrency
                GET /2015-03-31/functions/{FunctionName}/configuration GetFunctionConfiguration
                GET /2019-09-25/functions/{FunctionName}/event-invoke-config GetFunctionEventInvokeConfig
                GET /2024-08-31/functions/{FunctionName}/recursion-config GetFunctionRecursionConfig
                GET /2025-11-30/functions/{FunctionName}/function-scaling-config GetFunctionScalingConfig
                GET /2021-10-31/functions/{FunctionName}/url GetFunctionUrlConfig
                GET /2018-10-31/layers/{LayerName}/versions/{VersionNumber} GetLayerVersion
                GET /2018-10-31/layers?find=LayerVersion GetLayerVersionByArn
                GET /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy GetLayerVersionPolicy
                GET /2015-03-31/functions/{FunctionName}/policy GetPolicy
                GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency GetProvisionedConcurrencyConfig
                GET /2026-07-09/resource-policy/{ResourceArn} GetResourcePolicy
                GET /2021-07-20/functions/{FunctionName}/runtime-management-config GetRuntimeManagementConfig
                POST /2015-03-31/functions/{FunctionName}/invocations Invoke
                POST /2014-11-13/functions/{FunctionName}/invoke-async InvokeAsync
                POST /2021-11-15/functions/{FunctionName}/response-streaming-invocations InvokeWithResponseStream
                GET /2015-03-31/functions/{FunctionName}/aliases ListAliases
                GET /2025-11-30/capacity-providers ListCapacityProviders
                GET /2020-04-22/code-signing-configs ListCodeSigningConfigs
                GET /2025-12-01/functions/{FunctionName}/durable-executions ListDurableExecutionsByFunction
                GET /2015-03-31/event-source-mappings ListEventSourceMappings
                GET /2019-09-25/functions/{FunctionName}/event-invoke-config/list ListFunctionEventInvokeConfigs
                GET /2021-10-31/functions/{FunctionName}/urls ListFunctionUrlConfigs
                GET /2025-11-30/capacity-providers/{CapacityProviderName}/function-versions ListFunctionVersionsByCapacityProvider
                GET /2015-03-31/functions ListFunctions
                GET /2020-04-22/code-signing-configs/{CodeSigningConfigArn}/functions ListFunctionsByCodeSigningConfig
                GET /2018-10-31/layers/{LayerName}/versions ListLayerVersions
                GET /2018-10-31/layers ListLayers
                GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL ListProvisionedConcurrencyConfigs
                GET /2017-03-31/tags/{Resource} ListTags
                GET /2015-03-31/functions/{FunctionName}/versions ListVersionsByFunction
                POST /2025-12-01/durable-executions/{DurableExecutionArn}/pause PauseDurableExecution
                POST /2018-10-31/layers/{LayerName}/versions PublishLayerVersion
                POST /2015-03-31/functions/{FunctionName}/versions PublishVersion
                PUT /2020-06-30/functions/{FunctionName}/code-signing-config PutFunctionCodeSigningConfig
                PUT /2017-10-31/functions/{FunctionName}/concurrency PutFunctionConcurrency
                PUT /2019-09-25/functions/{FunctionName}/event-invoke-config PutFunctionEventInvokeConfig
                PUT /2024-08-31/functions/{FunctionName}/recursion-config PutFunctionRecursionConfig
                PUT /2025-11-30/functions/{FunctionName}/function-scaling-config PutFunctionScalingConfig
                PUT /2019-09-30/functions/{FunctionName}/provisioned-concurrency PutProvisionedConcurrencyConfig
                PUT /2026-07-09/resource-policy/{ResourceArn} PutResourcePolicy
                PUT /2021-07-20/functions/{FunctionName}/runtime-management-config PutRuntimeManagementConfig
                DELETE /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId} RemoveLayerVersionPermission
                DELETE /2015-03-31/functions/{FunctionName}/policy/{StatementId} RemovePermission
                POST /2025-12-01/durable-executions/{DurableExecutionArn}/resume ResumeDurableExecution
                POST /2025-12-01/durable-execution-callbacks/{CallbackId}/fail SendDurableExecutionCallbackFailure
                POST /2025-12-01/durable-execution-callbacks/{CallbackId}/heartbeat SendDurableExecutionCallbackHeartbeat
                POST /2025-12-01/durable-execution-callbacks/{CallbackId}/succeed SendDurableExecutionCallbackSuccess
                POST /2025-12-01/durable-executions/{DurableExecutionArn}/stop StopDurableExecution
                POST /2017-03-31/tags/{Resource} TagResource
                DELETE /2017-03-31/tags/{Resource} UntagResource
                PUT /2015-03-31/functions/{FunctionName}/aliases/{Name} UpdateAlias
                PUT /2025-11-30/capacity-providers/{CapacityProviderName} UpdateCapacityProvider
                PUT /2020-04-22/code-signing-configs/{CodeSigningConfigArn} UpdateCodeSigningConfig
                PUT /2015-03-31/event-source-mappings/{UUID} UpdateEventSourceMapping
                PUT /2015-03-31/functions/{FunctionName}/code UpdateFunctionCode
                PUT /2015-03-31/functions/{FunctionName}/configuration UpdateFunctionConfiguration
                POST /2019-09-25/functions/{FunctionName}/event-invoke-config UpdateFunctionEventInvokeConfig
                PUT /2021-10-31/functions/{FunctionName}/url UpdateFunctionUrlConfig
                GET /2015-03-31/functions/{FunctionName}/code DownloadFunctionCode
                """),
        operations: """
            AddLayerVersionPermission AddPermission CheckpointDurableExecution CreateAlias CreateCapacityProvider CreateCodeSigningConfig \
            CreateEventSourceMapping CreateFunction CreateFunctionUrlConfig DeleteAlias DeleteCapacityProvider DeleteCodeSigningConfig \
            DeleteDurableExecution DeleteEventSourceMapping DeleteFunction DeleteFunctionCodeSigningConfig DeleteFunctionConcurrency \
            DeleteFunctionEventInvokeConfig DeleteFunctionUrlConfig DeleteLayerVersion DeleteProvisionedConcurrencyConfig \
            DeleteResourcePolicy GetAccountSettings GetAlias GetCapacityProvider GetCodeSigningConfig GetDurableExecution \
            GetDurableExecutionHistory GetDurableExecutionState GetEventSourceMapping GetFunction GetFunctionCodeSigningConfig \
            GetFunctionConcurrency GetFunctionConfiguration GetFunctionEventInvokeConfig GetFunctionRecursionConfig \
            GetFunctionScalingConfig GetFunctionUrlConfig GetLayerVersion GetLayerVersionByArn GetLayerVersionPolicy GetPolicy \
            GetProvisionedConcurrencyConfig GetResourcePolicy GetRuntimeManagementConfig Invoke InvokeAsync InvokeWithResponseStream \
            ListAliases ListCapacityProviders ListCodeSigningConfigs ListDurableExecutionsByFunction ListEventSourceMappings \
            ListFunctionEventInvokeConfigs ListFunctionUrlConfigs ListFunctionVersionsByCapacityProvider ListFunctions \
            ListFunctionsByCodeSigningConfig ListLayerVersions ListLayers ListProvisionedConcurrencyConfigs ListTags \
            ListVersionsByFunction PauseDurableExecution PublishLayerVersion PublishVersion PutFunctionCodeSigningConfig \
            PutFunctionConcurrency PutFunctionEventInvokeConfig PutFunctionRecursionConfig PutFunctionScalingConfig \
            PutProvisionedConcurrencyConfig PutResourcePolicy PutRuntimeManagementConfig RemoveLayerVersionPermission RemovePermission \
            ResumeDurableExecution SendDurableExecutionCallbackFailure SendDurableExecutionCallbackHeartbeat \
            SendDurableExecutionCallbackSuccess StopDurableExecution TagResource UntagResource UpdateAlias UpdateCapacityProvider \
            UpdateCodeSigningConfig UpdateEventSourceMapping UpdateFunctionCode UpdateFunctionConfiguration \
            UpdateFunctionEventInvokeConfig UpdateFunctionUrlConfig
            """)

    enum AddPermission: OperationModel {
        static let name = "AddPermission"
        static let status = 201
        typealias Input = AddPermissionRequest
        typealias Output = AddPermissionResponse
    }

    enum CreateFunction: OperationModel {
        static let name = "CreateFunction"
        static let status = 201
        typealias Input = CreateFunctionRequest
        typealias Output = FunctionConfiguration
    }

    enum DeleteFunction: OperationModel {
        static let name = "DeleteFunction"
        typealias Input = DeleteFunctionRequest
        typealias Output = DeleteFunctionResponse
    }

    enum DownloadFunctionCode: OperationModel {
        static let name = "DownloadFunctionCode"
        static let action = "GetFunction"
        typealias Input = DownloadFunctionCodeRequest
        typealias Output = DownloadFunctionCodeResponse
    }

    enum GetFunction: OperationModel {
        static let name = "GetFunction"
        typealias Input = GetFunctionRequest
        typealias Output = GetFunctionResponse
    }

    enum GetFunctionCodeSigningConfig: OperationModel {
        static let name = "GetFunctionCodeSigningConfig"
        typealias Input = GetFunctionCodeSigningConfigRequest
        typealias Output = GetFunctionCodeSigningConfigResponse
    }

    enum GetFunctionConfiguration: OperationModel {
        static let name = "GetFunctionConfiguration"
        typealias Input = GetFunctionConfigurationRequest
        typealias Output = FunctionConfiguration
    }

    enum GetPolicy: OperationModel {
        static let name = "GetPolicy"
        typealias Input = GetPolicyRequest
        typealias Output = GetPolicyResponse
    }

    enum Invoke: OperationModel {
        static let name = "Invoke"
        static let action = "InvokeFunction"
        typealias Input = InvocationRequest
        typealias Output = InvocationResponse
    }

    enum ListFunctions: OperationModel {
        static let name = "ListFunctions"
        typealias Input = ListFunctionsRequest
        typealias Output = ListFunctionsResponse
    }

    enum ListTags: OperationModel {
        static let name = "ListTags"
        typealias Input = ListTagsRequest
        typealias Output = ListTagsResponse
    }

    enum ListVersionsByFunction: OperationModel {
        static let name = "ListVersionsByFunction"
        typealias Input = ListVersionsByFunctionRequest
        typealias Output = ListVersionsByFunctionResponse
    }

    enum RemovePermission: OperationModel {
        static let name = "RemovePermission"
        static let status = 204
        typealias Input = RemovePermissionRequest
        typealias Output = NoOutput
    }

    enum UpdateFunctionCode: OperationModel {
        static let name = "UpdateFunctionCode"
        typealias Input = UpdateFunctionCodeRequest
        typealias Output = FunctionConfiguration
    }

    enum UpdateFunctionConfiguration: OperationModel {
        static let name = "UpdateFunctionConfiguration"
        typealias Input = UpdateFunctionConfigurationRequest
        typealias Output = FunctionConfiguration
    }
}
