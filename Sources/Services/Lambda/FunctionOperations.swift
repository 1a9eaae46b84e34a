internal import ServiceKit
internal import Functions
internal import HTTPServer
internal import Policies
internal import Logging
internal import FunctionData
internal import NIOCore
internal import Core

extension LambdaCall {
    /// Source: API_CreateFunction.
    func createFunction() async throws(LambdaError) -> LambdaAnswer {
        let settingsInput = SettingsInput(input: input)
        let key = try key(input["FunctionName"]?.string ?? "")
        try await authorize("CreateFunction", key) { context in
            context.setRequestTags(Dictionary(tagMembers, uniquingKeysWith: { _, last in last }))
            context.set(family: "aws:ResourceTag/", [:])
            settingsInput.fill(&context)
        }
        try settingsInput.refuseUnbuilt()
        guard let runtime = input["Runtime"]?.string, let handler = input["Handler"]?.string else {
            throw .invalidParameter("Runtime and Handler are mandatory parameters for functions created with deployment packages.")
        }
        var settings = FunctionSettings(runtime: runtime, handler: handler, logGroup: "/aws/lambda/" + key.name)
        try settingsInput.apply(to: &settings)
        settings.tags = try tags()
        let role = input["Role"]?.string ?? ""
        try await checkRole(role)
        let zip = try await zip(input["Code"] ?? .null)
        let made = settings
        let function = try await run(key) { () throws(FunctionError) in
            try await functions.create(key, role: role, settings: made, zip: zip)
        }
        return LambdaAnswer(201, FunctionDocument.configuration(function, .creating, revision: services.random.uuid()))
    }

