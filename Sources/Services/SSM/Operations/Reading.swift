internal import ServiceKit
internal import Parameters
internal import ParameterData
internal import Core

extension SSMService {
    /// Source: API_GetParameter.
    static let getParameter = Operation<SSMService>(GetParameter.self, support: .partly("no labels")) {
        input, call throws(ServiceError) in
        let reference = try call.reference(input.name)
        let found = try await call.lookUp([reference])
        let lookUp = found.resource.first
        switch lookUp {
        case .found(let record)?:
            let parameter = try await call.answer(
                record, found.domain, name: reference.name, selector: reference.selector, isDecrypted: input.withDecryption ?? false)
            return found.answer(GetParameterResult(parameter: parameter))
        case .noSuchVersion(let record)? where reference.version != 0:
            throw .parameterVersionNotFound(
                "Systems Manager could not find version \(reference.selector ?? "") of \(reference.name ?? record.name). Verify the version and try again."
            )
        default: throw .notFound(input.name)
        }
    }

    /// Source: API_GetParameters.
    static let getParameters = Operation<SSMService>(GetParameters.self, support: .partly("no labels")) {
        input, call throws(ServiceError) in
        var names: [String] = []
        for name in input.names where !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { names.append(name) }
        let references = try names.map { name throws(ServiceError) in try call.reference(name) }
        let found = try await call.lookUp(references)
        var (answers, missing): ([Parameter], [String]) = ([], [])
        for (index, reference) in references.enumerated() {
            guard case .found(let record) = found.resource[index] else {
                missing.append(names[index])
                continue
            }
            answers.append(
                try await call.answer(
                    record, found.domain, name: reference.name, selector: reference.selector,
                    isDecrypted: input.withDecryption ?? false))
        }
        return found.answer(GetParametersResult(parameters: answers, invalidParameters: missing))
    }

    /// Source: API_GetParametersByPath. Asked about is the path, not what is under it: Systems Manager User Guide, "How Parameter Store
    /// authorizes parameter retrieval".
    static let getParametersByPath = Operation<SSMService>(GetParametersByPath.self) { input, call throws(ServiceError) in
        let folder = try call.folder(input.path)
        let isRecursive = input.recursive ?? false
        let arn = ParameterKey(account: call.account, region: call.region, path: input.path).arn
        let permitted = try await call.authorize((), arn.description, SSMConditions(isRecursive: isRecursive))
        let filters = try call.filters(input.parameterFilters ?? [], valid: "[Type, KeyId]", isUnderPath: true)
        let listing = ParameterListing(
            folder, isRecursive: isRecursive, filters: filters, after: try call.position(input.nextToken), limit: input.maxResults ?? 10,
            withValues: true)
        let page = try await permitted.run { parameters throws(ParameterError) in
            try await parameters.list(listing, account: call.account, region: call.region)
        }
        var answers: [Parameter] = []
        for record in page.records {
            answers.append(try await call.answer(record, permitted.domain, isDecrypted: input.withDecryption ?? false))
        }
        return permitted.answer(GetParametersByPathResult(parameters: answers, nextToken: page.next.map { Call<SSMService>.token($0) }))
    }

    /// Source: API_GetParameterHistory.
    static let getParameterHistory = Operation<SSMService>(GetParameterHistory.self, support: .partly("no labels")) {
        input, call throws(ServiceError) in
        let reference = try call.reference(input.name)
        let found = try await call.lookUp([reference])
        guard found.resource.first?.record != nil, reference.selector == nil else { throw .notFound(input.name) }
        let limit = input.maxResults ?? 50
        let after = try input.nextToken.map { token throws(ServiceError) in
            guard let number = Int(digits: token) else { throw .invalidToken }
            return number
        }
        let page = ListParameterVersions(reference.key, after: after ?? 0, limit: limit + 1)
        let versions = try await found.run { parameters throws(ParameterError) in try await parameters.versions(page) }
        var answers: [ParameterHistory] = []
        for record in versions.prefix(limit) {
            let value = try await call.value(of: record, found.domain, isDecrypted: input.withDecryption ?? false)
            let attributes = record.attributes
            answers.append(
                ParameterHistory(
                    name: reference.name ?? record.name, type: attributes.type.rawValue, keyId: attributes.keyID,
                    lastModifiedDate: record.modified, lastModifiedUser: record.modifiedBy, description: attributes.description,
                    value: value, allowedPattern: attributes.allowedPattern, version: record.version, labels: [],
                    tier: attributes.tier.rawValue, policies: [], dataType: attributes.dataType))
        }
        let next = versions.count > limit ? answers.last?.version : nil
        return found.answer(GetParameterHistoryResult(parameters: answers, nextToken: next.map { String($0) }))
    }

