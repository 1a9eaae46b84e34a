internal import Core

/// What stands in the query of a presigned URL and is read as if it were a header. Who signed may have moved it there.
/// Source: S3 API Reference, "Authenticating Requests: Using Query Parameters".
package enum HeadersInQuery {
    /// Parameters that are part of a signature of Version 4.
    private static let ofSignature: Set<String> = [
        "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-signedheaders", "x-amz-signature",
        "x-amz-security-token", "x-amz-content-sha256",
    ]

    /// Read in a URL of either version. No signature need cover what they are as headers, so what the query has goes before these.
    package static let conditions: Set<String> = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"]

    /// As nearly everybody spells them: these need no second look.
    private static let asUsual: Set<String> = [
        "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
        "X-Amz-Security-Token",
    ]

    /// - Parameter items: the query's parameters, decoded.
    /// - Parameter headers: the request's own. One of the same name stands instead of what the query has, unless it is a condition; of
    ///   several in the query the first counts.
    /// - Returns: names in lower case, in order.
    package static func found(
        in items: [(name: String, value: String)], beside headers: [(name: String, value: String)], _ version: SignatureVersion
    ) -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        var taken: Set<String>?
        for (name, value) in items where name.utf8.count > 6 && !(version == .version4 && asUsual.contains(name)) {
            let name = name.asciiLowercased
            guard isHeader(name, version) else { continue }
            // There may be thousands of both.
            taken = taken ?? Set(headers.map { $0.name.asciiLowercased }).subtracting(conditions)
            if taken?.insert(name).inserted == true { found.append((name, value)) }
        }
        return found
    }

    private static func isHeader(_ name: String, _ version: SignatureVersion) -> Bool {
        if conditions.contains(name) { return true }
        let isOwn = name.utf8.starts(with: "x-amz-".utf8)
        switch version {
        case .version4: return isOwn && !ofSignature.contains(name) && !isChecksum(name)
        case .version2: return isOwn || isSame(name, "content-type") || isSame(name, "content-md5")
        }
    }

    /// SDKs put the checksum of a body into a URL that they sign before there is one. S3 does not look at it there.
    private static func isChecksum(_ name: String) -> Bool {
        isSame(name, "x-amz-sdk-checksum-algorithm") || name.utf8.starts(with: "x-amz-checksum-".utf8) && !aboutChecksums.contains(name)
    }

    private static let aboutChecksums: Set<String> = ["x-amz-checksum-algorithm", "x-amz-checksum-type", "x-amz-checksum-mode"]
}
