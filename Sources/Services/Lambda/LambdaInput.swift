internal import ServiceKit
internal import HTTPServer
internal import NIOCore
internal import Core

/// Reads what a request says into the members of its operation, checked against their shapes.
enum LambdaInput {
    static func read(_ request: APIRequest, _ route: LambdaRoute) async throws(LambdaError) -> JSON {
        let members = LambdaShapes.operations[route.operation.name]
        let body = isInBody(members) ? request.collected ?? ByteBuffer() : ByteBuffer()
        return try await request.threads.run(bytes: body.readableBytes, busy: .throttled) { () throws(LambdaError) in
            try read(request, route, members, body)
        }
    }

    private static func read(
        _ request: APIRequest, _ route: LambdaRoute, _ members: Shape.Members?, _ body: ByteBuffer
    ) throws(LambdaError) -> JSON {
        do throws(InputError) {
            let body = try json(body)
            let input = try InputCheck.input(body, members) { member in
                switch member.place {
                case .body: nil
                case .path: route[member.name]
                case .query(let name): request.http.queryValue(name)
                case .header(let name): request.http.headers.first(name)
                }
            }
            try InputCheck.refuseNUL(route.parameters.map { (name: $0.key, value: $0.value) })
            try InputCheck.refuseNUL(request.http.queryItems)
            return input
        } catch {
            throw LambdaError(error)
        }
    }

    /// The body of Invoke is an event, which is the function's own and may hold anything.
    private static func isInBody(_ members: Shape.Members?) -> Bool {
        members?.all.contains { if case .body = $0.place { true } else { false } } ?? true
    }

    private static func json(_ body: ByteBuffer) throws(InputError) -> JSON {
        guard body.readableBytes > 0 else { return .object([]) }
        let json: JSON
        do throws(JSON.ParseError) {
            json = try JSON(parsing: Array(body.readableBytesView), maximumValues: JSON.inputValues)
        } catch { throw .unreadable(error.description) }
        guard json.members != nil else { throw .unreadable("not an object") }
        return json
    }
}

extension LambdaError {
    init(_ error: InputError) {
        switch error {
        case .unreadable(let why):
            self.init(400, "InvalidRequestContentException", "Could not parse request body into json: \(why)")
        case .wrongType(let why): self.init(400, "SerializationException", why)
        case .constraints(let message): self.init(400, "ValidationException", message)
        }
    }
}
