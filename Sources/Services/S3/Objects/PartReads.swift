internal import ServiceKit
internal import Objects
internal import HTTPServer
internal import ObjectData
internal import Core

/// The part of an object that `partNumber` asks for.
struct RequestedPart {
    /// nil for the whole of an empty object: no range can name a byte of it.
    private let bytes: Range<Int64>?
    let checksum: StoredChecksum?
    private let missing: ServiceError?

    init(_ bytes: Range<Int64>?, checksum: StoredChecksum?) {
        self.bytes = bytes
        self.checksum = checksum
        missing = nil
    }

    init(missing: ServiceError) {
        bytes = nil
        checksum = nil
        self.missing = missing
    }

    /// Told behind the conditions: they come first.
    func range() throws(ServiceError) -> Range<Int64>? {
        if let missing { throw missing }
        return bytes
    }
}

extension S3Call {
    var asksPart: Bool { !http.queryItems.isEmpty && http.queryValue("partNumber") != nil }

    /// Source: API_GetObject, `partNumber`.
    /// - Returns: nil if no part is asked for.
    func part(of found: FoundObject) throws(ServiceError) -> RequestedPart? {
        guard !http.queryItems.isEmpty, let text = http.queryValue("partNumber") else { return nil }
        guard let number = Int(digits: text), (1...limits.parts).contains(number) else {
            throw .invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text)
        }
        guard http.headers.first("range") == nil else {
            throw .invalidRequest("Cannot specify both Range header and partNumber query parameter")
        }
        let object = found.version
        guard object.partCount > 0 else { return number == 1 ? Self.only(object) : Self.missing(number, of: object) }
        guard let table = found.parts else { throw .internalError }
        guard let range = table.range(of: number) else { return Self.missing(number, of: object) }
        let checksum = table.shownAlgorithm(of: object).flatMap { algorithm in
            table.parts[number - 1].checksum.map { StoredChecksum(algorithm: algorithm, value: $0, isComposite: true) }
        }
        return RequestedPart(object.size == 0 ? nil : range, checksum: checksum)
    }

    /// What was put in one piece is its own first part.
    private static func only(_ object: ObjectVersion) -> RequestedPart {
        RequestedPart(object.size == 0 ? nil : 0..<object.size, checksum: object.checksum)
    }

    private static func missing(_ number: Int, of object: ObjectVersion) -> RequestedPart {
        RequestedPart(
            missing: ServiceError(
                416, "InvalidPartNumber", "The requested partnumber is not satisfiable",
                [("ActualPartCount", String(max(1, object.partCount))), ("PartNumberRequested", String(number))]))
    }
}

extension PartTable {
    /// The algorithm of the parts' checksums if readers are told of them: only where the whole's is made of them.
    func shownAlgorithm(of object: ObjectVersion) -> String? {
        guard let whole = object.checksum, whole.isComposite, whole.algorithm == algorithm else { return nil }
        return algorithm
    }
}
