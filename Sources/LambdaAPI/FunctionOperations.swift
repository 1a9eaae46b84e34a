internal import Faces
internal import Functions
internal import HTTPFront
internal import Metadata
internal import PeltonCore

extension LambdaCall {
    /// Source: API_CreateFunction.
    func createFunction() async throws(LambdaError) -> LambdaAnswer {
        let input = try input()
        let settingsInput = SettingsInput(input: input)
        let key = try newKey(input, settingsInput)
        try authorize("CreateFunction", key)
        try settingsInput.refuseUnbuilt()
        guard let runtime = input["Runtime"]?.string, let handler = input["Handler"]?.string else {
            throw .invalidParameter("Runtime and Handler are mandatory parameters for functions created with deployment packages.")
        }
        var settings = FunctionSettings(runtime: runtime, handler: handler, logGroup: "/aws/lambda/" + key.name)
        try settingsInput.apply(to: &settings)
        settings.tags = Dictionary((input["Tags"]?.members ?? []).map { ($0.name, $0.value.string ?? "") }) { first, _ in first }
        let role = input["Role"]?.string ?? ""
        try await checkRole(role)
        let zip = try zip(input["Code"] ?? .null)
        let made = settings
        let function = try await run(key) { () throws(FunctionError) in
            try await functions.create(key, role: role, settings: made, zip: zip)
        }
        return LambdaAnswer(201, FunctionDocument.configuration(function, .creating, revision: services.random.uuid()))
    }

