private import Blobs
package import FunctionData
internal import Store
private import Core

/// Functions' zip files are contents like objects' bytes: durable before their row, counted, collected.
extension ObjectEngine {
    /// - Returns: `bytes` on disk, or ready to go into the row.
    package func keep(_ bytes: [UInt8]) async throws(EngineError) -> FreshContent {
        let sink = try await sink(DigestRequest(), announced: Int64(bytes.count))
        try await sink.write(bytes)
        return try await sink.finish()
    }

    /// Room for what is unpacked from one. Blocks.
    /// - Returns: what is told of all that is written; the rest is given back with it. nil if there is none.
    package func bookCode(_ bytes: Int64) -> (@Sendable (_ written: Int64) -> Void)? {
        guard let booking = metadata.quota.bookWaiting(file: bytes) else { return nil }
        return { booking.spend(step: $0) }
    }

    /// - Throws: `.alreadyExists`.
    package func createFunction(_ function: FunctionRecord, code: FreshContent) async throws(FunctionDataError) {
        try await submit(CreateFunction(function, code: code.content), naming: code)
    }

    /// - Parameter expectedRevision: what the change was made from.
    /// - Throws: `.notFound`, `.changed`.
    package func updateFunction(
        _ function: FunctionRecord, expectedRevision: String, code: FreshContent?
    ) async throws(FunctionDataError) {
        try await submit(UpdateFunction(function, expectedRevision: expectedRevision, code: code?.content), naming: code)
    }

    /// - Returns: the zip file and its SHA-256 in Base64; nil if there is no such function.
    package func functionCode(_ key: FunctionKey) async throws(EngineError) -> (zip: [UInt8], sha256: String)? {
        guard let found = try await read(FindFunctionCode(key)) else { return nil }
        return (try await load(found.place, size: found.size), found.codeSHA256)
    }
}