    /// Source: API_GetFunction.
    func getFunction() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try await authorize("GetFunction", key)
        let function = try await find(key)
        let path = "/2015-03-31/functions/\(key.name)/code"
        let location = await services.presign(request, path).map { query in
            "http://\(http.headers.first("host") ?? "localhost")\(path)?\(query)"
        }
        return LambdaAnswer(
            200,
            .members([
                "Configuration": FunctionDocument.configuration(function),
                "Code": .members(["RepositoryType": "S3", "Location": location.map { .string($0) }]),
                "Tags": function.settings.tags.isEmpty ? nil : .strings(function.settings.tags),
            ]))
    }

    /// Pelton's own: what GetFunction's `Code.Location` is for.
    func downloadCode() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try await authorize("GetFunction", key)
        guard await response.reserve(Int(try await find(key).record.codeSize)) else { throw .throttled }
        guard let zip = try await run(key, { () throws(FunctionError) in try await functions.zip(of: key) }) else {
            throw .notFound(Self.arn(key))
        }
        let body = try await request.threads.write(bytes: zip.count, busy: LambdaError.throttled) { ByteBuffer(bytes: zip) }
        return LambdaAnswer(200, headers: [("Content-Type", "application/zip")], body: body)
    }

    /// Source: API_GetFunctionConfiguration.
    func getFunctionConfiguration() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try await authorize("GetFunctionConfiguration", key)
        return LambdaAnswer(200, FunctionDocument.configuration(try await find(key)))
    }

    /// Source: API_UpdateFunctionCode.
    func updateFunctionCode() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try await authorize("UpdateFunctionCode", key)
        _ = try await find(key)
        if input["PublishTo"] != nil { throw .notImplemented("the setting PublishTo") }
        if input["Publish"]?.bool == true { throw .notImplemented("publishing versions") }
        if input["DryRun"]?.bool == true { throw .notImplemented("DryRun of UpdateFunctionCode") }
        let architecture = try SettingsInput(input: input).architecture()
        let zip = try await zip(input)
        let function = try await run(key) { () throws(FunctionError) in
            try await functions.updateCode(key, zip: zip, architecture: architecture, expectedRevision: input["RevisionId"]?.string)
        }
        return LambdaAnswer(200, FunctionDocument.configuration(function, .updating, revision: services.random.uuid()))
    }

    /// Source: API_UpdateFunctionConfiguration.
    func updateFunctionConfiguration() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        let settingsInput = SettingsInput(input: input)
        try await authorize("UpdateFunctionConfiguration", key) { settingsInput.fill(&$0) }
        try settingsInput.refuseUnbuilt()
        var settings = try await find(key).settings
        try settingsInput.apply(to: &settings)
        let role = input["Role"]?.string
        if let role { try await checkRole(role) }
        let changed = settings
        let function = try await run(key) { () throws(FunctionError) in
            try await functions.updateConfiguration(
                key, role: role, settings: changed, expectedRevision: input["RevisionId"]?.string)
        }
        return LambdaAnswer(200, FunctionDocument.configuration(function, .updating, revision: services.random.uuid()))
    }

    /// Source: API_DeleteFunction.
    func deleteFunction() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try await authorize("DeleteFunction", key)
        guard input["Qualifier"] == nil else {
            throw .invalidParameter("$LATEST version cannot be deleted without deleting the function.")
        }
        try await run(key) { () throws(FunctionError) in try await functions.delete(key) }
        return LambdaAnswer(204)
    }

    /// Source: API_ListFunctions.
    func listFunctions() async throws(LambdaError) -> LambdaAnswer {
        let caller = request.caller
        try await authorize("lambda:ListFunctions", on: "*", of: caller.account)
        if input["MasterRegion"] != nil { throw .notImplemented("MasterRegion of ListFunctions") }
        // A page has at most 50, however many are asked for.
        let limit = min(input["MaxItems"]?.integer ?? 50, 50)
        let key = FunctionKey(account: caller.account, region: request.region, name: "")
        let page = ListFunctions(
            account: caller.account, region: request.region, after: input["Marker"]?.string ?? "", limit: limit + 1)
        let found = try await run(key) { () throws(FunctionError) in try await functions.list(page) }
        return LambdaAnswer(
            200,
            .members([
                "Functions": .array(
                    found.prefix(limit).map {
                        input["FunctionVersion"] == nil ? FunctionDocument.configuration($0) : Self.latestVersion($0)
                    }),
                "NextMarker": found.count > limit ? .string(found[limit - 1].record.name) : nil,
            ]))
    }

    /// Source: API_ListVersionsByFunction.
    func listVersions() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try await authorize("ListVersionsByFunction", key)
        // All on one page: Marker and MaxItems have nothing to divide.
        return LambdaAnswer(200, .members(["Versions": [Self.latestVersion(try await find(key))]]))
    }

    /// A function as a list of versions shows it.
    private static func latestVersion(_ function: Function) -> JSON {
        let members = FunctionDocument.configuration(function).members ?? []
        return .object(
            members.map { $0.name == "FunctionArn" ? JSON.Member($0.name, .string(function.arn.description + ":$LATEST")) : $0 })
    }

    /// Source: API_ListTags.
    func listTags() async throws(LambdaError) -> LambdaAnswer {
        // Other resources that may have tags are not built: there is none of that name.
        guard FunctionReference(route["Resource"]) != nil else { throw .resourceNotFound("The resource you requested does not exist.") }
        let key = try key(route["Resource"])
        try await authorize("ListTags", key)
        return LambdaAnswer(200, .members(["Tags": .strings(try await find(key).settings.tags)]))
    }

    /// Source: API_GetFunctionCodeSigningConfig.
    func getCodeSigningConfig() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try await authorize("GetFunctionCodeSigningConfig", key)
        _ = try await find(key)
        return LambdaAnswer(200, .members(["CodeSigningConfigArn": "", "FunctionName": .string(key.name)]))
    }

    // MARK: Checks

    private var tagMembers: [(String, String)] { (input["Tags"]?.members ?? []).map { ($0.name, $0.value.string ?? "") } }

    /// Source: Lambda Developer Guide, "Using tags on Lambda functions": 50 for a function.
    private func tags() throws(LambdaError) -> [String: String] {
        let given = tagMembers
        guard given.count <= 50 else { throw .invalidParameter("Number of tags exceeds resource tag limit.") }
        let tags = Dictionary(given, uniquingKeysWith: { first, _ in first })
        // Two that Swift takes for one, such as a letter with its accent in both spellings.
        guard tags.count == given.count else { throw .invalidParameter("Two tags have the same key.") }
        return tags
    }

    /// The caller must be allowed to hand the role on, and Lambda to take it.
    private func checkRole(_ role: String) async throws(LambdaError) {
        guard let arn = ARN(role) else { throw .invalidParameter("The role defined for the function cannot be assumed by Lambda.") }
        guard arn.account == request.caller.account.description else { throw .denied("Cross-account pass role is not allowed.") }
        try await authorize(
            "iam:PassRole", on: role, of: request.caller.account, fill: { $0.set("iam:PassedToService", "lambda.amazonaws.com") })
        let refusal: String?
        do throws(RoleUnknown) { refusal = try await services.trust(arn) } catch {
            services.logger.error("a role cannot be read", metadata: ["request_id": "\(request.id)", "error": "\(error.reason)"])
            throw error.isBusy ? .throttled : .service
        }
        if let refusal {
            request.log.set { $0.decision = refusal }
            throw .invalidParameter("The role defined for the function cannot be assumed by Lambda.")
        }
    }

    private func zip(_ code: JSON) async throws(LambdaError) -> [UInt8] {
        for name in ["S3Bucket", "S3Key", "S3ObjectVersion", "S3ObjectStorageMode", "ImageUri", "SourceKMSKeyArn"]
        where code[name]?.string ?? "" != "" { throw .notImplemented("code from \(name)") }
        guard let text = code["ZipFile"]?.string else {
            throw .invalidParameter("Please provide a source for function code.")
        }
        let zip = try await request.threads.run(bytes: text.utf8.count, busy: .throttled) { () throws(LambdaError) in
            guard let zip = Base64.decode(text) else {
                throw LambdaError(400, "SerializationException", "The blob at ZipFile is not Base64.")
            }
            return zip
        }
        guard !zip.isEmpty else {
            // The model has no bound, AWS has.
            throw .validation([
                "Value '' at 'code.zipFile' failed to satisfy constraint: Member must have length greater than or equal to 1"
            ])
        }
        guard zip.count <= limits.zippedCodeBytes else {
            throw .tooLarge("Zipped size must be smaller than \(limits.zippedCodeBytes) bytes")
        }
        return zip
    }
}
