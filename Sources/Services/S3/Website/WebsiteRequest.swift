internal import Objects
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Core

/// One request for a page of a bucket's website.
struct WebsiteRequest: Sendable {
    let services: S3Services
    /// Without its query.
    let request: APIRequest
    let query: Substring
    let response: ResponseWriter
    let target: Target

    private var key: [UInt8] { target.keyBytes }
    private var host: String { request.http.headers.first("host") ?? "localhost" }

    /// - Parameter page: is told what went wrong on the way to an error.
    func answer(_ page: inout ErrorPage) async throws(ServiceError) {
        guard let bucket = try await services.bucket(target.bucketText) else { throw .noSuchBucket(target.bucketText) }
        guard let site = try await services.website(of: bucket) else {
            throw ServiceError(
                404, "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration",
                [("BucketName", target.bucketText)])
        }
        if let all = site.redirectAll {
            return await redirect(301, all.location(host: host, key: key, prefix: []) + (query.isEmpty ? "" : "?" + query))
        }
        if let rule = site.rule(for: key) { return await follow(rule) }
        do { try await show(site.indexKey(key) ?? key, request) } catch {
            // Not changed: the browser shows what it has.
            guard error.status >= 400, await hasAnswered(error, site, &page) else { throw error }
        }
    }

    // MARK: What is there

    private func show(_ key: [UInt8], _ request: APIRequest) async throws(ServiceError) {
        let call = try call(key, request)
        let found = try await readable(call)
        if let location = found.version.attributes.websiteRedirectLocation { return await redirect(301, location) }
        if request.http.method == "HEAD" { try await call.headObject() } else { try await call.getObject() }
    }

    private func readable(_ call: S3Call) async throws(ServiceError) -> FoundObject {
        let key = try call.objectKey()
        let (bucket, engine) = try await call.authorize("s3:GetObject", key: key)
        return try await call.find(bucket) { () throws(EngineError) in
            try await engine.head(bucket: bucket.name, key: key, version: nil)
        }
    }

    /// The same request as S3 would get it for an object.
    private func call(_ key: [UInt8], _ request: APIRequest) throws(ServiceError) -> S3Call {
        let name = request.http.method == "HEAD" ? "HeadObject" : "GetObject"
        guard let operation = S3Service.operations[name] else { throw .notImplemented(name) }
        let target = Target(bucketText: target.bucketText, keyBytes: key, isVirtualHost: true)
        return S3Call(services: services, request: request, response: response, route: Route(operation, target))
    }

    // MARK: What is not

    /// - Returns: whether the site has something better to show than the error.
    private func hasAnswered(_ error: ServiceError, _ site: Website, _ page: inout ErrorPage) async -> Bool {
        if site.indexKey(key) == nil, error.status == 403 || error.status == 404, await isFolder(site) {
            let folder = "/" + PercentCoding.encode(key, keepingSlash: true) + "/"
            await page.send(ServiceError(302, "Found", "Resource Found"), response, location: folder)
            return true
        }
        if let rule = site.rule(for: key, errorStatus: error.status) {
            await follow(rule)
            return true
        }
        guard let errorKey = site.errorKey, error.status < 500 else { return false }
        do throws(ServiceError) {
            response.always(
                [("x-amz-error-code", error.code), ("x-amz-error-message", error.message)], insteadOf200: error.status)
            try await show(Array(errorKey.utf8), whole)
            return true
        } catch {
            page.documentError = error
            return false
        }
    }

    /// The owner's page for an error is shown whole, whatever was asked of the page that is not there.
    private var whole: APIRequest {
        var headers = request.http.headers
        for name in ["range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since"] { headers.remove(name) }
        return request.replacing(request.http.replacing(headers))
    }

    private func isFolder(_ site: Website) async -> Bool {
        guard let index = site.indexKey(key + [UInt8(ascii: "/")]), let call = try? call(index, request) else { return false }
        return (try? await readable(call)) != nil
    }

    // MARK: Elsewhere

    private func follow(_ rule: Website.Rule) async {
        await redirect(rule.redirect.status, rule.redirect.location(host: host, key: key, prefix: rule.prefix ?? []))
    }

    private func redirect(_ status: Int, _ location: String) async {
        await response.send(
            status, [("Location", location), ("x-amz-request-id", request.id.description), ("x-amz-id-2", request.id.hostID)])
    }
}
