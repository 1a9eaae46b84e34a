/// Every operation of Lambda, how a request for it looks, and whether Pelton has it: the router's table and the documentation's.
/// Source: Lambda API Reference, "Actions"; methods and paths as in botocore's model.
package struct LambdaOperation: Sendable {
    package enum Support: String, Sendable {
        case done = "done"
        case partly = "partly"
        case notYet = "not yet"
    }

    package let name: String
    package let method: String
    /// Segments in braces stand for a parameter.
    package let path: String
    package let support: Support
    /// For readers of the documentation.
    package let note: String

    private init(_ name: String, _ method: String, _ path: String, _ support: Support = .notYet, _ note: String = "") {
        self.name = name
        self.method = method
        self.path = path
        self.support = support
        self.note = note
    }
}

extension LambdaOperation {
    package static let all: [LambdaOperation] = [
        LambdaOperation("AddLayerVersionPermission", "POST", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy"),
        LambdaOperation("AddPermission", "POST", "/2015-03-31/functions/{FunctionName}/policy", .partly, "no qualifiers, no organisations"),
        LambdaOperation("CheckpointDurableExecution", "POST", "/2025-12-01/durable-executions/{DurableExecutionArn}/checkpoint"),
        LambdaOperation("CreateAlias", "POST", "/2015-03-31/functions/{FunctionName}/aliases"),
        LambdaOperation("CreateCapacityProvider", "POST", "/2025-11-30/capacity-providers"),
        LambdaOperation("CreateCodeSigningConfig", "POST", "/2020-04-22/code-signing-configs"),
        LambdaOperation("CreateEventSourceMapping", "POST", "/2015-03-31/event-source-mappings"),
        LambdaOperation(
            "CreateFunction", "POST", "/2015-03-31/functions", .partly,
            "ZipFile only; provided.* and python3.*; the machine's own architecture; no layers, VPC, images, publishing, log formats and levels, runtime and accelerator settings"
        ),
        LambdaOperation("CreateFunctionUrlConfig", "POST", "/2021-10-31/functions/{FunctionName}/url"),
        LambdaOperation("DeleteAlias", "DELETE", "/2015-03-31/functions/{FunctionName}/aliases/{Name}"),
        LambdaOperation("DeleteCapacityProvider", "DELETE", "/2025-11-30/capacity-providers/{CapacityProviderName}"),
        LambdaOperation("DeleteCodeSigningConfig", "DELETE", "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}"),
        LambdaOperation("DeleteEventSourceMapping", "DELETE", "/2015-03-31/event-source-mappings/{UUID}"),
        LambdaOperation("DeleteFunction", "DELETE", "/2015-03-31/functions/{FunctionName}", .partly, "$LATEST"),
        LambdaOperation("DeleteFunctionCodeSigningConfig", "DELETE", "/2020-06-30/functions/{FunctionName}/code-signing-config"),
        LambdaOperation("DeleteFunctionConcurrency", "DELETE", "/2017-10-31/functions/{FunctionName}/concurrency"),
        LambdaOperation("DeleteFunctionEventInvokeConfig", "DELETE", "/2019-09-25/functions/{FunctionName}/event-invoke-config"),
        LambdaOperation("DeleteFunctionUrlConfig", "DELETE", "/2021-10-31/functions/{FunctionName}/url"),
        LambdaOperation("DeleteLayerVersion", "DELETE", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}"),
        LambdaOperation("DeleteProvisionedConcurrencyConfig", "DELETE", "/2019-09-30/functions/{FunctionName}/provisioned-concurrency"),
        LambdaOperation("GetAccountSettings", "GET", "/2016-08-19/account-settings"),
        LambdaOperation("GetAlias", "GET", "/2015-03-31/functions/{FunctionName}/aliases/{Name}"),
        LambdaOperation("GetCapacityProvider", "GET", "/2025-11-30/capacity-providers/{CapacityProviderName}"),
        LambdaOperation("GetCodeSigningConfig", "GET", "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}"),
        LambdaOperation("GetDurableExecution", "GET", "/2025-12-01/durable-executions/{DurableExecutionArn}"),
        LambdaOperation("GetDurableExecutionHistory", "GET", "/2025-12-01/durable-executions/{DurableExecutionArn}/history"),
        LambdaOperation("GetDurableExecutionState", "GET", "/2025-12-01/durable-executions/{DurableExecutionArn}/state"),
        LambdaOperation("GetEventSourceMapping", "GET", "/2015-03-31/event-source-mappings/{UUID}"),
        LambdaOperation("GetFunction", "GET", "/2015-03-31/functions/{FunctionName}", .partly, "$LATEST"),
        LambdaOperation(
            "GetFunctionCodeSigningConfig", "GET", "/2020-06-30/functions/{FunctionName}/code-signing-config", .partly,
            "as for a function without one"),
        LambdaOperation("GetFunctionConcurrency", "GET", "/2019-09-30/functions/{FunctionName}/concurrency"),
        LambdaOperation("GetFunctionConfiguration", "GET", "/2015-03-31/functions/{FunctionName}/configuration", .partly, "$LATEST"),
        LambdaOperation("GetFunctionEventInvokeConfig", "GET", "/2019-09-25/functions/{FunctionName}/event-invoke-config"),
        LambdaOperation("GetFunctionRecursionConfig", "GET", "/2024-08-31/functions/{FunctionName}/recursion-config"),
        LambdaOperation("GetFunctionScalingConfig", "GET", "/2025-11-30/functions/{FunctionName}/function-scaling-config"),
        LambdaOperation("GetFunctionUrlConfig", "GET", "/2021-10-31/functions/{FunctionName}/url"),
        LambdaOperation("GetLayerVersion", "GET", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}"),
        LambdaOperation("GetLayerVersionByArn", "GET", "/2018-10-31/layers?find=LayerVersion"),
        LambdaOperation("GetLayerVersionPolicy", "GET", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy"),
        LambdaOperation("GetPolicy", "GET", "/2015-03-31/functions/{FunctionName}/policy", .partly, "no qualifiers"),
        LambdaOperation("GetProvisionedConcurrencyConfig", "GET", "/2019-09-30/functions/{FunctionName}/provisioned-concurrency"),
        LambdaOperation("GetRuntimeManagementConfig", "GET", "/2021-07-20/functions/{FunctionName}/runtime-management-config"),
        LambdaOperation(
            "Invoke", "POST", "/2015-03-31/functions/{FunctionName}/invocations", .partly,
            "$LATEST; RequestResponse, Event, DryRun; no tenants, no durable executions"),
        LambdaOperation("InvokeAsync", "POST", "/2014-11-13/functions/{FunctionName}/invoke-async"),
        LambdaOperation("InvokeWithResponseStream", "POST", "/2021-11-15/functions/{FunctionName}/response-streaming-invocations"),
        LambdaOperation("ListAliases", "GET", "/2015-03-31/functions/{FunctionName}/aliases"),
        LambdaOperation("ListCapacityProviders", "GET", "/2025-11-30/capacity-providers"),
        LambdaOperation("ListCodeSigningConfigs", "GET", "/2020-04-22/code-signing-configs"),
        LambdaOperation("ListDurableExecutionsByFunction", "GET", "/2025-12-01/functions/{FunctionName}/durable-executions"),
        LambdaOperation("ListEventSourceMappings", "GET", "/2015-03-31/event-source-mappings"),
        LambdaOperation("ListFunctionEventInvokeConfigs", "GET", "/2019-09-25/functions/{FunctionName}/event-invoke-config/list"),
        LambdaOperation("ListFunctionUrlConfigs", "GET", "/2021-10-31/functions/{FunctionName}/urls"),
        LambdaOperation(
            "ListFunctionVersionsByCapacityProvider", "GET", "/2025-11-30/capacity-providers/{CapacityProviderName}/function-versions"),
        LambdaOperation("ListFunctions", "GET", "/2015-03-31/functions", .partly, "$LATEST; no MasterRegion"),
        LambdaOperation("ListFunctionsByCodeSigningConfig", "GET", "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}/functions"),
        LambdaOperation("ListLayerVersions", "GET", "/2018-10-31/layers/{LayerName}/versions"),
        LambdaOperation("ListLayers", "GET", "/2018-10-31/layers"),
        LambdaOperation(
            "ListProvisionedConcurrencyConfigs", "GET", "/2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL"),
        LambdaOperation("ListTags", "GET", "/2017-03-31/tags/{Resource}", .partly, "tags given at creation"),
        LambdaOperation(
            "ListVersionsByFunction", "GET", "/2015-03-31/functions/{FunctionName}/versions", .partly, "$LATEST, the only version there is"),
        LambdaOperation("PublishLayerVersion", "POST", "/2018-10-31/layers/{LayerName}/versions"),
        LambdaOperation("PublishVersion", "POST", "/2015-03-31/functions/{FunctionName}/versions"),
        LambdaOperation("PutFunctionCodeSigningConfig", "PUT", "/2020-06-30/functions/{FunctionName}/code-signing-config"),
        LambdaOperation("PutFunctionConcurrency", "PUT", "/2017-10-31/functions/{FunctionName}/concurrency"),
        LambdaOperation("PutFunctionEventInvokeConfig", "PUT", "/2019-09-25/functions/{FunctionName}/event-invoke-config"),
        LambdaOperation("PutFunctionRecursionConfig", "PUT", "/2024-08-31/functions/{FunctionName}/recursion-config"),
        LambdaOperation("PutFunctionScalingConfig", "PUT", "/2025-11-30/functions/{FunctionName}/function-scaling-config"),
        LambdaOperation("PutProvisionedConcurrencyConfig", "PUT", "/2019-09-30/functions/{FunctionName}/provisioned-concurrency"),
        LambdaOperation("PutRuntimeManagementConfig", "PUT", "/2021-07-20/functions/{FunctionName}/runtime-management-config"),
        LambdaOperation(
            "RemoveLayerVersionPermission", "DELETE", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}"),
        LambdaOperation(
            "RemovePermission", "DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}", .partly, "no qualifiers"),
        LambdaOperation("SendDurableExecutionCallbackFailure", "POST", "/2025-12-01/durable-execution-callbacks/{CallbackId}/fail"),
        LambdaOperation("SendDurableExecutionCallbackHeartbeat", "POST", "/2025-12-01/durable-execution-callbacks/{CallbackId}/heartbeat"),
        LambdaOperation("SendDurableExecutionCallbackSuccess", "POST", "/2025-12-01/durable-execution-callbacks/{CallbackId}/succeed"),
        LambdaOperation("StopDurableExecution", "POST", "/2025-12-01/durable-executions/{DurableExecutionArn}/stop"),
        LambdaOperation("TagResource", "POST", "/2017-03-31/tags/{Resource}"),
        LambdaOperation("UntagResource", "DELETE", "/2017-03-31/tags/{Resource}"),
        LambdaOperation("UpdateAlias", "PUT", "/2015-03-31/functions/{FunctionName}/aliases/{Name}"),
        LambdaOperation("UpdateCapacityProvider", "PUT", "/2025-11-30/capacity-providers/{CapacityProviderName}"),
        LambdaOperation("UpdateCodeSigningConfig", "PUT", "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}"),
        LambdaOperation("UpdateEventSourceMapping", "PUT", "/2015-03-31/event-source-mappings/{UUID}"),
        LambdaOperation(
            "UpdateFunctionCode", "PUT", "/2015-03-31/functions/{FunctionName}/code", .partly,
            "ZipFile only; no publishing, no dry run"),
        LambdaOperation(
            "UpdateFunctionConfiguration", "PUT", "/2015-03-31/functions/{FunctionName}/configuration", .partly, "as CreateFunction"),
        LambdaOperation("UpdateFunctionEventInvokeConfig", "POST", "/2019-09-25/functions/{FunctionName}/event-invoke-config"),
        LambdaOperation("UpdateFunctionUrlConfig", "PUT", "/2021-10-31/functions/{FunctionName}/url"),
    ]

    /// Pelton's own: where `Code.Location` of GetFunction points.
    static let downloadCode = LambdaOperation("DownloadFunctionCode", "GET", "/2015-03-31/functions/{FunctionName}/code", .done)
}
