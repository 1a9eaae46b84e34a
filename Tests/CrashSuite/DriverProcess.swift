package import Foundation

/// Starts the driver with the recording library before it.
package struct DriverProcess: Sendable {
    /// The folder with `crash-driver` and the library.
    private let build: URL
    package init(build: URL) { self.build = build }

    /// Where this program was built to, and the driver with it.
    package static var folderOfThisProgram: URL {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: program).deletingLastPathComponent()
    }

    /// A new folder, in memory where there is such a place.
    package static func makeScratch() throws -> String {
        let parent = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        let folder = parent + "/pelton-crash-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Runs the driver once.
    /// - Parameter lie: a part of the paths whose syncs do nothing; `*` for all.
    /// - Returns: the trace's path, in `scratch`.
    package func record(seed: UInt64, scratch: String, lie: String? = nil) async throws -> String {
        let (data, trace) = (scratch + "/data", scratch + "/trace")
        try? FileManager.default.removeItem(atPath: data)
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: data) }
        let process = Process()
        process.executableURL = build.appendingPathComponent("crash-driver")
        process.arguments = [data, "\(seed)"]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "LD_PRELOAD": build.appendingPathComponent("libFaultShim.so").path, "FAULTSHIM_WATCH": data, "FAULTSHIM_TRACE": trace,
            "FAULTSHIM_SYNC_MICROSECONDS": "300", "FAULTSHIM_LIE_SYNC": lie ?? "",
        ]) { $1 }
        let status = await withCheckedContinuation { (ended: CheckedContinuation<Int32, Never>) in
            process.terminationHandler = { ended.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { ended.resume(returning: -1) }
        }
        guard status == 0 else { throw Trace.Invalid("The driver ended with status \(status); its seed was \(seed).") }
        return trace
    }
}