    /// Source: API_DescribeParameters.
    static let describeParameters = Operation<SSMService>(DescribeParameters.self, unread: [.refused("Shared")]) {
        input, call throws(ServiceError) in
        let all = "arn:aws:ssm:\(call.region):\(call.account):*"
        let permitted = try await call.authorize((), all)
        guard input.filters?.isEmpty ?? true || input.parameterFilters?.isEmpty ?? true else {
            throw .invalid("You can use either Filters or ParameterFilters in a single request.")
        }
        let asked =
            input.parameterFilters ?? input.filters?.map { ParameterStringFilter(key: $0.key, option: "Equals", values: $0.values) } ?? []
        let filters = try call.filters(asked, valid: "[Path, Name, Type, KeyId, Tier]", isUnderPath: false)
        let listing = ParameterListing(filters: filters, after: try call.position(input.nextToken), limit: input.maxResults ?? 50)
        let page = try await permitted.run { parameters throws(ParameterError) in
            try await parameters.list(listing, account: call.account, region: call.region)
        }
        return permitted.answer(
            DescribeParametersResult(
                parameters: page.records.map { record in
                    let attributes = record.attributes
                    return ParameterMetadata(
                        name: record.name, arn: record.key.arn.description, type: attributes.type.rawValue, keyId: attributes.keyID,
                        lastModifiedDate: record.modified, lastModifiedUser: record.modifiedBy, description: attributes.description,
                        allowedPattern: attributes.allowedPattern, version: record.version, tier: attributes.tier.rawValue, policies: [],
                        dataType: attributes.dataType)
                }, nextToken: page.next.map { Call<SSMService>.token($0) }))
    }
}

extension ServiceError {
    fileprivate static let invalidToken = ServiceError.invalidNextToken("The specified token isn't valid.")
}

extension Call<SSMService> {
    /// A token is the last path of the page before it.
    fileprivate static func token(_ path: String) -> String { Base64.encode(Array(path.utf8)) }

    fileprivate func position(_ token: String?) throws(ServiceError) -> String {
        guard let token else { return "" }
        guard let bytes = Base64.decode(token), let path = String(validating: bytes, as: UTF8.self), path.utf8.first == UInt8(ascii: "/")
        else { throw .invalidToken }
        return path
    }

    /// Source: API_ParameterStringFilter; texts recorded of AWS (moto, tests/test_ssm/test_ssm_boto3.py).
    fileprivate func filters(
        _ asked: [SSMService.ParameterStringFilter], valid keys: String, isUnderPath: Bool
    ) throws(ServiceError) -> [ParameterFilter] {
        var seen: Set<ParameterFilter.Field> = []
        return try asked.map { filter throws(ServiceError) in
            guard let field = Self.field(filter, isUnderPath: isUnderPath) else {
                throw .invalidFilterKey("The following filter key is not valid: \(filter.key). Valid filter keys include: \(keys).")
            }
            let values = filter.values ?? []
            if values.isEmpty, !filter.key.hasPrefix("tag:") {
                throw .invalidFilterValue("The following filter values are missing : null for filter key \(filter.key).")
            }
            guard seen.insert(field).inserted else {
                throw .invalidFilterKey(
                    "The following filter is duplicated in the request: \(filter.key). A request can contain only one occurrence of a specific filter."
                )
            }
            return try self.filter(field, filter.option, values)
        }
    }

    private static func field(_ filter: SSMService.ParameterStringFilter, isUnderPath: Bool) -> ParameterFilter.Field? {
        switch filter.key {
        case "Type": .type
        case "KeyId": .keyID
        case "Label": isUnderPath ? .label : nil
        case _ where isUnderPath: nil
        case "Name": .name
        case "Tier": .tier
        case "DataType": .dataType
        case "Path": .path(isRecursive: filter.option == "Recursive")
        case let key: key.hasPrefix("tag:") ? .tag(String(key.dropFirst(4))) : nil
        }
    }

    private func filter(_ field: ParameterFilter.Field, _ option: String?, _ values: [String]) throws(ServiceError) -> ParameterFilter {
        func invalid(_ valid: String) -> ServiceError {
            .invalidFilterOption("The following filter option is not valid: \(option ?? ""). Valid options include: \(valid).")
        }
        if case .path = field {
            guard option == nil || option == "OneLevel" || option == "Recursive" else { throw invalid("[Recursive, OneLevel]") }
            let folders = try values.map { value throws(ServiceError) in
                let first = value.asciiLowercased.utf8
                guard !first.starts(with: "/aws".utf8), !first.starts(with: "/ssm".utf8) else {
                    throw .invalid(#"Filters for common parameters can't be prefixed with "aws" or "ssm" (case-insensitive)."#)
                }
                return try folder(value).path
            }
            return ParameterFilter(field: field, option: .beginsWith, values: folders)
        }
        guard let found = ParameterFilter.Option(rawValue: option ?? "Equals"), found != .contains || field == .name else {
            throw invalid(field == .name ? "[BeginsWith, Equals, Contains]" : "[BeginsWith, Equals]")
        }
        if found == .equals {
            let known: [String]? =
                switch field {
                case .type: ParameterType.allCases.map(\.rawValue)
                case .tier: ["Standard", "Advanced", "Intelligent-Tiering"]
                default: nil
                }
            if let known, let wrong = values.first(where: { !known.contains($0) }) {
                throw .invalidFilterValue(
                    "The following filter value is not valid: \(wrong). Valid values include: [\(known.joined(separator: ", "))].")
            }
        }
        return ParameterFilter(field: field, option: found, values: values)
    }
}
