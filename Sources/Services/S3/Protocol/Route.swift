internal import ServiceKit
internal import HTTPServer
internal import Core

/// Which bucket and key a request is about: `/bucket/key`, or the bucket in its Host and `/key`.
struct Target: Sendable {
    /// As the request has it; empty for the service's own operations.
    let bucketText: String
    /// Decoded, not checked; empty if there is none.
    let keyBytes: [UInt8]
    let isVirtualHost: Bool

    /// - Throws: `.invalidURI`.
    init(_ http: HTTPRequest, _ place: Addressing.Place = .path) throws(ServiceError) {
        let slash = UInt8(ascii: "/")
        guard http.rawPath.utf8.first == slash else { throw .invalidURI(String(http.rawPath)) }
        switch place {
        case .bucket(let name), .website(let name):
            guard let key = PercentCoding.decode(http.rawPath.dropFirst()) else { throw .invalidURI(String(http.rawPath)) }
            (bucketText, keyBytes, isVirtualHost) = (name, key, true)
        case .path:
            let path = http.rawPath.utf8.drop { $0 == slash }
            let end = path.firstIndex(of: slash) ?? path.endIndex
            guard let bucket = PercentCoding.decode(Substring(path[..<end])),
                let key = PercentCoding.decode(Substring(path[end...].dropFirst()))
            else { throw .invalidURI(String(http.rawPath)) }
            (bucketText, keyBytes, isVirtualHost) = (String(decoding: bucket, as: UTF8.self), key, false)
        }
    }

    init(bucketText: String, keyBytes: [UInt8], isVirtualHost: Bool) {
        self.bucketText = bucketText
        self.keyBytes = keyBytes
        self.isVirtualHost = isVirtualHost
    }

    var level: S3Handler.Level {
        // The one operation of the service that has a path; no bucket's name has capitals.
        if bucketText.isEmpty || bucketText == S3Service.lambdaResponse { return .service }
        return keyBytes.isEmpty ? .bucket : .object
    }
}

/// Which operation a request asks for, of which bucket and key.
struct Route: Sendable {
    let operation: Operation<S3Service>
    let target: Target

    var bucketText: String { target.bucketText }
    var keyBytes: [UInt8] { target.keyBytes }

    /// - Throws: `.invalidURI`, `.methodNotAllowed`, `.invalidArgument` for a copy source where nothing is copied.
    init(_ http: HTTPRequest, _ place: Addressing.Place = .path) throws(ServiceError) {
        try self.init(http, try Target(http, place))
    }

    init(_ http: HTTPRequest, _ target: Target) throws(ServiceError) {
        guard http.isQueryWellFormed else { throw .invalidURI(String(http.rawPath)) }
        if let control = try ControlPlane.operation(http) {
            operation = control
        } else {
            operation = try Self.operation(http, target.level)
        }
        self.target = target
    }

    init(_ operation: Operation<S3Service>, _ target: Target) {
        self.operation = operation
        self.target = target
    }

    private static func operation(_ http: HTTPRequest, _ level: S3Handler.Level) throws(ServiceError) -> Operation<S3Service> {
        let candidates = table[Shape(method: http.method, level: level)] ?? [:]
        guard !candidates.isEmpty else { throw .methodNotAllowed(http.method) }
        let copySource = http.headers.first(copySourceName)
        let isCopy = copySource != nil && level == .object && http.method == "PUT"
        if !http.queryItems.isEmpty, let found = try selected(http, candidates, level, isCopy: isCopy) {
            return try checked(found, copySource)
        }
        if isCopy, let found = candidates[copySourceName] { return found }
        guard let plain = candidates[""] else { throw .methodNotAllowed(http.method) }
        return try checked(plain, copySource)
    }

    private static let copySourceName = "x-amz-copy-source"

    /// Who names a source where nothing is copied asked for something else than would be done. Nothing that begins by POST can be a copy;
    /// only of a completion S3 says so by the header.
    private static func checked(_ operation: Operation<S3Service>, _ copySource: String?) throws(ServiceError) -> Operation<S3Service> {
        guard let copySource, !operation.handler.selector.hasSuffix(copySourceName) else { return operation }
        let handler = operation.handler
        guard handler.method != "POST" || handler.selector == "uploadId" else { throw .methodNotAllowed(handler.method) }
        throw .invalidArgument("You can only specify a copy source header for copy requests.", copySourceName, copySource)
    }

    /// The operation that a parameter of the query names, such as `?acl`. Some need a second parameter, or a header, to be told apart.
    private static func selected(
        _ http: HTTPRequest, _ candidates: [String: Operation<S3Service>], _ level: S3Handler.Level, isCopy: Bool
    ) throws(ServiceError) -> Operation<S3Service>? {
        let names = Set(http.queryItems.lazy.map(\.name).filter(marks.contains))
        guard !names.isEmpty else { return nil }
        if names.contains("uploadId"), isCopy, let found = candidates["uploadId+x-amz-copy-source"] { return found }
        let second = secondParameters.first { http.queryValue($0)?.isEmpty == false }
        for name in names.sorted() {
            if isOther(name, http) { continue }
            if let second, let found = candidates[name + "+" + second] { return found }
            if let found = candidates[name] { return found }
            if http.method == "GET", level == .object, let words = notOfKeys[name] { throw .invalidRequest(words) }
            // A sub-resource that exists, asked for in a way that it does not have.
            if selectors.contains(name), name != "list-type" { throw .methodNotAllowed(http.method) }
        }
        return nil
    }

    private struct Shape: Hashable {
        let method: String
        let level: S3Handler.Level
    }

    private static let table: [Shape: [String: Operation<S3Service>]] = S3Service.operations.all.reduce(into: [:]) { table, operation in
        let handler = operation.handler
        table[Shape(method: handler.method, level: handler.level), default: [:]][handler.selector] = operation
    }

    private static let selectors = Set(S3Service.operations.all.map(\.handler.selector)).subtracting([""])
    /// Parameters that may decide; most of a signed URL's do not.
    private static let marks = Set(selectors.flatMap { $0.split(separator: "+").map(String.init) })
    /// What a listing of objects takes `list-type` for, unless it is 2: nothing.
    private static func isOther(_ name: String, _ http: HTTPRequest) -> Bool { name == "list-type" && http.queryValue(name) != "2" }
    /// Sub-resources of a bucket that a key has not, in S3's own words.
    private static let notOfKeys = [
        "uploads": "Key is not expected for the GET method ?uploads subresource",
        "versions": "There is no such thing as the ?versions sub-resource for a key",
    ]
    /// They make a GET of one thing of what is else a listing of all.
    private static let secondParameters = ["id", "annotationName"]
}
