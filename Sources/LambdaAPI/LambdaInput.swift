internal import Faces
internal import HTTPFront
internal import NIOCore
internal import PeltonCore

/// Reads what a request says into the members of its operation, checked against their shapes.
enum LambdaInput {
    static func read(_ request: APIRequest, _ route: LambdaRoute) throws(LambdaError) -> JSON {
        let members = LambdaShapes.operations[route.operation.name]
        do throws(InputError) {
            let body = isInBody(members) ? try json(request) : .object([])
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

    private static func json(_ request: APIRequest) throws(InputError) -> JSON {
        let bytes = request.collected.map { Array($0.readableBytesView) } ?? []
        guard !bytes.isEmpty else { return .object([]) }
        let json: JSON
        do throws(JSON.ParseError) { json = try JSON(parsing: bytes) } catch { throw .unreadable(error.description) }
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
