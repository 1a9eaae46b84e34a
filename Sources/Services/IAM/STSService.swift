package import ServiceKit
package import HTTPServer
package import Core
private import Policies
private import XML

/// STS: who am I. Source: STS API Reference.
package struct STSService: ServiceHandler {
    private static let wire = QueryProtocol(
        namespace: "https://sts.amazonaws.com/doc/2011-06-15/", service: "sts", shapes: STSShapes.operations)

    package init() {}

    package func respond(to request: APIRequest, _ response: ResponseWriter) async {
        await Self.wire.run(request, response) { query throws(IdentityAPIError) in
            switch query.action {
            // Nobody can be denied this.
            case "GetCallerIdentity":
                let principal = request.caller.principal
                return QueryResult { xml in
                    xml.element("Arn", principal.arn ?? "")
                    xml.element("UserId", principal.userID)
                    xml.element("Account", request.caller.account.description)
                }
            case "": throw .unknownAction("")
            default: throw .notImplemented(query.action)
            }
        }
    }

    package func refuse(_ error: AuthenticationError, id: RequestID, _ http: HTTPRequest, _ response: ResponseWriter) async {
        await Self.wire.send(IdentityAPIError(error), id, response)
    }
}
