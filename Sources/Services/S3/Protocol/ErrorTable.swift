internal import Objects
internal import Notifications
internal import ServiceKit
internal import HTTPServer
internal import ObjectData
internal import Store
internal import Core
internal import SigV4

/// S3's table of errors. Source: S3 API Reference, "Error responses".
extension ServiceError {
    /// - Parameter value: nil where S3 does not repeat it.
    static func invalidArgument(_ message: String, _ name: String, _ value: String?) -> Self {
        Self(400, "InvalidArgument", message, [("ArgumentName", name)] + (value.map { [("ArgumentValue", $0)] } ?? []))
    }
    static func invalidRequest(_ message: String) -> Self { Self(400, "InvalidRequest", message) }
    static func invalidURI(_ uri: String) -> Self { Self(400, "InvalidURI", "Couldn't parse the specified URI.", [("URI", uri)]) }
    static func methodNotAllowed(_ method: String) -> Self {
        Self(405, "MethodNotAllowed", "The specified method is not allowed against this resource.", [("Method", method)])
    }
    /// What S3 itself does not do with a header, in its own words.
    static func notImplemented(header: String, _ reason: String? = nil) -> Self {
        Self(
            501, "NotImplemented", "A header you provided implies functionality that is not implemented",
            [("Header", header)] + (reason.map { [("additionalMessage", $0)] } ?? []))
    }
    static func noSuchBucket(_ name: String) -> Self {
        Self(404, "NoSuchBucket", "The specified bucket does not exist", [("BucketName", name)])
    }
    static func invalidBucketName(_ name: String) -> Self {
        Self(400, "InvalidBucketName", "The specified bucket is not valid.", [("BucketName", name)])
    }
    static func noSuchKey(_ key: String) -> Self { Self(404, "NoSuchKey", "The specified key does not exist.", [("Key", key)]) }
    static func noSuchUpload(_ id: String) -> Self {
        Self(
            404, "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
            [("UploadId", id)])
    }
    static func accessDenied(_ message: String = "Access Denied") -> Self { Self(403, "AccessDenied", message) }
    static func preconditionFailed(_ condition: String) -> Self {
        Self(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", [("Condition", condition)])
    }
    static func entityTooLarge(_ proposed: Int64, _ limit: Int64) -> Self {
        Self(
            400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size",
            [("ProposedSize", String(proposed)), ("MaxSizeAllowed", String(limit))])
    }
    static func badDigest(_ algorithm: String) -> Self {
        Self(400, "BadDigest", "The \(algorithm) you specified did not match the calculated checksum.")
    }
    /// - Parameter storageClass: nil where S3 does not name it.
    static func invalidObjectState(_ message: String, _ storageClass: String? = nil) -> Self {
        Self(403, "InvalidObjectState", message, storageClass.map { [("StorageClass", $0)] } ?? [])
    }
    static let malformedXML = Self(
        400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
    static let missingObjectLock = invalidRequest("Bucket is missing Object Lock Configuration")
    static let missingContentLength = Self(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
    static let incompleteBody = Self(
        400, "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header")
    static let requestTimeout = Self(
        400, "RequestTimeout",
        "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.")
    static let internalError = Self(500, "InternalError", "We encountered an internal error. Please try again.")
    static let diskFull = Self(
        507, "InsufficientStorage", "The server's disk is full. Delete objects or make room on the disk; then writes work again.")
    static let readOnly = Self(
        503, "ServiceUnavailable",
        "Writes are off since the disk failed to keep one: what it has is not certain any more. Reads go on. The server's log says what failed; restart the server when the disk is sound."
    )
    static let slowDown: Self = {
        var error = Self(503, "SlowDown", "Please reduce your request rate.")
        error.headers = [("Retry-After", "1")]
        return error
    }()
}

extension ServiceError {
    init(_ error: EngineError) {
        switch error {
        case .refused(let refusal): self.init(refusal)
        case .failed(let failure): self.init(failure)
        case .damaged(let key): self = .internalError.caused(by: "the object \(key) is damaged")
        case .storage(let why): self = .internalError.caused(by: why)
        case .wrongKey: self = .accessDenied()
        case .diskFull: self = .diskFull
        case .busy: self = .slowDown
        // The client is gone: this is for the log.
        case .cancelled: self = .requestTimeout
        case .invalidPartOrder:
            self.init(
                400, "InvalidPartOrder",
                "The list of parts was not in ascending order. Parts must be ordered by part number.")
        case .sizeMismatch(let expected, let actual):
            self = .invalidRequest(
                "The provided 'x-amz-mp-object-size' header value \(expected) does not match what was computed: \(actual)")
        case .partChecksumMissing(let algorithm, let number):
            self = .invalidRequest(
                "The upload was created using a \(algorithm.lowercased()) checksum. The complete request must include the checksum for each part. It was missing for part \(number) in the request."
            )
        case .partChecksumMismatch(let algorithm, let number):
            self.init(400, "BadDigest", "The \(algorithm.lowercased()) you specified for part \(number) did not match what we received.")
        case .checksumMismatch(let algorithm): self = .badDigest(algorithm.lowercased())
        }
    }

    init(_ error: ObjectError) {
        switch error {
        case .refused(let refusal): self.init(refusal)
        case .failed(let failure): self.init(failure)
        }
    }

    init(_ failure: StoreFailure) {
        switch failure {
        case .busy: self = .slowDown
        case .diskFull: self = .diskFull
        case .readOnly: self = .readOnly
        case .stopped: self.init(503, "ServiceUnavailable", "The server is stopping. Please try again.")
        case .storage(let why): self = .internalError.caused(by: why)
        }
    }

    init(_ refusal: ObjectRefusal) {
        switch refusal {
        case .noSuchBucket(let name): self = .noSuchBucket(name.description)
        case .bucketExists(let name, _):
            self.init(
                409, "BucketAlreadyExists",
                "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
                [("BucketName", name.description)])
        case .bucketNotEmpty(let name, let isVersioned):
            let more = isVersioned ? ". You must delete all versions in the bucket." : ""
            self.init(
                409, "BucketNotEmpty", "The bucket you tried to delete is not empty" + more, [("BucketName", name.description)])
        case .noSuchKey(let key): self = .noSuchKey(key.description)
        case .noSuchVersion(let key, let version):
            self.init(
                404, "NoSuchVersion", "The specified version does not exist.",
                [("Key", key.description), ("VersionId", version.description)])
        case .isDeleteMarker(let marker): self.init(marker)
        case .locked: self = .accessDenied("Access Denied because object protected by object lock.")
        case .archived(let storageClass):
            self = .invalidObjectState("Operation is not valid for the source object's storage class", storageClass)
        case .notArchived: self = .invalidObjectState("Restore is not allowed for the object's current storage class")
        case .missingObjectLock: self = .missingObjectLock
        case .invalidBucketState(let reason): self.init(409, "InvalidBucketState", reason)
        case .noSuchUpload(let id): self = .noSuchUpload(id.description)
        case .preconditionFailed(let condition): self = .preconditionFailed(condition)
        case .conditionOvertaken(let condition, let key):
            self.init(
                409, "ConditionalRequestConflict",
                "The conditional request cannot succeed due to a conflicting operation against this resource.",
                [("Condition", condition), ("Key", key.description)])
        case .invalidPart(let number):
            self.init(
                400, "InvalidPart",
                "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
                [("PartNumber", String(number))])
        case .partTooSmall(let number, let size, let etag):
            self.init(
                400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size",
                [("ProposedSize", String(size)), ("MinSizeAllowed", "5242880"), ("PartNumber", String(number)), ("ETag", etag)])
        case .tooLarge: self.init(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
        case .noSuchCopySource(_, let key): self = .noSuchKey(key.description)
        case .copyConditionFailed(let condition): self = .preconditionFailed(condition)
        case .copyOntoItself:
            self = .invalidRequest(
                "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes."
            )
        case .copySourceIsDeleteMarker:
            self = .invalidRequest("The source of a copy request may not specifically refer to a delete marker by version id.")
        case .idempotencyMismatch:
            self.init(
                400, "IdempotencyParameterMismatch", "The client token was used before, for a request with other parameters than this one.")
        case .conflict, .copyNeedsDigests:
            self.init(
                409, "OperationAborted",
                "A conflicting conditional operation is currently in progress against this resource. Please try again.")
        }
    }

    /// Source: S3 User Guide, "Working with delete markers".
    private init(_ marker: DeleteMarker) {
        if marker.isNamed {
            self.init(
                405, "MethodNotAllowed", "The specified method is not allowed against this resource.", [("ResourceType", "DeleteMarker")])
            headers = [("Allow", "DELETE"), ("Last-Modified", marker.modified.http)]
        } else {
            self = .noSuchKey(marker.key.description)
        }
        headers.add("x-amz-delete-marker", "true")
        headers.add("x-amz-version-id", marker.versionID.description)
    }

    init(_ error: AuthenticationError) {
        switch error {
        case .signature(let error): self.init(error.status, error.code, error.message, error.fields)
        case .unknownAccessKey(let key), .inactiveAccessKey(let key):
            self.init(
                403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", [("AWSAccessKeyId", key)])
        case .invalidToken: self.init(400, "InvalidToken", "The provided token is malformed or otherwise invalid.")
        case .expiredToken: self.init(400, "ExpiredToken", "The provided token has expired.")
        case .missingToken: self = .accessDenied()
        case .unreadableBody: self = .incompleteBody
        case .bodyTooLarge(_): self.init(400, "MaxMessageLengthExceeded", "Your request was too large.")
        case .busy: self = .slowDown
        case .internalFailure: self = .internalError
        }
    }

    init(_ error: ChunkedError) { self.init(error.status, error.code, error.message, error.fields) }
    init(_ error: PostPolicyError) { self.init(error.status, error.code, error.message, error.fields) }
    init(_ error: ConfigurationError) { self.init(400, error.code, error.message, error.fields.map { ($0.name, $0.value) }) }

    init(_ refusal: Refusal) {
        switch refusal.reason {
        case .malformed: self.init(refusal.status, "BadRequest", "The request could not be read: its head is malformed.")
        case .targetTooLong: self.init(refusal.status, "RequestURITooLong", "The request's URI is too long.")
        case .headTooLarge:
            self.init(
                refusal.status, "RequestHeaderSectionTooLarge",
                "Your request header and query parameters used to make the request exceed the maximum allowed size.")
        case .unsupportedCoding: self = .notImplemented(header: "Transfer-Encoding", "Only chunked is known.")
        case .unsupportedVersion: self.init(refusal.status, "HttpVersionNotSupported", "The HTTP version of the request is not supported.")
        }
    }

    init(_ failure: RequestBody.Failure) {
        switch failure {
        case .closed, .malformed: self = .incompleteBody
        case .tooSlow: self = .requestTimeout
        case .noMemory: self = .slowDown
        case .tooLarge: self.init(400, "MaxMessageLengthExceeded", "Your request was too large.")
        }
    }

    init(_ invalid: ObjectKey.Invalid, _ key: [UInt8]) {
        switch invalid {
        case .tooLong:
            self.init(
                400, "KeyTooLongError", "Your key is too long",
                [("Size", String(key.count)), ("MaxSizeAllowed", String(ObjectKey.maximumBytes))])
        case .empty, .notUTF8: self = .invalidURI(PercentCoding.encode(key, keepingSlash: true))
        }
    }
}
