internal import ServiceKit
internal import Checksums
internal import HTTPServer
internal import ObjectData
internal import Core

/// An object's attributes as they stand in requests and answers. Source: API_PutObject, "Working with object metadata".
enum ObjectHeaders {
    private static let metaPrefix = "x-amz-meta-"
    private static let storageClasses: Set<String> = [
        "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE", "GLACIER_IR",
    ]
    /// What would change how an object is kept, and is not built: refused rather than ignored.
    private static let notBuilt = [
        "x-amz-write-offset-bytes", "x-amz-object-lock-event-hold", "x-amz-object-lock-event-hold-duration-days",
        "x-amz-object-lock-event-hold-duration-years",
    ]

    /// Reads what a write says about its object.
    /// - Parameter isForm: they are the fields of a form, in which nothing is encoded.
    static func attributes(
        _ headers: HTTPHeaders, limits: Limits, now: Timestamp, isForm: Bool = false
    ) throws(ServiceError) -> ObjectAttributes {
        try refuseUnbuilt(headers)
        var attributes = ObjectAttributes()
        attributes.contentType = try text(headers, "content-type")
        attributes.contentEncoding = contentEncoding(try text(headers, "content-encoding"))
        attributes.contentDisposition = try text(headers, "content-disposition")
        attributes.contentLanguage = try text(headers, "content-language")
        attributes.cacheControl = try text(headers, "cache-control")
        attributes.expires = try text(headers, "expires")
        attributes.websiteRedirectLocation = try RedirectLocation.checked(try text(headers, "x-amz-website-redirect-location"))
        attributes.storageClass = try storageClass(headers.first("x-amz-storage-class"))
        attributes.userMetadata = try userMetadata(headers, limits, isForm: isForm)
        if let text = headers.first("x-amz-tagging") { attributes.tags = try Tags.parse(query: text) }
        attributes.lock = try LockHeaders.parse(headers, now: now)
        return attributes
    }

    /// - Throws: unless `value` can be sent back as the header `header`.
    static func check(_ name: String, _ value: String, as header: String) throws(ServiceError) {
        guard HTTPHeaders.canCarry(header, value) else {
            throw .invalidArgument("Header value cannot be represented: it has a character that no header can carry.", name, value)
        }
    }

    /// Bytes that are no UTF-8 have become U+FFFD by now: kept, they would come back as something else.
    private static func text(_ headers: HTTPHeaders, _ name: String) throws(ServiceError) -> String? {
        guard let value = headers.first(name) else { return nil }
        guard !value.unicodeScalars.contains("\u{FFFD}") else {
            throw .invalidArgument("Header value cannot be represented using UTF-8.", name, value)
        }
        return value
    }

    private static func refuseUnbuilt(_ headers: HTTPHeaders) throws(ServiceError) {
        for name in notBuilt where headers.contains(name) { throw .notImplemented("the header \(name)") }
    }

    /// - Returns: nil for the standard class.
    static func storageClass(_ text: String?) throws(ServiceError) -> String? {
        guard let text else { return nil }
        guard storageClasses.contains(text) else {
            throw ServiceError(
                400, "InvalidStorageClass", "The storage class you specified is not valid", [("StorageClassRequested", text)])
        }
        return text == "STANDARD" ? nil : text
    }

    /// `aws-chunked` says how the body came, not how the object is encoded. All else is kept as it was written.
    private static func contentEncoding(_ text: String?) -> String? {
        guard let text else { return nil }
        let codings = text.split(separator: ",", omittingEmptySubsequences: false)
        let kept = codings.filter { $0.filter { $0 != " " && $0 != "\t" }.lowercased() != "aws-chunked" }
        guard kept.count < codings.count else { return text }
        let rest = kept.joined(separator: ",").drop { $0 == " " || $0 == "\t" }
        return rest.isEmpty ? nil : String(rest)
    }

    private static func userMetadata(_ headers: HTTPHeaders, _ limits: Limits, isForm: Bool) throws(ServiceError) -> [String: String] {
        var metadata: [String: String] = [:]
        for (name, value) in headers.pairs {
            let name = name.lowercased()
            guard name.hasPrefix(metaPrefix) else { continue }
            let key = String(name.dropFirst(metaPrefix.count))
            let value = isForm ? value : EncodedWords.decode(value)
            metadata[key] = metadata[key].map { $0 + "," + value } ?? value
        }
        let size = metadata.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        guard size <= limits.userMetadataBytes else {
            throw ServiceError(
                400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size",
                [("Size", String(size)), ("MaxSizeAllowed", String(limits.userMetadataBytes))])
        }
        return metadata
    }

    /// The headers of an answer that shows the object.
    static func write(_ version: ObjectVersion, to headers: inout HTTPHeaders) {
        let attributes = version.attributes
        headers.add("Last-Modified", version.modified.http)
        headers.add("ETag", quoted(version.etag))
        headers.add("Accept-Ranges", "bytes")
        headers.add("Content-Type", attributes.contentType ?? "binary/octet-stream")
        headers.add("Content-Encoding", ifPresent: attributes.contentEncoding)
        headers.add("Content-Disposition", ifPresent: attributes.contentDisposition)
        headers.add("Content-Language", ifPresent: attributes.contentLanguage)
        headers.add("Cache-Control", ifPresent: attributes.cacheControl)
        headers.add("Expires", ifPresent: attributes.expires)
        headers.add("x-amz-website-redirect-location", ifPresent: attributes.websiteRedirectLocation)
        headers.add("x-amz-storage-class", ifPresent: attributes.storageClass)
        EncryptionHeaders.write(attributes.encryption, to: &headers)
        if !attributes.tags.isEmpty { headers.add("x-amz-tagging-count", String(attributes.tags.count)) }
        for (name, value) in attributes.userMetadata.sorted(by: { $0.key < $1.key }) {
            headers.add(metaPrefix + name, EncodedWords.encode(value))
        }
    }

    /// The version's id, where the bucket has versions.
    static func write(_ id: VersionID, in bucket: Bucket, to headers: inout HTTPHeaders) {
        guard id != .null || bucket.versioning != .never else { return }
        headers.add("x-amz-version-id", id.description)
    }

    /// The id of a version that was just written. Where versioning is suspended S3 tells nothing of the null version; only of a copy it does.
    static func write(new id: VersionID, to headers: inout HTTPHeaders) {
        if id != .null { headers.add("x-amz-version-id", id.description) }
    }

    static func write(_ checksum: StoredChecksum?, to headers: inout HTTPHeaders) {
        guard let checksum, let algorithm = ChecksumAlgorithm(rawValue: checksum.algorithm) else { return }
        headers.add(algorithm.headerName, checksum.value)
        headers.add("x-amz-checksum-type", checksum.isComposite ? "COMPOSITE" : "FULL_OBJECT")
    }

    /// As parts show it: their type is the upload's.
    static func writeValue(of checksum: StoredChecksum?, to headers: inout HTTPHeaders) {
        guard let checksum, let algorithm = ChecksumAlgorithm(rawValue: checksum.algorithm) else { return }
        headers.add(algorithm.headerName, checksum.value)
    }

    static func quoted(_ etag: String) -> String { "\"\(etag)\"" }

    /// `"abc"`, `abc` and `W/"abc"` are the same to S3.
    static func unquoted(_ text: some StringProtocol) -> String {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text = text.dropLast() }
        if text.hasPrefix("W/") { text = text.dropFirst(2) }
        if text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") { text = text.dropFirst().dropLast() }
        return String(text)
    }
}
