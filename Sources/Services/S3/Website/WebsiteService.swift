package import ServiceKit
package import HTTPServer
internal import Policies
internal import NIOCore
package import Core

/// Buckets as websites, for browsers: without signatures, and with pages where S3 has documents.
/// Source: S3 User Guide, "Website endpoints" and "Key differences between a website endpoint and a REST API endpoint".
package struct WebsiteService: ServiceHandler {
    private let services: S3Services

    /// - Parameter s3: whose buckets are shown.
    package init(_ s3: S3Service) { services = s3.services }

    package func respond(to request: APIRequest, _ response: ResponseWriter) async {
        // A page's address may carry any query; none of it means what it means to S3.
        let http = request.http.replacing(request.http.headers, keepsQuery: false)
        let head = request.http.method == "HEAD"
        var page = ErrorPage(request.id)
        do throws(ServiceError) {
            let target = try Target(http, services.addressing.place(http.headers.first("host")))
            request.log.set { log in
                log.operation = "Website"
                log.bucket = target.bucketText
                log.key = String(decoding: target.keyBytes, as: UTF8.self)
            }
            guard head || http.method == "GET" else {
                var error = ServiceError.methodNotAllowed(http.method)
                error.fields.append(("ResourceType", "OBJECT"))
                throw error
            }
            if http.headers.contains("origin") { await services.allowOrigin(http, bucket: target.bucketText, response) }
            let visit = WebsiteRequest(
                services: services, request: request.replacing(http), query: request.http.rawQuery, response: response, target: target)
            try await visit.answer(&page)
        } catch {
            request.log.set { $0.errorCode = error.code }
            await page.send(error, response)
        }
    }

    package func refuse(_ error: AuthenticationError, id: RequestID, _ http: HTTPRequest, _ response: ResponseWriter) async {
        await ErrorPage(id).send(ServiceError(error), response)
    }
}
