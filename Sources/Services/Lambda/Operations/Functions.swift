internal import ServiceKit
internal import Functions
internal import HTTPServer
internal import Policies
internal import FunctionData
internal import Core

/// The store's, of which the model has a namesake.
private typealias FunctionPage = ListFunctions

extension LambdaService {
    /// Source: API_CreateFunction.
    static let createFunction = Operation<LambdaService>(
        CreateFunction.self,
        support: .partly("Code: `ZipFile` only; Runtime: `provided.*` and `python3.*`; the machine's own architecture; " + limits),
        unread: unbuilt + [
            .refused("CodeSigningConfigArn"), .refused("PackageType", unless: "Zip"), .refused("Publish"), .refused("PublishTo"),
            .refused("TenancyConfig"),
        ]
    ) { input, call throws(ServiceError) in
        let key = try call.key(input.functionName)
        let permitted = try await call.authorize(key) { context in
            context.setRequestTags(input.tags ?? [:])
            context.set(family: "aws:ResourceTag/", [:])
            input.fill(&context, codeSigning: input.codeSigningConfigArn)
        }
        let functions = permitted.domain.functions
        try input.refuseUnbuilt()
        guard let runtime = input.runtime, let handler = input.handler else {
            throw .invalidParameterValueException(
                "Runtime and Handler are mandatory parameters for functions created with deployment packages.")
        }
        var settings = FunctionSettings(runtime: runtime, handler: handler, logGroup: "/aws/lambda/" + key.name)
        try input.apply(to: &settings)
        if let architecture = try architecture(input.architectures) { settings.architecture = architecture }
        settings.tags = input.tags ?? [:]
        // Source: Lambda Developer Guide, "Using tags on Lambda functions".
        guard settings.tags.count <= 50 else {
            throw .invalidParameterValueException("Number of tags exceeds resource tag limit.")
        }
        try await call.checkRole(input.role, of: key)
        let code = input.code
        let elsewhere = [
            ("S3Bucket", code.s3Bucket), ("S3Key", code.s3Key), ("S3ObjectVersion", code.s3ObjectVersion),
            ("S3ObjectStorageMode", code.s3ObjectStorageMode), ("ImageUri", code.imageUri), ("SourceKMSKeyArn", code.sourceKMSKeyArn),
        ]
        for (name, value) in elsewhere where value ?? "" != "" { throw .notImplemented("code from \(name)") }
        let zip = try call.zip(code.zipFile)
        let made = settings
        let function = try await call.run(key) { () throws(FunctionError) in
            try await functions.create(key, role: input.role, settings: made, zip: zip)
        }
        return permitted.answer(FunctionConfiguration(function, .creating, revision: call.service.random.uuid()))
    }.limitingBodies { service, _ in service.limits.lambdaRequestBytes }

    /// Source: API_GetFunction.
    static let getFunction = Operation<LambdaService>(GetFunction.self, support: .partly("`$LATEST`")) { input, call throws(ServiceError) in
        let key = try call.key(input.functionName, input.qualifier)
        let permitted = try await call.authorize(key)
        let function = try await call.find(key, permitted.domain)
        let path = "/2015-03-31/functions/\(key.name)/code"
        let location = await call.service.presign(call.request, path).map { query in
            "http://\(call.request.http.headers.first("host") ?? "localhost")\(path)?\(query)"
        }
        return permitted.answer(
            GetFunctionResponse(
                configuration: FunctionConfiguration(function), code: FunctionCodeLocation(repositoryType: "S3", location: location),
                tags: function.settings.tags.isEmpty ? nil : function.settings.tags))
    }

    /// Source: API_GetFunctionConfiguration.
    static let getFunctionConfiguration = Operation<LambdaService>(GetFunctionConfiguration.self, support: .partly("`$LATEST`")) {
        input, call throws(ServiceError) in
        let key = try call.key(input.functionName, input.qualifier)
        let permitted = try await call.authorize(key)
        let function = try await call.find(key, permitted.domain)
        return permitted.answer(FunctionConfiguration(function))
    }

