package import Objects
package import Notifications
package import ServiceKit
package import HTTPServer
package import Identity
package import Logging
private import NIOCore
package import Core
package import SigV4
private import XML

/// Finds out who signed a browser's form: its signature is in its fields, not in the request's head.
package protocol FormAuthenticator: Sendable {
    func sender(of form: FormClaim) async throws(AuthenticationError) -> Caller
}

/// S3's REST protocol: a request becomes one operation, its outcome XML and headers. Source: S3 API Reference.
package struct S3Service: FallbackServiceHandler, DeclaredService {
    package typealias Handler = S3Handler

    let services: S3Services

    /// - Parameter destinations: asked when a notification configuration is put.
    package init(
        engine: ObjectEngine, keys: KeyStore, destinations: any DestinationCheck, forms: any FormAuthenticator, region: Region,
        addressing: Addressing, options: S3Options, threads: InputThreads, limits: Limits, clock: any PeltonClock,
        random: any RandomSource, logger: Logger
    ) {
        services = S3Services(
            objects: ObjectFinder(engine), engine: Guarded(engine), keyFinder: S3KeyFinder(keys), keys: Guarded(keys),
            destinations: destinations, forms: forms, region: region,
            addressing: addressing,
            options: options, threads: threads, limits: limits, clock: clock, random: random, logger: logger)
    }

    package func respond(to request: APIRequest, _ response: ResponseWriter) async {
        do throws(ServiceError) {
            let request = try PresignedHeaders.restored(request)
            let http = request.http
            let target = try Target(http, services.addressing.place(http.headers.first("host")))
            request.log.set { log in
                log.bucket = target.bucketText
                log.key = String(decoding: target.keyBytes, as: UTF8.self)
            }
            guard http.method != "OPTIONS" else { return try await preflight(request, target, response) }
            if http.headers.contains("origin") { await services.allowOrigin(http, bucket: target.bucketText, response) }
            let route = try Route(http, target)
            request.log.set { $0.operation = route.operation.name }
            try await S3Call(services: services, request: request, response: response, route: route).perform()
        } catch {
            request.log.set { $0.errorCode = error.code }
            await Self.send(error, request.id, request.http, response)
        }
    }

    private func preflight(_ request: APIRequest, _ target: Target, _ response: ResponseWriter) async throws(ServiceError) {
        request.log.set { $0.operation = "Preflight" }
        var headers = try await services.preflight(request.http, target)
        headers.add("x-amz-request-id", request.id.description)
        headers.add("x-amz-id-2", request.id.hostID)
        await response.send(200, headers)
    }

    package func describe(_ http: HTTPRequest, in log: RequestLog) {
        // What cannot be read as one has its path in the log.
        guard let target = try? Target(http, services.addressing.place(http.headers.first("host"))) else { return }
        // The request is refused already: what it would have been refused for besides, nobody needs to hear.
        let operation = try? Route(http, target).operation.name
        log.set { log in
            log.bucket = String(decoding: target.bucketText.utf8.prefix(255), as: UTF8.self)
            log.key = String(decoding: target.keyBytes.prefix(ObjectKey.maximumBytes), as: UTF8.self)
            log.operation = operation ?? ""
        }
    }

    /// Pages of other origins may read this answer too, and HeadBucket tells the region to whomever it refuses.
    package func refuse(_ error: AuthenticationError, id: RequestID, _ http: HTTPRequest, _ response: ResponseWriter) async {
        var error = ServiceError(error)
        if http.method == "HEAD" || http.headers.contains("origin"),
            let target = try? Target(http, services.addressing.place(http.headers.first("host")))
        {
            if http.headers.contains("origin") { await services.allowOrigin(http, bucket: target.bucketText, response) }
            if http.method == "HEAD", target.level == .bucket { await services.tellRegion(of: target.bucketText, in: &error) }
        }
        await Self.send(error, id, http, response)
    }

    package func refuse(_ refusal: Refusal, id: RequestID, _ response: ResponseWriter) async -> String {
        let error = ServiceError(refusal)
        await Self.send(error, id, refusal.request, response)
        return error.code
    }

    /// An answer that has begun cannot be taken back: the connection then ends with it half-done.
    private static func send(_ error: ServiceError, _ id: RequestID, _ http: HTTPRequest, _ response: ResponseWriter) async {
        guard response.status == 0 else { return }
        var headers = error.headers
        headers.add("x-amz-request-id", id.description)
        headers.add("x-amz-id-2", id.hostID)
        guard error.status != 304 else { return await response.send(304, headers) }
        headers.add("Content-Type", "application/xml")
        var xml = XMLWriter(.replaced)
        xml.element("Error") { xml in
            xml.element("Code", error.code)
            xml.element("Message", error.message)
            // The table of errors does not know it.
            if error.status == 405, !error.fields.contains(where: { $0.0 == "Method" }) { xml.element("Method", http.method) }
            for (name, value) in error.fields { xml.element(name, value) }
            xml.element("RequestId", id.description)
            xml.element("HostId", id.hostID)
        }
        await response.send(error.status, headers, body: ByteBuffer(bytes: xml.bytes))
    }
}

/// What the operations work with.
struct S3Services: Sendable {
    let objects: ObjectFinder
    let engine: Guarded<ObjectEngine>
    let keyFinder: S3KeyFinder
    let keys: Guarded<KeyStore>
    let destinations: any DestinationCheck
    let forms: any FormAuthenticator
    let region: Region
    let addressing: Addressing
    let options: S3Options
    let threads: InputThreads
    let limits: Limits
    let clock: any PeltonClock
    let random: any RandomSource
    let logger: Logger
}
