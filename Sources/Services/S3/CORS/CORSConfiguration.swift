internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Core
internal import XML

extension BucketConfiguration {
    /// Source: API_PutBucketCors.
    static let cors = BucketConfiguration(
        kind: DocumentKind("cors"),
        shape: .group(
            "CORSConfiguration",
            [
                .group(
                    "CORSRule", 1...100,
                    [
                        .text("ID", Shape.maybe), .text("AllowedHeader", Shape.any), .text("AllowedMethod", Shape.many),
                        .text("AllowedOrigin", Shape.many), .text("ExposeHeader", Shape.any), .number("MaxAgeSeconds", Shape.maybe),
                    ])
            ]),
        readAction: "s3:GetBucketCORS", writeAction: "s3:PutBucketCORS",
        whenMissing: .missing(code: "NoSuchCORSConfiguration", message: "The CORS configuration does not exist"),
        // Source: S3 User Guide, "Elements of a CORS configuration".
        maximumBytes: 64 << 10,
        rules: { element throws(ServiceError) in
            for rule in element.children { try check(rule) }
            let ids = element.children.compactMap { $0.text("ID") }
            guard Set(ids).count == ids.count else {
                throw ServiceError(400, "InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule")
            }
        })

    private static func check(_ rule: XMLElement) throws(ServiceError) {
        guard (rule.text("ID") ?? "").unicodeScalars.count <= 255 else {
            throw ServiceError(400, "InvalidArgument", "ID length should not exceed allowed limit of 255")
        }
        for method in rule.children("AllowedMethod").map(\.trimmedText) where !methods.contains(method) {
            throw .invalidRequest("Found unsupported HTTP method in CORS config. Unsupported method is \(method)")
        }
        for name in ["AllowedOrigin", "AllowedHeader"] {
            for value in rule.children(name).map(\.text) where value.utf8.count(where: { $0 == UInt8(ascii: "*") }) > 1 {
                throw .invalidRequest("\(name) \"\(value)\" can not have more than one wildcard.")
            }
        }
        for value in rule.children("ExposeHeader").map(\.trimmedText) {
            guard !value.utf8.contains(UInt8(ascii: "*")) else {
                throw .invalidRequest(
                    "ExposeHeader \"\(value)\" contains wildcard. We currently do not support wildcard for ExposeHeader.")
            }
            // It goes into a header of each answer.
            guard HTTPHeaders.canCarry(value, "") else { throw .invalidRequest("ExposeHeader \"\(value)\" is no name of a header.") }
        }
    }

    static let methods: Set<String> = ["GET", "PUT", "HEAD", "POST", "DELETE"]
}

extension S3Services {
    func corsRules(of bucket: Bucket) async throws(ServiceError) -> CORSRules? {
        let configuration = BucketConfiguration.cors
        return try await value(configuration.kind, of: bucket) { bytes throws(ServiceError) in
            CORSRules(try configuration.shape.parse(stored: bytes))
        }
    }
}