    /// Source: API_GetFunction.
    func getFunction() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try authorize("GetFunction", key)
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
        try authorize("GetFunction", key)
        guard let zip = try await run(key, { () throws(FunctionError) in try await functions.zip(of: key) }) else {
            throw .notFound(Self.arn(key))
        }
        return LambdaAnswer(200, headers: [("Content-Type", "application/zip")], body: zip)
    }

    /// Source: API_GetFunctionConfiguration.
    func getFunctionConfiguration() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try authorize("GetFunctionConfiguration", key)
        return LambdaAnswer(200, FunctionDocument.configuration(try await find(key)))
    }

    /// Source: API_UpdateFunctionCode.
    func updateFunctionCode() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try authorize("UpdateFunctionCode", key)
        let input = try input()
        _ = try await find(key)
        if input["Publish"]?.bool == true { throw .notImplemented("publishing versions") }
        if input["DryRun"]?.bool == true { throw .notImplemented("DryRun of UpdateFunctionCode") }
        let zip = try zip(input)
        let function = try await run(key) { () throws(FunctionError) in
            try await functions.updateCode(key, zip: zip, expectedRevision: input["RevisionId"]?.string)
        }
        return LambdaAnswer(200, FunctionDocument.configuration(function, .updating, revision: services.random.uuid()))
    }

    /// Source: API_UpdateFunctionConfiguration.
    func updateFunctionConfiguration() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try authorize("UpdateFunctionConfiguration", key)
        let input = SettingsInput(input: try input())
        let problems = input.violations()
        guard problems.isEmpty else { throw .validation(problems) }
        try input.refuseUnbuilt()
        var settings = try await find(key).settings
        try input.apply(to: &settings)
        let role = input.input["Role"]?.string
        if let role { try await checkRole(role) }
        let changed = settings
        let function = try await run(key) { () throws(FunctionError) in
            try await functions.updateConfiguration(
                key, role: role, settings: changed, expectedRevision: input.input["RevisionId"]?.string)
        }
        return LambdaAnswer(200, FunctionDocument.configuration(function, .updating, revision: services.random.uuid()))
    }

    /// Source: API_DeleteFunction.
    func deleteFunction() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try authorize("DeleteFunction", key)
        guard http.queryValue("Qualifier") == nil else {
            throw .invalidParameter("$LATEST version cannot be deleted without deleting the function.")
        }
        try await run(key) { () throws(FunctionError) in try await functions.delete(key) }
        return LambdaAnswer(204)
    }

    /// Source: API_ListFunctions.
    func listFunctions() async throws(LambdaError) -> LambdaAnswer {
        let caller = request.caller
        try authorize("lambda:ListFunctions", on: "*", of: caller.account)
        let limit = try pageSize()
        let key = FunctionKey(account: caller.account, region: request.region, name: "")
        let page = ListFunctions(
            account: caller.account, region: request.region, after: http.queryValue("Marker") ?? "", limit: limit + 1)
        let found = try await run(key) { () throws(FunctionError) in try await functions.list(page) }
        return LambdaAnswer(
            200,
            .members([
                "Functions": .array(found.prefix(limit).map { FunctionDocument.configuration($0) }),
                "NextMarker": found.count > limit ? .string(found[limit - 1].record.name) : nil,
            ]))
    }

    /// Source: API_ListVersionsByFunction.
    func listVersions() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try authorize("ListVersionsByFunction", key)
        guard case .object(var members) = FunctionDocument.configuration(try await find(key)) else { throw .service }
        members = members.map { $0.name == "FunctionArn" ? JSON.Member($0.name, .string(Self.arn(key).description + ":$LATEST")) : $0 }
        return LambdaAnswer(200, .members(["Versions": [.object(members)]]))
    }

    /// Source: API_ListTags.
    func listTags() async throws(LambdaError) -> LambdaAnswer {
        let key = try key(route["Resource"])
        try authorize("ListTags", key)
        return LambdaAnswer(200, .members(["Tags": .strings(try await find(key).settings.tags)]))
    }

    /// Source: API_GetFunctionCodeSigningConfig.
    func getCodeSigningConfig() async throws(LambdaError) -> LambdaAnswer {
        let key = try key()
        try authorize("GetFunctionCodeSigningConfig", key)
        _ = try await find(key)
        return LambdaAnswer(200, .members(["CodeSigningConfigArn": "", "FunctionName": .string(key.name)]))
    }

    // MARK: Checks

    private func newKey(_ input: JSON, _ settings: SettingsInput) throws(LambdaError) -> FunctionKey {
        var problems: [String] = []
        let name = input["FunctionName"]?.string
        for (member, value) in [("functionName", name), ("role", input["Role"]?.string)] where value == nil {
            problems.append("Value null at '\(member)' failed to satisfy constraint: Member must not be null")
        }
        if input["Code"]?.members == nil { problems.append("Value null at 'code' failed to satisfy constraint: Member must not be null") }
        if let name, FunctionReference(name) == nil { problems.append(Self.badName(name)) }
        problems += settings.violations()
        guard problems.isEmpty, let name else { throw .validation(problems) }
        return try key(name)
    }

    /// The caller must be allowed to hand the role on, and Lambda to take it.
    private func checkRole(_ role: String) async throws(LambdaError) {
        guard let arn = ARN(role) else { throw .invalidParameter("The role defined for the function cannot be assumed by Lambda.") }
        guard arn.account == request.caller.account.description else { throw .denied("Cross-account pass role is not allowed.") }
        try authorize("iam:PassRole", on: role, of: request.caller.account, values: ["iam:PassedToService": "lambda.amazonaws.com"])
        if let refusal = await services.trust(arn) {
            request.log.set { $0.decision = refusal }
            throw .invalidParameter("The role defined for the function cannot be assumed by Lambda.")
        }
    }

    private func zip(_ code: JSON) throws(LambdaError) -> [UInt8] {
        for name in ["S3Bucket", "S3Key", "ImageUri"] where code[name] != nil { throw .notImplemented("code from \(name)") }
        guard let text = code["ZipFile"]?.string else {
            throw .invalidParameter("Please provide a source for function code.")
        }
        guard let zip = Base64.decode(text) else {
            throw LambdaError(400, "SerializationException", "The blob at ZipFile is not Base64.")
        }
        guard !zip.isEmpty else {
            throw .validation([
                "Value '' at 'code.zipFile' failed to satisfy constraint: Member must have length greater than or equal to 1"
            ])
        }
        guard zip.count <= limits.zippedCodeBytes else {
            throw .tooLarge("Zipped size must be smaller than \(limits.zippedCodeBytes) bytes")
        }
        return zip
    }

    private func pageSize() throws(LambdaError) -> Int {
        guard let text = http.queryValue("MaxItems") else { return 50 }
        guard let number = Int(text), (1...10_000).contains(number) else {
            throw .validation(["Value '\(text)' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 10000"])
        }
        return min(number, 50)
    }
}
