internal import ServiceKit
internal import HTTPServer
internal import NIOCore
internal import Core

/// A call of AWS's query protocol: an action and flat parameters, in the body or the query.
struct QueryRequest {
    let action: String
    /// What the action takes, checked against its shapes.
    private let input: JSON

    /// - Parameter shapes: of each action. The parameters of one that is not here are only looked through for NUL.
    static func read(_ request: APIRequest, _ shapes: [String: Shape.Members]) async throws(IdentityAPIError) -> QueryRequest {
        try await request.threads.run(bytes: request.collected?.readableBytes ?? 0, busy: .throttled) { () throws(IdentityAPIError) in
            try QueryRequest(request, shapes)
        }
    }

    private init(_ request: APIRequest, _ shapes: [String: Shape.Members]) throws(IdentityAPIError) {
        let parameters = QueryParameters(request.http.queryItems + (try Self.form(request)))
        action = parameters.action
        do throws(InputError) {
            let members = shapes[action]
            input = try InputCheck.input(members.map { parameters.json($0) } ?? .object([]), members, isText: true)
            try InputCheck.refuseNUL(parameters.all)
        } catch { throw IdentityAPIError(error) }
    }

    private static func form(_ request: APIRequest) throws(IdentityAPIError) -> [(name: String, value: String)] {
        guard let body = request.collected, body.readableBytes > 0 else { return [] }
        let (items, isWellFormed) = QueryParser.parse(
            Substring(String(decoding: body.readableBytesView, as: UTF8.self)).utf8, most: JSON.inputValues)
        guard isWellFormed else {
            throw IdentityAPIError(
                status: 400, code: "MalformedInput",
                message: "The body is not a well-formed form of at most \(JSON.inputValues) parameters.")
        }
        return items
    }

    subscript(_ name: String) -> String? { input[name]?.string }

    func integer(_ name: String) -> Int? { input[name]?.integer }

    /// A text that the action's shape requires.
    func required(_ name: String) -> String { self[name] ?? "" }

    /// - Throws: if two keys differ in case alone, or not even in that. Source: IAM User Guide, "Rules for tagging in IAM and AWS STS".
    func tags() throws(IdentityAPIError) -> [String: String] {
        var tags: [String: String] = [:]
        var seen: Set<String> = []
        for tag in input["Tags"]?.array ?? [] {
            let key = tag["Key"]?.string ?? ""
            guard seen.insert(key.lowercased()).inserted else {
                throw IdentityAPIError(
                    status: 400, code: "InvalidInput", message: "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
            }
            tags[key] = tag["Value"]?.string ?? ""
        }
        return tags
    }
}

extension IdentityAPIError {
    init(_ error: InputError) {
        switch error {
        case .unreadable(let why), .wrongType(let why): self.init(status: 400, code: "MalformedInput", message: why)
        case .constraints(let message): self = .validation(message)
        }
    }
}
