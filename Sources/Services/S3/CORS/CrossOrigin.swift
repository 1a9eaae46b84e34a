internal import Objects
internal import ServiceKit
internal import Policies
internal import HTTPServer
internal import Logging
internal import ObjectData
internal import Store
internal import Core

/// Answers to pages of other origins. Source: S3 User Guide, "Using cross-origin resource sharing (CORS)".
extension S3Services {
    /// Lets the page that asks have the answer, whatever it will be, if the bucket's rules allow it. The headers of a preflight count in
    /// other requests too, as in S3.
    func allowOrigin(_ http: HTTPRequest, bucket text: String, _ response: ResponseWriter) async {
        guard let origin = http.headers.first("origin") else { return }
        let question = CORSRules.Request(
            origin: origin, method: http.headers.first("access-control-request-method") ?? http.method,
            requestHeaders: http.headers.first("access-control-request-headers"))
        do throws(ServiceError) {
            guard let bucket = try await bucket(text), let rules = try await corsRules(of: bucket) else { return }
            if let headers = try await headers(rules, for: question) { response.always(headers) }
        } catch {
            logger.error("a bucket's CORS rules cannot be read", metadata: ["bucket": "\(text)", "error": "\(error.code)"])
        }
    }

    /// What a browser asks before it sends a page's request; nobody signs it.
    /// - Returns: the headers of the answer.
    func preflight(_ http: HTTPRequest, _ target: Target) async throws(ServiceError) -> HTTPHeaders {
        guard let origin = http.headers.first("origin") else {
            throw ServiceError(400, "BadRequest", "Insufficient information. Origin request header needed.")
        }
        let method = http.headers.first("access-control-request-method")
        func forbidden(_ reason: String, _ type: String) -> ServiceError {
            ServiceError(403, "AccessForbidden", "CORSResponse: " + reason, [("Method", method ?? "OPTIONS"), ("ResourceType", type)])
        }
        // Without rules nothing is asked about an object, whatever the path names.
        guard let bucket = try await bucket(target.bucketText) else { throw forbidden("Bucket not found", "BUCKET") }
        guard let rules = try await corsRules(of: bucket) else { throw forbidden("CORS is not enabled for this bucket.", "BUCKET") }
        guard let method, BucketConfiguration.methods.contains(method) else {
            throw ServiceError(400, "BadRequest", "Invalid Access-Control-Request-Method: \(method ?? "null")")
        }
        let question = CORSRules.Request(
            origin: origin, method: method, requestHeaders: http.headers.first("access-control-request-headers"))
        guard let headers = try await headers(rules, for: question) else {
            throw forbidden(
                "This CORS request is not allowed. This is usually because the evalution of Origin, request method / "
                    + "Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
                target.keyBytes.isEmpty ? "BUCKET" : "OBJECT")
        }
        return headers
    }

    /// Off the loop where that takes long: nobody has signed the question.
    private func headers(_ rules: CORSRules, for question: CORSRules.Request) async throws(ServiceError) -> HTTPHeaders? {
        guard rules.isLong(question) else { return rules.headers(for: question) }
        return try await threads.turns(of: .anonymous).leaving(busy: ServiceError.slowDown) { () throws(ServiceError) in
            rules.headers(for: question)
        }
    }

    /// - Returns: nil if there is none of that name.
    func bucket(_ text: String) async throws(ServiceError) -> Bucket? {
        guard let name = BucketName(text) else { return nil }
        do { return try await objects.bucket(name) } catch {
            guard case .refused(.noSuchBucket) = error else { throw ServiceError(error) }
            return nil
        }
    }
}