    /// Source: API_UpdateFunctionConfiguration.
    static let updateFunctionConfiguration = Operation<LambdaService>(
        UpdateFunctionConfiguration.self, support: .partly(limits), unread: unbuilt
    ) { input, call throws(ServiceError) in
        let key = try call.key(input.functionName)
        let permitted = try await call.authorize(key) { input.fill(&$0, codeSigning: nil) }
        let functions = permitted.domain.functions
        try input.refuseUnbuilt()
        var settings = try await call.find(key, permitted.domain).settings
        try input.apply(to: &settings)
        if let role = input.role { try await call.checkRole(role, of: key) }
        let changed = settings
        let function = try await call.run(key) { () throws(FunctionError) in
            try await functions.updateConfiguration(key, role: input.role, settings: changed, expectedRevision: input.revisionId)
        }
        return permitted.answer(FunctionConfiguration(function, .updating, revision: call.service.random.uuid()))
    }

    /// Source: API_DeleteFunction.
    static let deleteFunction = Operation<LambdaService>(DeleteFunction.self, support: .partly("`$LATEST`")) {
        input, call throws(ServiceError) in
        let key = try call.key(input.functionName, input.qualifier)
        let permitted = try await call.authorize(key)
        let functions = permitted.domain.functions
        guard input.qualifier == nil else {
            throw .invalidParameterValueException("$LATEST version cannot be deleted without deleting the function.")
        }
        try await call.run(key) { () throws(FunctionError) in try await functions.delete(key) }
        return permitted.answer(DeleteFunctionResponse(statusCode: 204))
    }

    /// Source: API_ListFunctions.
    static let listFunctions = Operation<LambdaService>(
        ListFunctions.self, support: .partly("`$LATEST`"), unread: [.refused("MasterRegion")]
    ) { input, call throws(ServiceError) in
        let permitted = try await call.authorize((), "*") { $0.setRequestTags([:]) }
        let functions = permitted.domain.functions
        // A page has at most 50, however many are asked for.
        let limit = min(input.maxItems ?? 50, 50)
        let page = FunctionPage(account: call.account, region: call.region, after: input.marker ?? "", limit: limit + 1)
        let found = try await call.run(FunctionKey(account: call.account, region: call.region, name: "")) { () throws(FunctionError) in
            try await functions.list(page)
        }
        let shown = found.prefix(limit).map { FunctionConfiguration($0) }
        return permitted.answer(
            ListFunctionsResponse(
                nextMarker: found.count > limit ? found[limit - 1].record.name : nil,
                functions: input.functionVersion == nil ? shown : shown.map(\.asVersion)))
    }

    /// Source: API_ListVersionsByFunction.
    static let listVersionsByFunction = Operation<LambdaService>(
        ListVersionsByFunction.self, support: .partly("`$LATEST`, the only version there is"),
        unread: [.withoutEffect("Marker", onePage), .withoutEffect("MaxItems", onePage)]
    ) { input, call throws(ServiceError) in
        let key = try call.key(input.functionName)
        let permitted = try await call.authorize(key)
        let function = try await call.find(key, permitted.domain)
        return permitted.answer(ListVersionsByFunctionResponse(versions: [FunctionConfiguration(function).asVersion]))
    }

    /// Source: API_ListTags.
    static let listTags = Operation<LambdaService>(ListTags.self, support: .partly("tags given at creation")) {
        input, call throws(ServiceError) in
        // Other resources that may have tags are not built: there is none of that name.
        guard FunctionReference(input.resource) != nil else {
            throw .resourceNotFoundException("The resource you requested does not exist.")
        }
        let key = try call.key(input.resource)
        let permitted = try await call.authorize(key)
        let function = try await call.find(key, permitted.domain)
        return permitted.answer(ListTagsResponse(tags: function.settings.tags))
    }

    /// Source: API_GetFunctionCodeSigningConfig.
    static let getFunctionCodeSigningConfig = Operation<LambdaService>(
        GetFunctionCodeSigningConfig.self, support: .partly("as for a function without one")
    ) { input, call throws(ServiceError) in
        let key = try call.key(input.functionName)
        let permitted = try await call.authorize(key)
        _ = try await call.find(key, permitted.domain)
        return permitted.answer(GetFunctionCodeSigningConfigResponse(codeSigningConfigArn: "", functionName: key.name))
    }

    // MARK: What limits them

    private static let onePage = "there is one version, on one page"
    private static let limits = "no VPC, dead letters, active tracing, SnapStart, log formats and levels"
    /// Settings that would change how a function runs.
    private static let unbuilt = [
        "AcceleratorConfig", "CapacityProviderConfig", "DurableConfig", "FileSystemConfigs", "ImageConfig", "KMSKeyArn", "Layers",
        "RuntimeConfig",
    ].map { UnreadMember.refused($0) }
}
