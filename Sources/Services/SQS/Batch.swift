internal import ServiceKit
internal import Core

/// What all batches have in common. Source: API_SendMessageBatch; texts recorded of AWS (LocalStack).
enum Batch {
    static let mostEntries = 10
    static let mostBytes = 1_048_576

    static func check(_ ids: [String], of entry: String) throws(ServiceError) {
        guard !ids.isEmpty else {
            throw .emptyBatchRequest("There should be at least one \(entry) in the request.")
        }
        guard ids.count <= mostEntries else {
            throw .tooManyEntriesInBatchRequest("Maximum number of entries per request are \(mostEntries). You have sent \(ids.count).")
        }
        for id in ids where !((1...80).contains(id.utf8.count) && id.utf8.allSatisfy(QueueNames.isAllowed)) {
            throw .invalidBatchEntryId(
                "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.")
        }
        var seen: Set<String> = []
        for id in ids where !seen.insert(id).inserted { throw .batchEntryIdsNotDistinct("Id \(id) repeated.") }
    }

    static func failure(_ id: String, _ error: ServiceError) -> SQSService.BatchResultErrorEntry {
        SQSService.BatchResultErrorEntry(
            id: id, senderFault: error.status < 500, code: SQSProtocol.codes[error.code] ?? error.code, message: error.message)
    }

    static func some<T>(_ list: [T]) -> [T]? { list.isEmpty ? nil : list }
}
