internal import Blobs
internal import ObjectData
internal import Store
internal import StoreAreas
internal import Core

/// `pelton check`: verifies a store that no server has open. Each row has its bytes, each byte a row, counts are right, checksums are
/// right. It changes nothing.
package struct StoreCheck {
    /// What was found.
    package struct Report: Sendable {
        /// What must not be.
        package internal(set) var problems: [String] = []
        /// What may be: a crash leaves it, and the next start collects it.
        package internal(set) var notes: [String] = []
        package internal(set) var versions: Int64 = 0
        package internal(set) var contents: Int64 = 0
        /// Of all contents.
        package internal(set) var bytes: Int64 = 0
    }

    private static let page = 256
    private let audit: StoreAudit
    private let store: BlobStore
    private let segments: SegmentStore

    /// - Parameter folder: the data directory, locked by the caller.
    /// - Throws: `.failed(.storage)`, `.storage` in plain words if it cannot be read at all.
    package init(folder: String) throws(EngineError) {
        do throws(StoreFailure) { audit = try StoreAudit(folder: folder) } catch { throw .failed(error) }
        do throws(BlobError) {
            store = try BlobStore(reading: folder + "/blobs")
            segments = try SegmentStore(reading: folder + "/segments")
        } catch { throw EngineError(error) }
    }

    package func run() throws(EngineError) -> Report {
        // Nobody is served meanwhile.
        try Threads.allowingWaits { () throws(EngineError) in try check() }
    }

    private func check() throws(EngineError) -> Report {
        var report = Report()
        do throws(ObjectError) {
            report.problems += try audit.contradictions()
            try readContents(&report)
            for damaged in try audit.damagedVersions() {
                report.problems.append(
                    "s3://\(damaged.bucket)/\(damaged.key) (version \(damaged.versionID)) was found damaged and is refused.")
            }
            let totals = try audit.totals()
            (report.versions, report.contents, report.bytes) = (totals.versions, totals.contents, totals.bytes)
        } catch { throw EngineError(error) }
        try findOrphans(&report)
        return report
    }

    private func readContents(_ report: inout Report) throws(ObjectError) {
        let reader = ContentReader(store: store, segments: segments)
        var last: ContentID?
        while true {
            let page = try audit.contents(after: last, limit: Self.page)
            guard let end = page.last else { return }
            for content in page {
                if let fault = reader.fault(of: content) { report.problems.append("Content \(content.id.rawValue): \(fault)") }
            }
            last = end.id
        }
    }

    private func findOrphans(_ report: inout Report) throws(EngineError) {
        var files = 0
        for folder in UInt8.min...UInt8.max {
            let found: [BlobID]
            do throws(BlobError) { found = try store.blobs(inFolder: folder) } catch { throw EngineError(error) }
            do throws(ObjectError) { files += found.count - (try audit.named(among: found)).count } catch { throw EngineError(error) }
        }
        if files > 0 { report.notes.append("\(files) files of blobs that no row names. The server removes them after its next start.") }
        let numbers: [UInt32]
        do throws(BlobError) { numbers = try segments.segments() } catch { throw EngineError(error) }
        for number in numbers.dropLast() {
            let isNamed: Bool
            do throws(ObjectError) { isNamed = try audit.isNamed(segment: number) } catch { throw EngineError(error) }
            if !isNamed { report.notes.append("Segment \(number) holds nothing. The server removes it after its next start.") }
        }
    }
}
