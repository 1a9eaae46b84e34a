internal import ServiceKit
internal import HTTPServer
internal import SigV4

/// Who filled in a browser's form: nothing in the request's own head says so, nor what is asked for. A class: each call that waits for
/// its body holds a place for one.
final class FormCaller: Sendable {
    let caller: Caller
    /// How the form is signed; nil if nobody signed it.
    let version: SignatureVersion?
    /// The fields that are headers of a PUT.
    let headers: HTTPHeaders

    init(caller: Caller, version: SignatureVersion?, headers: HTTPHeaders) {
        self.caller = caller
        self.version = version
        self.headers = headers
    }
}

extension S3Call {
    var caller: Caller { form?.caller ?? request.caller }

    /// What the caller asks for, as the headers of a PUT say it.
    var headersAsked: HTTPHeaders { form?.headers ?? http.headers }

    func asking(as form: FormCaller) -> S3Call {
        S3Call(services: services, request: request, response: response, route: route, form: form)
    }
}
